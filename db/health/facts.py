"""The facts: numbers, times and names of machines. Nothing from any record, and of nobody."""

import os
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db import audit, migrations
from db.access import Viewer
from db.engines import engine_of
from db.errors import CommonGroundError, StoreUnavailable
from db.health.version import VERSION, build
from db.logs import server_name
from db.public_store import PublicStore
from db.public_store.copying import briefings_of
from db.queries import operating
from db.queries.operating import Database, Follower, Ran, Trail, Waiting
from db.settings import Settings
from db.store import Store

STARTED = time.monotonic()
END_OF_HEADS = 4096  # bytes: some thirty heads


@dataclass(frozen=True, slots=True)
class Exported:
    """Where heads of the audit trail go: `entries` and `at` of the last one in the file; None: none can be read there."""

    file: bool
    syslog: bool
    entries: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """This process: seconds since it began, memory in bytes, pages open in browsers."""

    name: str
    version: str
    build: str
    uptime: float
    memory: int
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """`database` is None while the store is away: then nothing below it is known. `lag` of the replica that is read from:
    seconds; None: it does not answer or is no replica. `behind`: briefings that presenters have otherwise than frozen, None:
    theirs cannot be read."""

    at: datetime
    server: Server
    code: str
    pools: dict[str, tuple[int, int]]
    database: Database | None = None
    answer: float = 0.0
    lag: float | None = None
    followers: tuple[Follower, ...] = ()
    jobs: tuple[Ran, ...] = ()
    good: tuple[Ran, ...] = ()
    trail: Trail | None = None
    exported: Exported = field(default_factory=lambda: Exported(file=False, syslog=False))
    waiting: Waiting | None = None
    behind: int | None = 0


def gather(store: Store, *, viewer: Viewer, now: datetime, pages: int = 0) -> Facts:
    """Everything at once. A store that is away is a fact. Raises Refused."""
    viewer.must(operating.SEEN_BY)
    settings = store.settings
    here, pools = server(settings, pages=pages), store.pools()
    try:
        began = time.perf_counter()
        store.revision()
        answer = time.perf_counter() - began
        with store.reading() as session:
            database = operating.database(session, viewer=viewer, now=datetime.now(UTC))
            if database.revision != migrations.head():
                return Facts(now, here, migrations.head(), pools, database, answer)
            jobs = operating.last_jobs(session, viewer=viewer)
            good = operating.last_jobs(session, viewer=viewer, succeeded=True)
            trail = operating.trail_head(session, viewer=viewer)
            idle = timedelta(minutes=settings.idle_minutes)
            waiting = operating.waiting(session, viewer=viewer, now=now, idle=idle)
            followers = operating.followers(session, viewer=viewer)
            frozen = set(briefings_of(session).items())
    except StoreUnavailable:
        return Facts(now, here, migrations.head(), pools)
    return Facts(
        now, here, migrations.head(), pools, database, answer, lag=replica_lag(settings), followers=followers, jobs=jobs,
        good=good, trail=trail, exported=exported(settings), waiting=waiting, behind=_behind(settings, frozen),
    )  # fmt: skip


def server(settings: Settings, *, pages: int = 0) -> Server:
    return Server(server_name(settings), VERSION, build(), time.monotonic() - STARTED, memory(), pages)


def memory() -> int:
    """What this process holds in memory, in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0


def replica_lag(settings: Settings) -> float | None:
    """Of the replica the settings name, in seconds; None when there is none, or it does not answer as one."""
    if not settings.replica_url:
        return None
    there = settings.model_copy(update={"database_url": settings.replica_url, "store_timeout_seconds": 2})
    engine = engine_of(there, writes=False)
    try:
        with operating.session_on(engine) as session:
            return operating.replayed(session)
    except (OperationalError, PoolTimeout):
        return None
    finally:
        engine.dispose()


def exported(settings: Settings) -> Exported:
    """The last head in the file, as far as it can be read here."""
    syslog = bool(settings.audit_syslog)
    if not settings.audit_head_file:
        return Exported(file=False, syslog=syslog)
    try:
        with Path(settings.audit_head_file).open("rb") as heads:
            heads.seek(max(0, heads.seek(0, os.SEEK_END) - END_OF_HEADS))
            lines = heads.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return Exported(file=True, syslog=syslog)
    last = audit.last_head(lines)
    return Exported(True, syslog, last.entries, last.at) if last else Exported(file=True, syslog=syslog)


def _behind(settings: Settings, frozen: set[tuple[tuple[str, ...], str]]) -> int | None:
    if not frozen and settings.is_sqlite:
        return 0  # the file comes with the first frozen briefing
    public = PublicStore(settings)
    try:
        shown = {((one.code,), one.hash) for one in public.briefings()}
    except CommonGroundError:
        return None
    finally:
        public.close()
    return len(frozen ^ shown)
