"""Connections to the two engines, for reading and for writing; and what their refusals mean."""

import logging
import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from db.errors import StoreUnavailable, problem
from db.settings import Settings

logger = logging.getLogger(__name__)

READ_ONLY = "25006"  # PostgreSQL's code for a write where only reading is possible


def engine_of(settings: Settings, *, writes: bool, role: str = "") -> Engine:
    """For reading (what it begins sees one state and cannot write) or for writing; on PostgreSQL as this role."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(settings, writes=writes)
    deadline = settings.store_timeout_seconds * 1000
    options = f"-c statement_timeout={deadline} -c lock_timeout={deadline} -c timezone=UTC"
    if not writes:
        options += " -c default_transaction_read_only=on"
    if role:
        options += f" -c role={role}"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=settings.store_timeout_seconds,
        connect_args={
            "connect_timeout": settings.store_timeout_seconds,
            "tcp_user_timeout": deadline,
            "options": options,
        },
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
    )


def _sqlite_engine(settings: Settings, *, writes: bool) -> Engine:
    engine = create_engine(
        settings.database_url,
        connect_args={"timeout": settings.store_timeout_seconds},
        pool_timeout=settings.store_timeout_seconds,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # sqlite3's own transaction handling would begin too late (deferred) and lose updates: we begin ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={settings.store_timeout_seconds * 1000}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=268435456")
        cursor.execute("PRAGMA secure_delete=ON")  # what is taken out is overwritten, not only marked as free
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def worth_retrying(error: Exception, *, key: str | None) -> bool:
    """True when the same transaction may succeed if it is tried again."""
    # A connection lost during the commit may have saved: only a key can tell, so without one nobody tries twice.
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return sqlstate(error) in ("40001", "40P01") or (lost and key is not None)


def sqlstate(error: Exception) -> str | None:
    """PostgreSQL's code of what went wrong; None for SQLite."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def unavailable(error: Exception) -> StoreUnavailable:
    """What an officer is told when the engine does not do as it was asked."""
    logger.warning("store unavailable: %s", type(getattr(error, "orig", error)).__name__)
    reason = str(getattr(error, "orig", error))
    if "readonly" in reason or sqlstate(error) == READ_ONLY:
        return StoreUnavailable(problem("The store is read-only just now. Nothing was saved; reading still works."))
    if "full" in reason or "No space" in reason:
        return StoreUnavailable(problem("The store's disk is full. Nothing was saved; tell whoever runs the system."))
    return StoreUnavailable(problem("The store did not answer in time. Nothing was saved; it is safe to try again."))
