"""How the service itself is: its database, replicas, jobs and what waits. Numbers and times, nothing of any record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from db import rollups
from db.access import Permission, Viewer
from db.models import ConcernDayCount, JobRun, Notice
from db.models import Session as SignedIn
from db.queries.audit_trail import chain_now
from db.queries.briefings import without_documents
from db.vocabulary.operating import Job

SEEN_BY = Permission.HEALTH_SEE
LATE_AFTER = timedelta(hours=1)  # a mail goes within a minute when the mail server answers
NOTHING_TO_SAY = "nothing to say"


@dataclass(frozen=True, slots=True)
class Ran:
    job: Job
    began_at: datetime
    ended_at: datetime
    succeeded: bool
    said: str
    file: str | None
    size: int | None


def last_jobs(session: Session, *, viewer: Viewer, succeeded: bool = False) -> tuple[Ran, ...]:
    """The newest run of each job that ever ran (or ever succeeded), in the order of Job. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    if succeeded:
        newest = newest.where(JobRun.succeeded)
    rows = {row.job: row for row in session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}
    return tuple(
        Ran(job, row.began_at, row.ended_at, row.succeeded, row.said, row.file, row.size)
        for job in Job
        if (row := rows.get(job.value))
    )


@dataclass(frozen=True, slots=True)
class Database:
    """`size` in bytes; `clock`: how many seconds its clock is ahead of this server's; `standby`: nothing can be written."""

    engine: str
    version: str
    size: int
    revision: str
    clock: float
    standby: bool


def database(session: Session, *, viewer: Viewer, now: datetime) -> Database:
    """`now`: by the clock of this server. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    if session.get_bind().dialect.name == "sqlite":
        version = session.scalar(text("SELECT sqlite_version()"))
        size = session.scalar(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
        return Database("SQLite", str(version), int(size or 0), revision_of(session), 0.0, standby=False)
    row = session.execute(
        text(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), clock_timestamp(), "
            "pg_is_in_recovery()"
        )
    ).one()
    ahead = (row[2] - now).total_seconds()
    return Database("PostgreSQL", row[0].split()[0], int(row[1]), revision_of(session), ahead, standby=bool(row[3]))


def revision_of(session: Session) -> str:
    """Which migration the store is at; no record, and nobody's. Empty: none ever ran."""
    return str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")


@dataclass(frozen=True, slots=True)
class Follower:
    """A replica as the store itself sees it. `behind` in seconds; None: the store's sign-in may not know (pg_monitor)."""

    name: str
    state: str | None
    behind: float | None
    synchronous: bool


def followers(session: Session, *, viewer: Viewer) -> tuple[Follower, ...]:
    """Those that follow now; none on SQLite. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    if session.get_bind().dialect.name == "sqlite":
        return ()
    rows = session.execute(
        text(
            "SELECT application_name, state, sync_state IN ('sync', 'quorum'), "
            "CASE WHEN state IS NULL THEN NULL ELSE coalesce(extract(epoch FROM replay_lag), 0) END "
            "FROM pg_stat_replication ORDER BY application_name, pid"
        )
    )
    return tuple(
        Follower(name or "", state, None if behind is None else float(behind), synchronous=bool(synchronous))
        for name, state, synchronous, behind in rows
    )


def session_on(replica: Engine) -> Session:
    """A session on another engine than the store's, for a question about it."""
    return Session(replica)


def replayed(session: Session) -> float | None:
    """Asked of a replica: how many seconds ago what it knows last was the newest. None: it is none, and follows nobody."""
    row = session.execute(
        text(
            "SELECT pg_is_in_recovery(), pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() "
            "AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver), "
            "extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
        )
    ).one()
    if not row[0]:
        return None
    return 0.0 if row[1] else max(0.0, float(row[2] or 0))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many: mails in the outbox, those of them older than an hour, those given up within a week; languages of frozen
    briefings without documents; people signed in."""

    mails: int
    mails_late: int
    mails_given_up: int
    documents: int
    sessions: int


def waiting(session: Session, *, viewer: Viewer, now: datetime, idle: timedelta) -> Waiting:
    """`idle`: after this long without a click a session is locked. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    late, given_up = now - LATE_AFTER, now - timedelta(days=7)
    mails = session.execute(
        select(func.count(), func.count().filter(Notice.created_at < late)).where(
            Notice.sent_at.is_(None), Notice.dropped_at.is_(None)
        )
    ).one()
    failed = select(func.count()).where(Notice.dropped_at >= given_up, Notice.last_error != NOTHING_TO_SAY)
    signed_in = select(func.count()).where(SignedIn.ended_at.is_(None), SignedIn.last_seen_at > now - idle)
    missing = len(without_documents(session, viewer=Viewer.system("health")))
    return Waiting(mails[0], mails[1], session.scalar(failed) or 0, missing, session.scalar(signed_in) or 0)


@dataclass(frozen=True, slots=True)
class Trail:
    """The audit trail's length and the first figures of its last hash; when somebody last looked whether it is whole."""

    entries: int
    head: str
    checked_at: datetime | None
    whole: bool


def trail_head(session: Session, *, viewer: Viewer) -> Trail:
    """Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    chain = chain_now(session)
    return Trail(chain.entries, chain.head[:12], chain.checked_at, chain.whole)


def concerns_counted(session: Session, *, viewer: Viewer) -> int:
    """How many concerns the counts know of: how long a check will take. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    return int(session.scalar(select(func.sum(ConcernDayCount.n))) or 0)


def counts_differing(session: Session, *, viewer: Viewer) -> int:
    """How many of the counts are not what the concerns say: a number, of nobody's record. Raises Refused."""
    viewer.must(Permission.HEALTH_SEE)
    return rollups.check(session)
