"""Closing: those who asked are told, promises are not forgotten, and what is solved is asked about again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.cases import MoveCase
from db.commands.closing import Fate, Feedback
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import MoveConcern, RecordAnswer
from db.commands.concerns import VoiceGiven
from db.commands.duplicates import MergeConcern
from db.commands.outcome_checks import CheckOutcome
from db.commands.tasks import AddTask, FinishTask, ReopenTask
from db.commands.voices import AddVoice
from db.errors import Invalid
from db.models import Case, Concern, Task, Voice, VoiceAnswer
from db.queries.timeline import timeline
from db.queries.voices import to_tell
from db.queries.work import promises, task_list
from db.vocabulary import AnswerOutcome, CaseStatus, ClosingReason, ConcernStatus, ContactMethod, PromiseFate
from tests.db.conftest import NOW, Desk

FOUND = {"assessment": "Nobody rang for a month"}  # what closing a problem asks besides
CLOSED, WITHDRAWN = ConcernStatus.CLOSED, ClosingReason.WITHDRAWN
RINGS = VoiceGiven(name="B. Resident", contact="555-0101", preferred_method=ContactMethod.PHONE, wants_answer=True)


def close(desk: Desk, ref: str, *, reason: ClosingReason = WITHDRAWN, **more: Any) -> None:
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, CLOSED, "Nothing more to do", reason, **more))


def asked(desk: Desk, ref: str) -> tuple[int, ...]:
    with desk.store.reading() as session:
        return tuple(voice.number for voice in to_tell(session, viewer=desk.viewers["ana"], ref=ref))


def resolve(desk: Desk, ref: str) -> None:
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.IN_PROGRESS, "Went there"))
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.RESOLVED, "It is lit"))


def checks(desk: Desk, ref: str) -> list[Any]:
    with desk.store.reading() as session:
        rows = task_list(session, viewer=desk.viewers["ana"], concern=ref, done=None, now=NOW)
    return [row for row in rows.itertuples(index=False) if row.purpose]


def test_whoever_wants_an_answer_is_told_before_a_concern_is_closed(desk: Desk) -> None:
    ref = desk.concern(voice=RINGS).ref
    desk.do(AddVoice(ref, NOW, None, RINGS))
    desk.do(AddVoice(ref, NOW))  # this one wants to hear nothing
    first, second = asked(desk, ref)
    with pytest.raises(Invalid) as refusal:
        close(desk, ref, feedback=(Feedback(first, AnswerOutcome.TOLD, "It was lit again", ContactMethod.PHONE),))
    assert set(refusal.value.problems) == {f"feedback.{second}"}
    tried = Feedback(second, AnswerOutcome.NOT_REACHED, "Rang three times")
    close(desk, ref, feedback=(Feedback(first, AnswerOutcome.TOLD, "It was lit again"), tried))
    with desk.store.reading() as session:
        told = session.execute(select(Voice.told_at, Voice.told_how).where(Voice.id == first)).one()
        unreached = session.scalars(select(Voice.told_at).where(Voice.id == second)).one()
    assert (told.told_at, told.told_how, unreached) == (NOW, "It was lit again", None)


def test_those_who_reported_a_merged_concern_are_told_too(desk: Desk) -> None:
    main, repeat = desk.concern().ref, desk.concern(voice=RINGS).ref
    desk.do(MergeConcern(repeat, 1, main, 1))
    with pytest.raises(Invalid):
        close(desk, main)
    close(desk, main, feedback=tuple(Feedback(n, AnswerOutcome.DECLINED) for n in asked(desk, main)))
    assert asked(desk, main) == ()


def test_answers_are_added_never_overwritten_and_read_only_with_the_personal_details(desk: Desk) -> None:
    ref = desk.concern(voice=RINGS).ref
    desk.do(RecordAnswer(ref, 1, "A lamp is ordered"))
    close(desk, ref, feedback=(Feedback(*asked(desk, ref), AnswerOutcome.TOLD, "It is lit", ContactMethod.EMAIL),))
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.IN_PROGRESS, "Dark again"))
    (voice,) = desk.do(OpenConcern(ref)).voices
    assert [answer.words for answer in voice.answers] == ["A lamp is ordered", "It is lit"]
    with desk.store.reading() as session:
        story = timeline(session, viewer=desk.viewers["ana"], entity="concern", ref=ref)
    assert list(story["what"]).count("answered") == 2
    assert "lit" not in " ".join(str(words) for words in story[story["what"] == "answered"]["words"])


def test_an_answer_for_a_stranger_is_refused(desk: Desk) -> None:
    ref, other = desk.concern().ref, desk.concern(voice=RINGS).ref
    with pytest.raises(Invalid, match="Somebody else has been told"):
        close(desk, ref, feedback=(Feedback(*asked(desk, other), AnswerOutcome.TOLD, "Hello"),))
    assert desk.count(VoiceAnswer) == 0


@pytest.mark.parametrize("of", ["concern", "case"])
def test_nothing_is_closed_over_an_open_promise_without_a_word_on_it(desk: Desk, of: str) -> None:
    ref = desk.concern().ref if of == "concern" else desk.case().ref
    link = {of: ref}
    kept, goes_on, lost = (
        desk.do(
            AddTask(text, NOW + timedelta(days=2), is_promise=True, neighbourhood_id=desk.areas["harbour"], **link)
        ).ref
        for text in ("Bring lamps", "Come again", "Paint the wall")
    )
    desk.do(AddTask("Tidy the file", NOW + timedelta(days=2), **link))

    def end(*fates: Fate) -> None:
        if of == "concern":
            close(desk, ref, promises=fates)
        else:
            desk.do(MoveCase(ref, 1, CaseStatus.CLOSED, "Done", "It is quiet", values=FOUND, promises=fates))

    with pytest.raises(Invalid) as refusal:
        end(Fate(kept, PromiseFate.KEPT), Fate(lost, PromiseFate.GIVEN_UP))
    assert set(refusal.value.problems) == {f"promise.{goes_on}", f"promise.{lost}"}
    model = Concern if of == "concern" else Case
    assert desk.one(model, ref).status != "closed"
    end(Fate(kept, PromiseFate.KEPT), Fate(goes_on, PromiseFate.GOES_ON), Fate(lost, PromiseFate.GIVEN_UP, "No money"))
    assert [desk.one(Task, name).done_at for name in (kept, goes_on, lost)] == [NOW, None, NOW]
    with desk.store.reading() as session:
        viewer, far = desk.viewers["ana"], NOW + timedelta(days=9)
        owed = promises(session, viewer=viewer, since=NOW, until=far, neighbourhood_id=desk.areas["harbour"])
    assert (owed.kept, owed.given_up, owed.overdue) == (1, 1, 1)
    reopened = desk.do(ReopenTask(lost, desk.one(Task, lost).version))
    assert (desk.one(Task, lost).not_kept_why, reopened.ref) == (None, lost)


def test_what_is_resolved_is_asked_about_after_four_weeks(desk: Desk) -> None:
    ref = desk.concern().ref
    resolve(desk, ref)
    (check,) = checks(desk, ref)
    assert (check.due_at - NOW, check.owner) == (timedelta(days=28), "Ana Rivera")
    with pytest.raises(Invalid, match="say whether it is still solved"):
        desk.do(FinishTask(check.ref, 1))
    desk.do(CheckOutcome(check.ref, 1, True, "The caretaker says it holds"))
    close(desk, ref, reason=ClosingReason.RESOLVED)
    assert [row.ref for row in checks(desk, ref)] == [check.ref]  # found to hold: nobody is asked again
    with pytest.raises(Invalid):
        desk.do(ReopenTask(check.ref, 2))


def test_what_is_back_is_reopened_with_its_history(desk: Desk) -> None:
    ref = desk.concern().ref
    resolve(desk, ref)
    close(desk, ref, reason=ClosingReason.RESOLVED)
    (check,) = checks(desk, ref)
    desk.do(CheckOutcome(check.ref, 1, False, "Dark since Monday"))
    concern = desk.one(Concern, ref)
    assert (concern.status, concern.closed_at, concern.resolved_at, concern.closing_reason) == (
        "in progress", None, None, None,
    )  # fmt: skip
    with desk.store.reading() as session:
        story = timeline(session, viewer=desk.viewers["ana"], entity="concern", ref=ref)
    moved = story[story["what"] == "moved"]
    assert list(moved["after"]) == ["new", "in progress", "resolved", "closed", "in progress"]
    assert list(moved["words"])[-1] == "Dark since Monday"


def test_reopening_takes_the_check_away_and_resolving_again_asks_again(desk: Desk) -> None:
    ref = desk.concern().ref
    resolve(desk, ref)
    (check,) = checks(desk, ref)
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.IN_PROGRESS, "Not quite"))
    assert checks(desk, ref) == []
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.RESOLVED, "Now it is"))
    (again,) = checks(desk, ref)
    assert again.ref != check.ref


def test_what_was_never_solved_is_not_asked_about(desk: Desk) -> None:
    ref = desk.concern().ref
    close(desk, ref)
    assert checks(desk, ref) == []


def test_what_came_back_and_is_closed_at_once_as_solved_is_asked_about_again(desk: Desk) -> None:
    ref = desk.concern().ref
    resolve(desk, ref)
    desk.do(CheckOutcome(checks(desk, ref)[0].ref, 1, False, "Dark again"), at=NOW + timedelta(days=28))
    later = NOW + timedelta(days=30)
    done = MoveConcern(ref, desk.one(Concern, ref).version, CLOSED, "Mended at once", ClosingReason.RESOLVED)
    desk.do(done, at=later)
    (waits,) = [check for check in checks(desk, ref) if check.done_at is None or check.done_at != check.done_at]
    assert waits.due_at == later + timedelta(days=28)
