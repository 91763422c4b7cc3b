"""Restoring: into the empty store that the settings name, verified, erased again, with nobody signed in; or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import erasures, files
from db.backups import copying, filling, postgres_copy, shelf, sqlite_copy
from db.backups.copying import Tell
from db.backups.making import BROKEN, as_told
from db.backups.manifest import Manifest
from db.commands.operating import NoteJob
from db.commands.restoring import BeginAgain
from db.commands.tidying import EraseAgain
from db.noted import COMMAND_LINE, note
from db.on_disk import on_disk
from db.settings import Settings
from db.store import Store
from db.vocabulary.operating import Job


@dataclass(frozen=True, slots=True)
class Restored:
    """`said`: what was verified and what is to know, sentence by sentence."""

    manifest: Manifest
    said: tuple[str, ...]


def restore(settings: Settings, *, file: Path, identity: Path | None, now: datetime, tell: Tell) -> Restored:
    """Raises CommonGroundError; then the store is as empty as before."""
    try:
        copying.must_be_empty(settings)
        # The list is read first: a store that cannot be erased again must not come back.
        listed = erasures.read(Path(settings.erasure_list_file), settings) if settings.erasure_list_file else []
        with _places(settings) as (made, dumped), _undone_unless_done(settings) as placed:
            manifest = filling.taken_out(made, file, identity, store_to=dumped, files_to=made.files_folder)
            filling.fill(made, dumped, manifest, tell=tell)
            said = _made_today(made, manifest, listed, heads_file=settings.audit_head_file, now=now)
            _put_files(made.files_folder, settings.files_folder, placed)
            if settings.is_sqlite:
                sqlite_copy.put_in_place(dumped, settings)
                on_disk(dumped.parent.parent)
    except BROKEN as error:
        raise as_told(error) from error
    if not settings.erasure_list_file:
        said.append("The settings name no erasure list: what was erased after this backup is back.")
    said += _opened_again(settings, file, now=now)
    return Restored(manifest, tuple(said))


@contextmanager
def _places(settings: Settings) -> Iterator[tuple[Settings, Path]]:
    """The settings of a store beside (SQLite: on the same disk, so that it takes its name at once) or in its place
    (PostgreSQL), its files beside the others; and where the store's part of the backup goes."""
    with shelf.workplace(settings.files_folder) as work:
        if not settings.is_sqlite:
            yield filling.elsewhere(settings, work), work / "store"
            return
        with shelf.workplace(sqlite_copy.file_of(settings).parent) as part:
            url = f"sqlite:///{part / 'store.db'}"
            yield (
                filling.elsewhere(settings, work, database_url=url, public_store=f"sqlite:///{part / 'public.db'}"),
                part / "store.db",
            )


@contextmanager
def _undone_unless_done(settings: Settings) -> Iterator[list[Path]]:
    """Takes out again what was put in when it does not come to its end: the list is of files."""
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        for one in placed:
            one.unlink(missing_ok=True)
        if not settings.is_sqlite:
            postgres_copy.empty_again(settings)
        raise


def _made_today(
    made: Settings, manifest: Manifest, listed: list[erasures.Erased], *, heads_file: str, now: datetime
) -> list[str]:
    store = Store.open(made)
    try:
        said = filling.verified(store, manifest, heads_file=heads_file)
        if listed:
            again = store.execute(EraseAgain(tuple(listed)), by=COMMAND_LINE, now=now)
            said.append(f"Erased again: {', '.join(again) or 'nothing, the backup has none of it'}.")
        ended = store.execute(BeginAgain(), by=COMMAND_LINE, now=now)
        said.append(f"Sessions ended: {ended}; everybody signs in again.")
        return said
    finally:
        store.close()


def _put_files(made: Path, to: Path, placed: list[Path]) -> None:
    for file in sorted(made.glob("[0-9a-f][0-9a-f]/*")):
        place = files.path(to, file.name)
        if place.exists() and shelf.sha256_of(place) == file.name:
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        placed.append(place)
        os.replace(file, place)
        on_disk(place.parent)


def _opened_again(settings: Settings, file: Path, *, now: datetime) -> list[str]:
    """The store is there and whole: presenters get theirs, and the store notes where it comes from."""
    store = Store.open(settings)
    try:
        said = filling.published(store)
        job = NoteJob(
            Job.RESTORED,
            now,
            True,
            f"From {file.name}.",
            file=file.name,
            size=file.stat().st_size,
            sha256=shelf.sha256_of(file),
        )
        note(store, job)
        return said
    finally:
        store.close()
