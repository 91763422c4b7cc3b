"""The list of what was erased, in a file kept apart from the backups: after a restore it is erased again.

One line of JSON each: entity, ref, kind, at, and a code made with the desk's own key, so that nobody else adds a line.
The file names no person and holds no words; the last lines, cut off, are found by comparing with the store.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.errors import BadFile, problem
from db.keys import audit_key
from db.settings import Settings
from db.vocabulary.keeping import ErasureKind
from db.vocabulary.retention import Kept


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure that was carried out."""

    entity: Kept
    ref: str
    kind: ErasureKind
    at: datetime


def read(file: Path, settings: Settings) -> list[Erased]:
    """What the file lists, oldest first. Raises BadFile when a line was not written by this desk, and names it."""
    found: list[Erased] = []
    if not file.is_file():
        return found
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            said = json.loads(line)
            one = Erased(
                Kept(said["entity"]), str(said["ref"]), ErasureKind(said["kind"]), datetime.fromisoformat(said["at"])
            )
            genuine = hmac.compare_digest(str(said["mac"]), _code(one, settings))
        except (ValueError, KeyError, TypeError):
            genuine = False
        if not genuine:
            raise BadFile(
                problem(
                    "Line {number} of the erasure list was not written by this desk. Nothing was erased.", number=number
                )
            )
        found.append(one)
    return found


def add(settings: Settings, carried_out: Iterable[Erased]) -> int:
    """Write those the list does not have yet, whole and on the disk: how many. Without a file in the settings, none."""
    if not settings.erasure_list_file:
        return 0
    file = Path(settings.erasure_list_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)  # two servers, one list
        known = set(read(file, settings))
        new = [one for one in carried_out if one not in known]
        opened.writelines(_line(one, settings) for one in new)
        opened.flush()
        os.fsync(opened.fileno())
    return len(new)


def _line(one: Erased, settings: Settings) -> str:
    return json.dumps({**_said(one), "mac": _code(one, settings)}) + "\n"


def _said(one: Erased) -> dict[str, str]:
    at = one.at.astimezone(UTC).isoformat()
    return {"entity": one.entity.value, "ref": one.ref, "kind": one.kind.value, "at": at}


def _code(one: Erased, settings: Settings) -> str:
    key = hmac.new(audit_key(settings).encode(), b"erasures", hashlib.sha256).digest()
    return hmac.new(key, json.dumps(_said(one), sort_keys=True).encode(), hashlib.sha256).hexdigest()
