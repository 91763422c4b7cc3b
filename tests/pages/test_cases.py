"""Cases: the board, the list, and work on one case."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.access import Viewer
from db.commands.case_partners import AddCasePartner, RemoveCasePartner
from db.commands.cases import MoveCase, OpenCase
from db.commands.organisations import RecordOrganisation
from db.commands.people import AddOfficer, AddTeam
from db.models import Case, Officer, Task
from db.store import Store
from db.vocabulary import CaseKind, CaseStatus, OrganisationSector, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, pick, press, table, typed


def case_of(store: Store, ref: str) -> Case:
    with store.reading() as session:
        return session.scalars(select(Case).where(Case.ref == ref)).one()


def test_the_board_shows_cases_by_status_with_how_many(app: App, community: Community) -> None:
    said = words(open_page(app, "cases", Role.OFFICER))
    assert "1 case that is not closed" in said
    assert "Dark stairs at the harbour" in said
    assert "Open] **1**" in said
    assert "Waiting] **0**" in said


def test_a_review_that_should_have_been_is_counted_and_said(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    due = OpenCase(
        CaseKind.PROBLEM, "Racing on the quay", neighbourhood_ids=(officer.areas[0],),
        review_at=(at_noon - timedelta(days=9)).date(),
    )  # fmt: skip
    ref = store.execute(due, by=officer, now=at_noon - timedelta(days=10)).ref
    assert "1 review overdue" in words(open_page(app, "cases", Role.OFFICER))
    assert "Review overdue since Sun 25 Oct" in words(open_page(app, "cases", Role.OFFICER, ref=ref))


def test_whose_cases_and_closed_ones_are_views_with_an_address(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    assert "Dark stairs" in words(open_page(app, "cases", Role.SUPERVISOR)), "a supervisor begins with the team"
    assert "No case here." in words(open_page(app, "cases", Role.SUPERVISOR, view="mine"))
    found = {"assessment": "Nobody has asked since."}
    closing = MoveCase(community.case, 1, CaseStatus.CLOSED, "Done.", "Lamps on every landing.", values=found)
    store.execute(closing, by=officer, now=at_noon)
    assert "No case here." in words(open_page(app, "cases", Role.OFFICER))
    closed = words(open_page(app, "cases", Role.OFFICER, **{"as": "closed"}))
    assert "1 closed case" in closed
    assert "Dark stairs" in closed
    found = words(open_page(app, "cases", Role.OFFICER, find="no such words", **{"as": "closed"}))
    assert "No case here has these words." in found


def test_another_teams_case_and_one_that_is_not_there_read_the_same(
    app: App, community: Community, store: Store, at_noon: datetime, officer: Viewer
) -> None:
    with store.reading() as session:
        owner = session.scalar(select(Case.owner_id))
    restricted = OpenCase(
        CaseKind.SUPPORT, "About somebody here", owner_id=owner, neighbourhood_ids=(officer.areas[0],)
    )
    ref = store.execute(restricted, by=Viewer.system("tests"), now=at_noon).ref
    theirs = words(open_page(app, "cases", Role.SUPERVISOR, ref=ref))
    missing = words(open_page(app, "cases", Role.SUPERVISOR, ref="K-2026-99999"))
    assert f"There is no case {ref} that you can open." in theirs
    assert theirs == missing.replace("K-2026-99999", ref)
    assert "About somebody here" not in words(open_page(app, "cases", Role.SUPERVISOR, view="reach"))


def test_a_move_with_a_reason_stands_in_the_history(app: App, community: Community, store: Store) -> None:
    at = pick(open_page(app, "cases", Role.OFFICER, ref=community.case), "To (required)", "waiting")
    at = press(typed(at, f"case.{community.case}.move", reason="The council answers next week."), "Save the status")
    said = words(at)
    assert f"{community.case} is now “Waiting”." in said
    assert "Open → **Waiting**" in said
    assert "The council answers next week." in said
    assert case_of(store, community.case).review_at is not None


def test_closing_asks_what_came_of_it(app: App, community: Community, store: Store) -> None:
    form = f"case.{community.case}.move"
    at = pick(open_page(app, "cases", Role.OFFICER, ref=community.case), "To (required)", "closed")
    at = press(typed(at, form, reason="Nothing left to do."), "Save the status")
    assert "2 fields need another look." in words(at)
    assert "Say what the assessment found" not in words(at), "said beside its field"
    assert case_of(store, community.case).status == "open"
    at = typed(at, form, outcome="Lamps on every landing.", assessment="Nobody has asked since.")
    at = press(at, "Save the status")
    assert "Closed today 12:00: Lamps on every landing." in words(at)
    assert case_of(store, community.case).status == "closed"


def test_a_case_a_colleague_moved_meanwhile_shows_both_in_words(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    at = pick(open_page(app, "cases", Role.OFFICER, ref=community.case), "To (required)", "closed")
    typed(at, f"case.{community.case}.move", reason="Mine.", outcome="Mine.")
    store.execute(MoveCase(community.case, 1, CaseStatus.REVIEW_DUE, "Theirs."), by=officer, now=at_noon)
    at = press(at, "Save the status")
    assert case_of(store, community.case).status == "review due"
    assert (table(at)["As it is now"], table(at)["What you chose"]) == (["Review due"], ["Closed"])


def test_wrong_fields_of_a_new_case_are_said_at_once_and_it_keeps_what_was_typed(app: App, store: Store) -> None:
    at = open_page(app, "cases", Role.OFFICER)
    at = press(typed(at, "case.open", title="", goal="No more broken lamps."), "Open the case")
    assert "1 field needs another look." in words(at)
    assert at.session_state["forms"]["case.open"]["fields"]["goal"] == "No more broken lamps."
    at = press(typed(at, "case.open", title="Broken lamps"), "Open the case")
    assert "Opened as K-" in words(at)
    with store.reading() as session:
        assert session.scalars(select(Case.goal)).all() == ["No more broken lamps."]


def test_a_partner_joins_a_case_and_leaves_it(app: App, community: Community, store: Store, at_noon: datetime) -> None:
    system = Viewer.system("tests")
    ref = store.execute(RecordOrganisation("Harbour Tenants", OrganisationSector.RESIDENTS), by=system, now=at_noon).ref
    at = open_page(app, "cases", Role.OFFICER, ref=community.case)
    assert "No partner works on this with us yet." in words(at)
    at = choose(at, "Partner (required)", ref)
    at = press(typed(at, f"case.{community.case}.partner", part="Lend the hall"), "Add the partner")
    said = words(at)
    assert "Harbour Tenants works on this with us." in said
    assert "**Harbour Tenants**: Lend the hall" in said
    assert "last contact: never logged" in said
    at = press(at, "Remove")
    assert "**Harbour Tenants**" not in words(at)


def test_a_partner_whom_a_colleague_removed_meanwhile_is_said_to_be_gone(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    system = Viewer.system("tests")
    ref = store.execute(RecordOrganisation("Harbour Tenants", OrganisationSector.RESIDENTS), by=system, now=at_noon).ref
    store.execute(AddCasePartner(community.case, ref), by=officer, now=at_noon)
    at = open_page(app, "cases", Role.OFFICER, ref=community.case)
    store.execute(RemoveCasePartner(community.case, ref), by=officer, now=at_noon)
    assert "Harbour Tenants is no partner of this case." in words(press(at, "Remove"))


def test_a_follow_up_is_added_and_can_be_taken_back(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "cases", Role.OFFICER, ref=community.case)
    assert "Measure the light" not in words(at)
    at = press(typed(at, f"case.{community.case}.task", text="Measure the light on the stairs"), "Add it")
    assert "Added as T-" in words(at)
    assert "Measure the light on the stairs" in words(at)
    at = press(at, "Undo")
    assert not at.exception
    assert "Measure the light" not in "".join(str(said.value) for said in at.markdown)
    with store.reading() as session:
        withdrawn = session.scalars(
            select(Task.withdrawn_at).where(Task.text == "Measure the light on the stairs")
        ).one()
    assert withdrawn is not None


def test_the_stage_of_a_problem_is_said_in_words(app: App, community: Community) -> None:
    said = words(open_page(app, "cases", Role.OFFICER, ref=community.case))
    assert "Scanning: what is the problem?" in said
    assert "About Harbour" in said


def test_each_kind_asks_for_its_own_and_shows_what_will_be_laid_out(app: App, store: Store, at_noon: datetime) -> None:
    at = open_page(app, "cases", Role.OFFICER)
    at = choose(at, "Kind of case", CaseKind.ENQUIRY)
    assert "3 usual tasks are laid out:" in words(at)
    assert "Objective" not in [box.label for box in at.text_input]
    at = press(typed(at, "case.open", title="Figures for a paper"), "Open the case")
    assert "1 field needs another look." in words(at)
    at = press(typed(at, "case.open", question="How many cars?"), "Open the case")
    assert "3 tasks are laid out." in words(at)
    with store.reading() as session:
        ref = session.scalars(select(Case.ref)).one()
    said = words(open_page(app, "cases", Role.OFFICER, ref=ref))
    assert "Question, without names:** How many cars?" in said
    assert "Answer due by:** Fri 6 Nov" in said
    assert "Not said yet: Who asks, Answer" in said


def test_a_problem_moves_to_its_next_stage_with_a_reason(app: App, community: Community, store: Store) -> None:
    at = open_page(app, "cases", Role.OFFICER, ref=community.case)
    at = press(typed(at, f"case.{community.case}.stage", reason="Every report is read."), "Move to analysis")
    said = words(at)
    assert f"{community.case} is in “Analysis” now." in said
    assert "Scanning: what is the problem? → **Analysis: why does it happen?**" in said
    assert case_of(store, community.case).stage == "analysis"


def test_a_complaint_that_nobody_may_look_into_says_so(app: App, store: Store, officer: Viewer) -> None:
    at = choose(open_page(app, "cases", Role.OFFICER), "Kind of case", CaseKind.COMPLAINT)
    people = next(box for box in at.multiselect if box.label.startswith("Officers it is about"))
    at = people.set_value([officer.officer_id]).run()
    assert "Nobody here may look into this" in words(at)
    at = press(typed(at, "case.open", title="About a stop"), "Open the case")
    with store.reading() as session:
        assert session.scalars(select(Case.ref)).all() == []


def test_a_supervisor_changes_a_usual_task(app: App, store: Store) -> None:
    at = choose(open_page(app, "reference_data", Role.SUPERVISOR), "Kind of case", CaseKind.REFERRAL)
    assert "Ask how it went · 42 days after the start" in [box.label for box in at.expander]
    at = press(typed(at, "usual.referral.new", text="Thank the agency"), "Add it")
    assert "Saved for cases opened from now on." in words(at)
    assert "Thank the agency · 7 days after the start" in [box.label for box in at.expander]


def officer_id(store: Store, subject: str) -> int:
    with store.reading() as session:
        return session.scalars(select(Officer.id).where(Officer.subject == subject)).one()


def test_a_case_is_given_to_a_colleague_with_a_reason(app: App, community: Community, store: Store) -> None:
    sam = officer_id(store, "okafor")
    at = choose(open_page(app, "cases", Role.OFFICER, ref=community.case), "Give it to", sam)
    assert "Its open tasks stay with whoever has them." in words(at)
    at = press(typed(at, f"case.{community.case}.assign", reason="On leave."), "Give it to Sam Okafor")
    said = words(at)
    assert f"{community.case} is now Sam Okafor’s." in said
    assert "**Given to another owner**" in said
    assert "On leave." in said
    assert case_of(store, community.case).owner_id == sam


def test_whoever_gives_a_complaint_away_is_told_so_though_it_is_not_theirs_any_more(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    system = Viewer.system("tests")
    store.execute(AddTeam("Standards", professional_standards=True), by=system, now=at_noon)
    store.execute(AddOfficer("roth", "Pia Roth", Role.OFFICER, "Standards", is_demo=True), by=system, now=at_noon)
    ref = store.execute(OpenCase(CaseKind.COMPLAINT, "About a stop"), by=officer, now=at_noon).ref
    assert case_of(store, ref).owner_id == officer_id(store, "okafor")
    pia = officer_id(store, "roth")
    at = choose(open_page(app, "cases", Role.SUPERVISOR, ref=ref), "Give it to", pia)
    assert "Whoever has it now can no longer open it" in words(at)
    at = press(at, "Give it to Pia Roth")
    assert f"{ref} is now Pia Roth’s." in words(at)
    assert "About a stop" not in words(at)
    assert f"There is no case {ref} that you can open." in words(press(at, "Close"))


def test_whoever_looks_into_a_complaint_takes_off_who_was_named_by_mistake(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    tran = officer_id(store, "tran")
    complaint = OpenCase(CaseKind.COMPLAINT, "About a stop", officers=(tran,))
    ref = store.execute(complaint, by=officer, now=at_noon).ref
    expanders = [box.label for box in open_page(app, "cases", Role.OFFICER, ref=ref).expander]
    assert "Somebody was named by mistake" not in expanders, "for whoever looks into it, not for who opened it"
    at = open_page(app, "cases", Role.SUPERVISOR, ref=ref)
    assert "does not come back by itself" in words(at)
    box = next(box for box in at.selectbox if box.label.startswith("Who is taken off it"))
    at = press(box.set_value(officer.officer_id).run(), "Take them off it")
    assert "2 fields need another look." in words(at)
    assert "They are not named in this complaint." in words(at)
    box = next(box for box in at.selectbox if box.label.startswith("Who is taken off it"))
    at = typed(box.set_value(tran).run(), f"case.{ref}.mistaken", reason="Another person was on duty.")
    said = words(press(at, "Take them off it"))
    assert "Not named in it any more." in said
    assert "**Somebody was taken off it**" in said
    assert "Another person was on duty." in said
