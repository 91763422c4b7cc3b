"""A live meeting: who is in the room, what is captured, what the last one promised, and what people were told."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.commands.concern_work import MoveConcern
from db.commands.events import CancelEvent, CloseOutEvent, GroupCount
from db.commands.handouts import GiveHandouts, StockHandouts
from db.commands.meetings import CountRoom, NoteQuestion
from db.commands.promises import KeepPromise, TellPeople
from db.commands.tasks import AddTask, FinishTask, ReopenTask
from db.errors import Invalid, NotFound
from db.models import Event, Handout, HandoutItem, Task
from db.queries.events import event_record
from db.queries.meetings import captured, handout_items, made_at, meeting_before
from db.queries.you_said import you_said
from db.vocabulary import AttendanceGroup, ClosingReason, ConcernCategory, ConcernStatus, EventType
from tests.db.conftest import NOW, Desk
from tests.db.rows_meetings import shelf

WEEK = timedelta(days=7)
YOUTH, SENIORS = AttendanceGroup.YOUTH, AttendanceGroup.SENIORS


def before(desk: Desk, ref: str, now: datetime = NOW + 52 * WEEK) -> str | None:
    with desk.store.reading() as session:
        found = meeting_before(session, viewer=desk.viewers["ana"], ref=ref, now=now)
    return found.ref if found else None


def test_the_room_is_counted_without_closing_the_event_out(desk: Desk) -> None:
    event = desk.event().ref
    desk.do(CountRoom(event, 10, True, (GroupCount(YOUTH, 4, True), GroupCount(SENIORS, 6))))
    desk.do(CountRoom(event, 12, True, (GroupCount(YOUTH, 5, True),)), by="ben")
    desk.do(CountRoom(event, 12, True, (GroupCount(SENIORS, 0),)))
    with desk.store.reading() as session:
        record = event_record(session, viewer=desk.viewers["ana"], ref=event)
    assert (record.status, record.attendance_total, record.closed_out_at) == ("planned", 12, None)
    assert record.groups == (("youth", 5, True),)


def test_a_cancelled_event_has_no_room_to_count(desk: Desk) -> None:
    event = desk.event().ref
    desk.do(CancelEvent(event, 1, "Storm"))
    with pytest.raises(Invalid) as refusal:
        desk.do(CountRoom(event, 3, True))
    assert set(refusal.value.problems) == {"event"}


def test_the_meeting_before_is_of_the_same_series_or_kind_and_took_place(desk: Desk) -> None:
    first, second, called_off, this = (
        desk.event(series="Quay meeting", starts_at=NOW + WEEK * n).ref for n in (1, 2, 3, 4)
    )
    desk.do(CancelEvent(called_off, 1, "Storm"))
    alone = desk.event(starts_at=NOW + WEEK * 5, type=EventType.CLEAN_UP).ref
    again = desk.event(starts_at=NOW + WEEK * 6, type=EventType.CLEAN_UP).ref
    elsewhere = desk.event(by="cal", area="mill", starts_at=NOW + WEEK * 7, type=EventType.CLEAN_UP).ref
    assert [before(desk, ref) for ref in (first, second, this)] == [None, first, second]
    assert [before(desk, ref) for ref in (alone, again, elsewhere)] == [None, alone, None]
    assert before(desk, second, now=NOW) is None, "the first is still ahead: it was not last time"
    with pytest.raises(NotFound):
        before(desk, "E-2026-90001")


def test_what_is_captured_is_listed_newest_first_and_nothing_restricted_with_it(desk: Desk) -> None:
    event = desk.event().ref
    concern = desk.concern(raised_at_event=event, at=NOW + timedelta(minutes=1)).ref
    desk.concern(raised_at_event=event, category=ConcernCategory.DOMESTIC_ABUSE)
    promise = desk.do(AddTask("Ask for a lamp", NOW + WEEK, promised_at_event=event), at=NOW + timedelta(minutes=2)).ref
    question = desk.do(NoteQuestion(event, "When does it open?", NOW + WEEK), at=NOW + timedelta(minutes=3)).ref
    desk.do(GiveHandouts(shelf(desk), 12, event=event), at=NOW + timedelta(minutes=4))
    with desk.store.reading() as session:
        lines = captured(session, viewer=desk.viewers["ana"], event=event)
        made = made_at(session, viewer=desk.viewers["ana"], event=event)
    assert lines["kind"].tolist() == ["handout", "question", "promise", "concern"]
    assert lines["ref"].tolist()[1:] == [question, promise, concern]
    assert lines["quantity"].tolist()[0] == 12
    assert set(made["ref"]) == {promise, question}


def test_what_is_given_leaves_the_shelf_and_comes_back_when_it_is_undone(desk: Desk) -> None:
    event, item = desk.event().ref, shelf(desk, stock=20)
    desk.do(GiveHandouts(item, 12, event=event))
    desk.do(GiveHandouts(item, 12, activity=desk.activity().ref), key="again")
    with desk.store.reading() as session:
        assert session.get_one(HandoutItem, item).stock == 0
        shown = handout_items(session, viewer=desk.viewers["ana"])
    assert shown[["stock", "given"]].to_numpy().tolist() == [[0, 24]]
    desk.undo(next(ref for ref in desk.saves if ref.startswith("A")))
    with desk.store.reading() as session:
        assert session.get_one(HandoutItem, item).stock == 8
        assert session.scalars(select(Handout.withdrawn_at).order_by(Handout.id)).all()[0] is None


def test_what_is_no_longer_given_out_is_not_offered(desk: Desk) -> None:
    item = shelf(desk)
    with desk.store.reading() as session:
        name = session.get_one(HandoutItem, item).name
    desk.do(StockHandouts(name.upper(), "somali", 3, retired=True))
    with desk.store.reading() as session:
        assert handout_items(session, viewer=desk.viewers["ana"]).empty
        assert handout_items(session, viewer=desk.viewers["ana"], retired=True)["stock"].tolist() == [3]
    with pytest.raises(Invalid):
        desk.do(GiveHandouts(item, 1, event=desk.event().ref))


def test_a_question_ends_with_its_answer_not_with_a_tick(desk: Desk) -> None:
    ref = desk.do(NoteQuestion(desk.event().ref, "When does it open?", NOW + WEEK)).ref
    with pytest.raises(Invalid, match="Say what the answer is"):
        desk.do(FinishTask(ref, 1))
    desk.do(KeepPromise(ref, 1, "In May"))
    assert desk.one(Task, ref).result == "In May"


def test_a_promise_is_kept_once_told_about_and_said_more_clearly_later(desk: Desk) -> None:
    ref = desk.task(is_promise=True).ref
    desk.do(KeepPromise(ref, 1, "Lamp orderd"))
    desk.do(KeepPromise(ref, 2, "The lamp is ordered"), at=NOW + WEEK)
    desk.do(TellPeople(ref, 3, "Letter to the street"), at=NOW + WEEK)
    task = desk.one(Task, ref)
    assert (task.done_at, task.result, task.told_at) == (NOW, "The lamp is ordered", NOW + WEEK)
    desk.do(ReopenTask(ref, 4))
    assert desk.one(Task, ref).told_at is None


def test_a_close_out_keeps_what_was_heard_and_a_story_only_with_consent(desk: Desk) -> None:
    event = desk.event(starts_at=NOW - timedelta(hours=3)).ref
    told = CloseOutEvent(event, 1, 9, True, heard="Cars at night", worked="The room", story="Ali got his bike back")
    desk.do(told)
    with pytest.raises(Invalid) as refusal:
        desk.do(
            CloseOutEvent(desk.event(starts_at=NOW - timedelta(hours=3)).ref, 1, 9, True, story_consent="He said so")
        )
    assert set(refusal.value.problems) == {"story_consent"}
    version = desk.one(Event, event).version
    desk.do(CloseOutEvent(event, version, 10, True, story_consent="Ali, in person"), at=NOW + WEEK)
    closed = desk.one(Event, event)
    assert (closed.heard, closed.worked, closed.story) == ("Cars at night", "The room", "Ali got his bike back")
    assert closed.outcome_note is None
    assert (closed.closed_out_at, closed.attendance_total, closed.story_consent) == (NOW, 10, "Ali, in person")


def test_you_said_we_did_has_what_was_raised_what_was_done_and_when_people_were_told(desk: Desk) -> None:
    event = desk.event(starts_at=NOW - timedelta(hours=3)).ref
    concern = desk.concern(raised_at_event=event).ref
    for hidden in (ConcernCategory.DOMESTIC_ABUSE, ConcernCategory.POLICE_CONDUCT):
        desk.concern(raised_at_event=event, category=hidden)
    move = MoveConcern(
        concern, 1, ConcernStatus.CLOSED, "Lit", closing_reason=ClosingReason.RESOLVED, outcome="Lamp replaced"
    )
    desk.do(move, at=NOW + WEEK)
    promise = desk.do(AddTask("Ask for a lamp", NOW + WEEK, promised_at_event=event)).ref
    desk.do(KeepPromise(promise, 1, "Asked"))
    desk.do(TellPeople(promise, 2, "At the door"))
    given_up = desk.do(AddTask("Patrol daily", NOW + WEEK, promised_at_event=event)).ref
    question = desk.do(NoteQuestion(event, "When does it open?", NOW + WEEK)).ref
    with desk.store.reading() as session:
        area = desk.areas["harbour"]
        rows = you_said(session, viewer=desk.viewers["ana"], neighbourhood_id=area, since=NOW - WEEK, until=NOW)
        others = you_said(
            session, viewer=desk.viewers["ana"], neighbourhood_id=desk.areas["mill"], since=NOW - WEEK, until=NOW
        )
    assert others.empty
    said = rows.set_index("ref")
    assert set(said.index) == {concern, promise, given_up, question}
    assert (said.loc[concern, "did"], said.loc[promise, "did"]) == ("Lamp replaced", "Asked")
    assert said.loc[promise, "told_at"] == NOW
    assert said["kind"].to_dict() == {concern: "concern", promise: "promise", given_up: "promise", question: "question"}
