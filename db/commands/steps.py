"""History: who moved a record from one status to another, when and why."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.models import Case, Concern, Event, StatusChange


def note_move(
    session: Session,
    record: Concern | Case | Event,
    before: str | None,
    *,
    by: Viewer,
    now: datetime,
    reason: str | None,
) -> None:
    """Add the step to the record's history; `before` None: how it began."""
    session.add(
        StatusChange(
            entity=record.__tablename__,
            entity_id=record.id,
            at=now,
            officer_id=by.officer_id,
            from_status=before,
            to_status=record.status,
            reason=reason,
        )
    )


def note_reason(session: Session, record: Case, reason: str | None, *, by: Viewer, now: datetime) -> None:
    """Why something other than its status changed, when somebody said so: the trail carries no words of people."""
    if reason:
        note_move(session, record, record.status, by=by, now=now, reason=reason)
