"""Today: what the sentence counts, what it is compared with, and ticking things off."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.shift import at_the_desk
from db.access import Viewer
from db.commands.activities import LogActivity
from db.commands.concerns import RecordConcern, VoiceGiven
from db.commands.drafts import SaveDraft
from db.commands.events import RecordEvent
from db.commands.tasks import AddTask, FinishTask
from db.models import Task
from db.store import Store
from db.vocabulary import ActivityType, Channel, ConcernCategory, ContactMethod, EventType, Role, SourceType
from tests.pages.conftest import App, Community, open_page, words

ANSWER = VoiceGiven(preferred_method=ContactMethod.IN_PERSON, wants_answer=True)


def reported(store: Store, by: Viewer, at: datetime, *, area: int, voice: VoiceGiven | None = None) -> str:
    """A concern that came in at this moment."""
    concern = RecordConcern(
        "Scooters on the pavement", ConcernCategory.PARKING, Channel.WALK_UP, SourceType.RESIDENT, at,
        neighbourhood_id=area, voice=voice or VoiceGiven(),
    )  # fmt: skip
    return str(store.execute(concern, by=by, now=at).ref)


def figure(at: AppTest, label: str) -> str:
    return next(str(metric.value) for metric in at.metric if metric.label == label)


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def done_at(store: Store, ref: str) -> datetime | None:
    with store.reading() as session:
        return session.scalar(select(Task.done_at).where(Task.ref == ref))


def test_the_sentence_says_what_is_new_what_is_late_and_what_is_next(app: App, community: Community) -> None:
    at = open_page(app, "today", Role.OFFICER)
    answer = next(m.value for m in at.markdown if "new concern" in m.value)
    assert "[**1 new concern**](#new) since yesterday 12:00" in answer
    assert "nothing is late" in answer
    assert "next: [**Harbour meeting**](#events), tomorrow 12:00" in answer
    assert "Harbour, as of today 12:00." in words(at)


def test_every_link_of_the_sentence_leads_to_a_heading_of_the_page(app: App, community: Community) -> None:
    at = open_page(app, "today", Role.OFFICER)
    anchors = {header.proto.anchor for header in at.header}
    assert {"new", "clocks", "tasks", "events", "week"} <= anchors


def test_new_concerns_are_compared_with_the_equal_time_before(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    for hours in (1, 25, 26, 47, 49):
        reported(store, officer, at_noon - timedelta(hours=hours), area=officer.areas[0])
    at = open_page(app, "today", Role.OFFICER)
    assert figure(at, "New concerns") == "1"
    assert "3 in the equal time before" in words(at)


def test_a_concern_of_a_colleagues_area_is_not_new_to_me(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    northgate = next(area for area in officer.team_areas if area not in officer.areas)
    reported(store, officer, at_noon - timedelta(hours=1), area=northgate)
    assert figure(open_page(app, "today", Role.OFFICER), "New concerns") == "0"
    assert figure(open_page(app, "today", Role.SUPERVISOR), "New concerns") == "1"


def test_somebody_with_no_area_of_their_own_answers_for_the_teams() -> None:
    anybody = Viewer.of(officer_id=7, name="Lee", role=Role.SUPERVISOR, team_areas=(3, 4))
    assert at_the_desk(anybody).areas == (3, 4)
    assert at_the_desk(replace(anybody, areas=(4,))).areas == (4,)


def test_a_clock_that_ran_out_is_told_by_word_icon_and_colour(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    reported(store, officer, at_noon - timedelta(hours=75), area=officer.areas[0], voice=ANSWER)
    reported(store, officer, at_noon - timedelta(hours=60), area=officer.areas[0], voice=ANSWER)
    said = words(open_page(app, "today", Role.OFFICER))
    assert "1 clock has run out" in said
    assert "1 clock runs out within a day" in said
    assert ":red-badge[:material/alarm: First answer: 3 hours late]" in said
    assert ":orange-badge[:material/timer: First answer: in 12 hours]" in said


def test_an_overdue_promise_is_named_as_one(app: App, store: Store, officer: Viewer, at_noon: datetime) -> None:
    before = at_noon - timedelta(days=3)
    promise = AddTask("Bring the radar trailer", at_noon - timedelta(days=1), is_promise=True)
    store.execute(promise, by=officer, now=before)
    said = words(open_page(app, "today", Role.OFFICER))
    assert "1 promise is overdue" in said
    assert "1 promise, 1 late" in said
    assert ":red-badge[:material/alarm: 24 hours late]" in said


def test_a_task_ticked_off_by_mistake_is_open_again_with_one_tap(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "today", Role.OFFICER), "Done")
    assert done_at(store, community.task) is not None
    assert f"Done: Ask the council about the stairs ({community.task})." in words(at)
    at = press(at, "Undo")
    assert done_at(store, community.task) is None
    assert f"{community.task} is open again." in words(at)
    at = press(at, "Done")
    assert done_at(store, community.task) is not None


def test_the_way_back_is_gone_after_ten_minutes(
    app: App, community: Community, at_noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = press(open_page(app, "today", Role.OFFICER), "Done")
    monkeypatch.setattr("dashboard.clock.now", lambda: at_noon + timedelta(minutes=11))
    assert "Undo" not in words(at.run())


def test_ticking_off_what_a_colleague_ticked_off_meanwhile_says_so(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "today", Role.OFFICER)
    store.execute(FinishTask(community.task, 1), by=officer, now=at_noon)
    at = press(at, "Done")
    assert not at.exception
    assert "Somebody else changed" in words(at)


def test_an_unfinished_form_is_one_tap_away_and_a_prefilled_one_is_none(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    store.execute(SaveDraft("log", {"kind": "concern", "area": "harbour"}), by=officer, now=at_noon)
    assert "Unfinished" not in words(open_page(app, "today", Role.OFFICER))
    store.execute(SaveDraft("log", {"summary": "The gate does not close"}), by=officer, now=at_noon)
    assert "Unfinished: a log entry, today 12:00. Go on" in words(open_page(app, "today", Role.OFFICER))


def test_my_week_stands_beside_the_same_days_of_last_week(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    tuesday = at_noon - timedelta(hours=2)
    for began, minutes, kind in (
        (tuesday, 60, ActivityType.FOOT_PATROL),
        (tuesday - timedelta(days=1), 60, ActivityType.ADMIN),
        (tuesday - timedelta(days=7), 45, ActivityType.FOOT_PATROL),
        (tuesday - timedelta(days=4), 300, ActivityType.FOOT_PATROL),  # last Friday: not by this day
    ):
        store.execute(LogActivity(kind, began, minutes, people_reached=4), by=officer, now=at_noon)
    at = open_page(app, "today", Role.OFFICER)
    assert figure(at, "My week") == "2 h 00"
    said = words(at)
    assert "0 h 45 by this day last week" in said
    assert "50 % of it with people; the aim is 40 %" in said
    assert "2 entries, 8 people reached" in said
    assert "Foot patrol, 60 minutes, no neighbourhood, today 10:00" in said


def test_a_first_day_says_what_will_stand_here(app: App, at_noon: datetime) -> None:
    said = words(open_page(app, "today", Role.OFFICER))
    for sentence in (
        "0 new concerns",
        "nothing is late",
        "Nothing is late, and nothing runs out within a day.",
        "Nothing was reported since yesterday 12:00.",
        "Nothing is due in the next seven days.",
        "No event is planned in your neighbourhoods.",
        "Plan one",
        "Nothing is logged since Monday.",
    ):
        assert sentence in said


def test_a_supervisor_sees_what_the_team_owes_overdue_first(app: App, community: Community, at_noon: datetime) -> None:
    at = open_page(app, "today", Role.SUPERVISOR)
    labels = [expander.label for expander in at.expander]
    assert any(label.startswith("My team’s: ") and "task" in label for label in labels), labels
    assert "Ask the council about the stairs" in words(at)
    assert not any(
        expander.label.startswith("My team’s") for expander in open_page(app, "today", Role.OFFICER).expander
    )


def test_an_event_of_these_hours_leads_to_its_live_screen(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    for title, ahead in (("Coffee today", 3), ("Coffee in two days", 48)):
        starts = at_noon + timedelta(hours=ahead)
        event = RecordEvent(
            EventType.COFFEE, title, starts, starts + timedelta(hours=1), neighbourhood_id=officer.areas[0]
        )
        store.execute(event, by=officer, now=at_noon)
    said = words(open_page(app, "today", Role.OFFICER))
    assert "Live meeting: Coffee today" in said
    assert "Live meeting: Coffee in two days" not in said
