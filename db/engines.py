"""Connections to the two engines, for reading and for writing; and what their refusals mean."""

import logging
import math
import sqlite3
import time
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.errors import StoreAway, StoreUnavailable, problem
from db.patience import Connection, NotConnected, left, patience
from db.settings import Settings

logger = logging.getLogger(__name__)

MOVED = "this store has moved"  # what a store answers that was closed behind a move (db.moving)
READ_ONLY = "25006"  # PostgreSQL's code for a write where only reading is possible
DISK_FULL = "53100"
TOO_MANY = "53300"  # connections
# The next attempt may find everything in place: two writers that met; a reader in the way of a replica's catching up.
MET = ("40001", "40P01")
LEAST_FOR_CONNECTING = 1.0  # seconds
PING = 2.0  # seconds a kept connection has for saying that it still stands
# A line that was cut without a word is noticed while nobody asks: after about twenty seconds.
KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}


def engine_of(settings: Settings, *, writes: bool, role: str = "", replica: bool = False) -> Engine:
    """For reading (what it begins sees one state and cannot write) or for writing; on PostgreSQL as this role, or of the
    replica."""
    url = make_url(settings.replica_url if replica else settings.database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(settings, writes=writes)
    deadline = settings.store_timeout_seconds * 1000
    options = f"-c statement_timeout={deadline} -c lock_timeout={deadline} -c timezone=UTC"
    if not writes:
        options += " -c default_transaction_read_only=on"
    if role:
        options += f" -c role={role}"
    engine = create_engine(
        _among_several(url, replica=replica),
        pool_pre_ping=True,
        hide_parameters=True,  # what was typed is in no error's words
        pool_size=settings.pool_size,
        max_overflow=settings.pool_overflow,
        pool_timeout=settings.store_timeout_seconds,
        connect_args={"tcp_user_timeout": deadline, "options": options, **KEEPALIVES},
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
    )
    _be_patient(engine, settings)
    if writes:
        _leave_who_cannot_write(engine)
    return engine


def _among_several(url: URL, *, replica: bool) -> URL:
    """Which of several hosts is meant, where the address does not say: the one that writes; of replicas, one that only
    reads while there is one."""
    wanted = url.query.get("target_session_attrs")
    if wanted == "read-write":
        # A connection for reading never counts as that: it is told to be read-only from the start.
        wanted = "primary"
    elif wanted is None and isinstance(url.query.get("host"), tuple):
        wanted = "prefer-standby" if replica else "primary"
    return url if wanted is None else url.update_query_dict({"target_session_attrs": wanted})


def _be_patient(engine: Engine, settings: Settings) -> None:
    """Every wait of this engine's connections ends, whoever is silent."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> Connection:
        seconds = min(settings.connect_timeout_seconds, left(math.inf))
        if seconds < LEAST_FOR_CONNECTING:
            raise NotConnected("no time is left to connect")  # it would be waited for longer than that
        try:
            # For each host; psycopg counts whole seconds, and no fewer than two.
            connection = Connection.connect(*arguments, **options, connect_timeout=max(2, int(seconds)))
        except psycopg.OperationalError as error:
            raise NotConnected(str(error)) from error
        connection.silence = settings.store_timeout_seconds + 1
        return connection

    ask = engine.dialect.do_ping

    def ping(connection: Any) -> bool:
        with patience(PING):
            return ask(connection)

    engine.dialect.do_ping = ping  # type: ignore[method-assign, assignment]


def _leave_who_cannot_write(engine: Engine) -> None:
    """After a failover the old leader may still be at the other end, as one that only reads: its connections are dropped, and
    the next attempt finds the new one."""

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True


def _sqlite_engine(settings: Settings, *, writes: bool) -> Engine:
    engine = create_engine(
        settings.database_url,
        hide_parameters=True,
        connect_args={"timeout": settings.store_timeout_seconds},
        pool_size=settings.pool_size,
        max_overflow=settings.pool_overflow,
        pool_timeout=settings.store_timeout_seconds,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # sqlite3's own transaction handling would begin too late (deferred) and lose updates: we begin ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={settings.store_timeout_seconds * 1000}")
        _write_ahead(cursor, settings.store_timeout_seconds)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=268435456")
        cursor.execute("PRAGMA secure_delete=ON")  # what is taken out is overwritten, not only marked as free
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    if writes:
        _leave_what_was_opened_read_only(engine)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _leave_what_was_opened_read_only(engine: Engine) -> None:
    """A file that could not be written when it was opened stays read-only to that connection, also after its folder or its
    disk was put right: the connection is dropped, and the next one finds it as it is then."""

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if "readonly" in str(context.original_exception):
            context.is_disconnect = True


def in_pool(engine: Engine) -> tuple[int, int]:
    """How many connections of this process are in use, and how many it keeps open."""
    pool: Any = engine.pool
    return (pool.checkedout(), pool.size()) if hasattr(pool, "checkedout") else (0, 0)


def is_lost(error: Exception) -> bool:
    """True when there is no connection any more, or there never was one."""
    return (isinstance(error, DBAPIError) and error.connection_invalidated) or (
        not_connected(error) and not _too_busy(error)
    )


def not_connected(error: Exception) -> bool:
    return isinstance(getattr(error, "orig", None), NotConnected)


def worth_retrying(error: Exception, *, key: str | None) -> bool:
    """True when the same transaction may succeed if it is tried again."""
    # A connection lost during the commit may have saved: only a key can tell, so without one nobody tries twice. What was
    # refused because only reading is possible has saved nothing.
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return sqlstate(error) in (*MET, READ_ONLY) or (lost and key is not None)


def sqlstate(error: Exception) -> str | None:
    """PostgreSQL's code of what went wrong; None for SQLite."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def unavailable(error: Exception) -> StoreUnavailable:
    """What an officer is told when the engine does not do as it was asked; the log says why, under the same reference."""
    told = _told(error)
    found = {"reference": told.reference, "sqlstate": sqlstate(error)}
    logger.warning("store unavailable: %s", type(getattr(error, "orig", error)).__name__, extra=found)
    return told


def _told(error: Exception) -> StoreUnavailable:
    reason = str(getattr(error, "orig", error))
    if MOVED in reason:
        return StoreUnavailable(
            problem("The desk is moving to another store. Nothing was saved; try again in a few minutes.")
        )
    if "readonly" in reason or sqlstate(error) == READ_ONLY:
        return StoreUnavailable(problem("The store is read-only just now. Nothing was saved; reading still works."))
    if sqlstate(error) == DISK_FULL or "disk is full" in reason or "No space" in reason:
        return StoreUnavailable(problem("The store's disk is full. Nothing was saved; tell whoever runs the system."))
    if _too_busy(error):
        return StoreUnavailable(
            problem("Too many people use the store at this moment. Nothing was saved; try again in a few seconds.")
        )
    if not_connected(error):
        return StoreAway(problem("The store cannot be reached just now. Nothing was saved; it is safe to try again."))
    if is_lost(error) or sqlstate(error) in MET:
        # It may have been saved a moment before: a form sent again with its key is found then.
        return StoreAway(
            problem("The connection to the store was lost. It is safe to try again: no form is saved twice.")
        )
    return StoreUnavailable(problem("The store did not answer in time. Nothing was saved; it is safe to try again."))


def _write_ahead(cursor: sqlite3.Cursor, seconds: float) -> None:
    """SQLite's log of changes, which lets people read while somebody saves. A file that has just been made is brought over to
    it by whoever comes first, and SQLite tells the others at once that it is locked, whatever their patience."""
    until = time.monotonic() + seconds
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(0.02)


def _too_busy(error: Exception) -> bool:
    reason = str(getattr(error, "orig", error))
    slots = (
        "too many clients" in reason or "connection slots are reserved" in reason or "too many connections" in reason
    )
    return isinstance(error, PoolTimeout) or sqlstate(error) == TOO_MANY or (not_connected(error) and slots)
