"""Several concerns at once: each by its own rules, conflicts reported, nothing half done. And views under a name."""

import pytest

from db.commands.concern_work import MoveConcern
from db.commands.concerns import VoiceGiven
from db.commands.many import AssignConcerns, Chosen, MoveConcerns
from db.commands.views import ForgetView, SaveView
from db.errors import Invalid, NotFound, Refused
from db.models import Concern, SavedView
from db.queries.views import saved_views
from db.vocabulary import ClosingReason, ConcernStatus
from tests.db.conftest import Desk, everything


def test_one_owner_for_all_that_are_as_they_were_and_the_rest_is_named_with_why(desk: Desk) -> None:
    fresh, moved, theirs = desk.concern().ref, desk.concern().ref, desk.theirs().ref
    desk.do(MoveConcern(moved, 1, ConcernStatus.TRIAGED, "Ben was quicker"), by="ben")
    ben = desk.viewers["ben"].officer_id or 0
    answer = desk.do(AssignConcerns((Chosen(fresh, 1), Chosen(moved, 1), Chosen(theirs, 1)), ben), by="sue")
    assert (answer.done, [item.ref for item in answer.left]) == ((fresh,), [moved, theirs])
    assert "Somebody else changed" in answer.left[0].template
    assert "There is no concern" in answer.left[1].template
    owners = [desk.one(Concern, ref).owner_id for ref in (fresh, moved, theirs)]
    assert owners == [ben, None, None]
    assert desk.store.verify_audit() is None
    assert desk.wrong_counts() == 0


def test_what_closing_asks_more_about_stays_open(desk: Desk) -> None:
    plain = desk.concern().ref
    waiting = desk.concern(voice=VoiceGiven(name="B", contact="555", wants_answer=True)).ref
    chosen = (Chosen(plain, 1), Chosen(waiting, 1))
    answer = desk.do(MoveConcerns(chosen, ConcernStatus.CLOSED, "Old", ClosingReason.NO_FURTHER_ACTION), by="sue")
    assert (answer.done, [item.ref for item in answer.left]) == ((plain,), [waiting])
    assert desk.one(Concern, waiting).status == "new"


def test_when_none_can_be_changed_nothing_is_and_it_is_said_of_all(desk: Desk) -> None:
    refs = [desk.concern().ref for _ in range(2)]
    before = everything(desk.store)
    with pytest.raises(Invalid) as refusal:
        desk.do(MoveConcerns(tuple(Chosen(ref, 1) for ref in refs), ConcernStatus.CLOSED, ""), by="sue")
    assert set(refusal.value.problems) == {"reason", "closing_reason"}
    with pytest.raises(Invalid, match="between 1 and 200"):
        desk.do(AssignConcerns((), 1), by="sue")
    assert everything(desk.store) == before


def test_a_view_is_ones_own_unless_it_is_for_the_team(desk: Desk) -> None:
    desk.do(SaveView("concerns", "Mine", "category=noise"), by="sue")
    desk.do(SaveView("concerns", "Ours", "view=overdue", for_team=True), by="sue")

    def seen(by: str) -> list[tuple[str, str | None]]:
        with desk.store.reading() as session:
            return [(view.name, view.by) for view in saved_views(session, viewer=desk.viewers[by], page="concerns")]

    assert seen("sue") == [("Mine", None), ("Ours", None)]
    assert seen("ana") == [("Ours", "Sue Okafor")]
    assert seen("cal") == []
    with pytest.raises(Refused):
        desk.do(SaveView("concerns", "Everybody", "view=new", for_team=True))
    with pytest.raises(NotFound):
        desk.do(ForgetView("concerns", "Ours"))
    desk.do(ForgetView("concerns", "Ours"), by="sue")
    assert seen("ana") == []


def test_the_same_name_replaces_and_thirty_are_enough(desk: Desk) -> None:
    assert desk.do(SaveView("concerns", "Late", "view=overdue")) is True
    assert desk.do(SaveView("concerns", " Late ", "view=clocks")) is False
    for number in range(29):
        desk.do(SaveView("concerns", f"View {number}", ""))
    with pytest.raises(Invalid, match="Remove one first"):
        desk.do(SaveView("concerns", "One more", ""))
    assert desk.count(SavedView) == 30
