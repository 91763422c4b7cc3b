"""Outreach events as lists and records."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import Attendance, Event, Neighbourhood, Officer, Organisation
from db.queries.frames import frame
from db.vocabulary import EventStatus

MOST = 500


def event_list(
    session: Session,
    *,
    viewer: Viewer,
    since: datetime,
    until: datetime,
    neighbourhood_ids: tuple[int, ...] = (),
    types: tuple[str, ...] = (),
    statuses: tuple[EventStatus, ...] = (),
    mine: bool = False,
    newest_first: bool = False,
    limit: int = MOST,
) -> pd.DataFrame:
    """Events that start in [since, until). Cancelled ones only when asked for.

    Columns: ref, version, type, hosted, title, starts_at, ends_at (UTC), venue, neighbourhood, neighbourhood_id,
    audience, language, interpreter, status, owner, owner_id, attendance_total, attendance_counted, latitude, longitude.
    """
    viewer.must(Permission.EVENT_READ)
    statement = (
        select(
            Event.ref,
            Event.version,
            Event.type,
            Event.hosted,
            Event.title,
            Event.starts_at,
            Event.ends_at,
            Event.venue,
            Neighbourhood.name.label("neighbourhood"),
            Event.neighbourhood_id,
            Event.audience,
            Event.language,
            Event.interpreter,
            Event.status,
            Officer.display_name.label("owner"),
            Event.owner_id,
            Event.attendance_total,
            Event.attendance_counted,
            Event.latitude,
            Event.longitude,
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .where(Event.starts_at >= since, Event.starts_at < until, visibility.events(viewer.scope))
        .order_by(Event.starts_at.desc() if newest_first else Event.starts_at, Event.id)
        .limit(limit)
    )
    if neighbourhood_ids:
        statement = statement.where(Event.neighbourhood_id.in_(neighbourhood_ids))
    if types:
        statement = statement.where(Event.type.in_(types))
    if statuses:
        statement = statement.where(Event.status.in_([s.value for s in statuses]))
    else:
        statement = statement.where(Event.status != EventStatus.CANCELLED)
    if mine:
        statement = statement.where(Event.owner_id == viewer.officer_id)
    return frame(session, statement, times=["starts_at", "ends_at"])


@dataclass(frozen=True, slots=True)
class Held:
    """Events that took place and who came; `counted` is at how many of them heads were counted rather than estimated."""

    events: int
    people: int
    counted: int


def held(
    session: Session, *, viewer: Viewer, since: datetime, until: datetime, neighbourhood_ids: tuple[int, ...] = ()
) -> Held:
    """Events held that began in [since, until). Somebody who came to two of them counts twice."""
    viewer.must(Permission.EVENT_READ)
    statement = select(
        func.count(),
        func.coalesce(func.sum(Event.attendance_total), 0),
        func.count().filter(Event.attendance_counted.is_(True)),
    ).where(
        Event.starts_at >= since,
        Event.starts_at < until,
        Event.status == EventStatus.HELD,
        visibility.events(viewer.scope),
    )
    if neighbourhood_ids:
        statement = statement.where(Event.neighbourhood_id.in_(neighbourhood_ids))
    return Held(*(int(n) for n in session.execute(statement).one()))


@dataclass(frozen=True, slots=True)
class EventRecord:
    ref: str
    version: int
    type: str
    series: str | None
    hosted: bool
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str | None
    neighbourhood_id: int | None
    neighbourhood: str | None
    latitude: float | None
    longitude: float | None
    audience: str | None
    language: str | None
    interpreter: bool
    topics: tuple[str, ...]
    status: str
    owner_id: int | None
    owner: str | None
    attendance_total: int | None
    attendance_counted: bool | None
    outcome_note: str | None
    heard: str | None
    worked: str | None
    story: str | None
    story_consent: str | None
    closed_out_at: datetime | None
    groups: tuple[tuple[str, int, bool], ...]  # group, how many, counted rather than estimated


def event_record(session: Session, *, viewer: Viewer, ref: str) -> EventRecord:
    """Raises NotFound when there is none."""
    viewer.must(Permission.EVENT_READ)
    row = session.execute(
        select(Event, Neighbourhood.name, Officer.display_name)
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .where(Event.ref == ref, visibility.events(viewer.scope))
    ).first()
    if row is None:
        raise NotFound(problem("There is no event {ref}.", ref=ref))
    event, area, owner = row
    groups = session.execute(
        select(Attendance.group, Attendance.count, Attendance.counted)
        .where(Attendance.event_id == event.id)
        .order_by(Attendance.count.desc(), Attendance.id)
    )
    derived = ("neighbourhood", "owner", "topics", "groups")
    plain = {name: getattr(event, name) for name in EventRecord.__slots__ if name not in derived}
    return EventRecord(**plain, neighbourhood=area, owner=owner, topics=tuple(event.topics), groups=tuple(groups))


def last_event(session: Session, *, viewer: Viewer, neighbourhood_id: int, now: datetime) -> datetime | None:
    """When the latest event here began that took place (or should have), or None."""
    viewer.must(Permission.EVENT_READ)
    return session.scalar(
        select(Event.starts_at)
        .where(
            Event.neighbourhood_id == neighbourhood_id,
            Event.starts_at <= now,
            Event.status != EventStatus.CANCELLED,
            visibility.events(viewer.scope),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    )


def venues(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Known places to meet. Columns: ref, name, neighbourhood, neighbourhood_id, latitude, longitude."""
    viewer.must(Permission.EVENT_READ)
    statement = (
        select(
            Organisation.ref,
            Organisation.name,
            Neighbourhood.name.label("neighbourhood"),
            Organisation.neighbourhood_id,
            Organisation.latitude,
            Organisation.longitude,
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Organisation.neighbourhood_id)
        .where(Organisation.is_venue, Organisation.latitude.is_not(None), Organisation.ended_at.is_(None))
        .order_by(Organisation.name)
    )
    return frame(session, statement)
