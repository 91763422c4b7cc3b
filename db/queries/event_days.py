"""Events as a calendar shows them: one narrow read for a span of days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Event, Neighbourhood

MOST = 5_000
LONGEST = timedelta(days=3)  # an event that began before the span may still be on


@dataclass(frozen=True, slots=True)
class DayEvent:
    ref: str
    title: str
    type: str
    status: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    neighbourhood: str | None


def event_days(
    session: Session, *, viewer: Viewer, since: datetime, until: datetime, neighbourhood_ids: tuple[int, ...] = ()
) -> tuple[DayEvent, ...]:
    """Events that are on in [since, until), cancelled ones included, in order; at most MOST of them."""
    viewer.must(Permission.EVENT_READ)
    statement = (
        select(
            Event.ref,
            Event.title,
            Event.type,
            Event.status,
            Event.starts_at,
            Event.ends_at,
            Event.all_day,
            Neighbourhood.name,
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .where(
            Event.starts_at >= since - LONGEST,
            Event.starts_at < until,
            Event.ends_at > since,
            visibility.events(viewer.scope),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    )
    if neighbourhood_ids:
        statement = statement.where(Event.neighbourhood_id.in_(neighbourhood_ids))
    return tuple(DayEvent(*row) for row in session.execute(statement))
