"""Cases as lists and records, and what is linked to them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import Case, CaseNeighbourhood, Concern, Neighbourhood, Officer, Task, Team
from db.queries.days import today
from db.queries.frames import frame
from db.queries.matching import matching
from db.queries.opened import below_personal
from db.queries.reach import reach_of
from db.vocabulary import CaseStatus

VIEWS = ("mine", "team", "reach")
MOST = 500


def case_list(
    session: Session,
    *,
    viewer: Viewer,
    view: str = "reach",
    statuses: tuple[CaseStatus, ...] = (),
    kinds: tuple[str, ...] = (),
    neighbourhood_ids: tuple[int, ...] = (),
    search: str = "",
    now: datetime,
    limit: int = MOST,
) -> pd.DataFrame:
    """Cases the viewer may see, those due for review first. Views: "mine", "team", "reach" (everything in reach).

    Columns: ref, version, kind, title, status, stage, owner, team, opened_at, review_at (date), closed_at, concerns,
    open_tasks, confidentiality, review_overdue (bool). Without `statuses`: those not closed. `search`: all these words
    (or their beginnings) in title, goal or outcome, or a reference.
    """
    viewer.must(Permission.CASE_READ)
    # Numbers first: what hangs on a case is counted for those shown.
    order = (Case.review_at.is_(None), Case.review_at, Case.opened_at.desc(), Case.id.desc())
    wanted = select(Case.id).where(visibility.cases(reach_of(session, viewer.scope))).order_by(*order).limit(limit)
    if statuses:
        wanted = wanted.where(Case.status.in_([s.value for s in statuses]))
    else:
        wanted = wanted.where(Case.status != CaseStatus.CLOSED)
    if kinds:
        wanted = wanted.where(Case.kind.in_(kinds))
    if view == "mine":
        wanted = wanted.where(Case.owner_id == viewer.officer_id)
    elif view == "team":
        wanted = wanted.where(Case.team_id == viewer.team_id)
    if neighbourhood_ids:
        touching = select(CaseNeighbourhood.case_id).where(CaseNeighbourhood.neighbourhood_id.in_(neighbourhood_ids))
        wanted = wanted.where(Case.id.in_(touching))
    if search.strip():
        wanted = wanted.where(matching(session, Case, search))
    statement = _listed(now).where(Case.id.in_(session.scalars(wanted).all())).order_by(*order)
    rows = frame(session, statement, times=["opened_at", "closed_at"])
    rows["review_overdue"] = [bool(value) for value in rows["review_overdue"]]
    return rows


def _listed(now: datetime) -> Select[*tuple[Any, ...]]:
    concerns = select(func.count()).where(Concern.case_id == Case.id, Concern.withdrawn_at.is_(None)).scalar_subquery()
    open_tasks = (
        select(func.count())
        .where(Task.case_id == Case.id, Task.done_at.is_(None), Task.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            Case.ref,
            Case.version,
            Case.kind,
            Case.title,
            Case.status,
            Case.stage,
            Officer.display_name.label("owner"),
            Team.name.label("team"),
            Case.opened_at,
            Case.review_at,
            Case.closed_at,
            concerns.label("concerns"),
            open_tasks.label("open_tasks"),
            Case.confidentiality,
            and_(Case.status != CaseStatus.CLOSED, Case.review_at < today(now)).label("review_overdue"),
        )
        .join(Officer, Officer.id == Case.owner_id)
        .outerjoin(Team, Team.id == Case.team_id)
    )


@dataclass(frozen=True, slots=True)
class CaseRecord:
    ref: str
    version: int
    kind: str
    title: str
    goal: str | None
    status: str
    stage: str | None
    owner_id: int
    owner: str
    team: str | None
    confidentiality: int
    opened_at: datetime
    review_at: date | None
    closed_at: datetime | None
    outcome: str | None
    neighbourhoods: tuple[str, ...]


def case_record(session: Session, *, viewer: Viewer, ref: str) -> CaseRecord:
    """Raises NotFound when there is none or the viewer may not know of it; OpenedByCommand from level 2 on."""
    return below_personal(any_case(session, viewer=viewer, ref=ref))


def any_case(session: Session, *, viewer: Viewer, ref: str) -> CaseRecord:
    """Of any level: for db.commands.opening. Raises NotFound."""
    viewer.must(Permission.CASE_READ)
    row = session.execute(
        select(Case, Officer.display_name, Team.name)
        .join(Officer, Officer.id == Case.owner_id)
        .outerjoin(Team, Team.id == Case.team_id)
        .where(Case.ref == ref, visibility.cases(viewer.scope))
    ).first()
    if row is None:
        raise NotFound(problem("There is no case {ref} that you can open.", ref=ref))
    case, owner, team = row
    areas = session.scalars(
        select(Neighbourhood.name)
        .join(CaseNeighbourhood, CaseNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(CaseNeighbourhood.case_id == case.id)
        .order_by(Neighbourhood.name)
    )
    plain = {
        name: getattr(case, name) for name in CaseRecord.__slots__ if name not in ("owner", "team", "neighbourhoods")
    }
    return CaseRecord(**plain, owner=owner, team=team, neighbourhoods=tuple(areas))


def linked_concerns(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """Concerns of a case that the viewer may see. Columns: ref, received_at (UTC), category, summary, status."""
    viewer.must(Permission.CASE_READ)
    statement = (
        select(Concern.ref, Concern.received_at, Concern.category, Concern.summary, Concern.status)
        .join(Case, Case.id == Concern.case_id)
        .where(
            Case.ref == ref,
            visibility.cases(viewer.scope),
            visibility.concerns(viewer.scope),
        )
        .order_by(Concern.received_at.desc(), Concern.id.desc())
    )
    return frame(session, statement, times=["received_at"])
