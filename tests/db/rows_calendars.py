"""Rows of the command table for calendars: events imported, addresses made and revoked."""

from datetime import timedelta
from typing import Any

from db.audit import Action
from db.calendars import Occurrence
from db.commands.event_feeds import MakeFeed, RevokeFeed
from db.commands.event_import import ImportEvents
from db.errors import NotFound
from db.queries.calendars import my_feeds
from db.vocabulary import EventType
from tests.db.conftest import NOW, Desk
from tests.db.row import Elsewhere, Row, Wrong

SOON = NOW + timedelta(days=10)
HASH = "0" * 64


def one_date(desk: Desk, **more: Any) -> Occurrence:
    values = {"external_uid": f"{desk.serial()}@there", "title": "Street fair", "venue": "Pier", "series": "Fairs"}
    return Occurrence(**{**values, "starts_at": SOON, "ends_at": SOON + timedelta(hours=2), **more})


def an_import(desk: Desk, *dates: Occurrence, **more: Any) -> ImportEvents:
    return ImportEvents(dates or (one_date(desk),), more.pop("type", EventType.CULTURAL), HASH, **more)


def a_feed(desk: Desk, by: str = "ana") -> int:
    """The number of a new address; those before it are revoked, so that there is always room."""
    with desk.store.reading() as session:
        before = my_feeds(session, viewer=desk.viewers[by])
    for feed in before:
        desk.do(RevokeFeed(feed.id), by=by)
    desk.do(MakeFeed("Phone"), by=by)
    with desk.store.reading() as session:
        return my_feeds(session, viewer=desk.viewers[by])[0].id


def _make(desk: Desk) -> MakeFeed:
    a_feed(desk)
    return MakeFeed("Wall screen", mine=True, areas=(desk.areas["mill"],), types=(EventType.COFFEE,))


BACKWARDS = {"starts_at": SOON, "ends_at": SOON - timedelta(hours=1)}
CALENDARS = [
    Row(
        ImportEvents,
        an_import,
        Action.EVENTS_IMPORTED,
        elsewhere=Elsewhere(lambda d: an_import(d, neighbourhood_id=d.areas["mill"]), None),
        wrong=Wrong(
            lambda d: ImportEvents(
                (one_date(d, **BACKWARDS),),
                "fair",
                "no hash",
                neighbourhood_id=999,  # type: ignore[arg-type]
            ),
            {"type", "file_hash", "place", "dates"},
        ),
    ),
    Row(
        MakeFeed,
        _make,
        Action.FEED_MADE,
        wrong=Wrong(lambda d: MakeFeed(" ", areas=(999,), types=("fair",)), {"name", "areas", "types"}),  # type: ignore[arg-type]
    ),
    Row(
        RevokeFeed,
        lambda d: RevokeFeed(a_feed(d)),
        Action.FEED_REVOKED,
        elsewhere=Elsewhere(lambda d: RevokeFeed(a_feed(d, by="cal")), NotFound),
    ),
]
NOWHERE = {MakeFeed}
NOTHING_TO_GET_WRONG = {RevokeFeed}
SECRET = {MakeFeed}
