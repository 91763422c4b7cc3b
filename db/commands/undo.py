"""Undo: take back what one has just saved, while nothing has followed from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from db import audit, visibility
from db.access import Viewer
from db.audit import Action
from db.commands.registry import handles
from db.errors import NotFound, Refused, problem
from db.models import Activity, AuditEntry, Concern, Event, Task

UNDO_WITHIN = timedelta(minutes=10)
MODELS: dict[str, type[Concern] | type[Event] | type[Activity] | type[Task]] = {
    "C": Concern,
    "E": Event,
    "A": Activity,
    "T": Task,
}
MADE_BY = (Action.CONCERN_RECORDED, Action.EVENT_RECORDED, Action.ACTIVITY_LOGGED, Action.TASK_ADDED)


@dataclass(frozen=True, slots=True)
class Undo:
    """The references of one receipt. They are withdrawn, not erased: counted and shown nowhere, kept as evidence."""

    refs: tuple[str, ...]


@handles(Undo)
def undo(session: Session, command: Undo, *, by: Viewer, now: datetime) -> int:
    """How many records were taken back. Raises Refused when it is too late, not one's own, or something followed."""
    if not command.refs:
        raise NotFound(problem("There is nothing to undo."))
    for ref in command.refs:
        record = _record(session, ref, by=by)
        if record is None or record.withdrawn_at is not None:
            raise NotFound(problem("There is no {ref} to undo.", ref=ref))
        trail = session.execute(
            select(AuditEntry.action, AuditEntry.officer_id, AuditEntry.at)
            .where(AuditEntry.entity_ref == ref)
            .where(AuditEntry.action.not_in([Action.CONCERN_OPENED, Action.ACTIVITY_NOTE_OPENED]))
            .order_by(AuditEntry.id)
        ).all()
        made = trail[0] if trail else None
        # Somebody else's is "not there": whether it exists is nobody's business who may not open it.
        if made is None or made.action not in MADE_BY or made.officer_id != by.officer_id:
            raise NotFound(problem("There is no {ref} to undo.", ref=ref))
        if now - made.at > UNDO_WITHIN:
            raise Refused(problem("{ref} was saved more than ten minutes ago; correct it instead.", ref=ref))
        if len(trail) > 1 or _linked(session, record, among=command.refs):
            raise Refused(problem("Something has followed from {ref}; correct it instead.", ref=ref))
        record.withdrawn_at, record.updated_at = now, now
        audit.append(session, Action.UNDONE, entity=record.__tablename__, ref=ref, by=by, at=now)
    return len(command.refs)


def _record(session: Session, ref: str, *, by: Viewer) -> Concern | Event | Activity | Task | None:
    model = MODELS.get(ref[:1])
    if model is None:
        return None
    statement = select(model).where(model.ref == ref)
    if model in (Concern, Task):
        # What has become part of a complaint about oneself is not there any more.
        statement = statement.where(not_(visibility.kept_from(model, by.officer_id)))
    found: Concern | Event | Activity | Task | None = session.scalar(statement)  # type: ignore[assignment]
    return found


def _linked(session: Session, record: Concern | Event | Activity | Task, *, among: tuple[str, ...]) -> bool:
    """Something outside this receipt points at the record, or a case took the concern in."""
    columns: tuple[Any, ...]
    if isinstance(record, Concern):
        if record.case_id is not None:
            return True
        columns = (Activity.concern_id, Task.concern_id, Concern.duplicate_of_id)
    elif isinstance(record, Event):
        columns = (Activity.event_id, Task.event_id, Task.promised_at_event_id, Concern.raised_at_event_id)
    else:
        return False
    for column in columns:
        model = column.class_
        others = select(func.count()).where(column == record.id, model.ref.not_in(among), model.withdrawn_at.is_(None))
        if session.scalar(others):
            return True
    return False
