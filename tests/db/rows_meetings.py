"""Rows of the commands of a live meeting: see command_rows."""

from datetime import timedelta
from typing import Any

from db.audit import Action
from db.commands.events import GroupCount
from db.commands.handouts import GiveHandouts, StockHandouts
from db.commands.meetings import CountRoom, NoteQuestion
from db.commands.promises import KeepPromise, TellPeople
from db.commands.tasks import FinishTask
from db.errors import NotFound, Refused
from db.models import HandoutItem
from db.vocabulary import AttendanceGroup
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, Elsewhere, Late, Row, Wrong

NEXT_WEEK = NOW + timedelta(days=7)


def shelf(desk: Desk, stock: int = 50) -> int:
    """A leaflet in stock; its number."""
    name = f"Lock it {desk.serial()}"
    desk.do(StockHandouts(name, "Somali", stock))
    with desk.store.reading() as session:
        return int(session.query(HandoutItem).filter_by(name=name).one().id)


def promise(desk: Desk, by: str = "ana", area: str = "harbour") -> str:
    ref: str = desk.task(by=by, area=area, is_promise=True).ref
    return ref


def kept(desk: Desk) -> str:
    ref = promise(desk)
    desk.do(FinishTask(ref, 1))
    return ref


def reminded(desk: Desk, command: Any) -> None:
    desk.do(FinishTask(command.ref, command.version), by="ben")


def told_by_ben(desk: Desk, command: Any) -> None:
    desk.do(TellPeople(command.ref, command.version, "On the door"), by="ben")


MEETINGS = [
    Row(
        CountRoom,
        lambda d: CountRoom(d.event().ref, 14, True, (GroupCount(AttendanceGroup.YOUTH, 5, True),)),
        Action.ATTENDANCE_COUNTED,
        elsewhere=Elsewhere(lambda d: CountRoom(d.event(by="cal", area="mill").ref, 14, True), Refused),
        wrong=Wrong(
            lambda d: CountRoom(d.event().ref, -1, True, (GroupCount("dogs", 3),)),  # type: ignore[arg-type]
            {"total", "groups"},
        ),
    ),
    Row(
        NoteQuestion,
        lambda d: NoteQuestion(d.event().ref, "When does the underpass open?", NEXT_WEEK),
        Action.TASK_ADDED,
        elsewhere=Elsewhere(lambda d: NoteQuestion(d.event(by="cal", area="mill").ref, "When?", NEXT_WEEK), Refused),
        wrong=Wrong(
            lambda d: NoteQuestion(d.event().ref, " ", NOW - timedelta(days=1), owner_id=999),
            {"text", "due_at", "owner"},
        ),
    ),
    Row(
        StockHandouts,
        lambda d: StockHandouts(f"Lock it {d.serial()}", "Somali", 200),
        Action.HANDOUTS_STOCKED,
        wrong=Wrong(lambda d: StockHandouts("", "", -4), {"name", "language", "stock"}),
    ),
    Row(
        GiveHandouts,
        lambda d: GiveHandouts(shelf(d), 12, event=d.event().ref),
        Action.HANDOUTS_GIVEN,
        elsewhere=Elsewhere(lambda d: GiveHandouts(shelf(d), 3, event=d.event(by="cal", area="mill").ref), Refused),
        wrong=Wrong(lambda d: GiveHandouts(0, 0, event=d.event().ref), {"item_id", "quantity"}),
    ),
    Row(
        KeepPromise,
        lambda d: KeepPromise(promise(d), 1, "The lamp is lit"),
        Action.TASK_DONE,
        elsewhere=Elsewhere(lambda d: KeepPromise(promise(d, by="cal", area="mill"), 1, "Done"), NotFound),
        wrong=Wrong(lambda d: KeepPromise(d.task().ref, 1, LONG), {"result", "task"}),
        late=Late(reminded, {"done_at": NOW}),
    ),
    Row(
        TellPeople,
        lambda d: TellPeople(kept(d), 2, "At the next meeting"),
        Action.PEOPLE_TOLD,
        elsewhere=Elsewhere(lambda d: TellPeople(promise(d, by="cal", area="mill"), 1, "Letter"), NotFound),
        wrong=Wrong(lambda d: TellPeople(promise(d), 1, ""), {"how", "task"}),
        late=Late(told_by_ben, {"done_at": NOW}),
    ),
]
