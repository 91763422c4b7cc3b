"""Undo: one's own, at once, and only while nothing has followed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.commands.activities import LogActivity, OpenActivityNote
from db.commands.cases import LinkConcern
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import EditConcern, MoveConcern, RecordAnswer
from db.commands.events import CancelEvent
from db.commands.log import LogEntry
from db.commands.tasks import AddTask, FinishTask
from db.commands.undo import Undo
from db.errors import NotFound, Refused
from db.models import Activity, AuditEntry, Concern, Event, Task
from db.vocabulary import ActivityType, ConcernCategory, ConcernStatus, Priority, SourceType
from tests.db.conftest import NOW, Desk, a_concern, an_event

SOON = NOW + timedelta(minutes=10)
TOO_LATE = SOON + timedelta(seconds=1)
TOMORROW = NOW + timedelta(days=1)


def log_everything(desk: Desk) -> tuple[str, ...]:
    saved = desk.do(
        LogEntry(
            activity=LogActivity(ActivityType.FOOT_PATROL, NOW, 30),
            concern=a_concern(),
            event=an_event(),
            follow_up=AddTask("Call back", TOMORROW),
        )
    )
    return (saved.ref, *saved.also)


def test_a_receipt_with_four_records_is_taken_back_whole(desk: Desk) -> None:
    refs = log_everything(desk)
    assert [ref[0] for ref in refs] == ["E", "C", "A", "T"]
    assert desk.do(Undo(refs), at=SOON) == 4
    for model, ref in zip((Event, Concern, Activity, Task), refs, strict=True):
        assert desk.one(model, ref).withdrawn_at == SOON
    assert desk.wrong_counts() == 0


def test_half_a_receipt_is_not_taken_back_from_under_the_other_half(desk: Desk) -> None:
    event, concern, *_ = log_everything(desk)
    for ref in (event, concern):
        with pytest.raises(Refused, match="Something has followed"):
            desk.do(Undo((ref,)))


def test_what_is_taken_back_stays_as_evidence(desk: Desk) -> None:
    saved = desk.concern()
    desk.do(Undo((saved.ref,)))
    assert desk.one(Concern, saved.ref).summary == "Lamp out by the steps"
    with desk.store.reading() as session:
        entries = session.query(AuditEntry).filter_by(entity_ref=saved.ref).order_by(AuditEntry.id)
        trail = [entry.action for entry in entries]
    assert trail == ["concern recorded", "undone"]


def test_after_ten_minutes_it_is_corrected_instead(desk: Desk) -> None:
    saved = desk.concern()
    with pytest.raises(Refused, match="more than ten minutes ago"):
        desk.do(Undo((saved.ref,)), at=TOO_LATE)
    assert desk.do(Undo((saved.ref,)), at=SOON) == 1


def test_only_who_saved_it_can_take_it_back_and_others_learn_nothing_from_trying(desk: Desk) -> None:
    saved = desk.concern()
    for ref in (saved.ref, "C-2026-90000", "K-2026-00001", "nonsense", ""):
        with pytest.raises(NotFound) as refusal:
            desk.do(Undo((ref,)), by="ben")
        assert str(refusal.value) == f"There is no {ref} to undo."


def test_nothing_at_all_cannot_be_undone(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(Undo(()))


def test_it_is_undone_once(desk: Desk) -> None:
    saved = desk.concern()
    desk.do(Undo((saved.ref,)))
    with pytest.raises(NotFound):
        desk.do(Undo((saved.ref,)))
    other = desk.concern()
    with pytest.raises(NotFound):
        desk.do(Undo((other.ref, other.ref)))
    assert desk.one(Concern, other.ref).withdrawn_at is None


FOLLOWED: dict[str, Callable[[Desk, str], Any]] = {
    "moved": lambda d, ref: d.do(MoveConcern(ref, 1, ConcernStatus.TRIAGED, "Seen"), by="ben"),
    "edited": lambda d, ref: d.do(
        EditConcern(ref, 1, "Two", ConcernCategory.NOISE, Priority.LOW, SourceType.RESIDENT), by="ben"
    ),
    "answered": lambda d, ref: d.do(RecordAnswer(ref, 1, "By phone"), by="ben"),
    "in a case": lambda d, ref: d.do(LinkConcern(d.case(by="ben").ref, ref, 1), by="ben"),
    "worked on": lambda d, ref: d.activity(by="ben", concern=ref),
    "a task": lambda d, ref: d.task(by="ben", concern=ref),
}


@pytest.mark.parametrize("followed", FOLLOWED.values(), ids=FOLLOWED)
def test_a_concern_something_has_followed_from_stays(shared_desk: Desk, followed: Callable[[Desk, str], Any]) -> None:
    ref = shared_desk.concern().ref
    followed(shared_desk, ref)
    with pytest.raises(Refused, match="Something has followed"):
        shared_desk.do(Undo((ref,)))


def test_events_and_tasks_something_has_followed_from_stay(shared_desk: Desk) -> None:
    event, promised, raised, task = (shared_desk.event().ref for _ in range(3)), 0, 0, shared_desk.task().ref
    cancelled, promised_at, raised_at = event
    shared_desk.do(CancelEvent(cancelled, 1, "Rain"))
    shared_desk.do(AddTask("Bring leaflets", TOMORROW, promised_at_event=promised_at))
    shared_desk.concern(raised_at_event=raised_at)
    shared_desk.do(FinishTask(task, 1))
    for ref in (cancelled, promised_at, raised_at, task):
        with pytest.raises(Refused, match="Something has followed"):
            shared_desk.do(Undo((ref,)))
    assert (promised, raised) == (0, 0)


def test_looking_is_not_following(desk: Desk) -> None:
    concern, activity = desk.concern(), desk.activity(note="Spoke with the owner")
    desk.do(OpenConcern(concern.ref), by="ben")
    desk.do(OpenActivityNote(activity.ref), by="ben")
    assert desk.do(Undo((concern.ref, activity.ref))) == 2


def test_what_followed_and_was_itself_undone_is_no_hindrance(desk: Desk) -> None:
    concern = desk.concern()
    task = desk.task(concern=concern.ref)
    desk.do(Undo((task.ref,)))
    assert desk.do(Undo((concern.ref,))) == 1


def test_ones_own_restricted_concern_can_be_undone(desk: Desk) -> None:
    saved = desk.concern(category=ConcernCategory.DOMESTIC_ABUSE)
    assert desk.do(Undo((saved.ref,))) == 1
    assert desk.wrong_counts() == 0
