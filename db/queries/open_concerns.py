"""Open concerns as conditions that the index of open ones (db.models.concerns) answers on both engines."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_
from sqlalchemy.orm import Session

from db import reports, thresholds
from db.access import Viewer
from db.beside import beside
from db.models import Concern
from db.queries.reach import are_all
from db.rules import Threshold
from db.vocabulary import OPEN_STATUSES

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
