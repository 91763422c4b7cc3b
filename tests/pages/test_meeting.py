"""The live meeting's screen: last time's promises, lines saved one by one, the room; and "you said, we did"."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.access import Viewer
from db.commands.events import CancelEvent, RecordEvent
from db.commands.handouts import StockHandouts
from db.commands.meetings import NoteQuestion
from db.commands.tasks import AddTask
from db.models import Attendance, Concern, Event, Handout, HandoutItem, Task
from db.store import Store
from db.vocabulary import EventType, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, enter, pick, press, typed


@pytest.fixture
def last(store: Store, community: Community, officer: Viewer, at_noon: datetime) -> str:
    """The beat meeting of a month ago, in the same neighbourhood."""
    month_ago = at_noon - timedelta(days=30)
    meeting = RecordEvent(
        EventType.BEAT_MEETING, "Harbour meeting", month_ago, month_ago + timedelta(hours=2), latitude=50.02, longitude=10.02
    )  # fmt: skip
    ref: str = store.execute(meeting, by=officer, now=month_ago).ref
    return ref


def newest(store: Store, model: Any) -> Any:
    with store.reading() as session:
        return session.scalars(select(model).order_by(model.id.desc())).first()


def test_without_an_event_it_offers_those_of_these_hours(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    assert "No event around this hour." in words(open_page(app, "meeting", Role.OFFICER))
    soon = at_noon + timedelta(hours=2)
    store.execute(RecordEvent(EventType.COFFEE, "Coffee now", soon, soon + timedelta(hours=1)), by=officer, now=at_noon)
    assert "Coffee now" in words(open_page(app, "meeting", Role.OFFICER))


def test_a_concern_takes_one_line_and_the_form_is_ready_for_the_next(
    app: App, community: Community, store: Store
) -> None:
    at = open_page(app, "meeting", Role.OFFICER, ref=community.coming)
    assert "Not for projection" in words(at)
    assert "Nothing is noted yet." in words(at)
    form = f"meeting.{community.coming}.concern"
    at = press(typed(at, form, summary="Cars race past the school"), "Save the concern")
    concern = newest(store, Concern)
    said = words(at)
    assert f"Concern saved as {concern.ref}." in said
    assert "1 concern" in said
    assert (concern.category, concern.channel, concern.neighbourhood_id) == ("other", "event", 1)
    at = press(typed(at, form, summary="No light at the swings"), "Save the concern")
    assert "2 concerns" in words(at)
    at = press(at, "Undo")
    assert "2 concerns" not in words(at)
    assert newest(store, Concern).withdrawn_at is not None


def test_a_line_without_words_is_refused_beside_its_field(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "meeting", Role.OFFICER, ref=community.coming), "Save the concern")
    assert "1 field needs another look." in words(at)
    assert newest(store, Concern).ref != "" and "Concern saved" not in words(at)


def test_sensitive_matters_are_not_typed_in_a_full_room(app: App, community: Community) -> None:
    at = open_page(app, "meeting", Role.OFFICER, ref=community.coming)
    offered = next(box for box in at.selectbox if box.label == "About").options
    assert "Noise" in offered
    assert "Domestic abuse" not in offered


def test_a_promise_has_an_owner_and_a_day_without_a_further_tap(app: App, community: Community, store: Store) -> None:
    at = pick(open_page(app, "meeting", Role.OFFICER, ref=community.coming), "Note", "promise")
    at = press(typed(at, f"meeting.{community.coming}.promise", text="Bring the figures"), "Save the promise")
    task = newest(store, Task)
    assert f"Promised until Tue 17 Nov: {task.ref}." in words(at)
    assert (task.is_promise, task.text) == (True, "Bring the figures")
    with store.reading() as session:
        assert session.get_one(Event, task.promised_at_event_id).ref == community.coming


def test_questions_and_hand_outs_are_noted_too(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = pick(open_page(app, "meeting", Role.OFFICER, ref=community.coming), "Note", "handout")
    assert "No hand-outs are in stock." in words(at)
    store.execute(StockHandouts("Lock it", "Somali", 40), by=officer, now=at_noon)
    at = pick(open_page(app, "meeting", Role.OFFICER, ref=community.coming), "Note", "handout")
    at = enter(choose(at, "What was given (required)", newest(store, HandoutItem).id), "How many (required)", 12)
    said = words(press(at, "Save the hand-outs"))
    assert "12 given." in said
    assert "12 × Lock it, Somali" in said
    assert (newest(store, Handout).quantity, newest(store, HandoutItem).stock) == (12, 28)
    at = pick(open_page(app, "meeting", Role.OFFICER, ref=community.coming), "Note", "question")
    at = press(typed(at, f"meeting.{community.coming}.question", text="When does it open?"), "Save the question")
    assert newest(store, Task).purpose == "question"


def test_the_room_is_counted_and_the_last_count_stands(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "meeting", Role.OFFICER, ref=community.coming)
    at = pick(enter(at, "People in the room (required)", 12), "Groups among them", ["youth"])
    at = press(enter(at, "How many: Youth", 5), "Save the count")
    assert "12 people at 12:00." in words(at)
    assert (newest(store, Attendance).group, newest(store, Attendance).count) == ("youth", 5)
    at = press(enter(at, "People in the room (required)", 3), "Save the count")
    assert "One group is larger than everybody who came (3)." in words(at)


def test_the_last_meetings_promises_open_the_screen_and_are_answered_for_there(
    app: App, community: Community, last: str, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    before = at_noon - timedelta(days=30)
    promise = AddTask("Ask for the lamp", at_noon - timedelta(days=3), promised_at_event=last)
    ref = store.execute(promise, by=officer, now=before).ref
    store.execute(NoteQuestion(last, "Who cuts the hedge?", at_noon + timedelta(days=3)), by=officer, now=before)
    at = open_page(app, "meeting", Role.OFFICER, ref=community.coming)
    said = words(at)
    assert "Last time, Sun 4 Oct" in said
    assert "**1 promise**: 0 kept, 1 late" in said
    at = press(typed(at, f"promise.{ref}.keep", result="The lamp is lit again."), "Kept")
    said = words(at)
    assert "**1 promise**: 1 kept" in said
    assert "The lamp is lit again." in said
    at.session_state["forms"].pop(f"promise.{ref}.keep", None)
    at = at.run()
    next(box for box in at.text_input if box.label == "How they were told (required)").set_value("Said tonight").run()
    said = words(press(at, "They have been told"))
    assert "people told today 12:00] (Said tonight)" in said.replace("**", "")


def test_an_event_that_was_called_off_has_no_screen(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    store.execute(CancelEvent(community.coming, 1, "Storm"), by=officer, now=at_noon)
    said = words(open_page(app, "meeting", Role.OFFICER, ref=community.coming))
    assert "This event was called off." in said
    assert "Save the concern" not in said


def test_you_said_we_did_tells_what_became_of_it(
    app: App, community: Community, last: str, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    assert "Nothing was raised at a meeting here" in words(open_page(app, "neighbourhood", Role.OFFICER))
    promise = AddTask("Ask for the lamp", at_noon - timedelta(days=3), promised_at_event=last)
    store.execute(promise, by=officer, now=at_noon - timedelta(days=30))
    said = words(open_page(app, "neighbourhood", Role.OFFICER))
    assert "1 thing was raised, 0 are done, and people were told about 0." in said
    assert "Ask for the lamp" in said
    assert "3 days late" in said


def test_the_shelf_is_counted_under_reference_data(app: App, community: Community, store: Store) -> None:
    at = pick(open_page(app, "reference_data", Role.SUPERVISOR), "Section", "handouts")
    assert "No hand-outs are noted yet." in words(at)
    for label, text in (("What it is called (required)", "Lock it"), ("Language (required)", "Somali")):
        next(box for box in at.text_input if box.label == label).set_value(text)
    at = press(enter(at, "How many are there (required)", 40), "Save the count")
    said = words(at)
    assert "Lock it: counted." in said
    assert "1 hand-out runs out" in said
    assert newest(store, HandoutItem).stock == 40
