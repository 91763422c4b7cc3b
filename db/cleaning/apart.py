"""Cleaning in a process of its own: a file made to crash, fill the memory or never end harms nobody but itself."""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from db.cleaning import LARGEST, NO_CONTENT, TOO_LARGE, CleanFile, Removed
from db.errors import BadFile, Sentence, problem
from db.vocabulary.notices import FileKind

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
MEMORY = 1536 * 1024 * 1024  # bytes of address space
AT_ONCE = BoundedSemaphore(2)  # more would take the processors from those who only read
UNREADABLE = problem("This file cannot be read to its end. Send it again, or another copy of it.")
BUSY = problem("Too many files are being checked just now. Try again in a minute.")


def clean_apart(sent: bytes) -> CleanFile:
    """db.cleaning.clean in another process, which knows no settings and no secrets. Raises BadFile."""
    if not sent:
        raise BadFile(NO_CONTENT)
    if len(sent) > LARGEST:
        raise BadFile(TOO_LARGE)  # said before anything is copied
    if not AT_ONCE.acquire(timeout=SECONDS):
        raise BadFile(BUSY)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "db.cleaning"], cwd=ROOT, env={}, input=sent, capture_output=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BadFile(UNREADABLE) from None
    finally:
        AT_ONCE.release()
    if done.returncode != 0:
        raise BadFile(UNREADABLE)
    head, _, body = done.stdout.partition(b"\n")
    told = json.loads(head)
    if "problem" in told:
        raise BadFile(Sentence(told["problem"], told["parameters"]))
    content, preview = body[: told["size"]], body[told["size"] :]
    removed = tuple(Removed(word) for word in told["removed"])
    return CleanFile(FileKind(told["kind"]), content, preview or None, removed)
