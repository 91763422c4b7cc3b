"""Calendars on the pages: importing a file, files to take away, addresses made, shown once and revoked."""

from datetime import datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.models import Event, EventFeed
from db.queries.calendars import announced
from db.store import Store
from db.vocabulary import EventType, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, press

FILE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1@council.example
SUMMARY:Block watch *at* the library
LOCATION:Library
DTSTART;TZID=America/Los_Angeles:20270303T190000
DTEND;TZID=America/Los_Angeles:20270303T203000
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:2@council.example
SUMMARY:Last year
DTSTART:20250303T190000Z
DTEND:20250303T200000Z
END:VEVENT
BEGIN:VEVENT
UID:3@council.example
SUMMARY:Nowhere near
DTSTART;TZID=Mars/Olympus:20270303T190000
END:VEVENT
END:VCALENDAR
"""
KIND = "What kind of events are they? (required)"
IMPORT = "Import the events"


def hand_in(at: AppTest, content: str = FILE) -> AppTest:
    at.file_uploader[0].set_value(("events.ics", content.encode(), "text/calendar"))
    return at.run()


def titles(store: Store) -> list[str]:
    with store.reading() as session:
        statement = select(Event.title).where(Event.withdrawn_at.is_(None), Event.external_uid.is_not(None))
        return list(session.scalars(statement.order_by(Event.starts_at, Event.id)))


def test_a_file_is_shown_before_it_is_saved_line_by_line(app: App, community: Community, store: Store) -> None:
    at = hand_in(open_page(app, "events", Role.OFFICER))
    said = words(at)
    assert "2 dates ahead in this file. 1 event is over and left out." in said
    assert (
        "Wednesday 3 Mar 2027, 19:00 PST: Block watch *at* the library, Library. 2 dates, until Wed 10 Mar 2027" in said
    )
    assert (
        "**Line 20:** The time zone “Mars/Olympus” is not known, and the file does not describe it. Left out." in said
    )
    assert "2 new, 1 line or event not taken" in said
    assert titles(store) == []


def test_a_file_is_imported_once_and_taken_back(app: App, community: Community, store: Store) -> None:
    at = choose(hand_in(open_page(app, "events", Role.OFFICER)), KIND, EventType.NEIGHBOURHOOD_WATCH)
    at = press(at, IMPORT)
    assert "2 events added." in words(at)
    assert titles(store) == ["Block watch *at* the library"] * 2
    at = choose(hand_in(press(at, "Import another file")), KIND, EventType.NEIGHBOURHOOD_WATCH)
    assert "2 known already, 1 line or event not taken" in words(at)
    at = press(at, IMPORT)
    assert "Nothing new. 2 known already." in words(at)
    assert len(titles(store)) == 2


def test_an_import_can_be_undone_from_its_receipt(app: App, community: Community, store: Store) -> None:
    at = choose(hand_in(open_page(app, "events", Role.OFFICER)), KIND, EventType.NEIGHBOURHOOD_WATCH)
    at = press(press(at, IMPORT), "Undo")
    assert titles(store) == []
    assert "Taken back." in words(at)


def test_without_a_kind_nothing_is_saved_and_the_field_says_so(app: App, community: Community, store: Store) -> None:
    at = press(hand_in(open_page(app, "events", Role.OFFICER)), IMPORT)
    assert "Choose what kind of event it is." in words(at)
    assert titles(store) == []


@pytest.mark.parametrize("content", ["", "<html>Sign in</html>", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n"])
def test_a_file_that_is_none_changes_nothing(app: App, community: Community, store: Store, content: str) -> None:
    at = hand_in(open_page(app, "events", Role.OFFICER), content)
    assert not at.exception
    assert IMPORT not in [button.label for button in at.button]
    assert titles(store) == []


def test_events_are_taken_away_as_a_calendar(app: App, community: Community) -> None:
    def offered(at: AppTest) -> list[str]:
        return [str(button.proto.label) for button in at.get("download_button")]

    assert offered(open_page(app, "events", Role.OFFICER)) == ["Download these events for a calendar"]
    assert offered(open_page(app, "events", Role.OFFICER, ref=community.coming)) == ["Add to my calendar"]


def test_only_events_one_may_read_are_in_a_file(store: Store, community: Community) -> None:
    from db.access import Viewer
    from db.errors import Refused

    analyst = Viewer.of(officer_id=3, name="Noor Haddad", role=Role.ANALYST)
    with store.reading() as session, pytest.raises(Refused):
        announced(session, viewer=analyst, refs=[community.coming])


def make_address(app: App) -> AppTest:
    at = open_page(app, "account", Role.OFFICER)
    box = next(box for box in at.text_input if box.label == "What you call it (required)")
    box.set_value("My *phone*").run()
    return press(at, "Make the address")


def test_an_address_is_shown_once_and_can_be_revoked(app: App, store: Store, at_noon: datetime) -> None:
    at = make_address(app)
    assert "Copy the address now: it is not shown again." in words(at)
    (address,) = [code.value for code in at.code]
    assert "/feeds/" in address
    assert address.endswith(".ics")
    assert "My *phone*" in words(at)
    at = press(at, "I have copied it")
    assert not at.code
    at = press(at, "Revoke")
    assert "My *phone*" not in words(at)
    with store.reading() as session:
        assert session.scalars(select(EventFeed.revoked_at)).one() == at_noon


def test_an_address_needs_a_name(app: App, store: Store, at_noon: datetime) -> None:
    at = press(open_page(app, "account", Role.OFFICER), "Make the address")
    assert "Give the address a name." in words(at)
    assert not at.code


def test_roles_that_read_no_events_are_offered_no_address(app: App, store: Store) -> None:
    assert "Events in your calendar" not in words(open_page(app, "account", Role.ANALYST))
