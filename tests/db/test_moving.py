"""From an SQLite file to PostgreSQL: everything comes over, also what is saved meanwhile and whatever stops it half-way."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, select, text, update
from sqlalchemy.orm import Session

from db import rollups
from db.__main__ import main
from db.commands.activities import LogActivity
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.drafts import SaveDraft
from db.errors import CommonGroundError, StoreUnavailable
from db.models import Activity, AuditEntry, Base, Concern, Event
from db.moving import rows
from db.moving.move import move, reopen, settings_there
from db.settings import get_settings
from db.store import Store
from db.vocabulary import ActivityType, ConcernCategory, ConcernStatus, SourceType
from tests.db.conftest import NOW, SYSTEM, Desk, opened, seated
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def old(furnished_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk in an SQLite file with some of everything, and what the two engines keep differently."""
    file = shutil.copy(furnished_file, tmp_path / "desk.db")
    with opened(f"sqlite:///{file}") as store:
        desk = seated(store)
        desk.concern(summary="Łódź 🚲 “quoted”\nsecond line", details="x" * 3000)
        desk.case()
        desk.event()
        desk.activity()
        desk.task()
        desk.do(SaveDraft("log", {"summary": "half a sen", "minutes": 30}))
        many = [a_row(number) for number in range(3_000)]
        store.execute(RecordConcernsInBulk(many, source="a test"), by=SYSTEM, now=NOW)
        with Session(store._writer) as session, session.begin():
            session.execute(text("UPDATE concern SET source_note = 'null' WHERE id = 1"))
            session.execute(update(Event).values(materials=None))
        yield desk


def a_row(number: int) -> BulkConcern:
    return BulkConcern(
        summary=f"Report {number}",
        category=ConcernCategory.LIGHTING,
        received_at=NOW - timedelta(hours=number % 700, microseconds=number),
        source_type=SourceType.RESIDENT,
        status=ConcernStatus.NEW,
        latitude=50.05 + number / 1e6,
        longitude=10.05,
    )


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """An empty store: making its tables takes longer than the move, and is what all moves but one are spared."""
    name = f"move_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE migrated")
    yield cluster.url(name)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


def silent(_what: str, _done: int, _of: int) -> None:
    pass


def content(url: str) -> dict[str, list[Any]]:
    """Every row of every table as the models read it, but for what the move itself notes at the end."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {table.name: _rows(connection, table) for table in Base.metadata.sorted_tables}
    engine.dispose()
    return found


def _rows(connection: Connection, table: Any) -> list[Any]:
    # The order of texts is each engine's own.
    return sorted((tuple(row) for row in connection.execute(select(table))), key=repr)


def same(old: Desk, to: str) -> None:
    here, there = content(old.store.settings.database_url), content(to)
    last = max(row[0] for row in there["audit_entry"])
    there["audit_entry"] = [row for row in there["audit_entry"] if row[0] != last]
    for name in ("audit_end", "job_run"):
        assert len(there[name]) == 1
        del here[name], there[name]
    assert there == here


def test_everything_comes_over_into_an_empty_database_and_proves_itself_there(old: Desk, cluster: Cluster) -> None:
    name = f"move_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name}")
    empty = cluster.url(name)
    moved = move(old.store.settings, empty, rehearse=False, progress=silent)
    same(old, empty)
    assert moved.rows > 3_000
    assert moved.tables == len(Base.metadata.tables)
    with Store.open(settings_there(old.store.settings, empty)).reading() as session:
        assert rollups.check(session) == 0
        kinds = session.execute(text("SELECT source_note::text FROM concern WHERE id IN (1, 2) ORDER BY id"))
        assert kinds.scalars().all() == ["null", None]
        assert session.scalar(text("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")) > 100
        assert not session.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname = 'common_ground_moving'"))
    leftovers = [file.name for file in Path(old.store.settings.database_url[10:]).parent.glob("*.moving-*")]
    assert leftovers == []


@pytest.mark.long
def test_the_new_store_goes_on_where_the_old_one_ended(old: Desk, empty: str) -> None:
    before = old.concern().ref
    move(old.store.settings, empty, rehearse=False, progress=silent)
    with opened(empty) as store:
        desk = seated(store)
        after = desk.concern().ref
        assert int(after[7:]) == int(before[7:]) + 1
        assert store.verify_audit() is None
        assert desk.wrong_counts() == 0


@pytest.mark.long
def test_the_old_store_takes_no_saves_and_says_so_while_reading_goes_on(old: Desk, empty: str) -> None:
    ref = old.concern().ref
    move(old.store.settings, empty, rehearse=False, progress=silent)
    for command in (SaveDraft("log", {"summary": "lost?"}), LogActivity(ActivityType.FOOT_PATROL, NOW, 30)):
        with pytest.raises(StoreUnavailable) as refusal:
            old.do(replace(command))
        assert str(refusal.value).startswith("The desk is moving to another store. Nothing was saved")
    assert old.one(Concern, ref)
    with pytest.raises(CommonGroundError) as again:
        move(old.store.settings, empty, rehearse=False, progress=silent)
    assert "moved already" in str(again.value)
    reopen(old.store.settings)
    assert old.concern().ref


@pytest.mark.long
def test_what_is_saved_while_it_is_copied_is_not_lost(old: Desk, empty: str) -> None:
    """One writes on without a pause: what was acknowledged is there, what was refused is not."""
    saved: list[str] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            with suppress(StoreUnavailable):
                saved.append(old.activity().ref)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        move(old.store.settings, empty, rehearse=True, progress=silent)
        assert old.one(Concern, old.concern().ref)  # a rehearsal closes nothing
        before = len(saved)
        move(old.store.settings, empty, rehearse=False, progress=silent)
    finally:
        enough.set()
        writer.join()
    assert len(saved) > before > 0
    with opened(empty) as store, store.reading() as session:
        there = session.scalars(select(Activity.ref).order_by(Activity.id)).all()
    assert sorted(there)[1:] == sorted(saved)  # the first was there before
    same(old, empty)


KILLED = """
import os, signal, sys
from db.moving.move import move
from db.settings import Settings

def progress(what, done, of):
    if what == {what!r}:
        os.kill(os.getpid(), signal.SIGKILL)

move(Settings(database_url={old!r}), {new!r}, rehearse=False, progress=progress)
"""


@pytest.mark.long
@pytest.mark.parametrize(
    "what",
    [
        pytest.param("audit_entry", marks=pytest.mark.long),
        pytest.param("concern", marks=pytest.mark.long),
        "what changed meanwhile",
        pytest.param("comparing", marks=pytest.mark.long),
    ],
)
def test_a_move_that_was_killed_goes_on_and_carries_what_came_since(old: Desk, empty: str, what: str) -> None:
    script = KILLED.format(what=what, old=old.store.settings.database_url, new=empty)
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    if what != "comparing":
        old.concern(summary="Since then")
    move(old.store.settings, empty, rehearse=False, progress=silent)
    same(old, empty)


@pytest.mark.long
def test_a_copy_that_differs_is_found_and_the_old_store_goes_on(old: Desk, empty: str) -> None:
    def spoil(what: str, done: int, of: int) -> None:
        if what == "comparing" and done == 1:
            engine = create_engine(empty)
            with engine.begin() as connection:
                connection.execute(text("UPDATE concern SET summary = 'another' WHERE id = 17"))
            engine.dispose()

    with pytest.raises(CommonGroundError) as found:
        move(old.store.settings, empty, rehearse=False, progress=spoil)
    assert "The copy of concern is not what the store holds" in str(found.value)
    assert old.concern().ref


def test_a_database_with_a_store_in_it_is_refused(old: Desk, furnished_database: str, cluster: Cluster) -> None:
    with pytest.raises(CommonGroundError) as refusal:
        move(old.store.settings, cluster.url(furnished_database), rehearse=False, progress=silent)
    assert "There is a store with records in this database already" in str(refusal.value)
    assert old.concern().ref


@pytest.mark.long
def test_a_trail_that_was_forged_is_found_on_the_way(old: Desk, empty: str) -> None:
    with Session(old.store._writer) as session, session.begin():
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(update(AuditEntry).where(AuditEntry.id == 3).values(actor="Somebody else"))
    with pytest.raises(CommonGroundError) as found:
        move(old.store.settings, empty, rehearse=False, progress=silent)
    assert str(found.value) == "Entry 3 of the audit trail was changed."


def test_the_sum_of_hashes_knows_no_order_and_can_be_taken_apart() -> None:
    first, second, third = (1, "a", None), (2, "b", NOW), (3, "", b"\x00")
    assert rows.digest([first, second, third]) == rows.digest([third, first, second])
    assert (rows.digest([first, second]) - rows.digest([second])) % rows.MODULUS == rows.digest([first])
    assert rows.digest([(1, None)]) != rows.digest([(1, "None")])
    assert rows.digest([first, first]) != 0


@pytest.mark.long
def test_the_command_line_says_how_far_it_is_and_what_to_set(
    old: Desk, empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", old.store.settings.database_url)
    get_settings.cache_clear()
    try:
        assert main(["move", "--to", empty]) == 0
        assert main(["move", "--to", "sqlite:///elsewhere.db"]) == 1
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    said = capsys.readouterr()
    assert "concern: 3,001 of 3,001" in said.err
    assert "all the same" in said.out
    assert "COMMON_GROUND_FILES_DIR=" in said.out
    assert "A move goes from the SQLite store of the settings to a PostgreSQL database." in said.err
