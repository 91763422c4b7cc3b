"""A case changes its owner: whose team's it is then, who may open it, what its history says."""

import pytest

from db.commands.case_details import OpenCaseDetails
from db.commands.case_owner import AssignCase
from db.errors import Invalid, NotFound
from db.models import Case
from db.queries import cases, timeline
from db.vocabulary import CaseKind
from tests.db.conftest import NOW, Desk


def id_of(desk: Desk, who: str) -> int:
    return desk.viewers[who].officer_id or 0


def test_a_case_becomes_its_new_owners_and_their_teams_wherever_it_lies(shared_desk: Desk) -> None:
    ref = shared_desk.case().ref
    shared_desk.do(AssignCase(ref, 1, id_of(shared_desk, "cal")))
    case = shared_desk.one(Case, ref)
    assert (case.owner_id, case.team_id) == (id_of(shared_desk, "cal"), shared_desk.viewers["cal"].team_id)
    with shared_desk.store.reading() as session:
        mine = cases.case_list(session, viewer=shared_desk.viewers["cal"], view="mine", now=NOW)
    assert ref in set(mine["ref"])


def test_who_belongs_to_no_team_leaves_it_with_the_team_that_had_it(shared_desk: Desk) -> None:
    ref = shared_desk.case().ref
    shared_desk.do(AssignCase(ref, 1, id_of(shared_desk, "spec")))
    assert shared_desk.one(Case, ref).team_id == shared_desk.viewers["ana"].team_id


def test_a_restricted_case_opens_for_its_new_owner_and_stays_open_for_the_old_one(shared_desk: Desk) -> None:
    ref = shared_desk.case(kind=CaseKind.SUPPORT).ref
    with pytest.raises(NotFound):
        shared_desk.do(OpenCaseDetails(ref), by="ben")
    shared_desk.do(AssignCase(ref, 1, id_of(shared_desk, "ben")))
    for who in ("ana", "ben"):
        assert shared_desk.do(OpenCaseDetails(ref), by=who).ref == ref


def test_its_history_says_who_gave_it_away_when_and_why(shared_desk: Desk) -> None:
    ref = shared_desk.case().ref
    shared_desk.do(AssignCase(ref, 1, id_of(shared_desk, "ben"), " On leave from Monday "))
    shared_desk.do(AssignCase(ref, 2, id_of(shared_desk, "ana")), by="ben", at=NOW.replace(hour=21))
    with shared_desk.store.reading() as session:
        story = timeline.timeline(session, viewer=shared_desk.viewers["ana"], entity="case", ref=ref)
    told = story[story["what"] == "changed"]
    assert list(zip(told["who"], told["words"], told["before"].fillna(""), strict=True)) == [
        ("Ana Rivera", "case assigned", "On leave from Monday"),
        ("Ben Ito", "case assigned", ""),
    ]
    assert list(story[story["what"] == "moved"]["after"]) == ["open"]


def test_who_has_it_is_not_given_it_again(shared_desk: Desk) -> None:
    ref = shared_desk.case().ref
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(AssignCase(ref, 1, id_of(shared_desk, "ana")))
    assert str(refusal.value.problems["owner"]) == "They answer for it already."
