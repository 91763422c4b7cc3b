"""Open concerns as conditions that the index of open ones (db.models.concerns) answers on both engines."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlalchemy.orm import Session

from db import reports, thresholds
from db.access import Viewer
from db.beside import beside
from db.models import Concern
from db.queries.reach import are_all
from db.rules import Threshold
from db.vocabulary import OPEN_STATUSES, ConcernStatus

MARKS = ("new", "mine", "unowned", "overdue", "unanswered")  # of the triage list: each has a view of its own
OPEN = [s.value for s in OPEN_STATUSES]


def is_open() -> ColumnElement[bool]:
    """Written out, not bound: an engine takes an index of some rows for a statement that says exactly which."""
    wanted: Any = bindparam("open_statuses", OPEN, expanding=True, literal_execute=True)
    return beside(Concern.status).in_(wanted)


def answers_for(session: Session, viewer: Viewer) -> Any:
    """In the viewer's own neighbourhoods (the team's, when they have none of their own), or owned by them."""
    area, owner = beside(Concern.neighbourhood_id), beside(Concern.owner_id)
    areas = viewer.areas or viewer.team_areas
    here = area.is_not(None) if are_all(session, areas) else area.in_(areas)
    return or_(here, owner == viewer.officer_id)


def running_out(session: Session, now: datetime, *, within: timedelta) -> tuple[Any, Any]:
    """(first answer, result): the clock has run out or will `within`; each as a condition on open concerns."""
    answer_within = thresholds.current(session).span(Threshold.FIRST_ANSWER)
    return reports.waits(before=now + within - answer_within), beside(Concern.due_at) < now + within


def in_view(view: str, viewer: Viewer, *, now: datetime) -> ColumnElement[bool]:
    """What tells the concerns of one of MARKS from the others of the filters. "unanswered" are those with a voice, their own
    or a merged one's, that wants an answer and has not been told anything."""
    if view == "new":
        return Concern.status == ConcernStatus.NEW
    if view == "mine":
        return Concern.owner_id == viewer.officer_id
    if view == "unowned":
        return beside(Concern.owner_id).is_(None)
    return reports.waits() if view == "unanswered" else and_(Concern.due_at < now, is_open())
