"""Logging: what the form fills in, what it asks for, what one save makes, what an address brings along."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.commands.activities import LogActivity
from db.commands.drafts import SaveDraft
from db.commands.organisations import RecordOrganisation
from db.models import Activity, Attachment, Attendance, Concern, Event, Task
from db.store import Store
from db.vocabulary import ActivityType, ConcernCategory, OrganisationSector, Role
from tests.db.test_cleaning import jpeg
from tests.pages.conftest import App, Community, open_page, words

Log = Callable[..., AppTest]
SUMMARY = "Glass on the playground again"
MORE_OF_A_CONCERN = "More: photo, who, how, what exactly, how urgent"


@pytest.fixture
def log(app: App, store: Store, officer: Viewer, at_noon: datetime) -> Log:
    """Opens the form with these fields filled in; `address` is what the link to it said."""

    def opened(address: dict[str, str] | None = None, **fields: Any) -> AppTest:
        if fields:
            store.execute(SaveDraft("log", fields), by=officer, now=at_noon)
        at = open_page(app, "log", Role.OFFICER, **(address or {}))
        assert not at.exception
        return at

    return opened


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label.startswith(label)).click()
    at.run()
    assert not at.exception
    return at


def choice(at: AppTest, label: str) -> Any:
    """A selectbox, segmented control, set of pills or number field, by its label."""
    widgets = (*at.selectbox, *at.get("button_group"), *at.number_input, *at.toggle, *at.text_input)
    return next(widget for widget in widgets if widget.label == label)


def newest(store: Store, model: type[Any]) -> Any:
    with store.reading() as session:
        found = session.scalar(select(model).order_by(model.id.desc()))
    assert found is not None
    return found


def how_many(store: Store, model: type[Any]) -> int:
    with store.reading() as session:
        return int(session.scalar(select(func.count()).select_from(model)) or 0)


def test_an_activity_is_its_kind_and_save(log: Log, store: Store, officer: Viewer, at_noon: datetime) -> None:
    at = log()
    choice(at, "What did you do? (required)").set_value(ActivityType.FOOT_PATROL).run()
    said = words(press(at, "Save"))
    assert "Saved as A-2026-00001 in Harbour, today 12:00." in said
    logged = newest(store, Activity)
    assert (logged.type, logged.minutes, logged.neighbourhood_id) == ("foot patrol", 30, officer.areas[0])
    assert logged.started_at == at_noon - timedelta(minutes=30)


def test_copy_last_repeats_all_but_the_words(log: Log, store: Store, officer: Viewer, at_noon: datetime) -> None:
    last = LogActivity(
        ActivityType.AGENCY_MEETING, at_noon - timedelta(days=1), 65, medium="phone", language="Somali", note="Private."
    )
    store.execute(last, by=officer, now=at_noon)
    at = press(press(log(), "Copy last: Agency meeting, 65 minutes"), "Save")
    assert "Saved as A-2026-00002" in words(at)
    copied = newest(store, Activity)
    assert (copied.type, copied.minutes, copied.medium, copied.language, copied.note) == (
        "agency meeting", 65, "phone", "Somali", None,
    )  # fmt: skip


def test_one_save_makes_activity_concern_and_follow_up(log: Log, store: Store, at_noon: datetime) -> None:
    at = log(
        type="foot patrol", with_concern=True, summary=SUMMARY, category="dumping", follows=True,
        follow_up_text="Ask for a sweeper", follow_up_promise=True,
    )  # fmt: skip
    said = words(press(at, "Save"))
    assert "C-2026-00001, A-2026-00001, T-2026-00001" in said
    activity, concern, task = newest(store, Activity), newest(store, Concern), newest(store, Task)
    assert activity.concern_id == task.concern_id == concern.id
    assert concern.received_at == activity.started_at == at_noon - timedelta(minutes=30)
    assert task.is_promise


def test_every_wrong_field_is_named_at_once_and_nothing_is_lost(log: Log, store: Store) -> None:
    at = log(kind="concern", how="map", latitude=50.5, longitude=10.05, details="Much was said.", wants_answer=True)
    said = words(press(at, "Save"))
    assert "4 fields need another look." in said  # the summary's own sentence stands in its component
    for sentence in ("Choose what it is about.", "They want an answer", "That place is in no neighbourhood we cover"):
        assert sentence in said
    assert how_many(store, Concern) == 0
    assert "No neighbourhood we cover" in said
    kept = at.session_state["forms"]["log"]["fields"]
    assert (kept["details"], kept["latitude"], kept["wants_answer"]) == ("Much was said.", 50.5, True)


def test_a_problem_behind_more_is_not_hidden(log: Log) -> None:
    at = log(kind="concern", summary=SUMMARY, category="noise")
    more = next(box for box in at.expander if box.label == MORE_OF_A_CONCERN)
    assert not more.proto.expanded
    choice(at, "They want an answer").set_value(True).run()
    press(at, "Save")
    more = next(box for box in at.expander if box.label == MORE_OF_A_CONCERN)
    assert more.proto.expanded
    choice(at, "Phone, e-mail or address").set_value("555-0100").run()
    more = next(box for box in at.expander if box.label == MORE_OF_A_CONCERN)
    assert more.proto.expanded, "it must not close while somebody is filling it in"
    assert "They want an answer: say how" not in words(at)


def test_what_was_put_right_is_not_complained_about_any_more(log: Log) -> None:
    at = press(log(kind="event", how="map", latitude=50.5, longitude=10.05), "Save")
    assert "3 fields need another look." in words(at)
    choice(at, "Kind of event (required)").set_value("drop-in").run()
    assert "Choose what kind of event it is." not in words(at)
    choice(at, "Where?").set_value("area").run()
    assert "That place is in no neighbourhood" not in words(at)
    assert "1 field needs another look." in words(at)
    choice(at, "What happened?").set_value("concern").run()
    assert "another look" not in words(at)


def test_a_form_begun_weeks_ago_opens_and_says_what_has_passed(log: Log, store: Store) -> None:
    at = log(type="foot patrol", follows=True, follow_up_text="Ring back", follow_up_day="2026-10-01")
    said = words(press(at, "Save"))
    assert "This day has passed. Choose one ahead." in said
    assert how_many(store, Activity) == 0


def test_times_are_the_agencys(log: Log, store: Store) -> None:
    press(log(type="foot patrol", earlier=True, day="2026-10-31", clock="23:30:00"), "Save")
    assert newest(store, Activity).started_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # still summer time


def test_an_event_that_is_over_asks_who_came(log: Log, store: Store) -> None:
    at = log(
        kind="event", event_type="drop-in", title="Drop-in at the quay", event_day="2026-11-02", event_clock="10:00:00"
    )
    choice(at, "How many came").set_value(14).run()
    choice(at, "Which groups were there?").set_value(["seniors"]).run()
    choice(at, "How many: Seniors").set_value(9).run()
    press(at, "Save")
    event = newest(store, Event)
    assert (event.status, event.attendance_total, event.starts_at) == (
        "held", 14, datetime(2026, 11, 2, 18, 0, tzinfo=UTC),
    )  # fmt: skip
    assert newest(store, Attendance).count == 9


def test_a_known_place_brings_its_point_and_its_neighbourhood(
    log: Log, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    hall = RecordOrganisation(
        "Quay Hall", OrganisationSector.NON_PROFIT, latitude=50.02, longitude=10.15, is_venue=True
    )
    ref = store.execute(hall, by=officer, now=at_noon).ref
    at = log(kind="concern", summary=SUMMARY, category="noise", how="venue", venue=ref)
    assert "in Northgate" in words(press(at, "Save"))
    concern = newest(store, Concern)
    assert (concern.latitude, concern.longitude, concern.place_precision) == (50.02, 10.15, "known venue")


def test_a_coming_event_asks_nobody_how_many_came(log: Log) -> None:
    at = log(kind="event", event_day="2026-11-05")
    assert "How many came" not in [field.label for field in at.number_input]


def test_what_an_event_led_to_is_raised_there_and_in_its_area(log: Log, store: Store, community: Community) -> None:
    at = log({"kind": "concern", "event": community.coming}, area="northgate")
    assert f"Raised at {community.coming}" in words(at)
    assert choice(at, "How it reached us").value == "event"
    assert choice(at, "Neighbourhood").value == "harbour"
    assert "event" not in at.query_params
    assert "it was not saved yet" not in words(at)


def test_the_link_to_an_event_can_be_taken_away(log: Log, store: Store, community: Community) -> None:
    at = log({"kind": "concern", "event": community.coming}, summary=SUMMARY, category="noise")
    at = press(at, "Take this link away")
    assert "Raised at" not in words(at)
    press(at, "Save")
    assert newest(store, Concern).raised_at_event_id is None


def test_what_i_did_about_a_concern_is_tied_to_it(log: Log, store: Store, community: Community) -> None:
    at = log(
        {"kind": "activity", "concern": community.concern}, type="foot patrol", follows=True, follow_up_text="Ring back"
    )
    assert f"About {community.concern}" in words(at)
    press(at, "Save")
    with store.reading() as session:
        concern = session.scalar(select(Concern.id).where(Concern.ref == community.concern))
    assert newest(store, Activity).concern_id == concern
    assert newest(store, Task).concern_id == concern


def test_a_link_of_an_earlier_visit_is_not_meant_any_more(log: Log, community: Community) -> None:
    at = log({"area": "northgate"}, about_concern=community.concern)
    assert "About C-" not in words(at)
    assert choice(at, "Neighbourhood").value == "northgate"


@pytest.mark.parametrize(("hours", "area"), [(0.5, "northgate"), (2, "harbour")])
def test_where_a_link_led_is_forgotten_when_nothing_was_typed(
    log: Log, store: Store, officer: Viewer, at_noon: datetime, hours: float, area: str
) -> None:
    store.execute(SaveDraft("log", {"area": "northgate"}), by=officer, now=at_noon - timedelta(hours=hours))
    assert choice(log(), "Neighbourhood").value == area


def test_what_was_typed_is_kept_however_long_ago(log: Log, store: Store, officer: Viewer, at_noon: datetime) -> None:
    typed = {"area": "northgate", "people_reached": 4}
    store.execute(SaveDraft("log", typed), by=officer, now=at_noon - timedelta(days=20))
    at = log()
    assert choice(at, "Neighbourhood").value == "northgate"
    assert choice(at, "People reached").value == 4
    assert "it was not saved yet" in words(at)


@pytest.mark.parametrize("address", [{"kind": "nonsense"}, {"area": "atlantis"}, {"event": "E-1999-00001"}])
def test_an_address_that_names_nothing_is_no_error(log: Log, address: dict[str, str]) -> None:
    at = log(address)
    assert choice(at, "What did you do? (required)").value is None
    assert choice(at, "Neighbourhood").value == "harbour"


def test_the_next_entry_begins_as_the_last_one(log: Log) -> None:
    at = log(kind="concern", summary=SUMMARY, category="noise", area="northgate")
    at = press(press(at, "Save"), "Log another")
    assert choice(at, "What happened?").value == "concern"
    assert choice(at, "Neighbourhood").value == "northgate"
    assert choice(at, "About (required)").value is None


def test_after_a_reload_what_was_typed_is_there_under_its_kind(log: Log, app: App) -> None:
    at = press(press(log(kind="concern", summary=SUMMARY, category="noise"), "Save"), "Log another")
    choice(at, "About (required)").set_value(ConcernCategory.NOISE).run()
    again = open_page(app, "log", Role.OFFICER)
    assert choice(again, "What happened?").value == "concern"
    assert choice(again, "About (required)").value == "noise"


def test_undo_brings_back_what_was_typed(log: Log, store: Store) -> None:
    at = press(log(kind="concern", summary=SUMMARY, category="noise"), "Save")
    at = press(at, "Undo")
    assert "Taken back." in words(at)
    assert choice(at, "About (required)").value == "noise"
    assert newest(store, Concern).withdrawn_at is not None


def test_a_restricted_concern_says_who_can_open_it(log: Log) -> None:
    said = words(log(kind="concern", category="domestic abuse"))
    assert "only you and those it is assigned to can open it" in said


def test_dispatch_is_named_before_anything_else(log: Log) -> None:
    assert "Immediate danger: call dispatch" in words(log())


@pytest.mark.parametrize(("category", "mapped"), [("noise", True), ("domestic abuse", False)])
def test_a_receipt_leads_to_the_map_only_when_the_map_shows_it(log: Log, category: str, mapped: bool) -> None:
    at = press(log({"kind": "concern"}, summary=SUMMARY, category=category), "Save")
    assert "Saved as C-" in words(at)
    assert ("See the map" in [link.label for link in at.get("page_link")]) is mapped


def with_file(at: AppTest, content: bytes) -> AppTest:
    at.file_uploader[0].set_value(("IMG_Maria_Lopez.jpg", content, "image/jpeg"))
    at.run()
    return at


def test_a_concern_is_saved_with_a_photo_in_one_click(log: Log, store: Store) -> None:
    at = log(kind="concern", summary=SUMMARY, category="noise", how="area", area="harbour")
    at = press(with_file(at, jpeg()), "Save")
    assert "Saved as C-" in words(at)
    assert "is on the concern’s record" in words(at)
    concern, file = newest(store, Concern), newest(store, Attachment)
    assert (file.concern_id, how_many(store, Concern), how_many(store, Attachment)) == (concern.id, 1, 1)
    press(at, "Undo")
    assert (newest(store, Concern).withdrawn_at is None, newest(store, Attachment).withdrawn_at is None) == (
        False,
        False,
    )


def test_a_file_that_cannot_be_kept_says_so_beside_its_field_and_nothing_is_saved(log: Log, store: Store) -> None:
    at = log(kind="concern", summary=SUMMARY, how="area", area="harbour")
    at = press(with_file(at, b"<html>no photo</html>"), "Save")
    said = words(at)
    assert "2 fields need another look." in said
    assert "Choose what it is about." in said
    assert "neither a JPEG, PNG or WebP photo nor a PDF" in said
    assert (how_many(store, Concern), how_many(store, Attachment)) == (0, 0)
    assert at.session_state["forms"]["log"]["fields"]["summary"] == SUMMARY
    choice(at, "About (required)").set_value(ConcernCategory.NOISE)
    at = press(with_file(at, jpeg()), "Save")
    assert (how_many(store, Concern), how_many(store, Attachment)) == (1, 1)


def test_a_wrong_field_keeps_the_photo_until_it_is_right(log: Log, store: Store) -> None:
    at = log(kind="concern", summary=SUMMARY, how="area", area="harbour")
    at = press(with_file(at, jpeg()), "Save")
    assert (how_many(store, Concern), how_many(store, Attachment)) == (0, 0)
    choice(at, "About (required)").set_value(ConcernCategory.HATE_INCIDENT)
    at = press(at.run(), "Save")
    assert (how_many(store, Concern), how_many(store, Attachment)) == (1, 1)
    assert newest(store, Attachment).confidentiality == 3


def test_what_was_done_about_a_concern_takes_a_photo_for_that_concern(
    log: Log, community: Community, store: Store
) -> None:
    at = log({"kind": "activity", "concern": community.concern}, type="foot patrol")
    at = press(with_file(at, jpeg()), "Save")
    assert "Saved as A-" in words(at)
    with store.reading() as session:
        held = session.scalar(select(Concern.ref).join(Attachment, Attachment.concern_id == Concern.id))
    assert held == community.concern


def test_an_activity_about_no_concern_has_no_place_for_a_photo(log: Log) -> None:
    assert len(log(kind="activity").file_uploader) == 0
