"""The report page stands alone, and the soak's comparison finds what it is there to find."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.load.crowd import Outcome, Plan
from bench.load.diary import Diary, Kept, Save, Wait
from bench.load.measured import figures, keep
from bench.load.report import page
from bench.load.servers import Reading
from bench.replay import counts, replayed, store_whole
from bench.soak_words import Happened, Soaked, document
from db.commands.activities import LogActivity
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import ActivityType
from tests.dashboard.conftest import fill

NOW = datetime.now(UTC)
SEED = 7


def outcome() -> Outcome:
    """Four officers for a minute, as a run leaves it."""
    waits = [Wait("today" if n % 2 else "map filter", float(n), 0.1 + n / 1000, 20_000) for n in range(60)]
    readings = [Reading(float(n), (300.0 + n / 60,), (n / 4,), n / 50) for n in range(62)]
    return Outcome(Plan(4, 50.0, 1.0), Diary(waits=waits), readings, alone=waits[:4], all_in=10.0, over=60.0)


@pytest.mark.long
def test_the_report_page_loads_nothing_and_says_its_figures_as_tables_too(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    keep({"4 officers <once>": figures(outcome())}, file)
    ratio = {"value": 8.0, "unit": "ms", "ratio_to": "raw", "ratio": 2.2, "p95": 9.0, "samples": 3}
    drawn = page(json.loads(file.read_text(encoding="utf-8")), {"area_counts": ratio})
    assert "<script src" not in drawn and "<link" not in drawn and "@import" not in drawn
    assert "4 officers &lt;once&gt;" in drawn
    assert "<th scope=row>map filter</th>" in drawn
    assert "2.2 × raw" in drawn or "2.2 \\u00d7 raw" in drawn


def test_a_run_counts_only_what_happened_while_all_were_there() -> None:
    found = figures(outcome())
    assert found["waits"]["all"]["n"] == 50
    assert found["reruns_per_second"] == 1.0
    assert found["cores_servers"] == [0.25]
    assert found["mb_per_minute"] == [1.0]
    assert found["errors"] == 0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Settings(database_url=fill(tmp_path / "store.db")))
    yield opened
    opened.close()


def saved(store: Store, mark: str) -> str:
    """An activity in Harbour, as the Log form saves it; its reference."""
    with store.reading() as session:
        officer = viewer_by_subject(session, "rivera")
    assert officer is not None
    [harbour] = officer.areas
    command = LogActivity(ActivityType.FOOT_PATROL, NOW, 30, neighbourhood_id=harbour, dispatch_ref=mark)
    return str(store.execute(command, by=officer, now=NOW).ref)


def told(mark: str, ref: str) -> Save:
    return Save(mark, "Foot patrol", "Harbour", ref, Kept.ACKNOWLEDGED)


def lost_answer(mark: str) -> Save:
    return Save(mark, "Foot patrol", "", "", Kept.UNKNOWN)


def test_a_log_that_the_store_agrees_with_is_right(store: Store) -> None:
    saved(store, "somebody else's, before")
    before = counts(store)
    log = [told(f"L{SEED}-1-1", saved(store, f"L{SEED}-1-1")), lost_answer(f"L{SEED}-1-2"), lost_answer(f"L{SEED}-1-3")]
    saved(store, f"L{SEED}-1-2")  # its answer was lost, the save was not
    found = replayed(store, log, before, seed=SEED)
    assert found.wrong == ()
    assert (found.acknowledged, found.unknown, found.unknown_there) == (1, 2, 1)
    assert store_whole(store) == []


def test_a_lost_a_doubled_and_an_unknown_save_are_found(store: Store) -> None:
    before = counts(store)
    first = saved(store, f"L{SEED}-1-1")
    again = saved(store, f"L{SEED}-1-1")
    saved(store, f"L{SEED}-1-9")
    log = [told(f"L{SEED}-1-1", first), told(f"L{SEED}-1-2", "A-2026-99999")]
    wrong = "\n".join(replayed(store, log, before, seed=SEED).wrong)
    assert "A-2026-99999 was acknowledged (L7-1-2) and is not there." in wrong
    assert f"L7-1-1 was saved 2 times: {first}, {again}." in wrong
    assert "L7-1-9 is there, and no officer's log has it." in wrong
    assert "Harbour / Foot patrol: the log says 2, the store 3." in wrong


def test_a_count_that_another_hand_changed_is_found(store: Store) -> None:
    before = counts(store)
    saved(store, "no mark of this run")
    assert replayed(store, [], before, seed=SEED).wrong == ("Harbour / Foot patrol: the log says 0, the store 1.",)
    assert replayed(store, [], counts(store), seed=SEED).wrong == ()


@pytest.mark.long
def test_the_soaks_page_says_what_was_wrong(store: Store) -> None:
    right = replayed(store, [], Counter(), seed=SEED)
    happened = [Happened(20.0, 25.0, "rolling restart of both servers")]
    said = document(Soaked("Two servers.", outcome(), happened, right, ()))
    assert (
        "**Nothing lost, nothing doubled" in said and "at 20 s: rolling restart of both servers, done after 5 s" in said
    )
    broken = document(Soaked("Two servers.", outcome(), happened, right, ("3 rollup counts differ.",)))
    assert "Nothing lost" not in broken and "- 3 rollup counts differ." in broken
