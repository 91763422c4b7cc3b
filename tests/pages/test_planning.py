"""Planning on the page: what it meets, its checklist, series and their exceptions, the calendar."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.commands.event_details import EventDetails
from db.commands.event_planning import EditEvent, PlanEvent
from db.commands.event_series import PlanSeries
from db.models import Event, EventSeries, Task
from db.settings import get_settings
from db.store import Store
from db.vocabulary import EventType, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, enter, pick, press, typed


def title(at: AppTest, said: str) -> AppTest:
    next(box for box in at.text_input if box.label.startswith("Title")).set_value(said)
    return at.run()


def on(at: AppTest, day: date) -> AppTest:
    next(box for box in at.date_input if box.label == "Day").set_value(day)
    return at.run()


def planned(store: Store) -> list[Event]:
    with store.reading() as session:
        return list(session.scalars(select(Event).order_by(Event.starts_at, Event.id)))


def local_day(at: datetime) -> date:
    return at.astimezone(get_settings().zone).date()


def plan_page(app: App, **query: str) -> AppTest:
    return open_page(app, "events", Role.OFFICER, plan="new", **query)


def test_an_empty_plan_says_everything_that_is_missing(app: App, community: Community) -> None:
    said = words(press(plan_page(app), "Plan it"))
    assert "2 fields need another look." in said
    assert "Choose what kind of event it is." in said
    assert "Give the event a title." in said


def test_an_event_is_planned_with_its_usual_checklist(app: App, community: Community, store: Store) -> None:
    at = title(choose(plan_page(app), "Kind of event (required)", EventType.COFFEE), "Coffee at the locks")
    said = words(press(at, "Plan it"))
    assert "2 tasks are on your list." in said
    event = planned(store)[-1]
    assert event.title == "Coffee at the locks"
    with store.reading() as session:
        tasks = session.scalars(select(Task).where(Task.event_id == event.id).order_by(Task.id)).all()
    assert [(task.text, task.purpose) for task in tasks] == [
        ("Agree with the café", "checklist"),
        ("Send out flyers and posts", "checklist"),
    ]
    record = words(open_page(app, "events", Role.OFFICER, ref=event.ref))
    assert "0 of 2 done" in record
    assert "Agree with the café" in record


def test_what_a_plan_meets_is_said_before_it_is_saved(app: App, community: Community, at_noon: datetime) -> None:
    tomorrow = local_day(at_noon) + timedelta(days=1)
    said = words(on(plan_page(app), tomorrow))
    assert "It meets something else:" in said
    assert "Harbour meeting" in said
    assert "same neighbourhood, same day" in said
    thanksgiving = words(on(plan_page(app), date(2026, 11, 26)))
    assert "Thanksgiving Day (public holiday)" in thanksgiving.replace("\\", "")


def test_a_series_is_planned_with_a_day_left_out(
    app: App, community: Community, store: Store, at_noon: datetime
) -> None:
    at = title(choose(plan_page(app), "Kind of event (required)", EventType.BEAT_MEETING), "Monthly meeting")
    at = on(at, date(2026, 12, 8))
    at = choose(at, "Repeats", "weekday of the month")
    at = enter(at, "How many times", 4)
    assert "**4 times**, every second Tuesday of the month, the last on Tue 9 Mar 2027." in words(at)
    days = next(box for box in at.multiselect if box.label == "Leave out")
    days.set_value([next(option for option in days.options if "9 Feb" in option)])
    at = at.run()
    assert "3 events are planned, from Tue 8 Dec on." in words(press(at, "Plan the series"))
    made = [event for event in planned(store) if event.series_id is not None]
    assert [local_day(event.starts_at) for event in made] == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 3, 9)]
    record = words(open_page(app, "events", Role.OFFICER, ref=made[2].ref))
    assert "3rd of 3 in the series **Monthly meeting** (every second Tuesday of the month, 18:00)" in record
    assert "1 day is left out." in record
    assert "Before: Tue 12 Jan 2027" in record


def a_series(store: Store, officer: Viewer, now: datetime) -> list[str]:
    details = EventDetails(EventType.COFFEE, "Coffee", neighbourhood_id=officer.areas[0])
    saved = store.execute(
        PlanSeries("Coffee", details, now + timedelta(days=7), 60, "FREQ=WEEKLY;COUNT=4"), by=officer, now=now
    )
    return [saved.ref, *saved.also]


def test_this_and_all_after_it_are_changed_together(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    refs = a_series(store, officer, at_noon)
    at = open_page(app, "events", Role.OFFICER, ref=refs[1])
    next(box for box in at.radio if box.label == "What is changed?").set_value("on")
    at = title(at.run(), "Coffee and cake")
    assert f"{refs[1]} is changed." in words(press(at, "Save the change"))
    found = {event.ref: event.title for event in planned(store)}
    assert [found[ref] for ref in refs] == ["Coffee", "Coffee and cake", "Coffee and cake", "Coffee and cake"]


def test_a_colleagues_change_in_between_is_shown_beside_ones_own(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    details = EventDetails(EventType.COFFEE, "Coffee", neighbourhood_id=officer.areas[0])
    starts = at_noon + timedelta(days=9)
    ref = store.execute(PlanEvent(details, starts, starts + timedelta(hours=1)), by=officer, now=at_noon).ref
    at = title(open_page(app, "events", Role.OFFICER, ref=ref), "My coffee")
    theirs = EventDetails(EventType.COFFEE, "Her coffee", neighbourhood_id=officer.areas[0])
    later = at_noon + timedelta(minutes=1)
    store.execute(EditEvent(ref, 1, theirs, starts, starts + timedelta(hours=1)), by=officer, now=later)
    at = press(at, "Save the change")
    assert "Somebody else changed" in words(at)
    table = at.table[0].value
    row = table[table["Field"] == "Title"].iloc[0]
    assert (row["As it is now"], row["What you chose"]) == ("Her coffee", "My coffee")
    at = press(press(at, "Use mine all the same"), "Save the change")
    assert next(event for event in planned(store) if event.ref == ref).title == "My coffee"


def test_a_series_ends_where_it_is_said(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    refs = a_series(store, officer, at_noon)
    at = open_page(app, "events", Role.OFFICER, ref=refs[2])
    at = press(typed(at, f"event.{refs[2]}.end", reason="The café closes"), "End the series")
    assert "2 events are called off." in words(at)
    found = {event.ref: event.status for event in planned(store)}
    assert [found[ref] for ref in refs] == ["planned", "planned", "cancelled", "cancelled"]
    with store.reading() as session:
        assert len(session.scalars(select(EventSeries)).one().skipped) == 2


def test_the_usual_list_is_laid_out_on_an_event(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "events", Role.OFFICER, ref=community.coming), "Lay out the usual list")
    assert "0 of 5 done" in words(at)
    at = press(at, "Done")
    assert "1 of 5 done" in words(at)


def test_the_calendar_of_a_month_names_it_in_the_address(app: App, community: Community) -> None:
    at = pick(open_page(app, "events", Role.OFFICER), "As", "calendar")
    said = words(at)
    assert "### November 2026" in said
    assert "**2 events**, of every team" in said
    assert "Show" not in [group.proto.label for group in at.button_group]
    assert "Harbour meeting" not in said  # the list beneath is today's
    at = next(button for button in at.button if button.key == "calendar-after").click().run()
    assert at.query_params["day"] == "2026-12"
    assert "### December 2026" in words(at)
    asked = words(open_page(app, "events", Role.OFFICER, **{"as": "calendar", "day": "2026-11-04"}))
    assert "Harbour meeting" in asked


def test_the_calendar_stands_where_it_stood_after_a_record(app: App, community: Community) -> None:
    at = open_page(app, "events", Role.OFFICER, **{"as": "calendar", "day": "2027-03"})
    at.query_params.clear()
    at.query_params["ref"] = community.coming
    at = at.run()
    at.query_params.clear()
    at = at.run()
    assert "### March 2027" in words(at)
    assert at.query_params["day"] == "2027-03"


def test_an_address_that_is_no_day_shows_today(app: App, community: Community) -> None:
    for nonsense in ("2026-13", "0001-01-01", "soon", "9999-99-99"):
        said = words(open_page(app, "events", Role.OFFICER, **{"as": "calendar", "span": "century", "day": nonsense}))
        assert "### November 2026" in said
