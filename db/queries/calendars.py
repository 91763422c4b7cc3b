"""Events as calendars outside the desk get them: what is announced, nothing else; and the addresses they ask under."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Event, EventFeed, EventSeries, Officer
from db.vocabulary import Role

MOST = 2_000
# What a subscribed calendar shows: enough to look back at, and as far ahead as anybody plans by it.
BACK, AHEAD = timedelta(days=60), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said publicly about an event, and how it stands in its series."""

    ref: str
    version: int
    updated_at: datetime
    title: str
    type: str
    status: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    venue: str | None
    latitude: float | None
    longitude: float | None
    audience: str | None
    language: str | None
    other_languages: tuple[str, ...]
    interpreter: bool
    topics: tuple[str, ...]
    series_id: int | None
    occurrence_at: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """A series by its rule."""

    id: int
    rule: str
    zone: str
    skipped: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class CalendarRows:
    """Events, soonest first, and the series some of them belong to."""

    events: tuple[Announced, ...]
    series: tuple[Series, ...]


def announced(session: Session, *, viewer: Viewer, refs: Sequence[str]) -> CalendarRows:
    """These events; cancelled ones too, so that a calendar that has them learns of it."""
    viewer.must(Permission.EVENT_READ)
    return _rows(session, viewer, Event.ref.in_(refs))


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar address that is in use, and whose."""

    name: str
    viewer: Viewer
    mine: bool
    areas: tuple[int, ...]
    types: tuple[str, ...]


def feed_behind(session: Session, *, token_hash: str) -> Feed | None:
    """The address with this secret (its SHA-256); None when there is none, it was revoked, or its officer left or may
    not read events any more."""
    row = session.execute(
        select(EventFeed, Officer)
        .join(Officer, Officer.id == EventFeed.officer_id)
        .where(EventFeed.token_hash == token_hash, EventFeed.revoked_at.is_(None), Officer.active)
    ).first()
    if row is None or not hmac.compare_digest(row.EventFeed.token_hash, token_hash):
        return None
    feed, officer = row.EventFeed, row.Officer
    viewer = Viewer.of(officer_id=officer.id, name=officer.display_name, role=Role(officer.role))
    if not viewer.may(Permission.EVENT_READ):
        return None
    chosen = feed.filters
    return Feed(feed.name, viewer, bool(chosen["mine"]), tuple(chosen["areas"]), tuple(chosen["types"]))


def feed_events(session: Session, *, feed: Feed, now: datetime) -> CalendarRows:
    """The events of an address, from two months back to thirteen months ahead."""
    asked = [Event.starts_at >= now - BACK, Event.starts_at < now + AHEAD]
    if feed.mine:
        asked.append(Event.owner_id == feed.viewer.officer_id)
    if feed.areas:
        asked.append(Event.neighbourhood_id.in_(feed.areas))
    if feed.types:
        asked.append(Event.type.in_(feed.types))
    return _rows(session, feed.viewer, *asked)


def _rows(session: Session, viewer: Viewer, *asked: ColumnElement[bool]) -> CalendarRows:
    seen = visibility.events(viewer.scope)
    columns = [getattr(Event, name) for name in Announced.__slots__]
    rows = session.execute(
        select(*columns, EventSeries.rule, EventSeries.zone, EventSeries.skipped)
        .outerjoin(EventSeries, EventSeries.id == Event.series_id)
        .where(seen, *asked)
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    ).all()
    series = {
        row.series_id: Series(row.series_id, row.rule, row.zone, tuple(_utc(at) for at in row.skipped))
        for row in rows
        if row.series_id is not None
    }
    events = []
    for row in rows:
        values = {name: getattr(row, name) for name in Announced.__slots__}
        lists = {name: tuple(values[name] or ()) for name in ("topics", "other_languages")}
        events.append(Announced(**{**values, **lists}))
    return CalendarRows(tuple(events), tuple(series.values()))


def _utc(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MyFeed:
    id: int
    name: str
    created_at: datetime
    mine: bool
    areas: tuple[int, ...]
    types: tuple[str, ...]


def my_feeds(session: Session, *, viewer: Viewer) -> tuple[MyFeed, ...]:
    """One's own addresses in use, newest first."""
    viewer.must(Permission.EVENT_READ)
    mine = (EventFeed.officer_id == (viewer.officer_id or visibility.NOBODY), EventFeed.revoked_at.is_(None))
    rows = session.scalars(select(EventFeed).where(*mine).order_by(EventFeed.created_at.desc(), EventFeed.id.desc()))
    return tuple(
        MyFeed(
            row.id, row.name, row.created_at,
            bool(row.filters["mine"]), tuple(row.filters["areas"]), tuple(row.filters["types"]),
        )
        for row in rows
    )  # fmt: skip
