"""Subscribing: an address made on the account page, read by a real calendar library across a change of the clocks,
revoked, gone."""

import urllib.error
import urllib.request
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from db.calendars.zones import changes
from db.commands.events import CancelEvent, RecordEvent
from db.models import Event, EventSeries
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import EventType
from tests.e2e.conftest import Kept, Serve, Served, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
HERE = ZoneInfo("America/Los_Angeles")


def next_change() -> date:
    """The next day on which the clocks change here."""
    now = datetime.now(UTC)
    return changes(HERE, now, now + timedelta(days=300))[1][0].astimezone(HERE).date()


def plan(served: Served) -> dict[str, datetime]:
    """Six weeks of a meeting at seven in the evening, one moved, one called off, around the change; and an event alone.
    What a calendar must show, by title."""
    store = Store.open(Settings(database_url=served.database))
    with store.reading() as session:
        officer = viewer_by_subject(session, "rivera")
    assert officer is not None
    now = datetime.now(UTC)
    first = datetime.combine(next_change() - timedelta(days=17), time(19), tzinfo=HERE)
    refs = []
    for week in range(6):
        start = (first + timedelta(weeks=week)).astimezone(UTC)
        meeting = RecordEvent(
            EventType.BEAT_MEETING, f"Meeting {week}" if week == 5 else "Meeting", start, start + timedelta(hours=2)
        )
        refs.append(store.execute(meeting, by=officer, now=now).ref)
    alone = datetime.combine(next_change() + timedelta(days=1), time(9), tzinfo=HERE).astimezone(UTC)
    store.execute(RecordEvent(EventType.COFFEE, "Coffee", alone, alone + timedelta(hours=1)), by=officer, now=now)
    with Session(store._writer) as session, session.begin():
        series = EventSeries(
            name="Meeting", rule="FREQ=WEEKLY;COUNT=99", starts_at=first, zone="America/Los_Angeles", minutes=120,
            skipped=[], laid_out_until=first, created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(series)
        session.flush()
        for ref in refs:
            event = session.query(Event).filter_by(ref=ref).one()
            event.series_id, event.occurrence_at = series.id, event.starts_at
            if ref == refs[3]:
                event.starts_at += timedelta(days=1)
                event.ends_at += timedelta(days=1)
    store.execute(CancelEvent(refs[4], 2, "The hall is shut"), by=officer, now=now)
    with store.reading() as session:
        shown = session.query(Event).filter(Event.status != "cancelled").order_by(Event.starts_at).all()
    store.close()
    return {f"{event.title} {event.starts_at:%m-%d}": event.starts_at for event in shown}


def subscribed(address: str) -> dict[str, datetime]:
    """What a calendar program shows of this address."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        file = answer.read()
    program = recurring_ical_events.of(icalendar.Calendar.from_ical(file))
    found = program.between(datetime.now(UTC) - timedelta(days=60), datetime.now(UTC) + timedelta(days=400))
    starts = [
        (entry["SUMMARY"], entry["DTSTART"].dt.astimezone(UTC)) for entry in found if entry["STATUS"] != "CANCELLED"
    ]
    return {f"{title} {at:%m-%d}": at for title, at in starts}


def test_a_calendar_program_shows_the_same_times_across_a_change_of_the_clocks_until_revoked(
    kept: Kept, serve: Serve
) -> None:
    served = serve()
    expected = plan(served)
    assert len({at.hour for name, at in expected.items() if name.startswith("Meeting")}) == 2  # UTC, both sides
    page = kept("calendar", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, f"{served.address}/account")
    page.get_by_text("Make a calendar address").click()
    name = page.get_by_label("What you call it")
    name.fill("My phone")
    name.blur()
    page.wait_for_timeout(700)
    settled(page)
    page.get_by_role("button", name="Make the address").click()
    address = page.locator(".st-key-new-feed code").inner_text().strip()
    assert address.startswith(f"{served.address}/feeds/")
    assert subscribed(address) == expected
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert b"RRULE:FREQ=WEEKLY;UNTIL=" in answer.read()
        tag = answer.headers["ETag"]
    assert status(address, tag) == 304
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("My phone")).to_have_count(0)
    expect(page.locator(".st-key-new-feed")).to_have_count(0)
    assert status(address, tag) == 404
    page.close()


def status(address: str, tag: str) -> int:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers={"If-None-Match": tag}), timeout=20
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
