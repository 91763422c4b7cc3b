"""How much is waiting: the numbers above the triage list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.queries import totals
from db.queries.concerns import chosen, how_many_in
from db.queries.filters import Filters
from db.queries.open_concerns import in_view


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
    # One walk along the index of open concerns. Who waits for an answer is looked for by itself: the few who do lead to
    # their concerns.
    together = ("new", "mine", "unowned", "overdue")
    conditions = chosen(session, viewer, filters, view="triage", now=now)
    of = tuple(in_view(view, viewer, now=now) for view in together)
    every, new, mine, unowned, overdue = totals.how_many(session, viewer, conditions, of=of)
    unanswered = how_many_in(session, viewer, filters, view="unanswered", now=now)
    return Waiting(every, new, mine, unowned, overdue, unanswered)
