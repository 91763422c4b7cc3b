"""How the service is, as each engine says it; jobs of the command line leave their note; only numbers, of nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from db import __main__ as command_line
from db import migrations
from db.access import Viewer
from db.errors import StoreUnavailable
from db.health import State, Subject, facts, findings, gather
from db.health.version import build
from db.models import JobRun, Notice
from db.queries import operating
from db.settings import Settings, get_settings
from db.store import Store
from db.vocabulary.operating import Job
from tests.db.conftest import NOW, Desk

SYSTEM = Viewer.system("monitoring")


def test_the_database_says_what_it_is(store: Store) -> None:
    now = datetime.now(UTC)
    with store.reading() as session:
        found = operating.database(session, viewer=SYSTEM, now=now)
        assert operating.followers(session, viewer=SYSTEM) == ()
    assert found.engine == ("SQLite" if store.settings.is_sqlite else "PostgreSQL")
    assert found.version[0].isdigit()
    assert found.size > 100_000
    assert (found.revision, found.standby) == (migrations.head(), False)
    assert abs(found.clock) < 30, "the same machine, however busy"


def test_everything_at_once_of_an_empty_store(store: Store) -> None:
    found = gather(store, viewer=SYSTEM, now=NOW)
    states = {one.subject: one.state for one in findings(found, store.settings)}
    assert not {State.BROKEN} & set(states.values()), states
    assert (Subject.CLOCK in states) is not store.settings.is_sqlite
    assert found.pools["reading"][1] > 0
    assert found.server.memory > 10_000_000 and found.server.version


def test_a_store_from_before_is_recognised_without_reading_what_it_may_not_have(store: Store) -> None:
    with store._writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        session.execute(text("DROP TABLE job_run"))
    found = gather(store, viewer=SYSTEM, now=NOW)
    (one,) = [one for one in findings(found, store.settings) if one.subject is Subject.MIGRATIONS]
    assert (one.state, one.why) == (State.BROKEN, "older")


def test_what_waits_is_counted(desk: Desk) -> None:
    def notice(about: str, hours: int, **more: object) -> Notice:
        at = NOW - timedelta(hours=hours)
        values = {"kind": "overdue", "about": about, "created_at": at, "next_try_at": at, "tries": 0, **more}
        return Notice(officer_id=desk.viewers["ana"].officer_id, **values)

    with desk.store._writing() as session:
        session.add_all(
            [
                notice("new", 0), notice("old", 2), notice("sent", 3, sent_at=NOW),
                notice("given up", 30, dropped_at=NOW, last_error="TimeoutError"),
                notice("long ago", 300, dropped_at=NOW - timedelta(days=8), last_error="TimeoutError"),
                notice("nothing", 3, dropped_at=NOW, last_error="nothing to say"),
            ]
        )  # fmt: skip
    with desk.store.reading() as session:
        found = operating.waiting(session, viewer=SYSTEM, now=NOW, idle=timedelta(minutes=15))
    assert (found.mails, found.mails_late, found.mails_given_up) == (2, 1, 1)


def test_a_check_and_tidying_by_the_command_line_are_noted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", store.settings.database_url)
    get_settings.cache_clear()
    try:
        assert command_line.main(["check"]) == 0
        assert command_line.main(["tidy"]) == 0
    finally:
        get_settings.cache_clear()
    with store.reading() as session:
        noted = {row.job: row for row in session.scalars(select(JobRun))}
    assert set(noted) == {Job.CHECK, Job.TIDY} and all(row.succeeded for row in noted.values())
    assert noted["check"].said == "Counts that differ from the concerns: 0. Audit trail: whole."


def test_a_replica_that_does_not_answer_or_is_none_is_said_and_waits_for_nobody(store: Store) -> None:
    assert facts.replica_lag(store.settings) is None
    if store.settings.is_sqlite:
        return
    nobody = "postgresql+psycopg://desk@127.0.0.1:9/desk"
    for url in (nobody, store.settings.database_url):  # the second is a primary
        settings = Settings(database_url=store.settings.database_url, replica_url=url)
        assert facts.replica_lag(settings) is None


def test_a_store_that_is_away_is_a_fact(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Store.open(Settings(database_url="sqlite:////nowhere/at/all.db"))
    with pytest.raises(StoreUnavailable):
        away.revision()
    found = gather(away, viewer=SYSTEM, now=NOW)
    assert found.database is None
    assert findings(found, away.settings)[0].subject is Subject.STORE


def test_the_build_is_what_its_file_says(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "BUILD"
    file.write_text("4f2a9c1\n")
    assert build(file) == "4f2a9c1"
    assert build(tmp_path / "none") == ""
