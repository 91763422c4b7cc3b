"""What the facts mean: one finding for each subject, worst first. `why` is a short name; its sentence is the dashboard's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from db.health.facts import Facts
from db.queries.operating import Ran
from db.settings import Settings
from db.vocabulary.operating import Job

SPARE = timedelta(hours=2)  # a job that takes its time, or a timer that runs at random within an hour
DAILY, WEEKLY = timedelta(hours=24), timedelta(days=7)
SLOW = 1.0  # seconds for the smallest question
CLOCK_OFF = 5.0  # seconds: sessions and one-time codes begin to fail at thirty
EXPORT_LATE = timedelta(minutes=15)  # heads go once a minute at most, and only when the trail has grown
ENCRYPTED = (".age", ".gpg")


class State(StrEnum):
    """Worst first."""

    BROKEN = "broken"
    LATE = "late"
    NOT_YET = "not yet"
    WELL = "well"
    OFF = "not used"


class Subject(StrEnum):
    STORE = "store"
    MIGRATIONS = "migrations"
    CONNECTIONS = "connections"
    CLOCK = "clock"
    REPLICATION = "replication"
    CHECK = "check"
    TRAIL = "audit trail"
    EXPORT = "export of the audit trail"
    BACKUP = "backup"
    DRILL = "drill"
    TIDY = "tidying"
    MAILS = "mails"
    DOCUMENTS = "documents"
    PUBLIC = "public store"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Finding:
    subject: Subject
    state: State
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


def findings(facts: Facts, settings: Settings) -> tuple[Finding, ...]:
    """Worst first, otherwise in the order of Subject."""
    found = list(_found(facts, settings))
    if settings.production:  # with real people's records, what has never been done is overdue
        found = [replace(one, state=State.LATE) if one.why == "never" else one for one in found]
    order, subjects = list(State), list(Subject)
    return tuple(sorted(found, key=lambda one: (order.index(one.state), subjects.index(one.subject))))


def worst(found: tuple[Finding, ...]) -> State:
    """In one word. What is not set up yet, or not used, makes nothing worse."""
    return next((one.state for one in found if one.state in (State.BROKEN, State.LATE)), State.WELL)


def _found(facts: Facts, settings: Settings) -> Iterator[Finding]:
    yield _server(facts)
    yield _connections(facts)
    yield _store(facts, settings)
    if facts.database is None:
        return
    yield _migrations(facts)
    if facts.trail is None or facts.waiting is None:
        return  # a store at another revision: its tables are not ours to read
    if not settings.is_sqlite:
        yield _clock(facts)
    yield _replication(facts, settings)
    yield _check(facts)
    yield _trail(facts)
    yield _export(facts, settings)
    yield _backup(facts, settings)
    yield _job(facts, Subject.DRILL, Job.DRILL, WEEKLY)
    yield _job(facts, Subject.TIDY, Job.TIDY, DAILY)
    yield _mails(facts, settings)
    yield _documents(facts)
    yield _public(facts)


def _server(facts: Facts) -> Finding:
    one = facts.server
    people = facts.waiting.sessions if facts.waiting else 0
    version = f"{one.version} ({one.build})" if one.build else one.version
    values = {
        "server": one.name, "version": version, "build": one.build, "uptime": timedelta(seconds=int(one.uptime)),
        "memory": one.memory, "pages": one.pages, "sessions": people,
    }  # fmt: skip
    return Finding(Subject.SERVER, State.WELL, "running", values)


def _connections(facts: Facts) -> Finding:
    used, kept = (sum(pool[position] for pool in facts.pools.values()) for position in (0, 1))
    full = any(used_here >= kept_here > 0 for used_here, kept_here in facts.pools.values())
    state, why = (State.LATE, "full") if full else (State.WELL, "free")
    return Finding(Subject.CONNECTIONS, state, why, {"used": used, "kept": kept})


def _store(facts: Facts, settings: Settings) -> Finding:
    there = facts.database
    if there is None:
        return Finding(Subject.STORE, State.BROKEN, "away")
    values = {"engine": there.engine, "version": there.version, "size": there.size, "ms": round(facts.answer * 1000)}
    if there.standby:
        return Finding(Subject.STORE, State.BROKEN, "standby", values)
    if facts.answer > SLOW:
        return Finding(Subject.STORE, State.LATE, "slow", values)
    return Finding(Subject.STORE, State.WELL, "answers", values)


def _migrations(facts: Facts) -> Finding:
    assert facts.database
    values = {"store": facts.database.revision or "–", "code": facts.code}
    if facts.database.revision == facts.code:
        return Finding(Subject.MIGRATIONS, State.WELL, "same", values)
    why = unlike(facts.database.revision, facts.code)
    # Migrations only add: an older server goes on beside a newer schema until its turn to be replaced comes.
    return Finding(Subject.MIGRATIONS, State.LATE if why == "newer" else State.BROKEN, why, values)


def unlike(store: str, code: str) -> str:
    """Which of the two is older: "older" says that the store is. Revisions are numbered."""
    return "older" if store < code else "newer"


def _clock(facts: Facts) -> Finding:
    ahead = facts.database.clock if facts.database else 0.0
    state, why = (State.LATE, "wrong") if abs(ahead) > CLOCK_OFF else (State.WELL, "right")
    return Finding(Subject.CLOCK, state, why, {"seconds": round(abs(ahead))})


def _replication(facts: Facts, settings: Settings) -> Finding:
    names = ", ".join(sorted({one.name for one in facts.followers}))
    known = [one.behind for one in facts.followers if one.behind is not None]
    most = max([*known, *([facts.lag] if facts.lag is not None else [])], default=0.0)
    values = {"replicas": len(facts.followers), "names": names, "seconds": round(most)}
    if settings.replica_url and facts.lag is None:
        return Finding(Subject.REPLICATION, State.BROKEN, "no answer", values)
    if not settings.replica_url and not facts.followers:
        return Finding(Subject.REPLICATION, State.OFF, "none", values)
    if most > settings.replica_max_lag_seconds:
        return Finding(Subject.REPLICATION, State.LATE, "behind", values)
    if facts.followers and not known and facts.lag is None:
        return Finding(Subject.REPLICATION, State.NOT_YET, "hidden", values)
    return Finding(Subject.REPLICATION, State.WELL, "follows", values)


def _check(facts: Facts) -> Finding:
    return _job(facts, Subject.CHECK, Job.CHECK, DAILY)


def _job(facts: Facts, subject: Subject, job: Job, every: timedelta) -> Finding:
    """Failed, overdue, never or well: by its newest run, and by its newest good one."""
    last, good = _of(facts.jobs, job), _of(facts.good, job)
    if last is None:
        return Finding(subject, State.NOT_YET, "never")
    values = {"at": last.ended_at, "said": last.said, "good_at": good.ended_at if good else None}
    if not last.succeeded:
        return Finding(subject, State.BROKEN, "failed", values)
    if facts.at - last.ended_at > every + SPARE:
        return Finding(subject, State.LATE, "overdue", values)
    return Finding(subject, State.WELL, "done", values)


def _of(jobs: tuple[Ran, ...], job: Job) -> Ran | None:
    return next((ran for ran in jobs if ran.job == job), None)


def _trail(facts: Facts) -> Finding:
    assert facts.trail
    trail, last = facts.trail, _of(facts.jobs, Job.CHECK)
    values: dict[str, Any] = {"entries": trail.entries, "head": trail.head, "at": trail.checked_at}
    whole, at = trail.whole, trail.checked_at
    if last is not None and (at is None or last.ended_at > at):
        # The daily check goes through the trail as well; it fails for its counts too, and then the trail is not accused.
        whole, at = last.succeeded or "not whole" not in last.said, last.ended_at
    values["at"] = at
    if at is None:
        return Finding(Subject.TRAIL, State.NOT_YET, "never", values)
    return Finding(Subject.TRAIL, State.WELL if whole else State.BROKEN, "whole" if whole else "not whole", values)


def _export(facts: Facts, settings: Settings) -> Finding:
    goes, trail = facts.exported, facts.trail
    if not (goes.file or goes.syslog):
        return Finding(Subject.EXPORT, State.NOT_YET, "nowhere")
    if not goes.file:
        return Finding(Subject.EXPORT, State.WELL, "syslog")
    values = {"at": goes.at, "entries": goes.entries}
    if goes.entries is None or goes.at is None:
        return Finding(Subject.EXPORT, State.BROKEN, "unreadable", values)
    behind = trail is not None and goes.entries < trail.entries and facts.at - goes.at > EXPORT_LATE
    return Finding(Subject.EXPORT, State.LATE if behind else State.WELL, "behind" if behind else "file", values)


def _backup(facts: Facts, settings: Settings) -> Finding:
    found = _job(facts, Subject.BACKUP, Job.BACKUP, timedelta(hours=settings.backup_every_hours))
    good = _of(facts.good, Job.BACKUP)
    if found.why == "failed" or good is None:
        return found
    sealed = (good.file or "").endswith(ENCRYPTED)
    values = {**found.values, "file": good.file or "", "size": good.size or 0, "encrypted": sealed}
    why = found.why if found.state is not State.WELL or sealed else "done open"
    return Finding(found.subject, found.state, why, values)


def _mails(facts: Facts, settings: Settings) -> Finding:
    assert facts.waiting
    values = {
        "waiting": facts.waiting.mails,
        "late": facts.waiting.mails_late,
        "given_up": facts.waiting.mails_given_up,
    }
    if not settings.sends_mail:
        return Finding(Subject.MAILS, State.OFF, "none", values)
    if facts.waiting.mails_late or facts.waiting.mails_given_up:
        return Finding(Subject.MAILS, State.LATE, "late", values)
    return Finding(Subject.MAILS, State.WELL, "go", values)


def _documents(facts: Facts) -> Finding:
    assert facts.waiting
    missing = facts.waiting.documents
    state, why = (State.LATE, "missing") if missing else (State.WELL, "made")
    return Finding(Subject.DOCUMENTS, state, why, {"n": missing})


def _public(facts: Facts) -> Finding:
    if facts.behind is None:
        return Finding(Subject.PUBLIC, State.BROKEN, "unreadable")
    state, why = (State.LATE, "behind") if facts.behind else (State.WELL, "same")
    return Finding(Subject.PUBLIC, state, why, {"n": facts.behind})
