"""The chain: entries queue while a command runs and are sealed, hash-chained, last before the commit."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.access import Viewer
from db.audit.actions import Action
from db.audit.heads import Head, first_unlike
from db.errors import CommonGroundError, Sentence, problem
from db.models import AuditEnd, AuditEntry

GENESIS = "0" * 64
REFERENCE = re.compile(r"[A-Z]-\d{4}-\d{5,}")
AT_A_TIME = 1_000
HEAD = "head of the trail"  # where a session keeps it until its commit
# Put together once: while one save says these, all others wait.
_ENTRIES: Any = AuditEntry.__table__
_ENDS: Any = AuditEnd.__table__
_END = select(_ENDS.c.entries, _ENDS.c.last_hash).with_for_update()
_ENTRY = _ENTRIES.insert()
_NEW_END = update(_ENDS).values({name: bindparam(name) for name in ("entries", "last_hash", "mark")})
# PostgreSQL takes an entry and the new end at once: one answer less that others wait for.
_SAID = {column.name: bindparam(f"entry_{column.name}", type_=column.type) for column in _ENTRIES.c}
_ENDS_AT: dict[str, Any] = {name: bindparam(f"end_{name}") for name in ("entries", "last_hash", "mark")}
_ENTRY_AND_END = update(_ENDS).values(_ENDS_AT).add_cte(_ENTRIES.insert().values(_SAID).cte("entry"))
# For a statement that locks the end of the trail along with something else.
LOCKED_END = _END.add_columns(_ENDS.c.id).subquery("ended")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    at: datetime
    officer_id: int | None
    actor: str
    action: Action
    entity: str
    entity_ref: str | None
    detail: dict[str, Any]


def append(
    session: Session,
    action: Action,
    *,
    entity: str,
    ref: str | None,
    by: Viewer,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Queue an entry. `detail` names fields and carries vocabulary words, dates and numbers, never what people said."""
    entry = _Pending(at, by.officer_id, f"{by.name} ({by.role})", action, entity, ref, dict(detail or {}))
    pending(session).append(entry)


def refused(
    session: Session, tried: str, error: CommonGroundError, *, of: object = None, by: Viewer, at: datetime
) -> None:
    """Queue an entry for something that was tried and refused: the command or page, and why in one word. A reference
    is kept where it is one; what else somebody sent is not."""
    asked = getattr(of, "ref", None) or getattr(of, "code", None)
    ref = asked if isinstance(asked, str) and REFERENCE.fullmatch(asked) else None
    detail = {"tried": tried, "why": type(error).__name__.lower()}
    append(session, Action.REFUSED, entity="refusal", ref=ref, by=by, at=at, detail=detail)


def pending(session: Session) -> list[_Pending]:
    return session.info.setdefault("audit", [])  # type: ignore[no-any-return]


def seal(session: Session, *, key: str = "", after: tuple[int, str] | None = None) -> None:
    """Write the queued entries to the end of the chain; the store calls it last before the commit. `after`: the number and
    hash of the last entry, where a statement with LOCKED_END has just read them."""
    if not pending(session):
        return
    connection = session.connection()
    # The row's lock lets one writer at a time extend the chain (SQLite has one writer anyway).
    number, previous = after or connection.execute(_END).one()
    rows: list[dict[str, Any]] = []
    for entry in pending(session):
        number += 1
        row = {
            "id": number,
            "at": entry.at,
            "officer_id": entry.officer_id,
            "actor": entry.actor,
            "action": entry.action.value,
            "entity": entry.entity,
            "entity_ref": entry.entity_ref,
            "detail": entry.detail,
            "previous_hash": previous,
        }
        previous = row["hash"] = _hash(row, key=key)
        rows.append(row)
    end = {"entries": number, "last_hash": previous, "mark": _mark(number, previous, key=key)}
    if len(rows) == 1 and connection.dialect.name == "postgresql":
        said = {f"entry_{name}": value for name, value in rows[0].items()}
        connection.execute(_ENTRY_AND_END, said | {f"end_{name}": value for name, value in end.items()})
    else:
        connection.execute(_ENTRY, rows if len(rows) > 1 else rows[0])  # one is sent without what several need
        connection.execute(_NEW_END, end)
    session.info["audit"] = []
    session.info[HEAD] = Head(rows[-1]["at"], number, previous)


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that is known not to be as it was written, and what is wrong with it."""

    entry: int
    sentence: Sentence


def verify(
    session: Session, *, key: str = "", heads: Iterable[Head] = (), progress: Progress | None = None
) -> Sentence | None:
    """None when every entry follows from the one before and the chain is what the heads exported from it say; otherwise
    a sentence that names the first entry that does not. `progress` is told how many entries are read so far."""
    found = [_first_broken(session, key=key, progress=progress), _unlike_its_heads(session, heads)]
    broken = [one for one in found if one is not None]
    return min(broken, key=lambda one: one.entry).sentence if broken else None


def _first_broken(session: Session, *, key: str, progress: Progress | None) -> Break | None:
    previous, expected = GENESIS, 1
    entries = select(AuditEntry.__table__).order_by(AuditEntry.id).execution_options(yield_per=AT_A_TIME)
    for rows in session.execute(entries).mappings().partitions(AT_A_TIME):
        for row in rows:
            if row["id"] != expected:
                return Break(expected, problem("Entry {expected} of the audit trail is missing.", expected=expected))
            if row["previous_hash"] != previous or row["hash"] != _hash(dict(row), key=key):
                return Break(expected, problem("Entry {number} of the audit trail was changed.", number=expected))
            previous, expected = row["hash"], expected + 1
        if progress:
            progress(expected - 1)
    return _wrong_end(session.get(AuditEnd, 1), expected - 1, previous, key=key)


def _wrong_end(end: AuditEnd | None, entries: int, last_hash: str, *, key: str) -> Break | None:
    if end is None or end.mark != (_mark(end.entries, end.last_hash, key=key) if end.entries else None):
        number = entries + 1
        return Break(
            number,
            problem(
                "The mark at the end of the audit trail was changed: entry {number} may be missing.", number=number
            ),
        )
    if end.entries > entries:
        return Break(entries + 1, problem("Entry {expected} of the audit trail is missing.", expected=entries + 1))
    if (end.entries, end.last_hash) != (entries, last_hash):
        number = end.entries + 1
        return Break(
            number,
            problem("The audit trail goes on after its end: entry {number} was not written here.", number=number),
        )
    return None


def _unlike_its_heads(session: Session, heads: Iterable[Head]) -> Break | None:
    unlike = first_unlike(session, heads)
    if unlike is None:
        return None
    like, head, there = unlike
    after = (like.entries if like else 0) + 1
    if not there:
        last = session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
        after = max(after, last + 1)
        return Break(
            after,
            problem(
                "The audit trail was cut off: on {time} it had {entries} entries, and entry {number} is missing.",
                time=f"{head.at:%Y-%m-%d %H:%M:%S} UTC", entries=head.entries, number=after,
            ),
        )  # fmt: skip
    return Break(
        head.entries,
        problem(
            "The audit trail was written anew: entry {number} is not the one exported on {time}. The first that was "
            "changed is among entries {after} to {number}.",
            number=head.entries, time=f"{head.at:%Y-%m-%d %H:%M:%S} UTC", after=after,
        ),
    )  # fmt: skip


def _mark(entries: int, last_hash: str, *, key: str) -> str:
    return _digest(json.dumps([entries, last_hash]), key=key)


def _hash(row: Mapping[str, Any], *, key: str) -> str:
    body = [
        row[name] for name in ("id", "officer_id", "actor", "action", "entity", "entity_ref", "detail", "previous_hash")
    ]
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")  # as it will be read back, wherever the clock was
    return _digest(json.dumps([at, *body], sort_keys=True, separators=(",", ":")), key=key)


def _digest(text: str, *, key: str) -> str:
    if key:
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()
