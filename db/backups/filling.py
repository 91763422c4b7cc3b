"""From a backup to a store: every part is compared with the manifest on the way in, and the store again once it is there."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from db import audit, files, keys, migrations, public_store, rollups
from db.audit import Head
from db.backups import archive, copying, manifest, postgres_copy
from db.backups.archive import TORN
from db.backups.copying import Tell
from db.backups.manifest import Manifest
from db.backups.sealing import unsealed
from db.errors import BadFile, CommonGroundError, problem
from db.models import PublicRelease
from db.public_store.tables import SCHEMA
from db.queries.attachments import kept_hashes
from db.retention import ERASED_FILE
from db.settings import Settings
from db.store import Store, migrate


def taken_out(settings: Settings, file: Path, identity: Path | None, *, store_to: Path, files_to: Path) -> Manifest:
    """The store's part lies at `store_to` and each file under `files_to`, all of them with their hashes. Raises BadFile,
    CommonGroundError."""
    if not file.is_file():
        raise CommonGroundError(problem("There is no backup at {file}.", file=str(file)))
    with unsealed(file, identity) as stream:
        reader = archive.Reader(stream)
        members = reader.members()
        said = _manifest(reader, members, settings)
        wanted = dict(said.files)
        name, size = next(members, ("", 0))
        if name != copying.name_in_archive(settings) or size != said.store_size:
            raise BadFile(TORN)
        _take(reader, store_to, said.store_sha256)
        for name, size in members:
            named = archive.FILE.fullmatch(name)
            if named is None or wanted.pop(named[1], None) != size:
                raise BadFile(TORN)
            _take(reader, files.path(files_to, named[1]), named[1])
        if wanted:
            raise BadFile(TORN)
    return said


def _manifest(reader: archive.Reader, members: Iterator[tuple[str, int]], settings: Settings) -> Manifest:
    name, size = next(members, ("", 0))
    if name != archive.MANIFEST or size > manifest.LARGEST:
        raise BadFile(manifest.NOT_OURS)
    said = manifest.read(b"".join(reader.content()), settings)
    if said.engine != copying.engine(settings):
        raise CommonGroundError(
            problem(
                "This backup is of a store on {engine}: restore it there (python -m db move then brings it to PostgreSQL).",
                engine="SQLite" if said.engine == "sqlite" else "PostgreSQL",
            )
        )
    if said.revision not in migrations.known():
        raise CommonGroundError(
            problem("This backup was made by a newer version of Common Ground. Restore it with that one.")
        )
    return said


def _take(reader: archive.Reader, to: Path, sha256: str) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed = hashlib.sha256()
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        for some in reader.content():
            hashed.update(some)
            opened.write(some)
        opened.flush()
        os.fsync(opened.fileno())
    if hashed.hexdigest() != sha256:
        raise BadFile(TORN)


def elsewhere(settings: Settings, folder: Path, **more: str) -> Settings:
    """The same desk, its keys too, with its files in this folder; what it does there is told nobody."""
    keys_file = str(settings.keys_path) if settings.keys_path else ""
    quiet = {"audit_head_file": "", "audit_syslog": "", "smtp_host": ""}
    return settings.model_copy(update={"files_dir": str(folder / "files"), "keys_file": keys_file, **quiet, **more})


def fill(settings: Settings, dumped: Path, said: Manifest, *, tell: Tell) -> None:
    """The store, compared with what the manifest says of it, then brought to today's migration. Raises
    CommonGroundError."""
    if not settings.is_sqlite:  # there the part is the store
        tell("Restoring the database's dump")
        postgres_copy.fill(settings, dumped)
    _must_be_as_said(settings, said)
    migrate(settings.database_url)


def _must_be_as_said(settings: Settings, said: Manifest) -> None:
    """The store these settings name is the one the manifest speaks of. Raises BadFile."""
    found = copying.facts_of(settings)
    if found is None:
        raise BadFile(problem("There is no store in this backup."))
    for table in sorted({*found.counts, *said.counts}):
        if found.counts.get(table) != said.counts.get(table):
            raise BadFile(
                problem(
                    "The restored store is not the one that was backed up: {table} has {n} rows, {expected} were expected.",
                    table=table, n=found.counts.get(table, 0), expected=said.counts.get(table, 0),
                )
            )  # fmt: skip
    if (found.revision, found.entries, found.head) != (said.revision, said.entries, said.head):
        raise BadFile(problem("The restored store is not the one that was backed up: its audit trail ends elsewhere."))
    if found.hashes != {*said.files, *said.missing}:
        raise BadFile(problem("The restored store is not the one that was backed up: it names other files."))


def verified(store: Store, said: Manifest, *, heads_file: str) -> list[str]:
    """What holds, once the store is at today's migration: sentences. Raises CommonGroundError for the first that does not."""
    heads, later = _heads(heads_file, said.entries)
    with store.reading() as session:
        broken = audit.verify(session, key=keys.audit_key(store.settings), heads=heads)
        wrong = rollups.check(session) if not broken else 0
        lost = {
            name
            for name in kept_hashes(session) - {ERASED_FILE, *said.missing}
            if not files.path(store.settings.files_folder, name).is_file()
        }
    if broken:
        raise CommonGroundError(broken)
    if wrong:
        raise CommonGroundError(problem("{n} counts differ from the concerns in this backup.", n=wrong))
    if lost:
        raise CommonGroundError(problem("{n} attached files are not in this backup.", n=len(lost)))
    rows = f"{sum(said.counts.values())} rows in {len(said.counts)} tables"
    told = [f"Verified: {rows}, {len(said.files)} files, {said.entries} entries of the audit trail, the counts."]
    if said.missing:
        told.append(f"Missing or damaged already when it was made: {len(said.missing)} attached files.")
    if later:
        told.append(
            f"The exported heads go up to entry {later.entries} ({later.at:%Y-%m-%d %H:%M} UTC): entries {said.entries + 1} "
            f"to {later.entries} are not in this backup, nor what they are about. Put the file of heads aside and keep it: the "
            f"trail goes on from entry {said.entries} with others."
        )
    return told


def published(store: Store) -> list[str]:
    """What presenters read, made anew where there ever was any; a sentence for what could not be."""
    file = store.settings.public_path
    with store.reading() as session:
        ever = session.scalar(select(PublicRelease.id).limit(1)) is not None
        if file is None:
            ever = ever or session.scalar(text(f"SELECT to_regclass('{SCHEMA}.briefing')")) is not None
    if not ever and not (file and file.exists()):
        return []
    try:
        public_store.rebuild(store)
        return list(public_store.check(store))
    except CommonGroundError as error:
        return [f"What presenters read: {error}"]
    except (OSError, SQLAlchemyError) as error:
        return [f"What presenters read could not be made ({type(error).__name__}): python -m db public rebuild"]


def _heads(file: str, entries: int) -> tuple[list[Head], Head | None]:
    """Exported heads that the backup must hold, and the last one beyond it."""
    if not file or not Path(file).is_file():
        return [], None
    heads = sorted(audit.read_heads(file), key=lambda head: head.entries)
    beyond = [head for head in heads if head.entries > entries]
    return [head for head in heads if head.entries <= entries], beyond[-1] if beyond else None
