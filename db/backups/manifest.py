"""What a backup says of itself: which store, how much of what, every part's hash; and a code made with the desk's own key.

The keys themselves are never in it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from db.errors import BadFile, problem
from db.keys import audit_key
from db.settings import Settings

FORMAT = "common-ground-backup/1"
LARGEST = 256 << 20  # a million files and more
HASH = re.compile(r"[0-9a-f]{64}")

NOT_OURS = problem("This is no backup of Common Ground, or one of a later version.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`counts`: rows of each table; `files`: size of each by its hash; `missing`: files that rows name and the folder did
    not have, or not whole; `entries`, `head`: how long the audit trail was, and the hash of its last entry."""

    made_at: datetime
    server: str
    engine: str  # sqlite or postgresql
    engine_version: str
    revision: str  # of the migrations
    store_size: int
    store_sha256: str
    counts: Mapping[str, int]
    entries: int
    head: str
    keyed: bool
    files: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def written(self, settings: Settings) -> bytes:
        """As it lies in the archive."""
        said = _said(self)
        return json.dumps({**said, "mac": _code(said, settings)}, indent=1, sort_keys=True).encode()


def read(content: bytes, settings: Settings) -> Manifest:
    """Raises BadFile for one that this desk did not write: whoever changed a part and its hash has not its key."""
    try:
        said = json.loads(content)
        mac = said.pop("mac")
        if said.pop("format") != FORMAT:
            raise BadFile(NOT_OURS)
        found = Manifest(
            **{**said, "made_at": datetime.fromisoformat(said["made_at"]), "missing": tuple(said["missing"])}
        )
        _plausible(found)
        genuine = hmac.compare_digest(str(mac), _code(_said(found), settings))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadFile(NOT_OURS) from error
    if not genuine and found.keyed and not audit_key(settings):
        raise BadFile(
            problem(
                "The desk's keys are missing: put the keys file (or the audit key) in its place first. It is in no backup."
            )
        )
    if not genuine:
        raise BadFile(
            problem("This backup was changed, or made with other keys than this desk's. Nothing was restored.")
        )
    return found


def _plausible(found: Manifest) -> None:
    texts = (found.server, found.engine, found.engine_version, found.revision)
    hashes = (found.store_sha256, *found.files, *found.missing)
    numbers = (found.store_size, found.entries, *found.counts.values(), *found.files.values())
    if (
        found.made_at.tzinfo is None
        or not all(isinstance(one, str) for one in texts)
        or not all(isinstance(one, str) and HASH.fullmatch(one) for one in hashes)
        or not all(isinstance(one, int) and one >= 0 for one in numbers)
    ):
        raise ValueError("not as we write it")


def _said(manifest: Manifest) -> dict[str, Any]:
    return {
        **asdict(manifest),
        "format": FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "missing": [*manifest.missing],
    }


def _code(said: Mapping[str, Any], settings: Settings) -> str:
    key = hmac.new(audit_key(settings).encode(), b"backups", hashlib.sha256).digest()
    return hmac.new(key, json.dumps(said, sort_keys=True).encode(), hashlib.sha256).hexdigest()
