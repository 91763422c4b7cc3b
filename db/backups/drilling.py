"""The drill: the newest backup restored in a place of its own and looked at, so that nobody finds out on the day."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db import erasures
from db.backups import filling, postgres_copy, shelf
from db.backups.copying import Tell
from db.backups.making import BROKEN, as_told
from db.backups.manifest import Manifest
from db.commands.operating import NoteJob
from db.errors import CommonGroundError, problem
from db.noted import note
from db.settings import Settings
from db.store import Store
from db.vocabulary.operating import Job

GRACE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Drilled:
    """`said`: what was verified; `wrong`: what is not as it should be, although the backup could be restored."""

    file: Path
    manifest: Manifest
    said: tuple[str, ...]
    wrong: tuple[str, ...]


def drill(store: Store, *, file: Path | None, identity: Path | None, now: datetime, tell: Tell) -> Drilled:
    """Notes itself in the store, and touches nothing else of it. Raises CommonGroundError for a backup that is no good."""
    try:
        done = _drilled(store.settings, file, identity, now=now, tell=tell)
    except (CommonGroundError, *BROKEN) as error:
        told = as_told(error)
        note(store, NoteJob(Job.DRILL, now, False, str(told), file=file.name if file else None))
        raise told from error
    said = " ".join(done.wrong) or done.said[0]
    job = NoteJob(Job.DRILL, now, not done.wrong, said, file=done.file.name, size=done.file.stat().st_size)
    note(store, job)
    return done


def _drilled(settings: Settings, file: Path | None, identity: Path | None, *, now: datetime, tell: Tell) -> Drilled:
    chosen = file or _newest(settings)
    with (
        tempfile.TemporaryDirectory(prefix="common-ground-drill-") as name,
        _place(settings, Path(name), now=now) as made,
    ):
        part = Path(name) / "store.db"
        manifest = filling.taken_out(made, chosen, identity, store_to=part, files_to=made.files_folder)
        filling.fill(made, part, manifest, tell=tell)
        restored = Store.open(made)
        try:
            said = filling.verified(restored, manifest, heads_file=settings.audit_head_file)
            wrong = filling.published(restored)
        finally:
            restored.close()
    if settings.erasure_list_file:
        said.append(f"Erasures that a restore would carry out again: {len(_listed(settings))} are listed.")
    if manifest.missing:
        wrong.append(f"{len(manifest.missing)} attached files were missing or damaged when it was made.")
    age = now - manifest.made_at
    said.append(f"Made {manifest.made_at:%Y-%m-%d %H:%M} UTC on {manifest.server}.")
    if file is None and age > timedelta(hours=settings.backup_every_hours) + GRACE:
        wrong.append(
            f"The newest backup is {age.total_seconds() / 3600:.0f} hours old; one is due every {settings.backup_every_hours}."
        )
    return Drilled(chosen, manifest, tuple(said), tuple(wrong))


def _newest(settings: Settings) -> Path:
    there = shelf.on_the_shelf(settings)
    if not there:
        raise CommonGroundError(problem("There is no backup of this store in {folder}.", folder=settings.backup_folder))
    return there[-1]


def _listed(settings: Settings) -> list[erasures.Erased]:
    return erasures.read(Path(settings.erasure_list_file), settings)


@contextmanager
def _place(settings: Settings, folder: Path, *, now: datetime) -> Iterator[Settings]:
    if settings.is_sqlite:
        url, public = f"sqlite:///{folder / 'store.db'}", f"sqlite:///{folder / 'public.db'}"
        yield filling.elsewhere(settings, folder, database_url=url, public_store=public, erasure_list_file="")
        return
    with postgres_copy.database_beside(settings, now=now) as beside:
        yield filling.elsewhere(beside, folder, erasure_list_file="")
