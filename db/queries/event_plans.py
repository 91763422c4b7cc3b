"""What is planned about one event beyond its record: partners, materials, and where it stands in its series."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import Event, EventPartner, EventSeries, Organisation
from db.vocabulary import EventStatus


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The occurrence before or after."""

    ref: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class InSeries:
    """`number` of `total` that take place; None for one that was called off. `version` is the series'."""

    name: str
    rule: str
    zone: str
    starts_at: datetime
    version: int
    minutes: int
    number: int | None
    total: int
    moved: bool  # at another time than by the rule
    left_out: int
    before: Neighbour | None
    after: Neighbour | None
    planned_after: int  # this one included


@dataclass(frozen=True, slots=True)
class EventPlan:
    ref: str
    venue_organisation: str | None
    other_languages: tuple[str, ...]
    materials: tuple[str, ...]
    unit: str | None
    all_day: bool
    partners: tuple[tuple[str, str], ...]  # reference, name
    series: InSeries | None


def event_plan(session: Session, *, viewer: Viewer, ref: str) -> EventPlan:
    """Raises NotFound when there is none."""
    viewer.must(Permission.EVENT_READ)
    row = session.execute(
        select(Event, Organisation.ref)
        .outerjoin(Organisation, Organisation.id == Event.venue_organisation_id)
        .where(Event.ref == ref, visibility.events(viewer.scope))
    ).first()
    if row is None:
        raise NotFound(problem("There is no event {ref}.", ref=ref))
    event, venue = row
    partners = session.execute(
        select(Organisation.ref, Organisation.name)
        .join(EventPartner, EventPartner.organisation_id == Organisation.id)
        .where(EventPartner.event_id == event.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return EventPlan(
        ref=event.ref,
        venue_organisation=venue,
        other_languages=tuple(event.other_languages or ()),
        materials=tuple(event.materials or ()),
        unit=event.unit,
        all_day=event.all_day,
        partners=tuple((one.ref, one.name) for one in partners),
        series=_in_series(session, event, viewer),
    )


def _in_series(session: Session, event: Event, viewer: Viewer) -> InSeries | None:
    series = session.get(EventSeries, event.series_id) if event.series_id is not None else None
    if series is None:
        return None
    rows = session.execute(
        select(Event.ref, Event.starts_at, Event.status)
        .where(Event.series_id == series.id, visibility.events(viewer.scope))
        .order_by(Event.occurrence_at, Event.id)
    ).all()
    taking_place = [row for row in rows if row.status != EventStatus.CANCELLED or row.ref == event.ref]
    here = next(i for i, row in enumerate(taking_place) if row.ref == event.ref)
    called_off = event.status == EventStatus.CANCELLED

    def neighbour(i: int) -> Neighbour | None:
        return Neighbour(taking_place[i].ref, taking_place[i].starts_at) if 0 <= i < len(taking_place) else None

    return InSeries(
        name=series.name,
        rule=series.rule,
        zone=series.zone,
        starts_at=series.starts_at,
        version=series.version,
        minutes=series.minutes,
        number=None if called_off else here + 1,
        total=len(taking_place) - called_off,
        moved=event.occurrence_at is not None and event.starts_at != event.occurrence_at,
        left_out=len(series.skipped),
        before=neighbour(here - 1),
        after=neighbour(here + 1),
        planned_after=sum(row.status == EventStatus.PLANNED for row in taking_place[here:]),
    )
