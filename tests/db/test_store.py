"""The store's promises to whoever saves: nothing lost, nothing twice, a sentence when it cannot."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from db import audit
from db.commands.activities import LogActivity
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.concern_work import MoveConcern
from db.commands.tasks import AddTask
from db.errors import Invalid, StoreUnavailable
from db.models import AuditEntry, Concern, IdempotencyKey
from db.settings import Settings
from db.store import Store
from db.vocabulary import ActivityType, ConcernCategory, ConcernStatus
from tests.db.conftest import NOW, Desk, a_concern, an_event, everything, opened, seated

NAIVE = datetime(2026, 11, 3, 11, 0)


def impatient(desk: Desk) -> Any:
    """The same store through connections that wait a second at most."""
    return opened(desk.store.settings.database_url, store_timeout_seconds=1)


def plain(desk: Desk) -> str:
    return make_url(desk.store.settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_read_cannot_write(desk: Desk) -> None:
    saved = desk.concern()
    with pytest.raises((SQLAlchemyError, StoreUnavailable)), desk.store.reading() as session:
        session.execute(update(Concern).values(summary="Written by a read"))
    assert desk.one(Concern, saved.ref).summary == "Lamp out by the steps"


def test_a_read_sees_one_state_of_the_store_while_others_write(desk: Desk) -> None:
    with desk.store.reading() as session:
        before = session.query(Concern).count()
        desk.concern()
        assert session.query(Concern).count() == before
    assert desk.count(Concern) == before + 1


@pytest.mark.parametrize(
    "command",
    [
        a_concern(received_at=NAIVE),
        an_event(starts_at=NAIVE),
        AddTask("Call", NAIVE),
        LogActivity(ActivityType.ADMIN, NAIVE, 5),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_time_without_a_zone_is_refused_not_guessed_at(desk: Desk, command: Any) -> None:
    before = everything(desk.store)
    with pytest.raises(ValueError, match="zone"):
        desk.do(command)
    assert everything(desk.store) == before


def test_now_without_a_zone_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="zone"):
        desk.do(a_concern(), at=NAIVE)


def test_times_come_back_in_utc_whatever_zone_they_came_in(desk: Desk) -> None:
    saved = desk.concern(received_at=datetime.fromisoformat("2026-11-01T01:30:00-07:00"))
    concern = desk.one(Concern, saved.ref)
    assert concern.received_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert concern.received_at.tzinfo is UTC


def test_the_revision_moves_with_records_and_not_with_looking_or_refusals(desk: Desk) -> None:
    at_first = desk.store.revision()
    saved = desk.concern()
    assert desk.store.revision() == at_first + 1
    with pytest.raises(Invalid):
        desk.concern(summary="")
    desk.store.verify_audit()
    assert desk.store.revision() == at_first + 1
    desk.do(MoveConcern(saved.ref, 1, ConcernStatus.TRIAGED, "Seen"))
    assert desk.store.revision() == at_first + 2


def test_a_failed_save_does_not_use_up_its_key(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.do(a_concern(summary=""), key="one form")
    assert desk.count(IdempotencyKey) == 0
    first = desk.do(a_concern(), key="one form")
    assert desk.do(a_concern(), key="one form") == first
    assert desk.count(Concern) == 1


def test_references_have_no_gaps_after_refusals_and_begin_anew_each_year(desk: Desk) -> None:
    old_year = datetime(2027, 1, 1, 7, 59, 59, tzinfo=UTC)  # still 31 December in Los Angeles
    new_year = old_year + timedelta(seconds=1)
    refs = [desk.concern(at=new_year, received_at=old_year).ref]
    with pytest.raises(Invalid):
        desk.concern(at=new_year, received_at=old_year, summary="")
    refs.append(desk.concern(at=new_year, received_at=old_year).ref)
    refs.append(desk.concern(at=new_year, received_at=new_year).ref)
    assert refs == ["C-2026-00001", "C-2026-00002", "C-2027-00001"]
    assert str(desk.one(Concern, "C-2026-00001").received_day) == "2026-12-31"
    assert str(desk.one(Concern, "C-2027-00001").received_day) == "2027-01-01"


def test_a_locked_store_says_so_in_time_and_saves_nothing(desk: Desk) -> None:
    before, started = everything(desk.store), time.monotonic()
    with impatient(desk) as store:
        with lock(desk), pytest.raises(StoreUnavailable, match="safe to try again"):
            store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)
        assert 0.5 < time.monotonic() - started < 8
        assert everything(desk.store) == before
        store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)


def test_reading_goes_on_while_a_writer_holds_the_store(desk: Desk) -> None:
    saved = desk.concern()
    with lock(desk):
        assert desk.one(Concern, saved.ref).ref == saved.ref


def lock(desk: Desk) -> Any:
    """Somebody else holds the store: until the end of the with-block."""
    url = desk.store.settings.database_url
    return _SQLiteLock(url) if desk.store.settings.is_sqlite else _PostgreSQLLock(plain(desk))


class _SQLiteLock:
    def __init__(self, url: str) -> None:
        self.connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self.connection.execute("ROLLBACK")
        self.connection.close()


class _PostgreSQLLock:
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)

    def __enter__(self) -> None:
        self.connection.execute("LOCK TABLE audit_end IN EXCLUSIVE MODE")

    def __exit__(self, *_: object) -> None:
        self.connection.rollback()
        self.connection.close()


def test_a_store_that_cannot_be_written_says_so_and_can_be_read(desk_to_break: Desk) -> None:
    saved = desk_to_break.concern()
    url = desk_to_break.store.settings.database_url
    if desk_to_break.store.settings.is_sqlite:
        url = url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    else:
        with psycopg.connect(plain(desk_to_break), autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{make_url(url).database}" SET default_transaction_read_only = on')
    with opened(url) as store:
        with pytest.raises(StoreUnavailable, match="read-only just now"):
            store.execute(a_concern(), by=desk_to_break.viewers["ana"], now=NOW)
        assert seated(store).one(Concern, saved.ref).version == 1


def test_after_the_database_went_away_the_next_save_works(desk_to_break: Desk) -> None:
    if desk_to_break.store.settings.is_sqlite:
        pytest.skip("SQLite is no server that could go away")
    desk_to_break.concern()
    with psycopg.connect(plain(desk_to_break), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    desk_to_break.concern()
    assert desk_to_break.count(Concern) == 2


@pytest.mark.parametrize(("key", "saved"), [(None, 0), ("a form", 1)])
def test_after_a_connection_lost_in_the_middle_only_a_form_with_a_key_is_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, key: str | None, saved: int
) -> None:
    once = Store._execute_once
    lost = iter([True])

    def loses_the_first(self: Store, command: Any, **more: Any) -> Any:
        if next(lost, False):
            raise OperationalError("COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True)
        return once(self, command, **more)

    monkeypatch.setattr(Store, "_execute_once", loses_the_first)
    if key is None:
        with pytest.raises(StoreUnavailable):
            desk.store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)
    else:
        desk.do(a_concern(), key=key)
    assert desk.count(Concern) == saved


def test_a_bug_in_a_handler_is_not_taken_for_a_full_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.commands.concerns._level", lambda command: 7)  # the column's check refuses it
    with pytest.raises(SQLAlchemyError):
        desk.concern()
    assert desk.count(Concern) == 0


def test_bulk_is_not_under_the_deadline_of_one_persons_save(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if desk.store.settings.is_sqlite:
        pytest.skip("SQLite has no deadline for a statement")
    deadlines: list[str] = []
    append = audit.append

    def looking(session: Session, *more: Any, **named: Any) -> None:
        deadlines.append(str(session.scalar(text("SHOW statement_timeout"))))
        append(session, *more, **named)

    monkeypatch.setattr(audit, "append", looking)
    rows = [BulkConcern("Dumped sofa", ConcernCategory.DUMPING, NOW)]
    desk.do(RecordConcernsInBulk(rows, "test"), by="system")
    desk.concern()
    assert deadlines == ["0", "5s"]


def test_an_address_nobody_listens_on_is_unavailable_not_a_stack_of_errors(tmp_path: Path) -> None:
    nowhere = Store.open(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none", store_timeout_seconds=1))
    with pytest.raises(StoreUnavailable):
        nowhere.revision()
    nowhere.close()


def test_every_saved_record_has_its_audit_entry(desk: Desk) -> None:
    refs = [desk.concern().ref, desk.event().ref, desk.case().ref, desk.task().ref, desk.activity().ref]
    with desk.store.reading() as session:
        noted = {entry.entity_ref for entry in session.query(AuditEntry)}
    assert set(refs) <= noted
