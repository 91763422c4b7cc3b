"""SQLite: a copy through its online backup API, of one state of the store, while people go on writing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from db.backups.facts import SQLITE_TABLES, Facts, facts
from db.errors import BadFile, CommonGroundError, problem
from db.settings import Settings

PAGES = 2_000  # at a time
SAID_EVERY = 10  # per cent

NAME = "store.sqlite"


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def version() -> str:
    return sqlite3.sqlite_version


def dump(settings: Settings, to: Path, *, tell: Callable[[str], None]) -> Facts:
    """What the copy at `to` holds: whole, and as the store was at one moment. Raises CommonGroundError, sqlite3.Error."""
    said = 0

    def progress(_status: int, left: int, total: int) -> None:
        nonlocal said
        done = 100 * (total - left) // (total or 1)
        if done - said >= SAID_EVERY and total > PAGES:
            said = done
            tell(f"{done} % copied")

    source = file_of(settings)
    if not source.is_file():
        raise CommonGroundError(problem("There is no store at {file}.", file=str(source)))
    with (
        closing(sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True, isolation_level=None)) as store,
        closing(sqlite3.connect(to, isolation_level=None)) as copy,
    ):
        store.execute(f"PRAGMA busy_timeout={settings.store_timeout_seconds * 1000}")
        copy.execute("PRAGMA synchronous=OFF")  # it is made durable as part of the backup
        # One state, however long it takes: without a reading of our own every save of theirs would begin the copy anew.
        store.execute("BEGIN")
        store.execute("SELECT count(*) FROM sqlite_master").fetchall()
        store.backup(copy, pages=PAGES, progress=progress)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (said_of_it := whole(copy)) != "ok":
            raise BadFile(problem("The store itself is damaged ({what}): restore an older backup.", what=said_of_it))
        found = _facts(copy)
    if found is None:
        raise CommonGroundError(problem("There is no store at {file}.", file=str(source)))
    return found


def whole(connection: sqlite3.Connection) -> str:
    """ "ok", or the first thing that is not."""
    return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])


def facts_of(settings: Settings) -> Facts | None:
    """Also looks at every page. Raises BadFile."""
    with closing(sqlite3.connect(file_of(settings), isolation_level=None)) as connection:
        if (said := whole(connection)) != "ok":
            raise BadFile(problem("The restored store is damaged ({what}).", what=said))
        return _facts(connection)


def _facts(connection: sqlite3.Connection) -> Facts | None:
    return facts(lambda statement: connection.execute(statement).fetchall(), tables=SQLITE_TABLES)


def must_be_empty(settings: Settings) -> None:
    """Raises CommonGroundError unless the file is not there, or holds nothing."""
    file = file_of(settings)
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error:
        tables = 1
    if tables:
        raise CommonGroundError(
            problem(
                "There is something at {file} already. Stop the server, move that file (with its -wal and -shm) aside, "
                "and restore again.",
                file=str(file),
            )
        )


def put_in_place(made: Path, settings: Settings) -> None:
    """The finished store takes its name. Raises CommonGroundError when another has it by now."""
    must_be_empty(settings)
    file = file_of(settings)
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
    with made.open("rb") as opened:
        os.fsync(opened.fileno())
    for beside in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + beside).unlink(missing_ok=True)  # of an empty one
    made.chmod(0o600)
    made.replace(file)
