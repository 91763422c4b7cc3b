"""Tasks, promises and activities: what was said would be done, and what was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import case as whichever
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import Permission, Viewer
from db.beside import beside
from db.models import Activity, Case, Concern, Event, EventPartner, Neighbourhood, Officer, Organisation, Task
from db.queries.frames import frame
from db.queries.reach import reach_of
from db.vocabulary import NOT_ENGAGEMENT, EventStatus


def task_list(
    session: Session,
    *,
    viewer: Viewer,
    mine: bool = False,
    colleagues: bool = False,
    neighbourhood_ids: tuple[int, ...] = (),
    promises_only: bool = False,
    done: bool | None = False,
    due_before: datetime | None = None,
    concern: str | None = None,
    case: str | None = None,
    event: str | None = None,
    organisation: str | None = None,
    now: datetime,
    limit: int = 100,
) -> pd.DataFrame:
    """Tasks the viewer may see, soonest first. `done` None: both; `colleagues`: those of the others in the team.

    Columns: ref, version, text, owner, owner_id, due_at, done_at (UTC), is_promise, purpose, not_kept_why, promised_at (event
    reference),
    neighbourhood, concern, case, event (references), event_title, late (bool: not done and overdue, or done after it was due).
    """
    viewer.must(Permission.TASK_WORK)
    prepared = aliased(Event)
    statement = (
        select(
            Task.ref,
            Task.version,
            Task.text,
            Officer.display_name.label("owner"),
            Task.owner_id,
            Task.due_at,
            Task.done_at,
            Task.is_promise,
            Task.purpose,
            Task.not_kept_why,
            Event.ref.label("promised_at"),
            Neighbourhood.name.label("neighbourhood"),
            Concern.ref.label("concern"),
            Case.ref.label("case"),
            prepared.ref.label("event"),
            prepared.title.label("event_title"),
            (func.coalesce(Task.done_at, now) > Task.due_at).label("late"),
        )
        .join(Officer, Officer.id == Task.owner_id)
        .outerjoin(Event, Event.id == Task.promised_at_event_id)
        .outerjoin(prepared, prepared.id == Task.event_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Task.neighbourhood_id)
        .outerjoin(Concern, Concern.id == Task.concern_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(visibility.tasks(reach_of(session, viewer.scope)))
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    if done is not None:
        statement = statement.where(Task.done_at.is_not(None) if done else Task.done_at.is_(None))
    if mine:
        statement = statement.where(Task.owner_id == viewer.officer_id)
    if colleagues:
        statement = statement.where(Officer.team_id == (viewer.team_id or 0), Task.owner_id != (viewer.officer_id or 0))
    if neighbourhood_ids:
        statement = statement.where(Task.neighbourhood_id.in_(neighbourhood_ids))
    if promises_only:
        statement = statement.where(Task.is_promise)
    if due_before is not None:
        statement = statement.where(Task.due_at < due_before)
    if concern is not None:
        statement = statement.where(Concern.ref == concern)
    if case is not None:
        statement = statement.where(Case.ref == case)
    if event is not None:
        event_id = select(Event.id).where(Event.ref == event).scalar_subquery()
        statement = statement.where(or_(Task.event_id == event_id, Task.promised_at_event_id == event_id))
    if organisation is not None:
        partner = select(Organisation.id).where(Organisation.ref == organisation).scalar_subquery()
        statement = statement.where(Task.organisation_id == partner)
    rows = frame(session, statement, times=["due_at", "done_at"])
    rows["late"] = [bool(value) for value in rows["late"]]
    return rows


@dataclass(frozen=True, slots=True)
class Promises:
    """Of the promises that were due in a period: kept in time, kept late, given up, still owed; and how many fall due later."""

    kept: int
    kept_late: int
    given_up: int
    overdue: int
    ahead: int


def promises(session: Session, *, viewer: Viewer, since: datetime, until: datetime, neighbourhood_id: int) -> Promises:
    """Promises to one neighbourhood that were due in [since, until); `ahead` counts the open ones due from then on."""
    viewer.must(Permission.TASK_WORK)
    here = [
        Task.is_promise,
        Task.neighbourhood_id == neighbourhood_id,
        visibility.tasks(reach_of(session, viewer.scope)),
    ]
    due, kept = (Task.due_at >= since) & (Task.due_at < until), Task.not_kept_why.is_(None)
    row = session.execute(
        select(
            func.count().filter(due, kept, Task.done_at <= Task.due_at),
            func.count().filter(due, kept, Task.done_at > Task.due_at),
            func.count().filter(due, Task.not_kept_why.is_not(None)),
            func.count().filter(due, Task.done_at.is_(None)),
            func.count().filter(Task.due_at >= until, Task.done_at.is_(None)),
        ).where(*here)
    ).one()
    return Promises(*(int(n) for n in row))


def activity_list(
    session: Session,
    *,
    viewer: Viewer,
    since: datetime,
    until: datetime,
    mine: bool = False,
    neighbourhood_ids: tuple[int, ...] = (),
    concern: str | None = None,
    limit: int = 50,
) -> pd.DataFrame:
    """Activities that began in [since, until), newest first; their notes are opened by a command.

    Columns: ref, type, started_at (UTC), minutes, people_reached, neighbourhood, officer, has_note (bool).
    """
    viewer.must(Permission.ACTIVITY_READ)
    statement = (
        select(
            Activity.ref,
            Activity.type,
            Activity.started_at,
            Activity.minutes,
            Activity.people_reached,
            Neighbourhood.name.label("neighbourhood"),
            Officer.display_name.label("officer"),
            Activity.note.is_not(None).label("has_note"),
        )
        .join(Officer, Officer.id == Activity.officer_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Activity.neighbourhood_id)
        .where(Activity.started_at >= since, Activity.started_at < until)
        # The newest that may be seen, not all that may be seen and of them the newest.
        .where(beside(visibility.activities(reach_of(session, viewer.scope))))
        .order_by(Activity.started_at.desc(), Activity.id.desc())
        .limit(limit)
    )
    if mine:
        statement = statement.where(Activity.officer_id == viewer.officer_id)
    if neighbourhood_ids:
        statement = statement.where(Activity.neighbourhood_id.in_(neighbourhood_ids))
    if concern is not None:
        concern_id = select(Concern.id).where(Concern.ref == concern).scalar_subquery()
        statement = statement.where(Activity.concern_id == concern_id)
    return frame(session, statement, times=["started_at"])


@dataclass(frozen=True, slots=True)
class Worked:
    activities: int
    minutes: int
    engagement_minutes: int
    people_reached: int


def worked(
    session: Session, *, viewer: Viewer, since: datetime, until: datetime, neighbourhood_id: int | None, mine: bool
) -> Worked:
    """Sums over activities that began in [since, until). The same person reached twice counts twice."""
    viewer.must(Permission.ACTIVITY_READ)
    engaged = Activity.type.not_in([t.value for t in NOT_ENGAGEMENT])
    statement = select(
        func.count(),
        func.coalesce(func.sum(Activity.minutes), 0),
        func.coalesce(func.sum(Activity.minutes).filter(engaged), 0),
        func.coalesce(func.sum(Activity.people_reached), 0),
    ).where(
        Activity.started_at >= since,
        Activity.started_at < until,
        visibility.activities(reach_of(session, viewer.scope)),
    )
    if neighbourhood_id is not None:
        statement = statement.where(Activity.neighbourhood_id == neighbourhood_id)
    if mine:
        statement = statement.where(Activity.officer_id == viewer.officer_id)
    return Worked(*(int(n) for n in session.execute(statement).one()))


@dataclass(frozen=True, slots=True)
class LastActivity:
    """What "copy last" fills in: everything but the note and the time."""

    type: str
    minutes: int
    neighbourhood_id: int | None
    medium: str | None
    language: str | None
    started_at: datetime


def last_activity(session: Session, *, viewer: Viewer) -> LastActivity | None:
    """The viewer's own latest entry, or None."""
    row = session.execute(
        select(*[getattr(Activity, name) for name in LastActivity.__slots__])
        .where(Activity.officer_id == viewer.officer_id, Activity.withdrawn_at.is_(None))
        .order_by(Activity.started_at.desc(), Activity.id.desc())
        .limit(1)
    ).first()
    return LastActivity(*row) if row else None


def last_contact() -> Any:
    """When anybody last logged an activity with the organisation of the statement around, or held an event with it as a
    partner; empty when nobody did."""
    logged = (
        select(func.max(Activity.started_at))
        .where(Activity.organisation_id == Organisation.id, Activity.withdrawn_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )
    met = (
        select(func.max(Event.starts_at))
        .join(EventPartner, EventPartner.event_id == Event.id)
        .where(
            EventPartner.organisation_id == Organisation.id,
            Event.status == EventStatus.HELD.value,
            Event.withdrawn_at.is_(None),
        )
        .correlate(Organisation)
        .scalar_subquery()
    )
    later = whichever((logged.is_(None), met), (met.is_(None), logged), (logged > met, logged), else_=met)
    return later.label("last_contact")


def partners(session: Session, *, viewer: Viewer, neighbourhood_id: int) -> pd.DataFrame:
    """Organisations based in a neighbourhood. Columns: ref, name, sector, groups_served, owner, last_contact (UTC)."""
    viewer.must(Permission.ACTIVITY_READ)
    statement = (
        select(
            Organisation.ref,
            Organisation.name,
            Organisation.sector,
            Organisation.groups_served,
            Officer.display_name.label("owner"),
            last_contact(),
        )
        .outerjoin(Officer, Officer.id == Organisation.relationship_owner_id)
        .where(Organisation.neighbourhood_id == neighbourhood_id, Organisation.ended_at.is_(None))
        .order_by(Organisation.name, Organisation.id)
    )
    return frame(session, statement, times=["last_contact"])
