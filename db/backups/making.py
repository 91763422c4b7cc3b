"""Making a backup: one state of the store and every file its rows name, in one file, encrypted on the way."""

import io
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from db import files, keys
from db.backups import archive, copying, shelf
from db.backups.copying import Tell
from db.backups.facts import Facts
from db.backups.manifest import Manifest
from db.backups.sealing import NO_ROOM, sealed
from db.commands.operating import NoteJob
from db.errors import BadFile, CommonGroundError, problem
from db.noted import note
from db.queries.attachments import kept_hashes
from db.settings import Settings
from db.store import Store
from db.vocabulary.operating import Job

ATTEMPTS = 3  # somebody may erase a record, and its file, between the store's copy and the file's
BROKEN = (OSError, sqlite3.Error, psycopg.Error, SQLAlchemyError)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole. `missing`: files that rows name and the files folder did not have, or not as they were."""

    file: Path
    size: int
    sha256: str
    manifest: Manifest
    pruned: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        return self.manifest.missing


class _Damaged(Exception):
    """A file that is not what its name says."""


def backup(store: Store, *, to: Path | None, keep: int | None, now: datetime, tell: Tell) -> Made:
    """Into this file, or into the folder of the settings, where only so many are kept. Notes itself in the store, also when
    it failed. Raises CommonGroundError; then there is no file."""
    settings = store.settings
    try:
        file = to or _on_the_shelf(settings, now=now)
        with shelf.whole(file) as target:
            made = _written(store, file, target, now=now, tell=tell)
    except (CommonGroundError, *BROKEN) as error:
        told = as_told(error)
        note(store, NoteJob(Job.BACKUP, now, False, str(told)))
        raise told from error
    said = f"Written: {len(made.manifest.files)} files, {made.manifest.entries} entries in the audit trail."
    if made.missing:
        said = f"Written, but {len(made.missing)} attached files are missing or damaged in the files folder."
    done = Made(made.file, file.stat().st_size, shelf.sha256_of(file), made.manifest)
    job = NoteJob(Job.BACKUP, now, not made.missing, said, file=file.name, size=done.size, sha256=done.sha256)
    note(store, job)
    if keep is not None and to is None and not made.missing:
        return Made(
            done.file, done.size, done.sha256, done.manifest, tuple(shelf.prune(settings, keep=keep, made=file))
        )
    return done


def as_told(error: Exception) -> CommonGroundError:
    """What went wrong, in a sentence for whoever runs the system."""
    if isinstance(error, CommonGroundError):
        return error
    if isinstance(error, OSError) and not isinstance(error, psycopg.Error):
        return shelf.no_room(error)
    reason = str(error)
    if "full" in reason:
        return CommonGroundError(NO_ROOM)
    first = reason.splitlines()[0] if reason else type(error).__name__
    return CommonGroundError(problem("The store could not be read or written: {why}", why=first))


def _on_the_shelf(settings: Settings, *, now: datetime) -> Path:
    shelf.on_the_shelf(settings)  # refuses where the settings name no folder
    folder = Path(settings.backup_folder)
    shelf.sweep(folder)
    return folder / shelf.name_of(settings, now=now)


def _copied(store: Store, work: Path, *, tell: Tell) -> tuple[Path, Facts, str]:
    """A copy of the store whose rows name no file that was erased meanwhile."""
    settings, copy = store.settings, work / "store"
    for attempt in range(1, ATTEMPTS + 1):
        copy.unlink(missing_ok=True)
        found, version = copying.dump(settings, copy, tell=tell)
        gone = {name for name in found.hashes if not files.path(settings.files_folder, name).is_file()}
        if gone and attempt < ATTEMPTS:
            with store.reading() as session:
                still_named = kept_hashes(session)
            if not gone <= still_named:
                continue
        return copy, found, version
    raise AssertionError("unreachable")


def _written(store: Store, file: Path, target: IO[bytes], *, now: datetime, tell: Tell) -> Made:
    settings = store.settings
    # Where what is not encrypted lies already: with a recipient, nothing unencrypted touches the folder of the backups.
    beside = settings.files_folder if settings.backup_recipient else file.absolute().parent
    with shelf.workplace(beside) as work:
        copy, found, version = _copied(store, work, tell=tell)
        damaged: set[str] = set()
        while True:
            manifest = _manifest(settings, copy, found, version, damaged, now=now)
            try:
                with sealed(target, settings.backup_recipient) as stream:
                    _stream(stream, manifest, copy, settings)
                return Made(file, 0, "", manifest)
            except _Damaged as one:
                damaged.add(str(one))
                target.seek(0)
                target.truncate()


def _manifest(
    settings: Settings, copy: Path, found: Facts, version: str, damaged: set[str], *, now: datetime
) -> Manifest:
    sizes: dict[str, int] = {}
    for name in sorted(found.hashes - damaged):
        place = files.path(settings.files_folder, name)
        if place.is_file():
            sizes[name] = place.stat().st_size
    return Manifest(
        made_at=now.astimezone(UTC),
        server=shelf.server_name(settings),
        engine=copying.engine(settings),
        engine_version=version,
        revision=found.revision,
        store_size=copy.stat().st_size,
        store_sha256=shelf.sha256_of(copy),
        counts=found.counts,
        entries=found.entries,
        head=found.head,
        keyed=bool(keys.audit_key(settings)),
        files=sizes,
        missing=tuple(sorted(found.hashes - sizes.keys())),
    )


def _stream(stream: IO[bytes], manifest: Manifest, copy: Path, settings: Settings) -> None:
    writer = archive.Writer(stream, at=int(manifest.made_at.timestamp()))
    said = manifest.written(settings)
    writer.add(archive.MANIFEST, io.BytesIO(said), len(said))
    with copy.open("rb") as opened:
        if writer.add(copying.name_in_archive(settings), opened, manifest.store_size) != manifest.store_sha256:
            raise BadFile(problem("The copy of the store changed while it was being backed up."))
    for name, size in manifest.files.items():
        try:
            with files.path(settings.files_folder, name).open("rb") as opened:
                if writer.add(f"files/{name}", opened, size) != name:
                    raise _Damaged(name)
        except (BadFile, FileNotFoundError) as error:
            raise _Damaged(name) from error
    writer.close()
