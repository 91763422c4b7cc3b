"""The move itself, in steps that can each be stopped and gone on with:

a snapshot is copied batch by batch; what changed meanwhile is carried over; the old store is closed, the last changes follow;
all of it is read back and compared. Until the end the old store can be opened again.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine, make_url, text

from db import afterwards, audit, files, keys, migrations, rollups
from db.access import Viewer
from db.commands.operating import NoteJob
from db.errors import CommonGroundError, NotFound, problem
from db.moving import rows, snapshot, target
from db.moving.rows import HERE, TABLES, THERE
from db.moving.target import State
from db.queries.attachments import kept_hashes
from db.settings import Settings
from db.store import Store
from db.vocabulary.operating import Job

Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many


@dataclass(frozen=True, slots=True)
class Moved:
    """What came over. `audit_entries` of a whole chain; `missing_files` are named by records and not on the disk."""

    tables: int
    rows: int
    audit_entries: int
    missing_files: int


def settings_there(settings: Settings, to: str) -> Settings:
    """The same desk on the other store: its keys and its files stay where they are."""
    changes = {
        "database_url": to,
        "public_store": "",
        "keys_file": str(settings.keys_path or ""),
        "audit_key": SecretStr(keys.audit_key(settings)),
        "files_dir": str(settings.files_folder),
    }
    return settings.model_copy(update=changes)


def move(settings: Settings, to: str, *, rehearse: bool, progress: Progress) -> Moved:
    """Copy the SQLite store of the settings to this empty PostgreSQL database. A rehearsal copies and compares but closes
    nothing; the move after it carries over only what changed since.

    Raises CommonGroundError with what to do; a move that was stopped goes on with the next call.
    """
    if make_url(to).get_backend_name() != "postgresql" or not settings.is_sqlite:
        raise CommonGroundError(problem("A move goes from the SQLite store of the settings to a PostgreSQL database."))
    store = Path(settings.database_url.removeprefix("sqlite:///"))
    _must_be_current(settings, store)
    there = target.engine(settings, to)
    try:
        with target.alone(there):
            return _moved(settings, store, there, rehearse=rehearse, progress=progress)
    finally:
        there.dispose()


def _moved(settings: Settings, store: Path, there: Engine, *, rehearse: bool, progress: Progress) -> Moved:
    state = _begun(store, there)
    if not state.closed:
        _copy(snapshot.path_beside(store, state.snapshot), there, progress)
        state = _catch_up_to_a_new_snapshot(store, there, state, progress)
        if not rehearse:
            state = _close_and_catch_up(store, there, state, progress)
    try:
        total = _compare(there, progress)
    except CommonGroundError:
        if state.closed:
            reopen(settings)
        raise
    if rehearse:
        return Moved(len(TABLES), total, 0, 0)
    target.finish(there)
    snapshot.path_beside(store, state.snapshot).unlink(missing_ok=True)
    to = there.url.render_as_string(hide_password=False)
    return _proved(settings_there(settings, to), total, progress)


def reopen(settings: Settings) -> None:
    """The old store takes saves again, when the new one was not begun to be used."""
    with snapshot.held_still(Path(settings.database_url.removeprefix("sqlite:///"))) as connection:
        snapshot.open_again(connection)


def _must_be_current(settings: Settings, store: Path) -> None:
    if not store.is_file():
        raise NotFound(problem("There is no store at {place}.", place=store))
    with snapshot.opened(store) as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found != migrations.head():
        raise CommonGroundError(problem("Bring the store up to date first: python -m db migrate."))


def _begun(store: Path, there: Engine) -> State:
    """Where the move stands; a first snapshot when it does not stand anywhere yet."""
    with there.connect() as connection:
        state = target.state(connection)
    if state is not None:
        if not _is(snapshot.path_beside(store, state.snapshot), state.mark):
            raise CommonGroundError(
                problem(
                    "A move into this database was begun, but its snapshot {file} is not there any more. Make the database "
                    "empty, then begin again.",
                    file=snapshot.path_beside(store, state.snapshot),
                )
            )
        return state
    with snapshot.opened(store) as connection:
        if snapshot.is_closed(connection):
            raise CommonGroundError(
                problem("This store has moved already. To use it again: python -m db move --reopen.")
            )
    mark = _taken(store, 1)
    target.prepare(there, mark=mark)
    return State(1, mark, closed=False)


def _taken(store: Path, number: int) -> int:
    """A snapshot of the store as it is now, and the mark it can be told by."""
    file, mark = snapshot.path_beside(store, number), secrets.randbelow(2**31 - 1) + 1
    snapshot.take(store, file)
    with snapshot.opened(file) as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={mark}")
    return mark


def _is(file: Path, mark: int) -> bool:
    if not file.is_file():
        return False
    with snapshot.opened(file) as connection:
        return bool(connection.exec_driver_sql("PRAGMA user_version").scalar() == mark)


def _copy(file: Path, there: Engine, progress: Progress) -> None:
    """Each batch and how far it is are one transaction: a move that was stopped goes on behind the last."""
    with snapshot.opened(file) as reading, there.connect() as writing:
        for table in TABLES:
            name, done = table.name, target.carried(writing, table.name)
            writing.commit()
            if done.whole:
                continue
            of = rows.count(reading, name)
            progress(name, done.rows, of)
            for batch in rows.batches(reading, rows.in_order(HERE.tables[name]).limit(-1).offset(done.rows)):
                done = replace(done, rows=done.rows + len(batch), digest=done.digest + rows.digest(batch))
                with writing.begin():
                    rows.insert(writing, name, batch)
                    target.note_carried(writing, name, done)
                progress(name, done.rows, of)
            with writing.begin():
                target.note_carried(writing, name, replace(done, whole=True))


def _catch_up_to_a_new_snapshot(store: Path, there: Engine, state: State, progress: Progress) -> State:
    """What changed while the copy was made, so that little is left for the moment nobody can save."""
    number = state.snapshot + 1
    mark = _taken(store, number)
    now = State(number, mark, closed=False)
    _catch_up(snapshot.path_beside(store, number), store, there, state, now, progress)
    return now


def _close_and_catch_up(store: Path, there: Engine, state: State, progress: Progress) -> State:
    with snapshot.held_still(store) as connection:
        if not snapshot.is_closed(connection):
            snapshot.close(connection)
    now = replace(state, closed=True)
    _catch_up(store, store, there, state, now, progress)
    return now


def _catch_up(new: Path, store: Path, there: Engine, before: State, now: State, progress: Progress) -> None:
    """Carry the difference between the snapshot and `new` over, in one transaction that also says so."""
    old = snapshot.path_beside(store, before.snapshot)
    with snapshot.opened(new, other=old) as reading, there.begin() as writing:
        for number, table in enumerate(TABLES, start=1):
            progress("what changed meanwhile", number, len(TABLES))
            name, done = table.name, target.carried(writing, table.name)
            width = [list(table.columns).index(column) for column in table.primary_key.columns]
            for batch in rows.batches(reading, snapshot.gone(name)):
                rows.delete(writing, name, [tuple(row[place] for place in width) for row in batch])
                done = replace(done, rows=done.rows - len(batch), digest=done.digest - rows.digest(batch))
            for batch in rows.batches(reading, snapshot.changed(name)):
                rows.insert(writing, name, batch)
                done = replace(done, rows=done.rows + len(batch), digest=done.digest + rows.digest(batch))
            target.note_carried(writing, name, done)
        target.note_state(writing, now)
    if now.snapshot != before.snapshot:
        old.unlink(missing_ok=True)


def _compare(there: Engine, progress: Progress) -> int:
    """Read everything back: how many rows. Raises CommonGroundError where counts or hashes differ from the old store's."""
    total = 0
    with there.connect() as connection:
        for number, table in enumerate(TABLES, start=1):
            progress("comparing", number, len(TABLES))
            wanted = target.carried(connection, table.name)
            found, found_rows = 0, 0
            for batch in rows.batches(connection, rows.in_order(THERE.tables[table.name]).order_by(None)):
                found, found_rows = found + rows.digest(batch), found_rows + len(batch)
            if (found % rows.MODULUS, found_rows) != (wanted.digest % rows.MODULUS, wanted.rows):
                raise CommonGroundError(
                    problem(
                        "The copy of {table} is not what the store holds ({found} rows of {wanted}). The store here goes on "
                        "as before; make the database empty and begin again.",
                        table=table.name,
                        found=found_rows,
                        wanted=wanted.rows,
                    )
                )
            total += found_rows
    return total


def _proved(settings: Settings, total: int, progress: Progress) -> Moved:
    """The new store by its own means: audit trail, counts, files, what presenters read. Raises CommonGroundError."""
    began = datetime.now(UTC)
    store = Store.open(settings)
    try:
        progress("audit trail and counts", 0, 1)
        if broken := store.verify_audit():
            raise CommonGroundError(broken)
        with store.reading() as session:
            if wrong := rollups.check(session):
                raise CommonGroundError(problem("{n} counts differ: python -m db count-again.", n=wrong))
            missing = sum(not files.path(settings.files_folder, name).is_file() for name in kept_hashes(session))
            entries = audit.head(session).entries
        afterwards.published(store)
        said = f"{total} rows of {len(TABLES)} tables came from an SQLite store and are the same here."
        store.execute(NoteJob(Job.MOVED, began, True, said), by=Viewer.system("command line"), now=datetime.now(UTC))
    finally:
        store.close()
    progress("audit trail and counts", 1, 1)
    return Moved(len(TABLES), total, entries, missing)
