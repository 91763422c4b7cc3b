"""The store being moved: a snapshot of it beside it, what changed since, and closing it for good."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import OperationalError

from db.engines import MOVED
from db.errors import StoreUnavailable, problem
from db.moving.rows import HERE

# Every save writes one of these; a draft and a click are no save, but would be lost as well.
CLOSED_TABLES = ("audit_end", "store_revision", "session", "draft", "idempotency_key")


def path_beside(store: Path, number: int) -> Path:
    """Where the snapshot of this number lies: beside the store, so that it needs room there once more (twice, shortly)."""
    return store.with_name(f"{store.name}.moving-{number}")


def take(store: Path, to: Path) -> None:
    """Copy the store as it is at one moment, while others write. Raises StoreUnavailable."""
    unfinished = to.with_name(to.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)  # in one step: one state, and writers do not wait for it
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise StoreUnavailable(
            problem("The store could not be copied to {place}: {why}.", place=to.parent, why=str(error))
        ) from error
    unfinished.chmod(0o600)
    unfinished.replace(to)


@contextmanager
def opened(store: Path, *, other: Path | None = None) -> Iterator[Connection]:
    """A connection to this file that begins nothing by itself; `other` is attached as "old"."""
    engine = create_engine(f"sqlite:///{store}")

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=30000")
        if other is not None:
            connection.execute("ATTACH DATABASE ? AS old", (str(other),))

    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def changed(name: str) -> Any:
    """Rows of this table that the attached older state has not, or has otherwise."""
    return _unlike(name, now="main", before="old")


def gone(name: str) -> Any:
    """Rows of the attached older state that are not there any more, or are otherwise now."""
    return _unlike(name, now="old", before="main")


def _unlike(name: str, *, now: str, before: str) -> Any:
    table = HERE.tables[name]
    same = " AND ".join(f'b."{column.name}" = a."{column.name}"' for column in table.primary_key.columns)
    one, other = (", ".join(f'{side}."{column.name}"' for column in table.columns) for side in "ab")
    first = next(iter(table.primary_key.columns)).name
    statement = text(
        f'SELECT {one} FROM {now}."{name}" a LEFT JOIN {before}."{name}" b ON {same} '
        f'WHERE b."{first}" IS NULL OR ({one}) IS NOT ({other})'
    )
    return statement.columns(*table.columns)


@contextmanager
def held_still(store: Path) -> Iterator[Connection]:
    """Nobody else writes until the end; what is written here is committed then. Raises StoreUnavailable."""
    with opened(store) as connection:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            raise StoreUnavailable(problem("The store is being written to all the time. Try again.")) from error
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


def close(connection: Connection) -> None:
    """From now on everybody who would write is told that the store has moved; reading goes on."""
    for table in CLOSED_TABLES:
        for moment in ("INSERT", "UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f'CREATE TRIGGER moved_{table}_{moment.lower()} BEFORE {moment} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
            )


def open_again(connection: Connection) -> None:
    """What close() did is taken back."""
    for table in CLOSED_TABLES:
        for moment in ("insert", "update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS moved_{table}_{moment}")


def is_closed(connection: Connection) -> bool:
    asked = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moved_%'"
    return bool(connection.exec_driver_sql(asked).scalar())
