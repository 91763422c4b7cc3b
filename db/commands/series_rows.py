"""The row of a series: fetched for change, told of an occurrence that does not take place."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.loading import must_be_current
from db.errors import Invalid, problem
from db.models import Event, EventSeries
from db.vocabulary import EventStatus


def series_to_change(session: Session, event: Event, version: int) -> EventSeries:
    series = series_of(session, event)
    if series is None or event.occurrence_at is None:
        raise Invalid({"series": problem("{ref} belongs to no series.", ref=event.ref)})
    must_be_current(series, version, {"name": None, "rule": None, "starts_at": None}, called=event.ref)
    return series


def series_of(session: Session, event: Event) -> EventSeries | None:
    return session.get(EventSeries, event.series_id) if event.series_id is not None else None


def from_on(session: Session, series: EventSeries, since: datetime, *, planned: bool = False) -> list[Event]:
    """Occurrences from that start by the rule on, in order; `planned`: only those still to be held."""
    statement = (
        select(Event)
        .where(Event.series_id == series.id, Event.occurrence_at >= since, Event.withdrawn_at.is_(None))
        .order_by(Event.occurrence_at, Event.id)
    )
    if planned:
        statement = statement.where(Event.status == EventStatus.PLANNED.value)
    return list(session.scalars(statement))


def leave_out(series: EventSeries | None, occurrences: list[datetime | None], *, now: datetime) -> None:
    """These starts by the rule do not take place."""
    if series is None:
        return
    gone = {written(at) for at in occurrences if at is not None}
    series.skipped = sorted({*series.skipped, *gone})
    series.updated_at = now


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
