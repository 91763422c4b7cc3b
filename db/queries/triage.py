"""How much is waiting: the numbers above the triage list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.models import Concern
from db.queries.concerns import OPEN, asked, unanswered
from db.queries.filters import Filters
from db.vocabulary import ConcernStatus


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open concerns of the filters, and how many of them each view of the list shows. One concern can be in several."""

    open: int
    new: int
    mine: int
    unowned: int
    overdue: int
    unanswered: int


def waiting(session: Session, *, viewer: Viewer, filters: Filters, now: datetime) -> Waiting:
    """Counts of the views "triage", "new", "mine", "unowned", "overdue" and "unanswered" of concern_list."""
    viewer.must(Permission.CONCERN_READ)
    statement = select(
        func.count(),
        func.count().filter(Concern.status == ConcernStatus.NEW),
        func.count().filter(Concern.owner_id == viewer.officer_id),
        func.count().filter(Concern.owner_id.is_(None)),
        func.count().filter(Concern.due_at < now),
        func.count().filter(unanswered()),
    ).where(*asked(session, viewer, filters, view="everything", now=now), Concern.status.in_(OPEN))
    return Waiting(*(int(n) for n in session.execute(statement).one()))
