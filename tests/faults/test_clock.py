"""The clock is set back, or forward and back: the trail keeps its order, sessions end, the newest words win.

Clocks are those of real programs, turned by libfaketime while they run.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import AuditEntry
from db.queries.drafts import draft
from db.store import Store
from tests.faults.conftest import FaultReport, engine_of, lengthened
from tests.faults.invariants import assert_whole, doubled, lost
from tests.faults.saving import a_key, person, save
from tests.faults.writing import ROOT, writing

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]


class Clock:
    """The clock of programs that are started with `environment`; `set("-1h")` turns it while they run."""

    def __init__(self, file: Path) -> None:
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            pytest.fail("this fault needs the Debian package libfaketime: bash tests/faults/provision.sh installs it")
        self._file = file
        self.set("+0")
        self.environment = {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",  # nobody sets that one
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, to: str) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(to + "\n", encoding="ascii")
        beside.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock")


@pytest.mark.parametrize("turns", [("-1h",), ("+1d", "+0"), ("+400d", "-1h")], ids=["back", "a day on", "a year on"])
def test_a_clock_that_jumps_between_saves_leaves_the_trail_whole_and_in_its_order(
    turns: tuple[str, ...], url: str, clock: Clock, opened: Callable[..., Store], tmp_path: Path,
    fault_report: FaultReport,
) -> None:  # fmt: skip
    with writing(url, tmp_path / "writers", count=1, **clock.environment) as writers:
        for turn in turns:
            writers.wait_for(lengthened(5, 30))
            clock.set(turn)
        writers.wait_for(lengthened(5, 30))
    store, acknowledged = opened(url), writers.acknowledged
    told = [datetime.fromisoformat(line["now"]) for line in writers.said("saved")]
    assert min(after - before for before, after in zip(told, told[1:], strict=False)) < timedelta(minutes=-50)
    assert writers.broken == [] and writers.sentences == set()
    assert_whole(store, acknowledged)
    with store.reading() as session:
        refs = list(session.scalars(select(AuditEntry.entity_ref).order_by(AuditEntry.id)))
    in_order = [line["ref"] for line in writers.said("saved")]
    assert [ref for ref in refs if ref in set(in_order)] == in_order, "the trail is not in the order of the saves"
    fault_report.note(
        f"Clock of the server set {', then '.join(turns)}", engine=engine_of(url), times=len(turns),
        acknowledged=len(acknowledged), lost=len(lost(store, acknowledged)), doubled=len(doubled(store)), saw="nothing",
    )  # fmt: skip


PROGRAM = """
import sys
from datetime import UTC, datetime, timedelta
from db.access import Viewer
from db.commands.drafts import SaveDraft
from db.commands.sessions import SignInDemo, digest
from db.queries.people import resolve, viewer_by_subject
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role

store, now, system = Store.open(get_settings()), datetime.now(UTC), Viewer.system("tests")
if sys.argv[1] == "sign in":
    print(store.execute(SignInDemo(Role.OFFICER), by=system, now=now).token)
elif sys.argv[1] == "look":
    with store.reading() as session:
        limits = {"idle": timedelta(minutes=15), "absolute": timedelta(hours=12)}
        found = resolve(session, token_hash=digest(sys.argv[2]), now=now, **limits)
    print(found.viewer.name if found.viewer else found.reason)
else:
    with store.reading() as session:
        by = viewer_by_subject(session, "ana")
    store.execute(SaveDraft("log", {"words": sys.argv[2]}), by=by, now=now)
store.close()
"""


def run(url: str, clock: Clock, *arguments: str) -> str:
    """A program of the desk at what the clock says."""
    environment = {**os.environ, **clock.environment, "COMMON_GROUND_DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_session_begun_while_the_clock_was_ahead_does_not_live_until_then(
    sqlite_url: str, clock: Clock, fault_report: FaultReport
) -> None:
    clock.set("+400d")
    token = run(sqlite_url, clock, "sign in")
    assert run(sqlite_url, clock, "look", token) == "Ana Rivera"
    clock.set("+0")
    assert run(sqlite_url, clock, "look", token) != "Ana Rivera"
    clock.set("-5m")
    token = run(sqlite_url, clock, "sign in")
    clock.set("-10m")
    assert run(sqlite_url, clock, "look", token) == "Ana Rivera", "clocks that differ a little sign nobody out"
    clock.set("+16m")
    assert run(sqlite_url, clock, "look", token) == "idle"
    fault_report.note(
        "Clock 400 days ahead at the sign-in, then put right", engine="SQLite", saw="“Sign in”, once more"
    )


def test_of_two_drafts_the_one_typed_last_wins_whatever_the_clock_says(
    sqlite_url: str, clock: Clock, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    run(sqlite_url, clock, "draft", "typed first")
    clock.set("-1h")
    run(sqlite_url, clock, "draft", "typed last")
    store = opened(sqlite_url)
    with store.reading() as session:
        kept = draft(session, viewer=person(store), form="log")
    assert kept is not None and kept.fields["words"] == "typed last"
    key = a_key()
    assert_whole(store, {key: save(store, person(store), key)})
    fault_report.note("Clock set back an hour while a form is typed", engine="SQLite", saw="what was typed last")
