"""Lists and records at the desk: what is shown, what is refused, what a save changes."""

from datetime import datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.commands.concern_work import AssignConcern, EditConcern
from db.models import AuditEntry, Case, Concern, Event
from db.queries.concerns import concern_record, history
from db.store import Store
from db.vocabulary import ConcernCategory, ConcernStatus, Priority, Role, SourceType
from tests.pages.conftest import App, Community, open_page, words


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def test_the_list_shows_the_teams_concerns_and_not_another_areas(app: App, community: Community) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER))
    assert community.concern in said
    assert "Street light out by the bus shelter" in said
    assert community.elsewhere not in said


@pytest.mark.parametrize("which", ["restricted", "elsewhere"])
def test_a_record_out_of_reach_does_not_exist(app: App, community: Community, which: str) -> None:
    ref = getattr(community, which)
    at = open_page(app, "concerns", Role.OFFICER, ref=ref)
    assert not at.exception
    assert f"There is no concern {ref} that you can open." in words(at)
    assert "Loud music" not in words(at)
    assert "A message" not in words(at)


def test_a_record_says_whose_turn_it_is_and_hides_personal_details(app: App, community: Community) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER, ref=community.concern))
    assert "Nobody owns it yet." in said
    assert "First answer due in" in said
    assert "Open personal details" in said
    assert "A. Resident" not in said
    assert "555-0100" not in said


def test_opening_personal_details_is_recorded_and_lasts_one_run(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Open personal details")
    assert "A. Resident" in words(at)
    assert "555-0100" in words(at)
    with store.reading() as session:
        looked = session.scalars(
            select(AuditEntry.entity_ref).where(AuditEntry.action.contains("details opened"))
        ).all()
    assert looked == [community.concern]
    assert "A. Resident" not in words(at.run())


def test_taking_a_concern_makes_it_mine_and_assigned(
    app: App, community: Community, store: Store, officer: Viewer
) -> None:
    press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Take it myself")
    with store.reading() as session:
        record = concern_record(session, viewer=officer, ref=community.concern)
        steps = history(session, viewer=officer, entity="concern", ref=community.concern)
    assert (record.owner, record.status) == ("Ana Rivera", ConcernStatus.ASSIGNED)
    assert list(steps["who"]) == ["Ana Rivera", "Ana Rivera"]
    assert list(steps["to_status"]) == ["new", "assigned"]


def test_a_status_without_a_reason_is_not_saved(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Save the status")
    assert "1 field needs another look." in words(at)
    with store.reading() as session:
        assert session.scalar(select(Concern.status).where(Concern.ref == community.concern)) == "new"


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    theirs = EditConcern(
        community.concern, 1, "Two street lights out", ConcernCategory.LIGHTING, Priority.HIGH, SourceType.RESIDENT
    )
    store.execute(theirs, by=officer, now=at_noon)
    # The page still shows version 1; pressing its button reads version 2, which its writer has not seen.
    at.session_state["forms"][f"concern.{community.concern}.edit"]["fields"]["summary"] = "My own words"
    at = press(at, "Save the correction")
    with store.reading() as session:
        assert (
            session.scalar(select(Concern.summary).where(Concern.ref == community.concern)) == "Two street lights out"
        )
    said = words(at)
    assert "Somebody else changed" in said
    assert "What you typed is kept." in said
    at = press(at, "Use mine all the same")
    press(at, "Save the correction")
    with store.reading() as session:
        assert session.scalar(select(Concern.summary).where(Concern.ref == community.concern)) == "My own words"


def test_taking_a_concern_that_a_colleague_took_meanwhile_is_refused(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "concerns", Role.SUPERVISOR, ref=community.concern)
    store.execute(AssignConcern(community.concern, 1, officer.officer_id or 0), by=officer, now=at_noon)
    at = press(at, "Take it myself")
    assert "Somebody else changed" in words(at)
    with store.reading() as session:
        assert session.scalar(select(Concern.owner_id).where(Concern.ref == community.concern)) == officer.officer_id


def test_a_case_opens_from_a_concern_and_both_point_at_each_other(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Open the case")
    assert "Opened as K-" in words(at)
    with store.reading() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        linked = session.scalar(select(Concern.case_id).where(Concern.ref == community.concern))
    assert case is not None
    assert linked == case.id
    assert case.title == "Street light out by the bus shelter"
    assert "Part of case" in words(open_page(app, "concerns", Role.OFFICER, ref=community.concern))


def test_the_board_shows_cases_by_status(app: App, community: Community) -> None:
    said = words(open_page(app, "cases", Role.OFFICER))
    assert "Dark stairs at the harbour" in said
    assert "1 case" in said


def test_an_event_that_is_over_asks_who_came_and_then_counts(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "events", Role.OFFICER, ref=community.over)
    assert "Over: say who came" in words(at)
    next(box for box in at.number_input if box.label.startswith("How many came")).set_value(23).run()
    at = press(at, "Save who came")
    assert not at.exception
    with store.reading() as session:
        event = session.scalar(select(Event).where(Event.ref == community.over))
    assert event is not None
    assert (event.status, event.attendance_total, event.attendance_counted) == ("held", 23, False)


def test_coming_events_and_those_to_close_out_stand_apart(app: App, community: Community) -> None:
    assert "Harbour meeting" in words(open_page(app, "events", Role.OFFICER))
    still_open = words(open_page(app, "events", Role.OFFICER, view="open"))
    assert "Coffee on the quay" in still_open
    assert "Harbour meeting" not in still_open


def test_today_counts_what_is_new_due_and_next(app: App, community: Community) -> None:
    said = words(open_page(app, "today", Role.OFFICER))
    assert "1 new concern" in said
    assert "Ask the council about the stairs" in said
    assert "Harbour meeting" in said


def test_a_task_is_finished_with_one_tap(app: App, community: Community) -> None:
    at = press(open_page(app, "today", Role.OFFICER), "Done")
    assert not at.exception
    assert "Ask the council about the stairs" not in words(at)
