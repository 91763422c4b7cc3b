"""Events: what is coming, who came, what is not closed out; and another team's event."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.commands.bulk_community import PastEvent, RecordPast
from db.commands.events import CloseOutEvent
from db.models import Attendance, Event
from db.store import Store
from db.vocabulary import EventStatus, EventType, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import enter, pick, press, table, typed

CAME = "How many came (required)"


def event_of(store: Store, ref: str) -> Event:
    with store.reading() as session:
        return session.scalars(select(Event).where(Event.ref == ref)).one()


def pick_groups(at: AppTest, *groups: str) -> AppTest:
    return pick(at, "Which groups were there?", list(groups))


def test_coming_events_and_those_to_close_out_stand_apart(app: App, community: Community) -> None:
    coming = words(open_page(app, "events", Role.OFFICER))
    assert "1 event is planned" in coming
    assert "Next: **Harbour meeting**, tomorrow 12:00." in coming
    still_open = words(open_page(app, "events", Role.OFFICER, view="open"))
    assert "1 event is over and not closed out" in still_open
    assert "Coffee on the quay" in still_open
    assert "Harbour meeting" not in still_open


def test_the_map_of_events_stands_above_the_same_list(app: App, community: Community) -> None:
    at = open_page(app, "events", Role.OFFICER)
    assert not at.get("component_instance")
    at = pick(at, "As", "map")
    assert len(at.get("component_instance")) == 1
    assert at.query_params["as"] == "map"
    assert "Harbour meeting" in words(at)


def test_days_are_headings_with_their_own_capitals(app: App, community: Community) -> None:
    headings = [m.value for m in open_page(app, "events", Role.OFFICER, view="open").markdown if "#####" in m.value]
    assert headings == ["##### Sun 1 Nov"]


def test_what_was_held_is_summed_over_every_event_not_only_those_listed(
    app: App, store: Store, at_noon: datetime
) -> None:
    held = [
        PastEvent(
            EventType.COFFEE, f"Coffee {n}", at_noon - timedelta(hours=2 * n + 3), at_noon - timedelta(hours=2 * n + 2),
            "rivera", EventStatus.HELD, neighbourhood_id=1, attendance_total=2, attendance_counted=n % 2 == 0,
        )
        for n in range(60)
    ]  # fmt: skip
    store.execute(RecordPast(held), by=Viewer.system("tests"), now=at_noon)
    said = words(open_page(app, "events", Role.OFFICER, view="held"))
    assert "60 events held, 120 people came" in said
    assert "heads were counted at 30 of 60 events" in said
    assert "1 to 25 of 60" in said


def test_an_event_that_is_over_asks_who_came_and_then_counts(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "events", Role.OFFICER, ref=community.over)
    assert "Over: say who came" in words(at)
    at = pick_groups(enter(at, CAME, 23), "youth", "seniors")
    at = enter(enter(at, "How many: Youth", 9), "How many: Seniors", 4)
    at = press(typed(at, f"event.{community.over}.close", outcome_note="Asked for a crossing."), "Save who came")
    said = words(at)
    assert f"{community.over} is closed out." in said
    assert "about 23 people" in said
    assert "Youth: 9 people, estimated" in said
    assert "Asked for a crossing." in said
    assert "Planned → **Held**" in said
    event = event_of(store, community.over)
    assert (event.status, event.attendance_total, event.attendance_counted) == ("held", 23, False)
    assert "1 event held, 23 people came" in words(open_page(app, "events", Role.OFFICER, view="held"))


def test_wrong_attendance_is_said_at_once_and_kept(app: App, community: Community, store: Store) -> None:
    at = pick_groups(open_page(app, "events", Role.OFFICER, ref=community.over), "youth")
    at = press(at, "Save who came")
    said = words(at)
    assert "2 fields need another look." in said
    assert "Say how many came, 0 if nobody." in said
    assert "Say how many there were of each group." in said
    at = press(enter(enter(at, CAME, 3), "How many: Youth", 9), "Save who came")
    assert "One group is larger than everybody who came (3)." in words(at)
    assert next(box for box in at.number_input if box.label == "How many: Youth").value == 9
    with store.reading() as session:
        assert session.scalars(select(Attendance)).all() == []
    assert event_of(store, community.over).status == "planned"


def test_an_event_a_colleague_closed_out_meanwhile_shows_both_in_words(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = enter(open_page(app, "events", Role.SUPERVISOR, ref=community.over), CAME, 9)
    store.execute(CloseOutEvent(community.over, 1, 31, True), by=officer, now=at_noon)
    at = press(at, "Save who came")
    rows = dict(zip(table(at)["Field"], zip(*list(table(at).values())[1:], strict=True), strict=True))
    assert rows["How many came"] == ("31", "9")
    assert rows["Status"] == ("Held", "not changed")
    assert rows["How that was counted"] == ("Counted at the door", "not changed")
    assert event_of(store, community.over).attendance_total == 31
    at = press(press(at, "Use mine all the same"), "Save who came")
    assert event_of(store, community.over).attendance_total == 9


def test_calling_an_event_off_needs_a_reason_that_stays_with_it(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "events", Role.OFFICER, ref=community.coming), "Call the event off")
    assert "1 field needs another look." in words(at)
    at = press(typed(at, f"event.{community.coming}.cancel", reason="The hall is flooded."), "Call the event off")
    assert f"{community.coming} is called off." in words(at)
    assert "The hall is flooded." in words(at)
    assert event_of(store, community.coming).status == "cancelled"
    assert "Harbour meeting" not in words(open_page(app, "events", Role.OFFICER))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_another_teams_event_can_be_read_and_not_worked_on(
    app: App, community: Community, store: Store, at_noon: datetime, role: Role
) -> None:
    far = PastEvent(
        EventType.TOWN_HALL, "Far away town hall", at_noon - timedelta(days=1), at_noon - timedelta(hours=22),
        "haddad", EventStatus.PLANNED, neighbourhood_id=3,
    )  # fmt: skip
    (ref,) = store.execute(RecordPast([far]), by=Viewer.system("tests"), now=at_noon)
    said = words(open_page(app, "events", role, ref=ref))
    assert "Far away town hall" in said
    assert "Another team’s event: everybody can read it, that team works on it." in said
    assert "Save who came" not in said


def test_an_event_that_is_not_there_says_so(app: App, at_noon: datetime) -> None:
    said = words(open_page(app, "events", Role.OFFICER, ref="E-2026-99999"))
    assert "There is no event E-2026-99999." in said
    assert "Try again" not in said


def test_an_empty_store_says_what_each_view_is_for(app: App, at_noon: datetime) -> None:
    assert "Nothing is planned yet." in words(open_page(app, "events", Role.OFFICER))
    assert "No event in this period." in words(open_page(app, "events", Role.OFFICER, view="held"))
    assert "Every event is closed out." in words(open_page(app, "events", Role.OFFICER, view="open"))
