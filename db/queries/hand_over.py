"""What an officer holds: the work somebody takes over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import Permission, Viewer
from db.errors import Refused, problem
from db.models import (
    Case,
    CaseNeighbourhood,
    Concern,
    Event,
    Neighbourhood,
    Officer,
    OfficerNeighbourhood,
    Organisation,
    Task,
    Team,
)
from db.queries.frames import frame
from db.queries.work import last_contact
from db.vocabulary import CaseKind, CaseStatus, ConcernCategory, ConcernStatus, Confidentiality, EventStatus, Role

RESTRICTED = int(Confidentiality.RESTRICTED)
# Kinds of record that change hands, their tables, the column that names who holds one.
HELD: dict[str, tuple[Any, Any]] = {
    "concern": (Concern, Concern.owner_id),
    "case": (Case, Case.owner_id),
    "task": (Task, Task.owner_id),
    "event": (Event, Event.owner_id),
    "organisation": (Organisation, Organisation.relationship_owner_id),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What goes with a hand-over. Frames carry level 1 at most; a personal record's words are left out (None).

    concerns: ref, summary, category, status, priority, due_at, neighbourhood. cases: ref, title, kind, status, review_at
    (date). tasks: ref, text, due_at, is_promise, promised_at (event), neighbourhood. events: ref, title, type, starts_at,
    venue, neighbourhood. partners: ref, name, sector, groups_served, contact_every_days, last_contact. `areas`: names of
    the areas they answer for. `goes` counts what the viewer can hand over; of it `unlisted` are restricted records they
    are assigned to, which no list shows. `restricted`: those only somebody else can hand over (None for who may not
    know). `out_of_reach`: records the viewer may not open for another reason.
    """

    officer_id: int
    officer: str
    supervisor: str | None
    areas: tuple[str, ...]
    concerns: pd.DataFrame
    cases: pd.DataFrame
    tasks: pd.DataFrame
    events: pd.DataFrame
    partners: pd.DataFrame
    goes: int
    restricted: int | None
    out_of_reach: int

    @property
    def unlisted(self) -> int:
        return self.goes - self.listed

    @property
    def listed(self) -> int:
        frames = (self.concerns, self.cases, self.tasks, self.events, self.partners)
        return sum(len(rows) for rows in frames)


def held_by(kind: str, officer_id: int, *, area_id: int | None, now: datetime) -> list[ColumnElement[bool]]:
    """The open records of a kind (HELD) that an officer holds, in one area or everywhere, as conditions."""
    model, owner = HELD[kind]
    conditions: list[ColumnElement[bool]] = [owner == officer_id]
    if kind == "concern":
        conditions += [Concern.status != ConcernStatus.CLOSED.value, Concern.withdrawn_at.is_(None)]
    elif kind == "case":
        conditions.append(Case.status != CaseStatus.CLOSED.value)
    elif kind == "task":
        conditions += [Task.done_at.is_(None), Task.withdrawn_at.is_(None)]
    elif kind == "event":
        planned = Event.status == EventStatus.PLANNED.value
        conditions += [planned, Event.ends_at >= now, Event.withdrawn_at.is_(None)]
    if area_id is not None and kind == "case":
        there = select(CaseNeighbourhood.case_id).where(CaseNeighbourhood.neighbourhood_id == area_id)
        conditions.append(Case.id.in_(there))
    elif area_id is not None:
        conditions.append(model.neighbourhood_id == area_id)
    return conditions


def visible(kind: str, viewer: Viewer) -> ColumnElement[bool]:
    rule: Any = {
        "concern": visibility.concerns, "case": visibility.cases, "task": visibility.tasks,
        "event": visibility.events, "organisation": visibility.organisations,
    }[kind]  # fmt: skip
    condition: ColumnElement[bool] = rule(viewer.scope)
    return condition


def may_hand_over(session: Session, viewer: Viewer, officer_id: int | None) -> Officer:
    """The officer, when this is the viewer, one of a supervisor's team, or the viewer is an importer. Raises Refused."""
    viewer.must(Permission.CONCERN_WORK)
    officer = session.get(Officer, officer_id) if officer_id is not None else None
    own = officer is not None and officer.id == viewer.officer_id
    of_team = (
        officer is not None
        and viewer.role == Role.SUPERVISOR
        and officer.team_id is not None
        and officer.team_id == viewer.team_id
    )
    if officer is None or not (own or of_team or viewer.role == Role.SYSTEM):
        raise Refused(problem("You hand over your own work; a supervisor also that of their team."))
    return officer


def work_held(session: Session, *, viewer: Viewer, officer_id: int, area_id: int | None = None, now: datetime) -> Held:
    """What this officer holds, in one area or everywhere. Raises Refused."""
    officer = may_hand_over(session, viewer, officer_id)
    where = {kind: held_by(kind, officer.id, area_id=area_id, now=now) for kind in HELD}
    supervisor = select(Officer.display_name).join(Team, Team.supervisor_id == Officer.id)
    entitled = Permission.RESTRICTED_COUNT in viewer.permissions or viewer.officer_id == officer.id
    restricted, out_of_reach = _not_shown(session, viewer, where)
    return Held(
        officer_id=officer.id,
        officer=officer.display_name,
        supervisor=session.scalar(supervisor.where(Team.id == officer.team_id)),
        areas=tuple(_areas(session, officer.id, area_id)),
        concerns=_concerns(session, viewer, where["concern"]),
        cases=_cases(session, viewer, where["case"]),
        tasks=_tasks(session, viewer, where["task"]),
        events=_events(session, viewer, where["event"]),
        partners=_partners(session, viewer, where["organisation"]),
        goes=_goes(session, viewer, where),
        restricted=restricted if entitled else None,
        out_of_reach=out_of_reach,
    )


def _areas(session: Session, officer_id: int, area_id: int | None) -> list[str]:
    statement = (
        select(Neighbourhood.name)
        .join(OfficerNeighbourhood, OfficerNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(OfficerNeighbourhood.officer_id == officer_id)
        .order_by(Neighbourhood.name)
    )
    return list(session.scalars(statement if area_id is None else statement.where(Neighbourhood.id == area_id)))


def _not_shown(session: Session, viewer: Viewer, where: dict[str, list[ColumnElement[bool]]]) -> tuple[int, int]:
    """(restricted records, others the viewer may not open): counts only. Complaints and what belongs to them are in
    neither, whomever they are about: whoever is complained about must not be able to count them."""
    complaints = select(Case.id).where(Case.kind == CaseKind.COMPLAINT.value)
    about = aliased(Concern)
    same = select(about.id, about.duplicate_of_id).where(about.case_id.in_(complaints)).subquery()
    complained = or_(
        Concern.category == ConcernCategory.POLICE_CONDUCT.value,
        Concern.id.in_(select(same.c.id)),
        Concern.id.in_(select(same.c.duplicate_of_id).where(same.c.duplicate_of_id.is_not(None))),
    )
    theirs = select(Concern.id).where(complained).correlate(None)
    not_counted = {
        "concern": complained,
        "case": Case.id.in_(complaints),
        "task": or_(
            and_(Task.case_id.is_not(None), Task.case_id.in_(complaints)),
            and_(Task.concern_id.is_not(None), Task.concern_id.in_(theirs)),
        ),
    }
    restricted = out_of_reach = 0
    for kind in ("concern", "case", "task"):
        model, _ = HELD[kind]
        level = model.confidentiality >= RESTRICTED if kind != "task" else false()
        row = session.execute(
            select(func.count().filter(level), func.count().filter(not_(level)))
            .select_from(model)
            .where(*where[kind], not_(not_counted[kind]), case((visible(kind, viewer), 1), else_=0) == 0)
        ).one()
        restricted, out_of_reach = restricted + int(row[0]), out_of_reach + int(row[1])
    return restricted, out_of_reach


def _goes(session: Session, viewer: Viewer, where: dict[str, list[ColumnElement[bool]]]) -> int:
    counts = [
        select(func.count()).select_from(HELD[kind][0]).where(*where[kind], visible(kind, viewer)) for kind in HELD
    ]
    return sum(session.scalar(count) or 0 for count in counts)


def _words(column: Any, level: Any) -> Any:
    """A personal record's words stay in the application."""
    return case((level < int(Confidentiality.PERSONAL), column), else_=None)


def _concerns(session: Session, viewer: Viewer, where: list[ColumnElement[bool]]) -> pd.DataFrame:
    statement = (
        select(
            Concern.ref, _words(Concern.summary, Concern.confidentiality).label("summary"), Concern.category,
            Concern.status, Concern.priority, Concern.due_at, Neighbourhood.name.label("neighbourhood"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Concern.neighbourhood_id)
        .where(*where, visible("concern", viewer), Concern.confidentiality < RESTRICTED)
        .order_by(Concern.due_at, Concern.ref)
    )  # fmt: skip
    return frame(session, statement, times=["due_at"])


def _cases(session: Session, viewer: Viewer, where: list[ColumnElement[bool]]) -> pd.DataFrame:
    statement = (
        select(
            Case.ref, _words(Case.title, Case.confidentiality).label("title"), Case.kind, Case.status, Case.review_at
        )
        .where(*where, visible("case", viewer), Case.confidentiality < RESTRICTED)
        .order_by(Case.review_at.is_(None), Case.review_at, Case.ref)
    )
    return frame(session, statement)


def _tasks(session: Session, viewer: Viewer, where: list[ColumnElement[bool]]) -> pd.DataFrame:
    """Tasks of restricted records are among what those assigned hand over: their words are not shown either."""
    concern, of_case = aliased(Concern), aliased(Case)
    low = or_(concern.id.is_(None), concern.confidentiality < RESTRICTED)
    low_too = or_(of_case.id.is_(None), of_case.confidentiality < RESTRICTED)
    level = func.coalesce(concern.confidentiality, of_case.confidentiality, 0)
    statement = (
        select(
            Task.ref, _words(Task.text, level).label("text"), Task.due_at, Task.is_promise,
            Event.title.label("promised_at"), Neighbourhood.name.label("neighbourhood"),
        )
        .outerjoin(concern, concern.id == Task.concern_id)
        .outerjoin(of_case, of_case.id == Task.case_id)
        .outerjoin(Event, Event.id == Task.promised_at_event_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Task.neighbourhood_id)
        .where(*where, visible("task", viewer), low, low_too)
        .order_by(Task.due_at, Task.ref)
    )  # fmt: skip
    return frame(session, statement, times=["due_at"])


def _events(session: Session, viewer: Viewer, where: list[ColumnElement[bool]]) -> pd.DataFrame:
    statement = (
        select(
            Event.ref, Event.title, Event.type, Event.starts_at, Event.venue,
            Neighbourhood.name.label("neighbourhood"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .where(*where, visible("event", viewer))
        .order_by(Event.starts_at, Event.ref)
    )  # fmt: skip
    return frame(session, statement, times=["starts_at"])


def _partners(session: Session, viewer: Viewer, where: list[ColumnElement[bool]]) -> pd.DataFrame:
    statement = (
        select(
            Organisation.ref, Organisation.name, Organisation.sector, Organisation.groups_served,
            Organisation.contact_every_days, last_contact(),
        )
        .where(*where, visible("organisation", viewer))
        .order_by(Organisation.name, Organisation.ref)
    )  # fmt: skip
    return frame(session, statement, times=["last_contact"])
