"""Whoever a complaint is about can neither open, find, count nor own it, whatever their role."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from db import queries
from db.commands.briefings import BeginBriefing
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.case_details import OpenCaseDetails
from db.commands.case_owner import AssignCase
from db.commands.case_partners import AddCasePartner
from db.commands.cases import LinkConcern, MoveCase, OpenCase
from db.commands.complaints import NameComplained, TakeOffComplaint
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import AssignConcern
from db.commands.drafts import SaveDraft
from db.commands.hand_over import HandOverWork
from db.commands.organisations import RecordOrganisation
from db.commands.people import AddOfficer, AddTeam
from db.commands.tasks import AddTask, FinishTask
from db.commands.undo import Undo
from db.errors import CommonGroundError, Invalid, NotFound, Refused
from db.models import Case, CaseAccess, Concern, ConcernAccess, Task
from db.queries import (
    areas,
    attachments,
    briefing_previews,
    briefings,
    calendars,
    case_details,
    case_partners,
    cases,
    clashes,
    clocks,
    communications,
    complaints,
    concerns,
    drafts,
    duplicates,
    escalation,
    event_days,
    event_plans,
    events,
    figures,
    glass,
    hand_over,
    handed_over,
    meetings,
    own_work,
    partner_story,
    partners,
    people,
    places,
    points,
    retention,
    search,
    subjects,
    thresholds,
    timeline,
    training,
    triage,
    views,
    voices,
    week_sheets,
    work,
    you_said,
)  # fmt: skip
from db.queries.filters import Filters
from db.rules import Rule
from db.vocabulary import CaseKind, CaseStatus, ConcernCategory, OrganisationSector, Role
from db.vocabulary.briefings import PeriodKind
from db.vocabulary.retention import RetentionClass
from tests.db.conftest import CENTRES, NOW, Desk

PARTNER = "O-2026-00001"  # the first that is recorded
TITLE, SUMMARY, TASK = "Xylophone at the counter", "Xylophone words were shouted", "Xylophone recording"
ALL = Filters(date(2020, 1, 1), date(2027, 1, 1))
FAR_AHEAD = NOW + timedelta(days=9000)
SINCE, UNTIL = NOW - timedelta(days=400), NOW + timedelta(days=400)
BRIEFING = "B-2026-00001"  # of the weeks around it
MEETING = "E-2026-00001"  # where the concern was raised
NAMED = ("ana", "sue", "dee", "spec", "administrator")


def id_of(desk: Desk, who: str) -> int:
    return desk.viewers[who].officer_id or 0


def complaint(desk: Desk, *officers: str, by: str = "ben", **more: Any) -> Any:
    named = tuple(id_of(desk, who) for who in officers)
    return desk.case(by=by, kind=CaseKind.COMPLAINT, title=TITLE, officers=named, **more)


def add_pia(desk: Desk) -> int:
    """Somebody of professional standards."""
    desk.do(AddTeam("Standards", professional_standards=True), by="system")
    desk.do(AddOfficer("pia", "Pia Roth", Role.OFFICER, "Standards"), by="system")
    with desk.store.reading() as session:
        pia = people.viewer_by_subject(session, "pia")
    assert pia is not None
    desk.viewers["pia"] = pia
    return id_of(desk, "pia")


# Every query of db/queries that reads records, asked as widely as it can be; a test says that none is forgotten.
ASKED: dict[str, Callable[[Any, Any, dict[str, str]], Any]] = {
    "areas.neighbourhood": lambda s, v, r: areas.neighbourhood(s, viewer=v, code="harbour"),
    "areas.neighbourhoods": lambda s, v, r: areas.neighbourhoods(s, viewer=v),
    "briefings.without_documents": lambda s, v, r: briefings.without_documents(s, viewer=v),
    "briefing_previews.figures": lambda s, v, r: briefing_previews.figures(s, viewer=v, ref=BRIEFING, now=NOW),
    "briefing_previews.preview": lambda s, v, r: briefing_previews.preview(s, viewer=v, ref=BRIEFING, now=NOW),
    "briefing_previews.sayable": lambda s, v, r: briefing_previews.sayable(s, viewer=v, ref=BRIEFING),
    "briefing_previews.stories": lambda s, v, r: briefing_previews.stories(s, viewer=v),
    "case_details.case_details": lambda s, v, r: case_details.case_details(s, viewer=v, ref=r["case"]),
    "case_details.usual_tasks": lambda s, v, r: case_details.usual_tasks(s, viewer=v),
    "case_partners.case_partners": lambda s, v, r: case_partners.case_partners(s, viewer=v, ref=r["case"]),
    "cases.case_list": lambda s, v, r: [
        cases.case_list(s, viewer=v, view=view, statuses=tuple(CaseStatus), search=text, now=NOW)
        for view, text in [*((view, "") for view in cases.VIEWS), ("reach", "Xylophone"), ("reach", r["case"])]
    ],
    "cases.any_case": lambda s, v, r: cases.any_case(s, viewer=v, ref=r["case"]),
    "cases.case_record": lambda s, v, r: cases.case_record(s, viewer=v, ref=r["case"]),
    "cases.linked_concerns": lambda s, v, r: cases.linked_concerns(s, viewer=v, ref=r["case"]),
    "clocks.clocks": lambda s, v, r: clocks.clocks(s, viewer=v, now=NOW + timedelta(days=90)),
    "complaints.complaint_officers": lambda s, v, r: complaints.complaint_officers(s, viewer=v),
    "complaints.complaint_owners": lambda s, v, r: complaints.complaint_owners(s, viewer=v, case=r["case"]),
    "concerns.any_concern": lambda s, v, r: concerns.any_concern(s, viewer=v, ref=r["concern"]),
    "concerns.concern_list": lambda s, v, r: [
        concerns.concern_list(s, viewer=v, filters=ALL, view=view, search=text, now=NOW)
        for view, text in [
            *((view, "") for view in concerns.VIEWS),
            ("everything", "Xylophone"),
            ("everything", r["concern"]),
        ]
    ],
    "concerns.how_many_in": lambda s, v, r: [
        concerns.how_many_in(s, v, ALL, view=view, now=NOW) for view in concerns.VIEWS
    ],
    "concerns.concern_record": lambda s, v, r: concerns.concern_record(s, viewer=v, ref=r["concern"]),
    "concerns.history": lambda s, v, r: [
        concerns.history(s, viewer=v, entity=entity, ref=r[entity]) for entity in ("concern", "case")
    ],
    "concerns.received_since": lambda s, v, r: concerns.received_since(s, viewer=v, since=SINCE, now=NOW),
    "drafts.draft": lambda s, v, r: drafts.draft(s, viewer=v, form=f"case.{r['case']}.move"),
    "drafts.unfinished": lambda s, v, r: drafts.unfinished(s, viewer=v),
    "duplicates.likely_duplicates": lambda s, v, r: duplicates.likely_duplicates(
        s, viewer=v, point=CENTRES["harbour"], area=None, received_at=NOW, category="police conduct", text=SUMMARY
    ),
    "duplicates.merged_into": lambda s, v, r: duplicates.merged_into(s, viewer=v, ref=r["concern"]),
    "meetings.captured": lambda s, v, r: meetings.captured(s, viewer=v, event=MEETING),
    "meetings.handout_items": lambda s, v, r: meetings.handout_items(s, viewer=v, retired=True),
    "meetings.made_at": lambda s, v, r: meetings.made_at(s, viewer=v, event=MEETING),
    "meetings.meeting_before": lambda s, v, r: meetings.meeting_before(s, viewer=v, ref=MEETING, now=NOW),
    "you_said.you_said": lambda s, v, r: [
        you_said.you_said(s, viewer=v, neighbourhood_id=area, since=SINCE, until=UNTIL) for area in (1, 2, 3)
    ],
    "clashes.clashes": lambda s, v, r: clashes.clashes(
        s, viewer=v, spans=((SINCE, UNTIL),), neighbourhood_id=1, owner_id=v.officer_id
    ),
    "event_days.event_days": lambda s, v, r: event_days.event_days(s, viewer=v, since=SINCE, until=UNTIL),
    "events.event_list": lambda s, v, r: events.event_list(s, viewer=v, since=SINCE, until=UNTIL),
    "events.held": lambda s, v, r: events.held(s, viewer=v, since=SINCE, until=UNTIL, neighbourhood_ids=()),
    "figures.by_category": lambda s, v, r: figures.by_category(s, viewer=v, filters=ALL, every_status=True),
    "figures.not_on_map": lambda s, v, r: [
        figures.not_on_map(s, viewer=v, filters=f, every_status=every)
        for f in (ALL, Filters(ALL.since, ALL.until, categories=tuple(ConcernCategory)))
        for every in (True, False)
    ],
    "figures.open_by_area": lambda s, v, r: figures.open_by_area(s, viewer=v, filters=ALL),
    "figures.received_by_area": lambda s, v, r: figures.received_by_area(s, viewer=v, filters=ALL),
    "figures.trend": lambda s, v, r: figures.trend(s, viewer=v, until=ALL.until, neighbourhood_id=None),
    "partner_story.partner_story": lambda s, v, r: partner_story.partner_story(s, viewer=v, ref=PARTNER),
    "communications.communication_list": lambda s, v, r: communications.communication_list(s, viewer=v),
    "communications.enquiries": lambda s, v, r: communications.enquiries(s, viewer=v, now=NOW + timedelta(days=90)),
    "week_sheets.week_sheet": lambda s, v, r: week_sheets.week_sheet(
        s, viewer=v, officer_id=v.officer_id or 0, week=date(2026, 11, 2)
    ),
    "people.colleagues": lambda s, v, r: people.colleagues(s, viewer=v),
    "points.concern_points": lambda s, v, r: points.concern_points(s, viewer=v, filters=ALL),
    "points.event_points": lambda s, v, r: points.event_points(s, viewer=v, filters=ALL, now=NOW),
    "search.search": lambda s, v, r: [search.search(s, viewer=v, text=text) for text in ("Xylophone", *r.values())],
    "triage.waiting": lambda s, v, r: triage.waiting(s, viewer=v, filters=ALL, now=NOW),
    "attachments.attachment_list": lambda s, v, r: [
        attachments.attachment_list(s, viewer=v, ref=r[entity]) for entity in ("concern", "case")
    ],
    "escalation.escalation": lambda s, v, r: [
        escalation.escalation(s, viewer=v, whose=whose, now=NOW + timedelta(days=90)) for whose in ("mine", "team")
    ],
    "escalation.escalated": lambda s, v, r: [
        escalation.escalated(s, viewer=v, whose=whose, now=NOW + timedelta(days=90)) for whose in ("mine", "team")
    ],
    "escalation.began_since": lambda s, v, r: escalation.began_since(
        s, viewer=v, rules=tuple(Rule), since=NOW, now=NOW + timedelta(days=90)
    ),
    "glass.open_until": lambda s, v, r: [glass.open_until(s, viewer=v, ref=ref, now=NOW) for ref in r.values()],
    "glass.openings": lambda s, v, r: [glass.openings(s, viewer=v, waiting=waiting) for waiting in (True, False)],
    "glass.openings_waiting": lambda s, v, r: glass.openings_waiting(s, viewer=v),
    "hand_over.work_held": lambda s, v, r: hand_over.work_held(s, viewer=v, officer_id=v.officer_id or 0, now=NOW),
    "handed_over.givers": lambda s, v, r: handed_over.givers(s, viewer=v),
    "handed_over.hand_overs": lambda s, v, r: handed_over.hand_overs(s, viewer=v, now=NOW),
    "places.how_many_places": lambda s, v, r: places.how_many_places(
        s, viewer=v, now=NOW + timedelta(days=2), areas=range(1, 100), owners=()
    ),
    "places.busy_places": lambda s, v, r: places.busy_places(s, viewer=v, now=NOW + timedelta(days=2)),
    "timeline.timeline": lambda s, v, r: [
        timeline.timeline(s, viewer=v, entity=entity, ref=r[entity]) for entity in ("concern", "case")
    ],
    "views.saved_views": lambda s, v, r: views.saved_views(s, viewer=v, page="concerns"),
    "voices.to_tell": lambda s, v, r: voices.to_tell(s, viewer=v, ref=r["concern"]),
    "work.activity_list": lambda s, v, r: [
        work.activity_list(s, viewer=v, since=SINCE, until=UNTIL, concern=about) for about in (None, r["concern"])
    ],
    "retention.due_classes": lambda s, v, r: retention.due_classes(s, viewer=v, now=FAR_AHEAD),
    "retention.due_records": lambda s, v, r: [
        retention.due_records(s, viewer=v, which=name, now=FAR_AHEAD) for name in RetentionClass
    ],
    "retention.holds": lambda s, v, r: retention.holds(s, viewer=v),
    "retention.erasures_waiting": lambda s, v, r: retention.erasures_waiting(s, viewer=v),
    "retention.erasures_decided": lambda s, v, r: retention.erasures_decided(s, viewer=v),
    "work.promises": lambda s, v, r: work.promises(s, viewer=v, since=SINCE, until=UNTIL, neighbourhood_id=1),
    "work.task_list": lambda s, v, r: [
        work.task_list(s, viewer=v, mine=mine, done=None, case=case, concern=concern, now=NOW)
        for mine in (True, False)
        for case, concern in ((None, None), (r["case"], None), (None, r["concern"]))
    ],
    "work.worked": lambda s, v, r: work.worked(
        s, viewer=v, since=SINCE, until=UNTIL, neighbourhood_id=None, mine=False
    ),
}
# Not about concerns, cases or tasks: one's own last entry, what is announced to everybody, partners' names.
ABOUT_NOTHING_OF_IT = {
    "calendars.announced", "calendars.my_feeds",
    # What is written for the public; records are chosen for it by the previews.
    "briefings.briefing_list", "briefings.briefing_record", "briefings.catalogues_confirmed", "briefings.comparable",
    "briefings.without_documents",
    "briefings.frozen_content", "briefings.periods",
    "event_plans.event_plan", "events.event_record", "events.last_event", "events.venues", "people.resolve", "people.viewer_of",
    "people.viewer_by_subject", "work.last_activity", "work.partners", "thresholds.threshold_list", "thresholds.thresholds",
    # Who may ask, and conditions that other queries are made of.
    "partners.partner_list", "partners.partner_record", "partners.services_known",
    "communications.communication_record", "communications.languages_used", "communications.templates",
    "training.training_held", "week_sheets.sheets_waiting", "week_sheets.team_sheets", "week_sheets.weeks_returned",
    "subjects.subject_requests",
    "own_work.own_work",  # a partner is nobody a complaint is about, and sees no complaint
    "hand_over.may_hand_over", "case_partners.partner_choices", "concerns.chosen",
}  # fmt: skip


def test_every_query_with_a_viewer_is_among_those_asked() -> None:
    modules = (
        areas, attachments, briefing_previews, briefings, calendars,
        case_details, case_partners, cases, clashes, clocks, communications, complaints,
        concerns, drafts, duplicates, escalation, event_days, event_plans, events, figures, glass, hand_over, handed_over,
        meetings, own_work, partner_story, partners, people, places, points, retention, search, subjects,
        thresholds, timeline, training, triage, views, voices,
        week_sheets, work, you_said,
    )  # fmt: skip
    assert queries
    found = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in modules
        for name, query in inspect.getmembers(module, inspect.isfunction)
        if query.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(query).parameters)[:2] == ["session", "viewer"]
    }
    assert found <= set(ASKED) | ABOUT_NOTHING_OF_IT


def everything_seen(desk: Desk, who: str, refs: dict[str, str]) -> dict[str, str]:
    """Every answer in words; references are looked for afterwards, so a sentence about a missing one says "…"."""
    said = {}
    with desk.store.reading() as session, pd.option_context("display.max_columns", None, "display.width", 10_000):
        for name, ask in ASKED.items():
            try:
                said[name] = str(ask(session, desk.viewers[who], refs))
            except CommonGroundError as error:
                said[name] = f"{type(error).__name__}: {error}"
            for kind, ref in refs.items():
                said[name] = said[name].replace(f"There is no {kind} {ref} that you can open.", "not there")
    return said


def a_world(desk: Desk) -> str:
    """What lies on the desk already, for everybody; and a concern that says what happened at the counter."""
    for who in ("ana", "sue", "cal", "dee", "spec"):
        desk.concern(by=who)
        desk.task(by=who)
        desk.case(by=who)
    desk.do(BeginBriefing("", PeriodKind.QUARTER, date(2026, 10, 1)), by="ben")
    desk.do(RecordOrganisation("Advice for everybody", OrganisationSector.NON_PROFIT), by="ben")
    lat, lon = CENTRES["harbour"]
    assert desk.event(by="ben").ref == MEETING
    return desk.concern(
        by="ben", summary=SUMMARY, category=ConcernCategory.POLICE_CONDUCT, latitude=lat, longitude=lon,
        raised_at_event=MEETING,
    ).ref  # fmt: skip


@pytest.mark.engine_free
@pytest.mark.parametrize("named", NAMED)
def test_nothing_of_a_complaint_reaches_whoever_it_is_about(desk: Desk, named: str) -> None:
    concern = a_world(desk)
    missing = {"case": "K-2026-90001", "concern": "C-2026-90001", "task": "T-2026-90001"}
    desk.do(SaveDraft("case.open", {"title": "Mine"}), by=named)
    before = everything_seen(desk, named, missing)
    made = complaint(desk, named, concerns=(concern,))
    task = desk.do(AddTask(TASK, NOW + timedelta(days=1), case=made.ref, organisation=PARTNER), by="ben").ref
    desk.do(AddCasePartner(made.ref, PARTNER), by="ben")
    refs = {"case": made.ref, "concern": concern, "task": task}
    after = everything_seen(desk, named, refs)
    for name, said in after.items():
        assert not any(ref in said for ref in (*refs.values(), *made.also)), name
        assert "Xylophone" not in said, name
    if named not in ("sue", "spec"):
        assert after == before
        return
    # These count restricted records: the concern was one of the numbers, and is not any more.
    different = {name for name in after if after[name] != before[name]}
    assert different == {"figures.not_on_map"}
    assert desk.one(Case, made.ref).owner_id != id_of(desk, named)


def test_without_the_concern_a_supervisor_counts_the_same_before_and_after(desk: Desk) -> None:
    desk.concern(by="ben", category=ConcernCategory.HATE_INCIDENT)
    with desk.store.reading() as session:
        before = figures.not_on_map(session, viewer=desk.viewers["sue"], filters=ALL)
    concern = desk.concern(by="ben", summary=SUMMARY, category=ConcernCategory.POLICE_CONDUCT).ref
    noise = desk.concern(by="ben", summary=SUMMARY, category=ConcernCategory.NOISE).ref
    complaint(desk, "sue", concerns=(concern, noise))
    with desk.store.reading() as session:
        assert figures.not_on_map(session, viewer=desk.viewers["sue"], filters=ALL) == before
        assert figures.not_on_map(session, viewer=desk.viewers["spec"], filters=ALL).sensitive == before.sensitive + 1
    assert desk.wrong_counts() == 0


def test_what_they_are_told_is_what_is_said_of_a_case_that_is_not_there(desk: Desk) -> None:
    concern = desk.concern(by="ana", summary=SUMMARY)
    made = complaint(desk, "ana", concerns=(concern.ref,))
    task = made.also[0]
    tries: list[tuple[Any, Any]] = [
        (MoveCase(made.ref, 1, CaseStatus.WAITING, "x"), MoveCase("K-2026-90001", 1, CaseStatus.WAITING, "x")),
        (OpenCaseDetails(made.ref), OpenCaseDetails("K-2026-90001")),
        (NameComplained(made.ref, 1, words="x"), NameComplained("K-2026-90001", 1, words="x")),
        (AssignCase(made.ref, 1, id_of(desk, "sue")), AssignCase("K-2026-90001", 1, id_of(desk, "sue"))),
        (
            TakeOffComplaint(made.ref, 1, id_of(desk, "ana"), "x"),
            TakeOffComplaint("K-2026-90001", 1, id_of(desk, "ana"), "x"),
        ),
        (LinkConcern(made.ref, concern.ref, 2), LinkConcern("K-2026-90001", concern.ref, 2)),
        (OpenConcern(concern.ref), OpenConcern("C-2026-90001")),
        (Undo(desk.saves[concern.ref]), Undo("nobody’s")),
        (FinishTask(task, 1), FinishTask("T-2026-90001", 1)),
        (AddTask("x", NOW, case=made.ref), AddTask("x", NOW, case="K-2026-90001")),
    ]
    for theirs, nobodys in tries:
        said = []
        for command in (theirs, nobodys):
            with pytest.raises(NotFound) as refusal:
                desk.do(command, by="ana")
            said.append(str(refusal.value))
        for ref, other in ((made.ref, "K-2026-90001"), (concern.ref, "C-2026-90001"), (task, "T-2026-90001")):
            said[0] = said[0].replace(ref, other)
        assert said[0] == said[1]


def test_who_is_named_later_loses_what_they_had_and_a_new_owner_is_asked_for(desk: Desk) -> None:
    concern = desk.concern(by="ana", summary=SUMMARY).ref
    desk.do(AssignConcern(concern, 1, id_of(desk, "ana")), by="sue")
    made = complaint(desk, by="ana", concerns=(concern,))
    assert desk.one(Case, made.ref).owner_id == id_of(desk, "sue")  # her supervisor, while nobody was named
    theirs = desk.do(AddTask(TASK, NOW + timedelta(days=1), case=made.ref), by="ana").ref
    for who, form in (("sue", f"case.{made.ref}.move"), ("ana", f"concern.{concern}.edit"), ("ana", "log")):
        desk.do(SaveDraft(form, {"reason": "x"}), by=who)
    with pytest.raises(Invalid) as refusal:
        desk.do(NameComplained(made.ref, 1, (id_of(desk, "ana"),)), by="sue")
    assert set(refusal.value.problems) == {"owner"}
    desk.do(NameComplained(made.ref, 1, (id_of(desk, "ana"),), owner_id=id_of(desk, "dee")), by="sue")
    dee = id_of(desk, "dee")
    assert desk.one(Case, made.ref).owner_id == desk.one(Concern, concern).owner_id == dee
    assert desk.one(Task, theirs).owner_id == dee
    with desk.store.reading() as session:
        for access in (CaseAccess, ConcernAccess):
            assert id_of(desk, "ana") not in {row.officer_id for row in session.query(access)}
        assert [d.form for d in drafts.unfinished(session, viewer=desk.viewers["ana"])] == ["log"]
        assert drafts.unfinished(session, viewer=desk.viewers["sue"]) == ()
        assert work.task_list(session, viewer=desk.viewers["ana"], mine=True, now=NOW).empty
    with pytest.raises(NotFound):  # whoever answers for the officer had it until now
        desk.do(OpenCaseDetails(made.ref), by="sue")
    for command in (
        AssignConcern(concern, desk.one(Concern, concern).version, id_of(desk, "ana")),
        AddTask("x", NOW + timedelta(days=1), owner_id=id_of(desk, "ana"), case=made.ref),
        AddTask("x", NOW + timedelta(days=1), owner_id=id_of(desk, "ana"), concern=concern),
    ):
        with pytest.raises(Invalid) as kept:
            desk.do(command, by="dee")
        assert set(kept.value.problems) == {"owner"}


def test_it_goes_to_a_supervisor_they_do_not_report_to_or_to_professional_standards(desk: Desk) -> None:
    assert desk.one(Case, complaint(desk, "cal").ref).owner_id == id_of(desk, "sue")
    assert desk.one(Case, complaint(desk, "ana").ref).owner_id == id_of(desk, "dee")
    for asked in ("ana", "sue", "ben", "spec"):  # named; their supervisor; no supervisor at all
        with pytest.raises(Invalid) as refusal:
            complaint(desk, "ana", owner_id=id_of(desk, asked))
        assert set(refusal.value.problems) == {"owner"}
    everybody = ("sue", "dee")
    with pytest.raises(Invalid) as nobody:
        complaint(desk, *everybody)
    assert "no team for professional standards" in str(nobody.value.problems["owner"])
    pia = add_pia(desk)
    assert desk.one(Case, complaint(desk, *everybody).ref).owner_id == pia


def test_whoever_opens_a_complaint_about_themselves_does_not_see_it_again(desk: Desk) -> None:
    made = complaint(desk, "ana", by="ana")
    with pytest.raises(NotFound):
        desk.do(OpenCaseDetails(made.ref), by="ana")
    assert desk.do(OpenCaseDetails(made.ref), by="dee").subjects == ("Ana Rivera",)


def test_only_a_complaint_is_about_officers(shared_desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(OpenCase(CaseKind.PROBLEM, "Racing", officers=(id_of(shared_desk, "cal"),)))
    assert set(refusal.value.problems) == {"subjects"}
    with pytest.raises(Invalid):
        shared_desk.do(NameComplained(shared_desk.case().ref, 1, words="Somebody"))


def test_an_import_gives_nothing_of_a_complaint_to_whoever_it_is_about_and_restricts_it(desk: Desk) -> None:
    made = complaint(desk, "ana")
    row = BulkConcern(SUMMARY, ConcernCategory.NOISE, NOW, "1", case=made.ref, neighbourhood_id=desk.areas["harbour"])
    with pytest.raises(Invalid, match="cannot own what belongs to it"):
        desk.do(RecordConcernsInBulk([replace(row, owner="ana")], "city"), by="system")
    (ref,) = desk.do(RecordConcernsInBulk([row], "city"), by="system").refs
    assert desk.one(Concern, ref).confidentiality == 3
    with desk.store.reading() as session:
        found = concerns.concern_list(session, viewer=desk.viewers["ana"], filters=ALL, view="everything", now=NOW)
    assert ref not in set(found.rows["ref"])


def test_a_complaint_is_given_only_to_who_may_look_into_it_and_closes_for_who_had_it(desk: Desk) -> None:
    concern = desk.concern(by="ana", summary=SUMMARY).ref
    made = complaint(desk, "cal", by="ana", concerns=(concern,))
    assert desk.one(Case, made.ref).owner_id == id_of(desk, "sue")
    task = desk.do(AddTask(TASK, NOW + timedelta(days=1), case=made.ref), by="sue").ref
    version = desk.one(Case, made.ref).version
    for nobody in ("ben", "cal", "dee", "spec"):  # no supervisor; named; answers for him; no supervisor
        with pytest.raises(Invalid) as refusal:
            desk.do(AssignCase(made.ref, version, id_of(desk, nobody)), by="sue")
        assert set(refusal.value.problems) == {"owner"}
    pia = add_pia(desk)
    desk.do(AssignCase(made.ref, version, pia, "Professional standards take it over"), by="sue")
    assert desk.one(Case, made.ref).owner_id == desk.one(Task, task).owner_id == pia
    assert desk.do(OpenCaseDetails(made.ref), by="pia").subjects == ("Cal Novak",)
    desk.do(OpenConcern(concern), by="pia")
    desk.do(OpenCaseDetails(made.ref), by="ana")  # she opened it
    for command in (OpenCaseDetails(made.ref), OpenConcern(concern)):
        with pytest.raises(NotFound):
            desk.do(command, by="sue")


def test_a_complaint_is_handed_over_only_to_who_may_look_into_it(desk: Desk) -> None:
    made = complaint(desk, "cal", by="ana")
    other = desk.case(by="sue").ref
    answer = desk.do(HandOverWork(id_of(desk, "sue"), id_of(desk, "ben")), by="sue")
    assert made.ref in {left.ref for left in answer.left}
    assert desk.one(Case, made.ref).owner_id == id_of(desk, "sue")
    assert desk.one(Case, other).owner_id == id_of(desk, "ben")


@pytest.mark.engine_free
def test_who_was_named_by_mistake_is_taken_off_and_gets_nothing_back_by_itself(desk: Desk) -> None:
    concern = a_world(desk)
    desk.do(AssignConcern(concern, 1, id_of(desk, "sue")), by="ben")
    made = complaint(desk, "sue", "cal", by="ben", concerns=(concern,), owner_id=add_pia(desk))
    refs = {"case": made.ref, "concern": concern, "task": made.also[0]}
    named = everything_seen(desk, "sue", refs)
    with pytest.raises(Invalid) as kept:
        desk.do(AssignConcern(concern, desk.one(Concern, concern).version, id_of(desk, "sue")), by="ben")
    assert set(kept.value.problems) == {"owner"}
    with pytest.raises(Refused):  # who opened it does not look into it
        desk.do(TakeOffComplaint(made.ref, 1, id_of(desk, "sue"), "Another shift"), by="ben")
    desk.do(TakeOffComplaint(made.ref, 1, id_of(desk, "sue"), "Another shift"), by="pia")
    assert desk.do(OpenCaseDetails(made.ref), by="pia").subjects == ("Cal Novak",)
    after = everything_seen(desk, "sue", refs)
    # She counts it again, as any supervisor of the area does; she opens, finds and owns nothing of it.
    assert {name for name in after if after[name] != named[name]} == {"figures.not_on_map"}
    assert not any("Xylophone" in said or made.ref in said for said in after.values())
    assert desk.one(Concern, concern).owner_id == desk.viewers["pia"].officer_id
    # What she had is given back by hand.
    desk.do(AssignConcern(concern, desk.one(Concern, concern).version, id_of(desk, "sue")), by="pia")
    assert desk.do(OpenConcern(concern), by="sue").ref == concern


def test_with_nobody_left_a_complaint_is_about_nobody_known_yet(desk: Desk) -> None:
    made = complaint(desk, "cal", by="ana")
    desk.do(TakeOffComplaint(made.ref, 1, id_of(desk, "cal"), "He was on leave"), by="sue")
    assert desk.do(OpenCaseDetails(made.ref), by="sue").subjects == ()
    with desk.store.reading() as session:
        story = timeline.timeline(session, viewer=desk.viewers["sue"], entity="case", ref=made.ref)
        assert list(story[story["what"] == "changed"]["before"]) == ["He was on leave"]
    closing = MoveCase(made.ref, 2, CaseStatus.CLOSED, "Done", "Nothing to find")
    with pytest.raises(Invalid) as refusal:
        desk.do(closing, by="sue")
    assert set(refusal.value.problems) == {"subjects"}
    with pytest.raises(NotFound):
        desk.do(OpenCaseDetails(made.ref), by="cal")


def test_who_opened_it_and_was_named_gets_nothing_back_when_somebody_else_is_named(desk: Desk) -> None:
    made = complaint(desk, "ana", by="ana")
    desk.do(TakeOffComplaint(made.ref, 1, id_of(desk, "ana"), "She only wrote it down"), by="dee")
    desk.do(NameComplained(made.ref, 2, (id_of(desk, "ben"),)), by="dee")
    with pytest.raises(NotFound):
        desk.do(OpenCaseDetails(made.ref), by="ana")
