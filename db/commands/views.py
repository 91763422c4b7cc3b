"""Saved views of lists: one's own, or a supervisor's for the whole team."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.commands import words
from db.commands.registry import handles
from db.errors import NotFound, Refused, problem
from db.models import SavedView

MOST = 30
PAGES = ("concerns", "cases", "events")


@dataclass(frozen=True, slots=True)
class SaveView:
    """A name for what a list shows now (`query` is its address after the question mark); the same name replaces it.

    Not audited: nobody's record changes. It holds choices, never what was looked up about a person: see dashboard.
    """

    page: str
    name: str
    query: str
    for_team: bool = False


@handles(SaveView, audited=False)
def save_view(session: Session, command: SaveView, *, by: Viewer, now: datetime) -> bool:
    """True when it is new, False when it replaced one. Raises Invalid, or Refused for a team's by who leads none."""
    if by.officer_id is None:
        raise Refused(problem("Only a person who is signed in has saved views."))
    by.must(Permission.CONCERN_READ)
    if command.for_team:
        by.must(Permission.CONCERN_MANY)
    mine = (SavedView.officer_id == by.officer_id, SavedView.page == command.page)
    standing = session.scalar(select(SavedView).where(*mine, SavedView.name == (command.name or "").strip()))
    kept = session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0
    words.refuse_if_any(
        [
            ("view_name", words.sentence(command.name, ask=problem("Give the view a name."), longest=40)),
            ("page", None if command.page in PAGES else problem("This list has no saved views.")),
            ("query", words.too_long(command.query, longest=1000)),
            (
                "view_name",
                problem("You have {most} saved views here. Remove one first.", most=MOST)
                if standing is None and kept >= MOST
                else None,
            ),
        ]
    )
    if standing is not None:
        standing.query, standing.for_team, standing.saved_at = command.query, command.for_team, now
        return False
    session.add(
        SavedView(
            officer_id=by.officer_id, page=command.page, name=command.name.strip(), query=command.query,
            for_team=command.for_team, saved_at=now,
        )
    )  # fmt: skip
    return True


@dataclass(frozen=True, slots=True)
class ForgetView:
    """Remove one of one's own saved views."""

    page: str
    name: str


@handles(ForgetView, audited=False)
def forget_view(session: Session, command: ForgetView, *, by: Viewer, now: datetime) -> bool:
    by.must(Permission.CONCERN_READ)
    gone = session.execute(
        delete(SavedView).where(
            SavedView.officer_id == (by.officer_id or 0), SavedView.page == command.page, SavedView.name == command.name
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound(problem("There is no saved view “{name}” of yours.", name=command.name))
    return True
