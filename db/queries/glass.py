"""What was opened without an assignment: by oneself now, and by the team for its supervisor to look at."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import UNBROKEN, Permission, Viewer
from db.models import BrokenGlass, Case, Concern, Officer
from db.vocabulary import Role

MOST = 200


def open_until(session: Session, *, viewer: Viewer, ref: str, now: datetime) -> datetime | None:
    """Until when the viewer reads this record through broken glass; None where they do not, or need not any more."""
    if viewer.glass == UNBROKEN:
        return None
    until = select(func.max(BrokenGlass.until)).where(
        BrokenGlass.officer_id == viewer.officer_id, BrokenGlass.entity_ref == ref, visibility.open_glass(now)
    )
    scope = replace(viewer, glass=UNBROKEN).scope
    theirs = select(Concern.id).where(Concern.ref == ref, visibility.concerns(scope))
    if ref.startswith("K"):
        theirs = select(Case.id).where(Case.ref == ref, visibility.cases(scope))
    return None if session.scalar(theirs) is not None else session.scalar(until)


@dataclass(frozen=True, slots=True)
class Opening:
    """One record opened without an assignment. Level 1: why is opened by a command (db.commands.glass)."""

    id: int
    who: str
    ref: str
    broken_at: datetime
    until: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    review_note: str | None


def openings(session: Session, *, viewer: Viewer, waiting: bool) -> tuple[Opening, ...]:
    """What a supervisor has to look at, oldest first; or has looked at (theirs or a colleague), newest first."""
    viewer.must(Permission.GLASS_REVIEW)
    reviewer = aliased(Officer)
    statement = (
        select(
            BrokenGlass.id, Officer.display_name, BrokenGlass.entity_ref, BrokenGlass.broken_at, BrokenGlass.until,
            reviewer.display_name, BrokenGlass.reviewed_at, BrokenGlass.review_note,
        )
        .join(Officer, Officer.id == BrokenGlass.officer_id)
        .outerjoin(reviewer, reviewer.id == BrokenGlass.reviewed_by_id)
        .where(reviewed_by(viewer), BrokenGlass.reviewed_at.is_(None) if waiting else BrokenGlass.reviewed_at.is_not(None))
        .limit(MOST)
    )  # fmt: skip
    order = (BrokenGlass.broken_at, BrokenGlass.id)
    ordered = statement.order_by(*order) if waiting else statement.order_by(*(column.desc() for column in order))
    return tuple(Opening(*row) for row in session.execute(ordered))


def openings_waiting(session: Session, *, viewer: Viewer) -> int:
    """How many wait for this supervisor."""
    viewer.must(Permission.GLASS_REVIEW)
    waiting = select(func.count()).select_from(BrokenGlass)
    return session.scalar(waiting.where(reviewed_by(viewer), BrokenGlass.reviewed_at.is_(None))) or 0


def reviewed_by(viewer: Viewer) -> ColumnElement[bool]:
    """Openings this supervisor looks at: their officers', and those of whoever has no other supervisor in the team
    (a specialist, a supervisor); never their own, and none of a complaint about themselves."""
    breaker, chief = aliased(Officer), aliased(Officer)
    team = select(breaker.id).where(breaker.team_id == viewer.team_id, breaker.team_id.is_not(None))
    answered_for = select(breaker.id).join(
        chief,
        and_(
            chief.team_id == breaker.team_id, chief.id != breaker.id, chief.role == Role.SUPERVISOR.value, chief.active
        ),
    )
    about_them = or_(
        and_(BrokenGlass.entity == "case", BrokenGlass.entity_id.in_(visibility.complaints_about(viewer.officer_id))),
        and_(
            BrokenGlass.entity == "concern",
            BrokenGlass.entity_id.in_(
                select(Concern.id).where(visibility.concerns_complaining_of(viewer.officer_id)).correlate(None)
            ),
        ),
    )
    return and_(
        BrokenGlass.officer_id != (viewer.officer_id or visibility.NOBODY),
        or_(BrokenGlass.officer_id.in_(team), BrokenGlass.officer_id.not_in(answered_for)),
        not_(about_them),
    )
