"""Saved views of a list."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.models import Officer, SavedView


@dataclass(frozen=True, slots=True)
class View:
    """`query` is the page's address after the question mark; `by` names who saved it for the team, None: oneself."""

    name: str
    query: str
    for_team: bool
    by: str | None


def saved_views(session: Session, *, viewer: Viewer, page: str) -> tuple[View, ...]:
    """One's own views of a page and those saved for one's team, by name."""
    viewer.must(Permission.CONCERN_READ)
    me = viewer.officer_id or 0
    teams = and_(SavedView.for_team, Officer.team_id == (viewer.team_id or 0))
    statement = (
        select(SavedView.name, SavedView.query, SavedView.for_team, SavedView.officer_id, Officer.display_name)
        .join(Officer, Officer.id == SavedView.officer_id)
        .where(SavedView.page == page, or_(SavedView.officer_id == me, teams))
        .order_by(SavedView.name, SavedView.id)
    )
    return tuple(
        View(row.name, row.query, row.for_team, None if row.officer_id == me else row.display_name)
        for row in session.execute(statement)
    )
