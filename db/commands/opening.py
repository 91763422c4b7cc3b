"""Opening a personal or restricted record (level 2 or 3): a command, because looking leaves an audit entry."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Action
from db.commands.registry import handles
from db.models import AuditEntry
from db.queries.cases import CaseRecord, any_case
from db.queries.concerns import ConcernRecord, any_concern
from db.queries.glass import open_until

# A page is drawn again with every click: for so long one look is one look.
ONE_LOOK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A concern or a case as its page shows it, whatever its level; what is personal in it is opened further."""

    ref: str


@handles(OpenRecord, audited=False, changes_records=False, keeps_answer=False, through_glass=True)
def open_record(session: Session, command: OpenRecord, *, by: Viewer, now: datetime) -> ConcernRecord | CaseRecord:
    """In the trail at the first look, and again when the last entry is older than ONE_LOOK. Raises Refused, NotFound."""
    find = any_case if command.ref.startswith("K") else any_concern
    record = find(session, viewer=by, ref=command.ref)
    entity = "case" if isinstance(record, CaseRecord) else "concern"
    seen = select(AuditEntry.id).where(
        AuditEntry.entity == entity,
        AuditEntry.entity_ref == record.ref,
        AuditEntry.action == Action.RECORD_OPENED.value,
        AuditEntry.officer_id == by.officer_id,
        AuditEntry.at > now - ONE_LOOK,
    )
    if session.scalar(seen.limit(1)) is None:
        broken = open_until(session, viewer=by, ref=record.ref, now=now) is not None
        detail = {"level": record.confidentiality} | ({"without assignment": True} if broken else {})
        audit.append(session, Action.RECORD_OPENED, entity=entity, ref=record.ref, by=by, at=now, detail=detail)
    return record
