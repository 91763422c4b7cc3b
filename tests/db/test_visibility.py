"""Who sees which rows, through the one place that says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import visibility
from db.access import Viewer
from db.commands.complaints import NameComplained
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern
from db.commands.log import LogEntry
from db.commands.people import AddOfficer
from db.commands.tasks import AddTask
from db.errors import NotFound
from db.models import Activity, Case, Concern, Event, Neighbourhood, Task
from db.queries.people import viewer_by_subject
from db.queries.reach import reach_of
from db.vocabulary import (
    ActivityType,
    CaseKind,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    Priority,
    Role,
    SourceType,
)
from tests.db.conftest import NOW, Desk, a_concern

RULES: dict[Any, Any] = {
    Concern: visibility.concerns,
    Case: visibility.cases,
    Event: visibility.events,
    Activity: visibility.activities,
    Task: visibility.tasks,
}
NO_RECORDS = ("analyst", "presenter", "partner", "keeper", "administrator", "auditor")
EVERYBODY = ("ana", "ben", "sue", "cal", "dee", "spec", *NO_RECORDS, "system")


def seen(desk: Desk, model: Any, viewer: Viewer) -> set[str]:
    """By the rule as it stands, which what is known of the store at the moment must not change."""
    with desk.store.reading() as session:
        found = set(session.scalars(select(model.ref).where(RULES[model](viewer.scope))))
        shorter = reach_of(session, viewer.scope)
        assert set(session.scalars(select(model.ref).where(RULES[model](shorter)))) == found
        if model is Concern:
            below = Concern.confidentiality < Confidentiality.RESTRICTED
            some = set(session.scalars(select(Concern.ref).where(below, RULES[Concern](viewer.scope))))
            for scope in (viewer.scope, shorter):
                assert set(session.scalars(select(Concern.ref).where(visibility.unrestricted_concerns(scope)))) == some
        return found


def who_sees(desk: Desk, model: Any, ref: str) -> list[str]:
    return [name for name in EVERYBODY if ref in seen(desk, model, desk.viewers[name])]


NORTH, SOUTH, ALL_AREAS = ["ana", "ben", "sue"], ["cal", "dee"], ["spec", "system"]


def test_a_concern_is_seen_by_its_team_by_specialists_and_by_importers(desk: Desk) -> None:
    assert who_sees(desk, Concern, desk.concern().ref) == [*NORTH, *ALL_AREAS]
    assert who_sees(desk, Concern, desk.theirs().ref) == [*SOUTH, *ALL_AREAS]


def test_a_concern_without_an_area_is_everybodys_who_reads_concerns(desk: Desk) -> None:
    assert who_sees(desk, Concern, desk.concern(neighbourhood_id=None).ref) == [*NORTH, *SOUTH, *ALL_AREAS]


def test_a_concern_recorded_elsewhere_stays_readable_for_its_writer_and_its_owner(desk: Desk) -> None:
    ref = desk.concern(by="ana", neighbourhood_id=desk.areas["mill"]).ref
    assert who_sees(desk, Concern, ref) == ["ana", *SOUTH, *ALL_AREAS]
    desk.do(AssignConcern(ref, 1, desk.viewers["ben"].officer_id or 0), by="cal")
    assert who_sees(desk, Concern, ref) == ["ana", "ben", *SOUTH, *ALL_AREAS]


def test_a_restricted_concern_is_seen_by_those_assigned_and_nobody_else_supervisors_included(desk: Desk) -> None:
    ref = desk.concern(by="ana", category=ConcernCategory.DOMESTIC_ABUSE).ref
    assert who_sees(desk, Concern, ref) == ["ana"]
    desk.do(AssignConcern(ref, 1, desk.viewers["spec"].officer_id or 0))
    assert who_sees(desk, Concern, ref) == ["ana", "spec"]
    for name in EVERYBODY:
        if name not in ("ana", "spec", *NO_RECORDS):
            with pytest.raises(NotFound) as refusal:
                desk.do(OpenConcern(ref), by=name)
            assert str(refusal.value) == f"There is no concern {ref} that you can open."


def test_a_concern_that_is_not_there_and_one_that_is_not_theirs_read_the_same(desk: Desk) -> None:
    restricted = desk.concern(by="cal", category=ConcernCategory.HATE_INCIDENT).ref
    said = []
    for ref in (restricted, "C-2026-90000"):
        with pytest.raises(NotFound) as refusal:
            desk.do(MoveConcern(ref, 1, ConcernStatus.TRIAGED, "Why not"))
        said.append(str(refusal.value).replace(ref, "…"))
    assert said[0] == said[1]


def test_a_category_that_becomes_sensitive_closes_the_concern_to_the_team_but_not_to_who_changed_it(desk: Desk) -> None:
    ref = desk.concern(by="ana").ref
    desk.do(AssignConcern(ref, 1, desk.viewers["ben"].officer_id or 0), by="sue")
    desk.do(EditConcern(ref, 2, "Threats", ConcernCategory.HATE_INCIDENT, Priority.HIGH, SourceType.RESIDENT), by="sue")
    assert desk.one(Concern, ref).confidentiality == Confidentiality.RESTRICTED
    assert who_sees(desk, Concern, ref) == ["ben", "sue"]  # its owner and who changed it


@pytest.mark.parametrize(
    ("category", "asked", "given"),
    [
        (ConcernCategory.NOISE, Confidentiality.PUBLIC, Confidentiality.PUBLIC),
        (ConcernCategory.NOISE, Confidentiality.PERSONAL, Confidentiality.PERSONAL),
        (ConcernCategory.HOMELESSNESS, Confidentiality.PUBLIC, Confidentiality.PERSONAL),
        (ConcernCategory.HOMELESSNESS, Confidentiality.RESTRICTED, Confidentiality.RESTRICTED),
        (ConcernCategory.POLICE_CONDUCT, Confidentiality.PUBLIC, Confidentiality.RESTRICTED),
    ],
)
def test_a_sensitive_category_raises_the_level_and_nothing_lowers_it(
    shared_desk: Desk, category: ConcernCategory, asked: Confidentiality, given: Confidentiality
) -> None:
    saved = shared_desk.concern(category=category, confidentiality=asked)
    assert shared_desk.one(Concern, saved.ref).confidentiality == given
    shared_desk.do(EditConcern(saved.ref, 1, "A lamp", ConcernCategory.LIGHTING, Priority.LOW, SourceType.RESIDENT))
    assert shared_desk.one(Concern, saved.ref).confidentiality == given


def test_what_was_undone_shows_nowhere(desk: Desk) -> None:
    saved = desk.do(
        LogEntry(
            concern=a_concern(neighbourhood_id=desk.areas["harbour"]),
            follow_up=AddTask("Call", NOW + timedelta(days=1)),
        )
    )
    event, activity = desk.event(), desk.activity()
    desk.undo(saved.ref)
    desk.undo(event.ref)
    desk.undo(activity.ref)
    for model in (Concern, Task, Event, Activity):
        assert {name: seen(desk, model, desk.viewers[name]) for name in EVERYBODY} == dict.fromkeys(EVERYBODY, set())
    with pytest.raises(NotFound):
        desk.do(OpenConcern(saved.ref))


def test_cases_follow_their_areas_and_restricted_ones_their_assignees(desk: Desk) -> None:
    assert who_sees(desk, Case, desk.case().ref) == [*NORTH, *ALL_AREAS]
    assert who_sees(desk, Case, desk.case(neighbourhood_ids=()).ref) == [*NORTH, *SOUTH, *ALL_AREAS]
    both = desk.case(neighbourhood_ids=(desk.areas["harbour"], desk.areas["mill"]))
    assert who_sees(desk, Case, both.ref) == [*NORTH, *SOUTH, *ALL_AREAS]
    given_away = desk.case(owner_id=desk.viewers["cal"].officer_id)
    assert who_sees(desk, Case, given_away.ref) == [*NORTH, "cal", *ALL_AREAS]
    complaint = desk.case(kind=CaseKind.COMPLAINT, owner_id=desk.viewers["sue"].officer_id)
    assert who_sees(desk, Case, complaint.ref) == ["ana", "sue"]


def test_a_case_takes_the_level_of_its_most_restricted_concern(desk: Desk) -> None:
    concern = desk.concern(category=ConcernCategory.SEXUAL_HARM)
    case = desk.case(concerns=(concern.ref,))
    assert desk.one(Case, case.ref).confidentiality == Confidentiality.RESTRICTED
    assert who_sees(desk, Case, case.ref) == ["ana"]


def test_events_are_announced_to_everybody_who_works_with_them(desk: Desk) -> None:
    assert who_sees(desk, Event, desk.event().ref) == [*NORTH, *SOUTH, *ALL_AREAS]


def test_activities_are_the_teams_and_support_is_only_ones_own(desk: Desk) -> None:
    assert who_sees(desk, Activity, desk.activity().ref) == [*NORTH, *ALL_AREAS]
    assert who_sees(desk, Activity, desk.activity(type=ActivityType.SUPPORT).ref) == ["ana"]
    about_it = desk.activity(concern=desk.concern(category=ConcernCategory.DOMESTIC_ABUSE).ref)
    assert who_sees(desk, Activity, about_it.ref) == ["ana"]


def test_tasks_follow_the_restricted_record_they_belong_to(desk: Desk) -> None:
    assert who_sees(desk, Task, desk.task().ref) == [*NORTH, *ALL_AREAS]
    restricted = desk.concern(category=ConcernCategory.DOMESTIC_ABUSE).ref
    assert who_sees(desk, Task, desk.task(concern=restricted).ref) == ["ana"]
    complaint = desk.case(kind=CaseKind.COMPLAINT).ref
    assert who_sees(desk, Task, desk.task(case=complaint).ref) == ["ana", "sue"]  # her supervisor looks into it


def test_a_viewer_who_is_no_officer_owns_nothing_that_has_no_owner(desk: Desk) -> None:
    desk.concern()  # nobody's yet, in Harbour
    nobody = Viewer.of(officer_id=None, name="A service", role=Role.OFFICER, team_areas=())
    assert seen(desk, Concern, nobody) == set()


def test_officers_without_a_team_do_not_share_their_areas(desk: Desk) -> None:
    for subject, code in (("lone", "harbour"), ("other", "mill")):
        desk.do(AddOfficer(subject, "On loan", Role.OFFICER, None, (code,)), by="system")
    with desk.store.reading() as session:
        lone = viewer_by_subject(session, "lone")
    assert lone is not None
    assert lone.team_areas == (desk.areas["harbour"],)


def test_roles_without_records_see_none_of_any_kind(shared_desk: Desk) -> None:
    shared_desk.concern()
    shared_desk.case()
    shared_desk.event()
    shared_desk.activity()
    shared_desk.task()
    for name in NO_RECORDS:
        assert [seen(shared_desk, model, shared_desk.viewers[name]) for model in RULES] == [set()] * 5, name


def test_who_works_every_area_sees_what_is_in_none_as_well(desk: Desk) -> None:
    with desk.store.reading() as session:
        areas = tuple(session.scalars(select(Neighbourhood.id)))
        everywhere = replace(desk.viewers["ana"], areas=areas, team_areas=areas)
        assert reach_of(session, everywhere.scope).record_areas is None
        assert reach_of(session, desk.viewers["ana"].scope).record_areas is not None
        missing = replace(everywhere, areas=areas[1:], team_areas=areas[1:])
        assert reach_of(session, missing.scope).record_areas == areas[1:]
    desk.concern()
    desk.theirs()
    desk.concern(neighbourhood_id=None)
    assert len(seen(desk, Concern, everywhere)) == 3


def test_whoever_is_complained_of_is_found_out_at_once(desk: Desk) -> None:
    scope = desk.viewers["cal"].scope
    with desk.store.reading() as session:
        assert reach_of(session, scope).nobody_complains
    desk.do(NameComplained(desk.case(kind=CaseKind.COMPLAINT).ref, 1, (scope.officer_id or 0,)))
    with desk.store.reading() as session:
        assert not reach_of(session, scope).nobody_complains
