"""The audit trail: entries queue while a command runs and are sealed, hash-chained, last before the commit."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.access import Viewer
from db.errors import CommonGroundError, Sentence, problem
from db.models import AuditEnd, AuditEntry

GENESIS = "0" * 64
REFERENCE = re.compile(r"[A-Z]-\d{4}-\d{5,}")


class Action(StrEnum):
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"
    SIGN_IN_FAILED = "sign-in failed"
    ACCOUNT_LOCKED = "account locked"
    ACCOUNT_RELEASED = "account released"
    ACCOUNT_MADE = "local account made"
    ACCOUNT_CHANGED = "account switched on or off"
    PASSWORD_CHANGED = "password changed"
    SECOND_FACTOR_CHANGED = "second factor changed"
    REACH_CHANGED = "role or reach changed"
    REFUSED = "refused"
    AUDIT_SEARCHED = "audit trail searched"
    RECORD_OPENED = "personal or restricted record opened"
    GLASS_BROKEN = "opened without an assignment"
    GLASS_CLOSED = "closed again"
    GLASS_REVIEWED = "opening without an assignment reviewed"
    RETENTION_SET = "retention changed"
    HOLD_PLACED = "legal hold placed"
    HOLD_LIFTED = "legal hold lifted"
    ERASURE_PROPOSED = "erasure proposed"
    ERASURE_REFUSED = "erasure refused"
    ERASED = "erased"
    ERASED_AGAIN = "erased again after a restore"
    TIDIED = "what is no record thrown away"
    SUBJECT_ASKED = "subject's request changed"
    SUBJECT_SEARCHED = "searched for what is kept about a subject"
    SUBJECT_APPROVED = "answer to a subject approved"
    SUBJECT_GIVEN = "answer to a subject taken out"
    PEOPLE_CHANGED = "people changed"
    NEIGHBOURHOODS_LOADED = "neighbourhoods loaded"
    RECORDED_IN_BULK = "recorded in bulk"
    COUNTED_AGAIN = "counted again"
    CONCERN_RECORDED = "concern recorded"
    CONCERN_MOVED = "concern moved"
    CONCERN_ASSIGNED = "concern assigned"
    CONCERN_EDITED = "concern edited"
    CONCERN_ANSWERED = "concern answered"
    CONCERN_MERGED = "concern merged"
    CONCERN_TAKEN_APART = "merged concern taken apart"
    DUPLICATE_RULED_OUT = "found not to be a duplicate"
    VOICE_ADDED = "further report added"
    CONCERN_OPENED = "concern's personal details opened"
    CASE_OPENED = "case opened"
    CASE_MOVED = "case moved"
    CASE_ASSIGNED = "case assigned"
    CASE_LINKED = "concern linked to case"
    CASE_EDITED = "case edited"
    CASE_PARTNERS = "case partners changed"
    CASE_STAGE_MOVED = "case moved to another stage"
    CASE_DETAILS_OPENED = "case's personal details opened"
    COMPLAINT_NAMED = "officers complained about named"
    COMPLAINT_TAKEN_OFF = "officer taken off a complaint"
    REFERENCE_CHANGED = "reference data changed"
    EVENT_RECORDED = "event recorded"
    EVENT_CLOSED_OUT = "event closed out"
    EVENT_CANCELLED = "event cancelled"
    EVENT_EDITED = "event edited"
    SERIES_PLANNED = "series planned"
    SERIES_CHANGED = "series changed"
    EVENTS_IMPORTED = "events imported"
    FEED_MADE = "calendar address made"
    FEED_REVOKED = "calendar address revoked"
    ATTENDANCE_COUNTED = "attendance counted"
    HANDOUTS_GIVEN = "hand-outs given"
    HANDOUTS_STOCKED = "stock of hand-outs changed"
    ACTIVITY_LOGGED = "activity logged"
    ACTIVITY_EDITED = "activity corrected"
    WEEK_HANDED_IN = "week handed in"
    WEEK_SIGNED_OFF = "week signed off"
    WEEK_RETURNED = "week returned"
    ACTIVITY_NOTE_OPENED = "activity's note opened"
    TASK_ADDED = "task added"
    TASK_DONE = "task done"
    TASK_REOPENED = "task reopened"
    PROMISE_GIVEN_UP = "promise given up"
    OUTCOME_CHECKED = "outcome checked"
    PEOPLE_TOLD = "those promised to were told"
    ORGANISATION_RECORDED = "organisation recorded"
    ORGANISATION_EDITED = "organisation edited"
    CONTACT_RECORDED = "contact recorded"
    CONTACT_REMOVED = "contact removed"
    CONTACTS_OPENED = "contacts' personal details opened"
    COMMUNICATION_RECORDED = "communication recorded"
    COMMUNICATION_EDITED = "communication edited"
    TEMPLATE_SAVED = "template saved"
    UNDONE = "undone"
    EXPORTED = "exported"
    THRESHOLD_SET = "threshold set"
    ESCALATION_ACKNOWLEDGED = "escalation acknowledged"
    ESCALATION_TAKEN_BACK = "acknowledgement taken back"
    HANDED_OVER = "handed over"
    FILE_ATTACHED = "file attached"
    FILE_REMOVED = "file removed"
    FILE_OPENED = "attached file opened"
    NOTICES_CHOSEN = "notices chosen"


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


def seal(session: Session, *, key: str = "") -> None:
    """Write the queued entries to the end of the chain; the store calls it last before the commit."""
    if not pending(session):
        return
    # The row's lock lets one writer at a time extend the chain (SQLite has one writer anyway).
    number, previous = session.execute(select(AuditEnd.entries, AuditEnd.last_hash).with_for_update()).one()
    rows = []
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
    session.execute(AuditEntry.__table__.insert(), rows)  # type: ignore[attr-defined]
    session.execute(update(AuditEnd).values(entries=number, last_hash=previous, mark=_mark(number, previous, key=key)))
    session.info["audit"] = []


def verify(session: Session, *, key: str = "") -> Sentence | None:
    """None when every entry follows from the one before; otherwise a sentence that names the first that does not."""
    previous, expected = GENESIS, 1
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        row = {column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns}
        if entry.id != expected:
            return problem("Entry {expected} of the audit trail is missing.", expected=expected)
        if entry.previous_hash != previous or entry.hash != _hash(row, key=key):
            return problem("Entry {number} of the audit trail was changed.", number=entry.id)
        previous, expected = entry.hash, expected + 1
    end = session.get(AuditEnd, 1)
    if end is None or end.mark != (_mark(end.entries, end.last_hash, key=key) if end.entries else None):
        return problem("The mark at the end of the audit trail was changed.")
    if end.entries >= expected:
        return problem("Entry {expected} of the audit trail is missing.", expected=expected)
    if (end.entries, end.last_hash) != (expected - 1, previous):
        number = end.entries + 1
        return problem("The audit trail goes on after its end: entry {number} was not written here.", number=number)
    return None


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
