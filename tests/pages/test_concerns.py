"""The triage list and a concern's record: what is shown, what is refused, what a save changes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.cases import OpenCase
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern, RecordAnswer
from db.commands.concerns import RecordConcern
from db.commands.counts import CountAgain
from db.models import AuditEntry, Case, Concern, Voice
from db.queries.concerns import concern_record, history
from db.queries.drafts import draft
from db.store import Store
from db.vocabulary import (
    CaseKind,
    Channel,
    ConcernCategory,
    ConcernStatus,
    Priority,
    Role,
    SourceType,
)
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, pick, press, table, typed


def status_of(store: Store, ref: str) -> str | None:
    with store.reading() as session:
        return session.scalar(select(Concern.status).where(Concern.ref == ref))


# The list


def told_everybody(store: Store) -> dict[str, str]:
    """What closing asks for: a word to each who wants an answer."""
    with store.reading() as session:
        return {f"feedback.{n}": "It is lit" for n in session.scalars(select(Voice.id).where(Voice.wants_answer))}


def test_the_list_shows_the_teams_concerns_and_not_another_areas(app: App, community: Community) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER))
    assert community.concern in said
    assert "Street light out by the bus shelter" in said
    assert community.elsewhere not in said


def test_the_numbers_above_the_list_lead_to_the_records_behind_them(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    late = RecordConcern(
        "Racing by the school", ConcernCategory.SPEEDING, Channel.PHONE, SourceType.RESIDENT,
        at_noon - timedelta(days=2), priority=Priority.URGENT, neighbourhood_id=officer.areas[0],
    )  # fmt: skip
    store.execute(late, by=officer, now=at_noon)
    at = open_page(app, "concerns", Role.OFFICER)
    said = words(at)
    for number in ("2 open concerns", "2 new", "2 nobody’s", "1 overdue", "1 waiting for an answer"):
        assert number in said
    at = press(at, "1 overdue")
    assert at.query_params["view"] == "overdue"
    assert "Racing by the school" in words(at)
    assert "Street light out" not in words(at)
    at = press(at, "1 waiting for an answer")
    assert "Street light out" in words(at)
    assert "Racing by the school" not in words(at)


def test_a_link_with_a_view_and_a_search_shows_a_colleague_the_same(app: App, community: Community) -> None:
    assert "Street light out" in words(open_page(app, "concerns", Role.OFFICER, find="BUS shelter"))
    for query in ({"find": "no such words"}, {"view": "overdue"}):
        assert "No concern matches." in words(open_page(app, "concerns", Role.OFFICER, **query))
    assert "Street light out" in words(open_page(app, "concerns", Role.OFFICER, view="no such view"))


def test_a_view_is_still_chosen_after_looking_at_a_record(app: App, community: Community) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER), "Show", "new")
    at.query_params.clear()
    at.query_params["ref"] = community.concern
    at.run()
    at.query_params.clear()
    at.run()
    assert at.query_params["view"] == "new"


def test_a_long_list_is_turned_page_by_page(app: App, community: Community, store: Store, at_noon: datetime) -> None:
    many = [
        BulkConcern(f"Loud music, call {n}", ConcernCategory.NOISE, at_noon - timedelta(hours=n + 1), f"long-{n}")
        for n in range(27)
    ]
    store.execute(RecordConcernsInBulk(many, source="calls"), by=Viewer.system("tests"), now=at_noon)
    at = open_page(app, "concerns", Role.OFFICER)
    assert "1 to 25 of 28" in words(at)
    at = press(at, "More")
    assert "26 to 28 of 28" in words(at)
    assert "Loud music, call 26" in words(at)
    with Session(store._writer) as session, session.begin():
        closed = {"status": "closed", "closing_reason": "resolved", "closed_at": at_noon}
        session.execute(update(Concern).where(Concern.summary.like("%call 2_")).values(closed))
    store.execute(CountAgain(), by=Viewer.system("tests"), now=at_noon)
    at.run()
    assert "Loud music, call 9" in words(at), "the list became shorter: this is its last page now"
    at = pick(at, "Show", "mine")
    assert "No concern matches." in words(at)


def test_an_empty_store_says_what_to_do_first(app: App, at_noon: datetime) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER))
    assert "0 open concerns" in said
    assert "No concern matches." in said
    assert "Log a concern" in said


# The record


@pytest.mark.parametrize("which", ["restricted", "elsewhere"])
def test_a_record_out_of_reach_does_not_exist(app: App, community: Community, which: str) -> None:
    ref = getattr(community, which)
    said = words(open_page(app, "concerns", Role.OFFICER, ref=ref))
    assert f"There is no concern {ref} that you can open." in said
    assert "Check the reference" in said
    assert "Try again" not in said
    for secret in ("Loud music", "A message"):
        assert secret not in said
    missing = words(open_page(app, "concerns", Role.OFFICER, ref="C-2026-99999"))
    assert missing.replace("C-2026-99999", ref) == said, "what is not there and what is not theirs read the same"


def test_a_record_says_whose_turn_it_is_and_hides_personal_details(app: App, community: Community) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER, ref=community.concern))
    assert "Nobody owns it yet." in said
    assert "First answer due in" in said
    assert "Open personal details" in said
    assert "Not for projection." in said
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


def test_a_record_leads_to_its_neighbourhood_and_to_the_map(app: App, community: Community) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER, ref=community.concern))
    assert "About Harbour" in said
    assert "See on the map" in said


def test_a_sensitive_concern_is_on_no_map_not_even_its_own(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    mine = RecordConcern(
        "Threats over months", ConcernCategory.DOMESTIC_ABUSE, Channel.PHONE, SourceType.RESIDENT, at_noon,
        latitude=50.05, longitude=10.05,
    )  # fmt: skip
    ref = store.execute(mine, by=officer, now=at_noon).ref
    at = open_page(app, "concerns", Role.OFFICER, ref=ref)
    assert "Concerns of this category are on no map." in words(at)
    assert not at.get("component_instance")
    assert "Restricted: only those assigned can open it" in words(at)


# Work


def test_a_move_with_a_reason_stands_in_the_history_with_who_and_when(
    app: App, community: Community, store: Store
) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "in progress")
    at = press(
        typed(at, f"concern.{community.concern}.move", reason="Called the lighting department."), "Save the status"
    )
    said = words(at)
    assert f"{community.concern} is now “In progress”." in said
    assert "New → **In progress**" in said
    assert "Called the lighting department." in said
    assert "Ana Rivera, Tuesday 3 Nov 2026, 12:00 PST" in said
    at = press(at, "Change it again")
    assert [group.options for group in at.button_group] == [["Awaiting others", "Resolved", "Closed"]]


def test_a_move_taken_back_brings_back_status_and_words_and_the_story_says_so(
    app: App, community: Community, store: Store
) -> None:
    form = f"concern.{community.concern}.move"
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "in progress")
    at = press(press(typed(at, form, reason="Called the lighting department."), "Save the status"), "Undo")
    said = words(at)
    assert "Taken back. What you had typed is here again." in said
    assert "The last save was taken back" in said
    assert "New → **In progress**" not in said
    assert status_of(store, community.concern) == "new"
    assert f"{community.concern} is now “In progress”." in words(press(at, "Save the status"))


def test_a_save_that_something_followed_from_is_not_taken_back(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "in progress")
    at = press(typed(at, f"concern.{community.concern}.move", reason="Called."), "Save the status")
    store.execute(RecordAnswer(community.concern, 2, "By phone"), by=officer, now=at_noon)
    assert "Something has followed from it; correct it instead." in words(press(at, "Undo"))
    assert status_of(store, community.concern) == "in progress"


def test_two_wrong_fields_are_said_at_once_and_nothing_typed_is_lost(
    app: App, community: Community, store: Store, officer: Viewer
) -> None:
    form = f"concern.{community.concern}.move"
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Save the status")
    assert "2 fields need another look." in words(at)
    assert "Choose where it goes." in words(at)
    at = pick(at, "To (required)", "closed")
    at = press(typed(at, form, reason="It works again."), "Save the status")
    assert "2 fields need another look." in words(at)
    assert "Choose why it is closed." in words(at)
    assert at.session_state["forms"][form]["fields"]["reason"] == "It works again."
    with store.reading() as session:
        kept = draft(session, viewer=officer, form=form)
    assert kept is not None
    assert kept.fields["to"] == "closed"
    assert status_of(store, community.concern) == "new"


def test_closing_with_its_reason_takes_it_off_the_list_of_open_ones(
    app: App, community: Community, store: Store
) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "closed")
    at = choose(at, "Why it is closed (required)", "resolved")
    form = f"concern.{community.concern}.move"
    said = {"reason": "Seen working.", "outcome": "New lamp.", **told_everybody(store)}
    at = press(typed(at, form, **said), "Save the status")
    assert status_of(store, community.concern) == "closed"
    assert "**Resolved**, today 12:00." in words(at)
    assert "Street light out" not in words(open_page(app, "concerns", Role.OFFICER))
    assert "Street light out" in words(open_page(app, "concerns", Role.OFFICER, view="everything"))


def test_what_is_back_is_open_again_and_no_older_receipt_says_otherwise(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    store.execute(MoveConcern(community.concern, 1, ConcernStatus.IN_PROGRESS, "Went there"), by=officer, now=at_noon)
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "resolved")
    at = press(typed(at, f"concern.{community.concern}.move", reason="It is lit."), "Save the status")
    assert "is now “Resolved”." in words(at)
    at = pick(at, "Answer", "back")
    at = press(typed(at, f"concern.{community.concern}.check", words="Dark again."), "Save the answer")
    assert f"{community.concern} is open again: in progress." in words(at)
    assert "is now “Resolved”." not in words(at)
    assert status_of(store, community.concern) == "in progress"


def test_taking_a_concern_makes_it_mine_and_assigned(
    app: App, community: Community, store: Store, officer: Viewer
) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Take it myself")
    assert f"{community.concern} is now Ana Rivera’s." in words(at)
    assert "It is **your** turn." in words(at)
    with store.reading() as session:
        record = concern_record(session, viewer=officer, ref=community.concern)
        steps = history(session, viewer=officer, entity="concern", ref=community.concern)
    assert (record.owner, record.status) == ("Ana Rivera", ConcernStatus.ASSIGNED)
    assert list(steps["who"]) == ["Ana Rivera", "Ana Rivera"]
    assert list(steps["to_status"]) == ["new", "assigned"]


def test_giving_it_to_a_colleague_names_them(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    sam = next(box for box in at.selectbox if box.label == "Give it to").options.index("Sam Okafor")
    next(box for box in at.selectbox if box.label == "Give it to").select_index(sam).run()
    at = press(at, "Give it to Sam Okafor")
    assert "It is **Sam Okafor**’s turn." in words(at)


def test_an_answer_given_is_noted_for_those_who_asked(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    at = press(
        typed(at, f"concern.{community.concern}.answer", how="By phone: a lamp is ordered."), "They have been told"
    )
    said = words(at)
    assert f"Noted: those who asked about {community.concern} were told." in said
    assert "**Told:** today 12:00" in said
    assert "First answer" not in said
    with store.reading() as session:
        assert session.scalars(select(Voice.told_how).where(Voice.told_how.is_not(None))).all() == [
            "By phone: a lamp is ordered."
        ]


# Two people, one record


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_and_both_versions_are_words(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    theirs = EditConcern(
        community.concern, 1, "Two street lights out", ConcernCategory.LIGHTING, Priority.HIGH, SourceType.RESIDENT
    )
    store.execute(theirs, by=officer, now=at_noon)
    # The page still shows version 1; pressing its button reads version 2, which its writer has not seen.
    at = press(typed(at, f"concern.{community.concern}.edit", summary="My own words"), "Save the correction")
    with store.reading() as session:
        assert (
            session.scalar(select(Concern.summary).where(Concern.ref == community.concern)) == "Two street lights out"
        )
    said = words(at)
    assert "Somebody else changed" in said
    assert "What you typed is kept." in said
    rows = dict(zip(table(at)["Field"], zip(*list(table(at).values())[1:], strict=True), strict=True))
    assert rows["Summary"] == ("Two street lights out", "My own words")
    assert rows["Priority"] == ("High", "not changed")
    assert rows["About"] == ("Lighting and environment", "not changed")
    assert rows["Language"] == ("nothing", "not changed")
    at = press(at, "Use mine all the same")
    press(at, "Save the correction")
    with store.reading() as session:
        assert session.scalar(select(Concern.summary).where(Concern.ref == community.concern)) == "My own words"


def test_taking_a_concern_that_a_colleague_took_meanwhile_is_refused_with_their_name(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "concerns", Role.SUPERVISOR, ref=community.concern)
    store.execute(AssignConcern(community.concern, 1, officer.officer_id or 0), by=officer, now=at_noon)
    at = press(at, "Take it myself")
    assert "Somebody else changed" in words(at)
    assert table(at)["As it is now"] == ["Assigned", "Ana Rivera"]
    with store.reading() as session:
        assert session.scalar(select(Concern.owner_id).where(Concern.ref == community.concern)) == officer.officer_id


def test_a_status_chosen_before_a_colleague_moved_it_on_is_refused_and_not_replaced_by_another(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "To (required)", "assigned")
    store.execute(AssignConcern(community.concern, 1, officer.officer_id or 0), by=officer, now=at_noon)
    at = press(typed(at, f"concern.{community.concern}.move", reason="Mine."), "Save the status")
    assert not at.exception
    assert status_of(store, community.concern) == "assigned"
    assert "Mine." not in words(at), "no second step in the history"
    assert next(group for group in at.button_group if group.proto.label == "To (required)").value is None


# Cases


def test_a_case_opens_from_a_concern_and_both_point_at_each_other(app: App, community: Community, store: Store) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=community.concern), "Open the case")
    assert "Opened as K-" in words(at)
    assert "Go to the case" in words(at)
    with store.reading() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        linked = session.scalar(select(Concern.case_id).where(Concern.ref == community.concern))
    assert case is not None
    assert linked == case.id
    assert case.title == "Street light out by the bus shelter"
    again = words(open_page(app, "concerns", Role.OFFICER, ref=community.concern))
    assert f"Part of case {case.ref}" in again
    assert "Open the case" not in again
    assert community.concern in words(open_page(app, "cases", Role.OFFICER, ref=case.ref))


def test_a_concern_joins_a_case_that_is_open_already(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    at = choose(at, "Case", community.case)
    at = press(at, f"Add it to {community.case}")
    assert f"{community.concern} is part of {community.case} now." in words(at)
    assert "Street light out" in words(open_page(app, "cases", Role.OFFICER, ref=community.case))


def test_a_concern_joins_no_case_out_of_reach(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    theirs = OpenCase(CaseKind.PROBLEM, "Another plan", neighbourhood_ids=(3,), owner_id=officer.officer_id)
    ref = store.execute(theirs, by=Viewer.system("tests"), now=at_noon).ref
    for role, seen in ((Role.SUPERVISOR, 0), (Role.OFFICER, 1)):
        at = open_page(app, "concerns", role, ref=community.concern)
        offered = next(box for box in at.selectbox if box.label == "Case").options
        assert sum(ref in option for option in offered) == seen, "a case of one's own is in reach wherever it is"
        assert any(community.case in option for option in offered)


def test_a_category_that_restricts_the_record_says_so_before_it_is_saved(app: App, community: Community) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    assert "Concerns of this category are restricted" not in words(at)
    at = choose(at, "About", ConcernCategory.HATE_INCIDENT)
    assert "Concerns of this category are restricted: once saved, only you and its owner can open it." in words(at)
