"""Where backups lie: their names, which is the newest, which may go; and files that appear whole or not at all."""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from db.backups.sealing import NO_ROOM, ending
from db.errors import CommonGroundError, problem
from db.on_disk import on_disk
from db.settings import Settings

PART = ".part"
WORK = ".backup-"
TIME = "%Y%m%dT%H%M%SZ"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def server_name(settings: Settings) -> str:
    return settings.server_name or socket.gethostname()


def name_of(settings: Settings, *, now: datetime) -> str:
    """The store, the time in UTC and the server: names of one store sort by their times."""
    at = now.astimezone(UTC).strftime(TIME)
    return f"{_store(settings)}_{at}_{_plain(server_name(settings))}.backup{ending(settings.backup_recipient)}"


def on_the_shelf(settings: Settings) -> list[Path]:
    """Whole backups of this store in the folder of the settings, oldest first. Raises CommonGroundError without one."""
    if not settings.backup_folder:
        raise CommonGroundError(
            problem("There is no folder for backups: set COMMON_GROUND_BACKUP_FOLDER or name a file.")
        )
    ours = re.compile(re.escape(_store(settings)) + r"_\d{8}T\d{6}Z_[A-Za-z0-9.-]+\.backup(\.age|\.gpg)?")
    folder = Path(settings.backup_folder)
    found = [one for one in folder.iterdir() if ours.fullmatch(one.name) and one.is_file()] if folder.is_dir() else []
    return sorted(found, key=lambda one: one.name)


def prune(settings: Settings, *, keep: int, made: Path) -> list[str]:
    """Take away the oldest until so many are left, never the one just made; names of those that went."""
    older = [one for one in on_the_shelf(settings) if one.name < made.name]
    gone = older[: max(0, len(older) - (max(keep, 1) - 1))]
    for one in gone:
        one.unlink()
    return [one.name for one in gone]


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """A file for this user alone that has its name once all of it is on the disk; before, and after a failure, it is not
    there. Raises CommonGroundError when there is one of that name."""
    if file.exists():
        raise CommonGroundError(problem("{file} is there already: nothing is written over a backup.", file=str(file)))
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=PART, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)  # another backup takes away what nobody holds
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        os.rename(name, file)
        on_disk(file.parent)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A folder for this user alone, gone afterwards; what an earlier run left when it was cut off goes too."""
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in beside.glob(f"{WORK}*"):
        with _held(left) as ours:
            if ours:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=WORK, dir=beside))
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Take away what backups that were cut off (a kill, a power cut) have begun here."""
    for left in folder.glob(f".*.backup*{PART}"):
        with _held(left) as ours:
            if ours:
                left.unlink(missing_ok=True)


@contextmanager
def _held(place: Path) -> Iterator[bool]:
    try:
        handle = os.open(place, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def no_room(error: OSError) -> CommonGroundError:
    """What whoever runs the backup is told."""
    if error.errno in FULL:
        return CommonGroundError(NO_ROOM)
    return CommonGroundError(
        problem(
            "It could not be read or written: {why}. Nothing was left behind.",
            why=error.strerror or type(error).__name__,
        )
    )


def _store(settings: Settings) -> str:
    database = make_url(settings.database_url).database or "store"
    return _plain(Path(database).stem if settings.is_sqlite else database)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip(".-") or "store"
