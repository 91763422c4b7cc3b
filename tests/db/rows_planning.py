"""Rows of the command table for planning: events, their checklists, series."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from db.audit import Action
from db.commands.event_details import EventDetails
from db.commands.event_planning import AddChecklist, ChecklistItem, EditEvent, PlanEvent
from db.commands.event_series import ChangeSeries, EndSeries, PlanSeries
from db.commands.events import CancelEvent
from db.commands.organisations import RecordOrganisation
from db.errors import Refused
from db.models import Event
from db.vocabulary import EventType, OrganisationSector
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, Elsewhere, Late, Row, Wrong

SOON = NOW + timedelta(days=14)
# A Tuesday, seven in the evening of the agency, one of each month of the winter half.
FIRST = datetime(2026, 11, 11, 3, 0, tzinfo=UTC)
FLYERS = (ChecklistItem("Print flyers", NOW + timedelta(days=1)),)
MONTHLY = "FREQ=MONTHLY;BYDAY=2TU;COUNT=6"


def details(desk: Desk, area: str = "harbour", **more: Any) -> EventDetails:
    given = {"title": "Beat meeting", "neighbourhood_id": desk.areas[area], "topics": ("lighting",)}
    return EventDetails(EventType.BEAT_MEETING, **{**given, **more})


def partner(desk: Desk) -> str:
    saved = desk.do(RecordOrganisation(f"Harbour library {desk.serial()}", OrganisationSector.NON_PROFIT))
    return str(saved.ref)


def edit(desk: Desk, ref: str, version: int = 1, **more: Any) -> EditEvent:
    return EditEvent(ref, version, details(desk, **more), SOON, SOON + timedelta(hours=2))


def series(desk: Desk, *, by: str = "ana", area: str = "harbour", rule: str = MONTHLY, **more: Any) -> list[str]:
    """The references of its occurrences, in order."""
    saved = desk.do(PlanSeries("Monthly meeting", details(desk, area, **more), FIRST, 90, rule), by=by)
    return [saved.ref, *saved.also]


def change(desk: Desk, ref: str, version: int = 1, at: time = time(19), **more: Any) -> ChangeSeries:
    return ChangeSeries(ref, version, details(desk, **more), at, 60)


def everything_wrong(**more: Any) -> EventDetails:
    return EventDetails(
        "party", " ", venue=LONG, neighbourhood_id=999, audience=LONG, language=LONG, other_languages=(LONG,),  # type: ignore[arg-type]
        topics=(LONG,), materials=("x",) * 21, partners=("O-1999-00001",), **more,
    )  # fmt: skip


WRONG = {
    "type", "title", "venue", "place", "audience", "language", "other_languages", "topics", "materials", "partners",
}  # fmt: skip


def ben_edits(desk: Desk, command: EditEvent) -> None:
    desk.do(edit(desk, command.ref, title="Ben's title", partners=(partner(desk),)), by="ben")


def ben_calls_one_off(desk: Desk, command: Any) -> None:
    desk.do(CancelEvent(command.ref, desk.one(Event, command.ref).version, "The hall is shut"), by="ben")


def called_off(desk: Desk) -> str:
    ref: str = desk.event().ref
    desk.do(CancelEvent(ref, 1, "The hall is shut"))
    return ref


def last_called_off(desk: Desk) -> str:
    ref = series(desk)[-1]
    desk.do(CancelEvent(ref, 1, "The hall is shut"))
    return ref


PLANNING = [
    Row(
        PlanEvent,
        lambda d: PlanEvent(
            details(d, partners=(partner(d),), other_languages=("Somali",), materials=("Chairs",)),
            SOON,
            SOON + timedelta(hours=2),
            (ChecklistItem("Book the room", NOW + timedelta(days=2)),),
        ),
        Action.EVENT_RECORDED,
        # Officers help out at each other's events.
        elsewhere=Elsewhere(lambda d: PlanEvent(details(d, "mill"), SOON, SOON + timedelta(hours=1)), None),
        wrong=Wrong(
            lambda d: PlanEvent(everything_wrong(), SOON, SOON, (ChecklistItem(" ", SOON),)),
            {*WRONG, "ends_at", "checklist"},
        ),
    ),
    Row(
        EditEvent,
        lambda d: edit(d, d.event().ref, title="Harbour meeting", partners=(partner(d),)),
        Action.EVENT_EDITED,
        elsewhere=Elsewhere(lambda d: edit(d, d.event(by="cal", area="mill").ref), Refused),
        wrong=Wrong(
            lambda d: EditEvent(called_off(d), 2, everything_wrong(), SOON, SOON), {*WRONG, "ends_at", "status"}
        ),
        late=Late(ben_edits, {"title": "Ben's title", "status": "planned"}),
    ),
    Row(
        AddChecklist,
        lambda d: AddChecklist(d.event().ref, FLYERS),
        Action.TASK_ADDED,
        elsewhere=Elsewhere(
            lambda d: AddChecklist(d.event(by="cal", area="mill").ref, FLYERS),
            Refused,
        ),
        wrong=Wrong(
            lambda d: AddChecklist(called_off(d), (ChecklistItem("", NOW - timedelta(days=1)),), 999),
            {"text", "due_at", "owner", "status"},
        ),
    ),
    Row(
        PlanSeries,
        lambda d: PlanSeries("Monthly meeting", details(d, partners=(partner(d),)), FIRST, 90, MONTHLY),
        Action.SERIES_PLANNED,
        elsewhere=Elsewhere(lambda d: PlanSeries("Monthly", details(d, "mill"), FIRST, 90, MONTHLY), None),
        wrong=Wrong(
            lambda d: PlanSeries("", everything_wrong(), FIRST, 0, "FREQ=WEEKLY"),
            {*WRONG, "name", "minutes", "rule"},
        ),
    ),
    Row(
        EndSeries,
        lambda d: EndSeries(series(d)[3], 1, "The library closes"),
        Action.SERIES_CHANGED,
        elsewhere=Elsewhere(lambda d: EndSeries(series(d, by="cal", area="mill")[3], 1, "It closes"), Refused),
        wrong=Wrong(lambda d: EndSeries(last_called_off(d), 2, " "), {"reason", "status"}),
        late=Late(ben_calls_one_off, {"name": "Monthly meeting"}),
    ),
    Row(
        ChangeSeries,
        lambda d: change(d, series(d)[2], title="Winter meeting", partners=(partner(d),)),
        Action.SERIES_CHANGED,
        elsewhere=Elsewhere(lambda d: change(d, series(d, by="cal", area="mill")[2], area="mill"), Refused),
        wrong=Wrong(
            lambda d: ChangeSeries(last_called_off(d), 2, everything_wrong(), time(19), 0),
            {*WRONG, "minutes", "status"},
        ),
        late=Late(ben_calls_one_off, {"name": "Monthly meeting"}),
    ),
]
