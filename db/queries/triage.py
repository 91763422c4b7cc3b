"""How much is waiting: the numbers above the triage list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.queries.concerns import how_many_in
from db.queries.filters import Filters


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
    # One after the other: each is a rollup or one walk along an index, all in one statement are looked at row by row.
    views = ("triage", "new", "mine", "unowned", "overdue", "unanswered")
    return Waiting(*(how_many_in(session, viewer, filters, view=view, now=now) for view in views))
