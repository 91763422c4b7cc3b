"""Attached files: outside the database's rows, each under the hash of its content, whole or not at all."""

import errno
import hashlib
import logging
import os
import tempfile
from collections.abc import Set
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from db.errors import NotFound, StoreUnavailable, problem

logger = logging.getLogger(__name__)

# A file is written before the row that names it is committed: younger ones may be about to get their row.
NOT_BEFORE = timedelta(hours=24)
HASH_LENGTH = 64


def keep(folder: Path, content: bytes) -> str:
    """Write the content, if it is not there yet; its SHA-256 when it is safe on the disk. Raises StoreUnavailable."""
    name = hashlib.sha256(content).hexdigest()
    place = path(folder, name)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.exists():
            os.utime(place)  # young again: a sweep on its way must not take it
            return name
        _write(place, content)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        told = StoreUnavailable(
            problem("The disk for photos and PDFs is full. Nothing was saved; tell whoever runs the system.")
            if full
            else problem("The folder for photos and PDFs cannot be written just now. Nothing was saved.")
        )
        logger.warning("a file could not be kept: errno %s", error.errno, extra={"reference": told.reference})
        raise told from error
    return name


def _write(place: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix="new-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too must survive a power cut
    finally:
        os.close(folder)


def path(folder: Path, name: str) -> Path:
    """Where the file with this hash lies: 256 folders by its first two figures."""
    return folder / name[:2] / name


def found(folder: Path, name: str) -> Path:
    """The path of a file that is there. Raises NotFound."""
    place = path(folder, name)
    if not place.is_file():
        raise NotFound(problem("This file is missing from the store. Tell whoever runs the system."))
    return place


def delete(folder: Path, names: Set[str]) -> None:
    """Take these files off the disk; one that is gone already is gone."""
    for name in sorted(names):
        path(folder, name).unlink(missing_ok=True)


def sweep(folder: Path, *, known: Set[str], now: datetime) -> int:
    """Delete what no row names (a save that was refused after writing, a crash between): how many."""
    gone = 0
    for place in folder.glob("[0-9a-f][0-9a-f]/*"):
        named = len(place.name) == HASH_LENGTH and place.name in known
        with suppress(FileNotFoundError):
            if not named and place.stat().st_mtime < (now - NOT_BEFORE).timestamp():
                place.unlink()
                gone += 1
    return gone
