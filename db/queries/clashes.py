"""What else is planned at the time of an event: in its area, for its officer, for its audience; and which days it meets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Event, Neighbourhood, Officer
from db.observed import KeptDay, kept_at
from db.settings import get_settings
from db.vocabulary import EventStatus


class Why(StrEnum):
    OFFICER = "same officer, same time"
    AREA = "same neighbourhood, same day"
    AUDIENCE = "same audience, same day"


@dataclass(frozen=True, slots=True)
class Clash:
    ref: str
    title: str
    starts_at: datetime
    neighbourhood: str | None
    owner: str | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Clashes:
    """Of one time: other planned events, most serious first, and the days kept then."""

    starts_at: datetime
    events: tuple[Clash, ...]
    days: tuple[KeptDay, ...]


def clashes(
    session: Session,
    *,
    viewer: Viewer,
    spans: tuple[tuple[datetime, datetime], ...],
    neighbourhood_id: int | None,
    owner_id: int | None,
    audience: str | None = None,
    apart_from: tuple[str, ...] = (),
) -> tuple[Clashes, ...]:
    """One answer for each (start, end), in their order. `apart_from`: references that do not count (the event itself)."""
    viewer.must(Permission.EVENT_READ)
    if not spans:
        return ()
    others = _others(session, viewer, spans, neighbourhood_id, owner_id, _plain(audience), apart_from)
    zone = get_settings().zone
    return tuple(
        Clashes(
            starts_at,
            _at(starts_at, ends_at, others, neighbourhood_id, owner_id, _plain(audience)),
            kept_at(starts_at.astimezone(zone), ends_at.astimezone(zone)),
        )
        for starts_at, ends_at in spans
    )


def _plain(audience: str | None) -> str:
    return (audience or "").strip().casefold()


def _others(
    session: Session,
    viewer: Viewer,
    spans: Sequence[tuple[datetime, datetime]],
    neighbourhood_id: int | None,
    owner_id: int | None,
    audience: str,
    apart_from: tuple[str, ...],
) -> Sequence[tuple[Event, str | None, str | None]]:
    day = timedelta(days=1)
    alike = [Event.neighbourhood_id == neighbourhood_id] if neighbourhood_id is not None else []
    alike += [Event.owner_id == owner_id] if owner_id is not None else []
    alike += [func.lower(func.trim(Event.audience)) == audience] if audience else []
    if not alike:
        return []
    statement = (
        select(Event, Neighbourhood.name, Officer.display_name)
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .where(
            Event.status == EventStatus.PLANNED.value,
            Event.starts_at >= min(start for start, _end in spans) - 4 * day,
            Event.starts_at < max(end for _start, end in spans) + day,
            or_(*alike),
            visibility.events(viewer.scope),
        )
        .order_by(Event.starts_at, Event.id)
    )
    if apart_from:
        statement = statement.where(Event.ref.not_in(apart_from))
    return [(event, area, owner) for event, area, owner in session.execute(statement)]


def _at(
    starts_at: datetime,
    ends_at: datetime,
    others: Sequence[tuple[Event, str | None, str | None]],
    neighbourhood_id: int | None,
    owner_id: int | None,
    audience: str,
) -> tuple[Clash, ...]:
    zone = get_settings().zone
    day = starts_at.astimezone(zone).date()
    found = []
    for event, area, owner in others:
        same_day = event.starts_at.astimezone(zone).date() == day
        overlaps = event.starts_at < ends_at and starts_at < event.ends_at
        why = [
            (Why.OFFICER, overlaps and owner_id is not None and event.owner_id == owner_id),
            (Why.AREA, same_day and neighbourhood_id is not None and event.neighbourhood_id == neighbourhood_id),
            (Why.AUDIENCE, same_day and audience != "" and _plain(event.audience) == audience),
        ]
        if reasons := tuple(one for one, holds in why if holds):
            found.append(Clash(event.ref, event.title, event.starts_at, area, owner, reasons))
    return tuple(sorted(found, key=lambda clash: (Why.OFFICER not in clash.why, clash.starts_at, clash.ref)))
