"""Calendar addresses in the store, and what is read through them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.commands.event_feeds import MOST, MakeFeed, RevokeFeed
from db.commands.events import CancelEvent
from db.commands.sessions import digest
from db.errors import Invalid, Refused
from db.models import Event, EventSeries
from db.queries.calendars import AHEAD, BACK, CalendarRows, announced, feed_behind, feed_events, my_feeds
from db.vocabulary import EventType
from tests.db.conftest import NOW, Desk


def read(desk: Desk, secret: str, at: datetime = NOW) -> CalendarRows | None:
    with desk.store.reading() as session:
        feed = feed_behind(session, token_hash=digest(secret))
        return feed_events(session, feed=feed, now=at) if feed else None


def refs(rows: CalendarRows | None) -> list[str]:
    assert rows is not None
    return [event.ref for event in rows.events]


def test_an_address_gives_the_chosen_events_soonest_first(desk: Desk) -> None:
    later = desk.event(starts_at=NOW + timedelta(days=9)).ref
    theirs = desk.event(by="cal", area="mill", type=EventType.COFFEE).ref
    gone = desk.event(starts_at=NOW + timedelta(days=4)).ref
    desk.do(CancelEvent(gone, 1, "Rain"))
    assert refs(read(desk, desk.do(MakeFeed("All")))) == [theirs, gone, later]
    assert refs(read(desk, desk.do(MakeFeed("Mine", mine=True)))) == [gone, later]
    assert refs(read(desk, desk.do(MakeFeed("There", areas=(desk.areas["mill"],))))) == [theirs]
    both = MakeFeed("Both", areas=(desk.areas["mill"], desk.areas["harbour"]), types=(EventType.BEAT_MEETING,))
    assert refs(read(desk, desk.do(both))) == [gone, later]


def test_it_reaches_from_two_months_back_to_thirteen_months_ahead(desk: Desk) -> None:
    starts = (NOW - BACK - timedelta(hours=1), NOW - BACK, NOW + AHEAD - timedelta(hours=1), NOW + AHEAD)
    made = [desk.event(starts_at=at, ends_at=at + timedelta(hours=1)).ref for at in starts]
    assert refs(read(desk, desk.do(MakeFeed("All")))) == made[1:3]


def test_what_was_taken_back_is_in_no_calendar(desk: Desk) -> None:
    ref = desk.event().ref
    secret = desk.do(MakeFeed("All"))
    desk.undo(ref)
    assert refs(read(desk, secret)) == []


def test_a_series_comes_with_its_rule_and_what_it_skips(desk: Desk) -> None:
    ref, skipped = desk.event().ref, NOW + timedelta(days=10)
    with Session(desk.store._writer) as session, session.begin():
        series = EventSeries(
            name="Meeting", rule="FREQ=WEEKLY", starts_at=NOW, zone="America/Los_Angeles", minutes=60,
            skipped=[skipped.isoformat(), skipped.replace(tzinfo=None).isoformat()], laid_out_until=NOW, created_at=NOW,
            updated_at=NOW,
        )  # fmt: skip
        session.add(series)
        session.flush()
        values = {"series_id": series.id, "occurrence_at": NOW + timedelta(days=3)}
        session.execute(update(Event).where(Event.ref == ref).values(**values))
    with desk.store.reading() as session:
        rows = announced(session, viewer=desk.viewers["ben"], refs=[ref])
    assert [(one.rule, one.zone, one.skipped) for one in rows.series] == [
        ("FREQ=WEEKLY", "America/Los_Angeles", (skipped, skipped))
    ]
    assert rows.events[0].occurrence_at == NOW + timedelta(days=3)


def test_only_announced_columns_are_read(desk: Desk) -> None:
    from db.queries.calendars import Announced

    told = {"heard", "worked", "story", "story_consent", "outcome_note", "attendance_total", "materials", "owner_id"}
    assert told.isdisjoint(Announced.__slots__)


def test_there_is_an_end_to_addresses_and_a_revoked_one_makes_room(desk: Desk) -> None:
    for n in range(MOST):
        desk.do(MakeFeed(f"Device {n}"))
    with pytest.raises(Invalid) as refusal:
        desk.do(MakeFeed("One more"))
    assert set(refusal.value.problems) == {"feeds"}
    with desk.store.reading() as session:
        newest, *_ = my_feeds(session, viewer=desk.viewers["ana"])
        assert newest.name == f"Device {MOST - 1}"
        assert my_feeds(session, viewer=desk.viewers["ben"]) == ()
    desk.do(RevokeFeed(newest.id))
    desk.do(MakeFeed("One more"))


def test_nobody_in_particular_has_no_address(desk: Desk) -> None:
    with pytest.raises(Refused, match="Only a person"):
        desk.do(MakeFeed("Wall"), by="system")


def test_a_filtered_set_is_only_what_was_asked_for(desk: Desk) -> None:
    one, _other = desk.event().ref, desk.event().ref
    with desk.store.reading() as session:
        assert refs(announced(session, viewer=desk.viewers["ana"], refs=[one, "E-1999-00001"])) == [one]
        assert session.scalar(select(Event.updated_at).where(Event.ref == one)) == NOW.astimezone(UTC)
        nobody = replace(desk.viewers["ana"], permissions=frozenset())
        with pytest.raises(Refused):
            announced(session, viewer=nobody, refs=[one])
