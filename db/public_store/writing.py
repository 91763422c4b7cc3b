"""Bringing what is public to where presenters read: from the store, appending what is missing, or anew from nothing.

Each is one transaction; a file made anew takes the old one's place at once. Twice anew gives the same bytes.
"""

import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema

from db.engines import engine_of
from db.errors import CommonGroundError
from db.on_disk import on_disk
from db.public_store import presenter_role
from db.public_store.copying import Done, copied, differences
from db.public_store.tables import IN_A_FILE, METADATA, SCHEMA, TABLES
from db.settings import Settings

PUBLIC_LOCK = 7_340_123  # a name for PostgreSQL's lock, beside the one of migrations
PATIENCE = "30s"  # while somebody else writes


class Source(Protocol):
    """The store, as far as it is wanted here."""

    settings: Settings

    def reading(self, *, primary_only: bool = ...) -> AbstractContextManager[Session]: ...


def refresh(store: Source) -> Done:
    """Add what was frozen or rendered since, take out what was withdrawn. Raises CommonGroundError, once all that can be
    done is done; what it could not do, the next one does."""
    file = store.settings.public_path
    if file is None:
        return _in_schema(store, anew=False)
    with _alone(file):
        if not file.exists():
            return _new_file(store, file)
        try:
            return _settled(_into_file(store, file))
        except OperationalError:
            raise
        except DatabaseError:  # no file of SQLite's any more, or half of one
            return _new_file(store, file)


def rebuild(store: Source) -> Done:
    """Make all of it anew from what the store has frozen. Raises CommonGroundError."""
    file = store.settings.public_path
    if file is None:
        return _in_schema(store, anew=True)
    with _alone(file):
        return _new_file(store, file)


def check(store: Source) -> tuple[str, ...]:
    """A sentence for each difference between what is public and what the store has frozen."""
    file, settings = store.settings.public_path, store.settings
    if file is not None and not file.exists():
        return ("There is no public file yet: python -m db public rebuild makes it.",)
    engine = _file_writer(file) if file else engine_of(settings, writes=False)
    try:
        with store.reading(primary_only=True) as session, engine.connect() as connection:
            if not _has_our_shape(connection, None if file else SCHEMA):
                return ("The public tables are not those of this version: python -m db public rebuild makes them.",)
            found = [str(one) for one in differences(session, connection)]
            if not file and (too_much := presenter_role.reaches_too_much(connection)):
                found.append(str(too_much))
            return tuple(found)
    except DatabaseError as error:
        return (f"The public tables cannot be read ({type(error.orig).__name__}): python -m db public rebuild.",)
    finally:
        engine.dispose()


def _settled(done: tuple[Done, list[CommonGroundError]]) -> Done:
    what, problems = done
    if problems:
        raise problems[0]
    return what


def _in_schema(store: Source, *, anew: bool) -> Done:
    engine = engine_of(store.settings, writes=True)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PUBLIC_LOCK})
            connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
            if not _has_our_shape(connection, SCHEMA):
                METADATA.drop_all(connection)
                METADATA.create_all(connection)
            if anew:
                for table in TABLES:
                    connection.execute(table.delete())
            with store.reading(primary_only=True) as session:
                what, problems = copied(session, connection)
            barred = presenter_role.grant(connection) or presenter_role.reaches_too_much(connection)
        return _settled((what, [*problems, *([barred] if barred else [])]))
    finally:
        engine.dispose()


def _into_file(store: Source, file: Path) -> tuple[Done, list[CommonGroundError]]:
    engine = _file_writer(file)
    try:
        with engine.begin() as connection:
            if not _has_our_shape(connection, None):
                METADATA.drop_all(connection)
                METADATA.create_all(connection)
            with store.reading(primary_only=True) as session:
                return copied(session, connection)
    finally:
        engine.dispose()


def _new_file(store: Source, file: Path) -> Done:
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    made = Path(name)
    try:
        os.fchmod(handle, 0o640)  # the server, and a group that presents from a machine of its own
        done = _into_file(store, made)
        os.fsync(handle)
        # What a refresh left behind that was cut off belongs to the old file: SQLite would put it into the new one.
        file.with_name(f"{file.name}-journal").unlink(missing_ok=True)
        made.replace(file)
        on_disk(file.parent)
    finally:
        os.close(handle)
        made.unlink(missing_ok=True)
    return _settled(done)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One process at a time: a file made anew must not take the place of one that is being added to."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _file_writer(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file.absolute()}",
        poolclass=NullPool,
        execution_options={"schema_translate_map": IN_A_FILE},
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA journal_mode=DELETE")  # whoever may only read the folder cannot read a file with WAL
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # what was withdrawn is overwritten
        connection.execute("PRAGMA cache_spill=OFF")  # readers wait for the commit only, not for each document

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _has_our_shape(connection: Connection, schema: str | None) -> bool:
    inspector = inspect(connection)
    return all(
        inspector.has_table(table.name, schema=schema)
        and [column["name"] for column in inspector.get_columns(table.name, schema=schema)] == table.columns.keys()
        for table in TABLES
    )
