"""The Health page: each state in a sign and a word, worst first; for administrators, and nothing of any record."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboard import clock, health_loaders, health_words
from dashboard.health_words import COMMANDS, SENTENCES, STATES, SUBJECTS
from db import migrations
from db.access import Viewer
from db.commands.operating import NoteJob, NoteOwnCheck
from db.errors import Refused
from db.health import State, Subject, facts, findings, gather, worst
from db.health.facts import Exported, Facts, Server
from db.models import AuditEntry, JobRun
from db.queries import operating
from db.queries.operating import Database, Follower, Ran, Trail, Waiting
from db.settings import Settings
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.operating import Job
from tests.pages.conftest import App, Community, open_page, words

SYSTEM = Viewer.system("command line")
REFUSED = "This page is not part of your role."


@pytest.fixture(autouse=True)
def unhurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine answers late, and these tests are not about it; the cases below, which are, bring their own times."""
    if "subject" not in request.fixturenames:
        monkeypatch.setattr(sys.modules["db.health.findings"], "SLOW", 60.0)


def opened(app: App) -> AppTest:
    at = open_page(app, "service_health", Role.ADMINISTRATOR)
    assert not at.exception
    return at


def ran(
    store: Store, job: Job, ago: timedelta, *, good: bool = True, said: str = "Done.", file: str | None = None
) -> None:
    at = clock.now() - ago
    size = 2_400_000 if file else None
    store.execute(NoteJob(job, at, good, said, file=file, size=size), by=SYSTEM, now=at)


def all_ran(store: Store, ago: timedelta = timedelta(hours=1)) -> None:
    ran(store, Job.BACKUP, ago, file="desk-2026.dump.age")
    for job in (Job.DRILL, Job.CHECK, Job.TIDY):
        ran(store, job, ago)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.ADMINISTRATOR)])
def test_nobody_else_sees_it(app: App, store: Store, role: Role) -> None:
    at = open_page(app, "service_health", role)
    assert REFUSED in words(at)
    assert "SQLite" not in words(at)


def test_the_store_itself_refuses_everybody_else(store: Store, officer: Viewer) -> None:
    for ask in (operating.database, operating.waiting):
        more: dict[str, Any] = {"idle": timedelta(minutes=15)} if ask is operating.waiting else {}
        with store.reading() as session, pytest.raises(Refused):
            ask(session, viewer=officer, now=clock.now(), **more)
    plain = (operating.followers, operating.trail_head, operating.concerns_counted, operating.counts_differing)
    for read in (*plain, operating.last_jobs):
        with store.reading() as session, pytest.raises(Refused):
            read(session, viewer=officer)
    with pytest.raises(Refused):
        gather(store, viewer=officer, now=clock.now())


def test_a_fresh_store_is_well_and_says_what_was_never_done_and_how(app: App, community: Community) -> None:
    said = words(opened(app))
    assert "What runs is well." in said and "never been done yet." in said and "Everything is well" not in said
    assert "It has never run on this store." in said
    assert "python -m db backup --to FILE" in said and "python -m db check" in said
    assert f"The store is at {migrations.head()}, as this version needs it." in said
    assert "There is no replica." in said and "No mail server is set" in said
    assert "Broken" not in said and "Overdue" not in said


def test_when_everything_has_run_it_says_so_at_a_glance(app: App, store: Store, at_noon: datetime) -> None:
    all_ran(store)
    at = opened(app)
    assert [box.value for box in at.success] == ["Everything is well."]
    assert "desk-2026.dump.age, 2.4 MB, encrypted, today 11:00." in words(at)


def test_what_is_overdue_comes_first_with_what_to_do(app: App, store: Store, at_noon: datetime) -> None:
    all_ran(store, timedelta(hours=27))
    at = opened(app)
    assert "3 things are overdue" in at.warning[0].value and not at.error
    said = words(at)
    assert said.index("Overdue") < said.index("Database")
    assert "python -m db tidy" in said
    assert "Last run yesterday 09:00: Done." in said, "the drill is weekly"


def test_a_job_that_failed_is_broken_whatever_went_well_before(app: App, store: Store, at_noon: datetime) -> None:
    all_ran(store, timedelta(hours=20))
    ran(store, Job.BACKUP, timedelta(hours=1), good=False, said="The disk is full.")
    at = opened(app)
    assert "1 thing is broken" in at.error[0].value
    assert "The last run, today 11:00, failed: The disk is full. Last good run: yesterday 16:00." in words(at)


def test_what_a_job_said_is_no_markup(app: App, store: Store, at_noon: datetime) -> None:
    ran(store, Job.CHECK, timedelta(hours=1), said="**bold** [a](http://evil.example)")
    raw = "\n".join(str(one.value) for one in opened(app).markdown)
    assert "**bold**" not in raw and "](http" not in raw


def test_a_backup_that_is_not_encrypted_says_so(app: App, store: Store, at_noon: datetime) -> None:
    ran(store, Job.BACKUP, timedelta(hours=1), file="desk-2026.dump")
    assert "desk-2026.dump, 2.4 MB, not encrypted" in words(opened(app))


def test_a_store_of_another_version_is_broken_and_nothing_more_is_asked_of_it(
    app: App, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "head", lambda: "9999")
    at = opened(app)
    said = words(at)
    assert "1 thing is broken" in at.error[0].value
    assert "this version needs 9999" in said and "python -m db migrate" in said
    assert "Restore drill" not in said


def test_a_check_here_counts_again_and_is_noted(app: App, store: Store, community: Community) -> None:
    at = opened(app)
    next(button for button in at.button if button.label == "Check now").click().run()
    assert "Every count is right, and the audit trail is whole." in [box.value for box in at.success]
    with store.reading() as session:
        kept = session.scalars(select(JobRun)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "job run")).one()
    assert (kept.job, kept.succeeded) == ("check", True)
    assert kept.said == "Counts that differ from the concerns: 0. Audit trail: whole."
    assert "Kim Tran" in entry.actor, "the trail says who had it checked"
    assert "Audit trail: whole" in words(at.run())


def test_a_check_that_finds_something_says_how_many_and_of_nobody(
    app: App, store: Store, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operating, "counts_differing", lambda *_, **__: 3)
    monkeypatch.setattr(store, "verify_audit", lambda **_: "Entry 7 was changed.")
    at = opened(app)
    next(button for button in at.button if button.label == "Check now").click().run()
    assert "3 counts are wrong. The audit trail is not whole." in [box.value for box in at.error]
    assert "Not whole" in words(at.run())


def test_more_than_a_page_can_wait_for_is_left_to_the_command_line(
    app: App, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_loaders, "SMALL", 0)
    at = opened(app)
    assert "Check now" not in [button.label for button in at.button]
    assert "too much here to check while you wait" in words(at)


def test_a_made_up_check_is_refused(store: Store) -> None:
    with store.reading() as session:
        before = session.scalar(select(func.count()).select_from(JobRun))
    for command in (NoteOwnCheck(clock.now() + timedelta(hours=1), 0, True), NoteOwnCheck(clock.now(), -1, True)):
        with pytest.raises(Exception, match="No check ends like this"):
            store.execute(command, by=SYSTEM, now=clock.now())
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(JobRun)) == before


def test_where_the_trails_heads_go_and_how_far_they_came(
    store: Store, officer: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "heads"
    settings = Settings(database_url=store.settings.database_url, audit_head_file=str(file))
    assert facts.exported(settings) == Exported(file=True, syslog=False), "not there yet"
    monkeypatch.setattr(store, "settings", settings)
    head = store.export_audit_head()
    assert (facts.exported(settings).entries, facts.exported(settings).at) == (head.entries, head.at)
    file.write_text("torn")
    assert facts.exported(settings).entries is None


# Every state of every subject, without a cluster to break: facts in, findings out.

NOW = datetime.fromisoformat("2026-11-03T20:00+00:00")
PG = Database("PostgreSQL", "15.4", 5_000_000, "0013", 0.0, standby=False)


def seen(**more: Any) -> Facts:
    ok: dict[str, Any] = {
        "at": NOW, "server": Server("desk-1", "0.1.0", "", 90.0, 400_000_000, 3), "code": "0013",
        "pools": {"reading": (1, 10), "writing": (0, 10)}, "database": PG, "answer": 0.01,
        "trail": Trail(7, "abcdef", NOW, whole=True), "waiting": Waiting(0, 0, 0, 0, 2),
    }  # fmt: skip
    return Facts(**{**ok, **more})


def settings(**more: Any) -> Settings:
    return Settings(database_url="postgresql+psycopg://desk@db.example/desk", **more)


REPLICA = {"replica_url": "postgresql+psycopg://desk@replica.example/desk"}
MAIL = {"smtp_host": "mail.example", "smtp_from": "desk@agency.example", "public_address": "https://desk.example"}
FAR = Follower("node-2", "streaming", 60.0, synchronous=True)
NEAR = Follower("node-2", "streaming", 0.0, synchronous=True)
HIDDEN = Follower("node-2", None, None, synchronous=False)


def backup(ago: timedelta, *, good: bool = True) -> dict[str, Any]:
    one = Ran(Job.BACKUP, NOW - ago, NOW - ago, good, "Said.", "a.age", 1)
    return {"jobs": (one,), "good": (one,) if good else ()}


CASES: list[tuple[dict[str, Any], dict[str, Any], Subject, State, str]] = [
    ({"database": None}, {}, Subject.STORE, State.BROKEN, "away"),
    (
        {"database": Database("PostgreSQL", "15", 1, "0013", 0.0, standby=True)},
        {},
        Subject.STORE,
        State.BROKEN,
        "standby",
    ),
    ({"answer": 1.5}, {}, Subject.STORE, State.LATE, "slow"),
    ({}, {}, Subject.STORE, State.WELL, "answers"),
    ({"code": "0012"}, {}, Subject.MIGRATIONS, State.LATE, "newer"),
    ({"code": "0014"}, {}, Subject.MIGRATIONS, State.BROKEN, "older"),
    ({"pools": {"reading": (10, 10), "writing": (0, 10)}}, {}, Subject.CONNECTIONS, State.LATE, "full"),
    (
        {"database": Database("PostgreSQL", "15", 1, "0013", -7.2, standby=False)},
        {},
        Subject.CLOCK,
        State.LATE,
        "wrong",
    ),
    ({}, {}, Subject.CLOCK, State.WELL, "right"),
    ({}, {}, Subject.REPLICATION, State.OFF, "none"),
    ({}, REPLICA, Subject.REPLICATION, State.BROKEN, "no answer"),
    ({"lag": 11.0}, REPLICA, Subject.REPLICATION, State.LATE, "behind"),
    ({"lag": 0.0, "followers": (FAR,)}, REPLICA, Subject.REPLICATION, State.LATE, "behind"),
    ({"followers": (NEAR,)}, {}, Subject.REPLICATION, State.WELL, "follows"),
    ({"followers": (HIDDEN,)}, {}, Subject.REPLICATION, State.NOT_YET, "hidden"),
    ({"trail": Trail(7, "abcdef", NOW, whole=False)}, {}, Subject.TRAIL, State.BROKEN, "not whole"),
    ({"trail": Trail(7, "abcdef", None, whole=False)}, {}, Subject.TRAIL, State.NOT_YET, "never"),
    ({}, {}, Subject.EXPORT, State.NOT_YET, "nowhere"),
    ({"exported": Exported(False, True)}, {}, Subject.EXPORT, State.WELL, "syslog"),
    ({"exported": Exported(True, False)}, {}, Subject.EXPORT, State.BROKEN, "unreadable"),
    ({"exported": Exported(True, False, 6, NOW - timedelta(hours=1))}, {}, Subject.EXPORT, State.LATE, "behind"),
    ({"exported": Exported(True, False, 7, NOW - timedelta(days=9))}, {}, Subject.EXPORT, State.WELL, "file"),
    ({}, {}, Subject.BACKUP, State.NOT_YET, "never"),
    ({}, {"production": True}, Subject.BACKUP, State.LATE, "never"),
    (backup(timedelta(hours=25)), {}, Subject.BACKUP, State.WELL, "done"),
    (backup(timedelta(hours=27)), {}, Subject.BACKUP, State.LATE, "overdue"),
    (backup(timedelta(hours=27)), {"backup_every_hours": 48}, Subject.BACKUP, State.WELL, "done"),
    (backup(timedelta(hours=1), good=False), {}, Subject.BACKUP, State.BROKEN, "failed"),
    ({"waiting": Waiting(4, 0, 0, 0, 0)}, MAIL, Subject.MAILS, State.WELL, "go"),
    ({"waiting": Waiting(4, 1, 0, 0, 0)}, MAIL, Subject.MAILS, State.LATE, "late"),
    ({"waiting": Waiting(0, 0, 2, 0, 0)}, MAIL, Subject.MAILS, State.LATE, "late"),
    ({"waiting": Waiting(0, 0, 2, 0, 0)}, {}, Subject.MAILS, State.OFF, "none"),
    ({"waiting": Waiting(0, 0, 0, 3, 0)}, {}, Subject.DOCUMENTS, State.LATE, "missing"),
    ({"behind": 2}, {}, Subject.PUBLIC, State.LATE, "behind"),
    ({"behind": None}, {}, Subject.PUBLIC, State.BROKEN, "unreadable"),
]


@pytest.mark.parametrize(("more", "set_to", "subject", "state", "why"), CASES)
def test_what_the_facts_mean(
    more: dict[str, Any], set_to: dict[str, Any], subject: Subject, state: State, why: str
) -> None:
    found = findings(seen(**more), settings(**set_to))
    (one,) = [one for one in found if one.subject is subject]
    assert (one.state, one.why) == (state, why)
    assert [f.state for f in found] == sorted((f.state for f in found), key=list(State).index), "worst first"
    assert worst(found) is (state if state in (State.BROKEN, State.LATE) else State.WELL)
    said = health_words.sentence(one)
    assert said and "{" not in said and "None" not in said


def test_every_subject_and_state_has_its_words() -> None:
    assert set(SUBJECTS) == set(Subject) and set(STATES) == set(State)
    assert {subject for subject, _why in SENTENCES} == set(Subject)
    assert set(COMMANDS) <= set(SENTENCES)
