"""Week sheets: handed in by the officer, signed off or returned by the supervisor; then closed until it is returned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import NotFound, Refused, Sentence, problem
from db.models import Officer, WeekSheet

SHOWN = {"handed_in_at": None, "signed_off_at": None, "returned_why": None}


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# Put together once: every activity that is logged asks it.
_CLOSED = (
    select(WeekSheet.week)
    .where(
        WeekSheet.officer_id == bindparam("officer"),
        WeekSheet.week.in_(bindparam("weeks", expanding=True)),
        WeekSheet.signed_off_at.is_not(None),
    )
    .order_by(WeekSheet.week)
    .limit(1)
)


def closed_week(session: Session, officer_id: int, *moments: datetime) -> Sentence | None:
    """Why nothing can be written into the week of one of these moments any more; None while it is open."""
    weeks = sorted({monday(agency_day(at)) for at in moments})
    week = session.scalar(_CLOSED, {"officer": officer_id, "weeks": weeks})
    if week is None:
        return None
    return problem(
        "Your week from {day} is signed off. Ask your supervisor to return the sheet, then change it.",
        day=f"{week:%d/%m/%Y}",
    )


@dataclass(frozen=True, slots=True)
class HandInWeek:
    """One's own week, by its Monday. `version` is 0 while the week has no sheet yet."""

    week: date
    version: int


@handles(HandInWeek, can_undo=True)
def hand_in_week(session: Session, command: HandInWeek, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ACTIVITY_LOG)
    if by.officer_id is None:
        raise Refused(problem("A week is some officer's work; an importer has none."))
    sheet = _sheet(session, by.officer_id, command.week)
    _must_be_current(sheet, command.week, command.version)
    words.refuse_if_any(
        [
            ("week", _week_problem(command.week, now=now)),
            ("sheet", problem("This week is signed off.") if sheet is not None and sheet.signed_off_at else None),
        ]
    )
    if sheet is None:
        sheet = WeekSheet(officer_id=by.officer_id, week=command.week, created_at=now)
        session.add(sheet)
    sheet.handed_in_at, sheet.returned_why, sheet.updated_at = now, None, now
    return _saved(session, sheet, Action.WEEK_HANDED_IN, by=by, now=now)


@dataclass(frozen=True, slots=True)
class SignOffWeek:
    """Somebody else's week, of the team one answers for. From then on its entries stay as they are."""

    officer_id: int
    week: date
    version: int


@handles(SignOffWeek, can_undo=True)
def sign_off_week(session: Session, command: SignOffWeek, *, by: Viewer, now: datetime) -> Saved:
    sheet = _of_my_team(session, command, by=by)
    _must_be_current(sheet, command.week, command.version)
    words.refuse_if_any([("sheet", _not_handed_in(sheet))])
    sheet.signed_off_at, sheet.signed_off_by_id, sheet.updated_at = now, by.officer_id, now
    return _saved(session, sheet, Action.WEEK_SIGNED_OFF, by=by, now=now)


@dataclass(frozen=True, slots=True)
class ReturnWeek:
    """Back to the officer, with what is to be put right; one that is signed off already is open again."""

    officer_id: int
    week: date
    version: int
    why: str


@handles(ReturnWeek, can_undo=True)
def return_week(session: Session, command: ReturnWeek, *, by: Viewer, now: datetime) -> Saved:
    sheet = _of_my_team(session, command, by=by)
    _must_be_current(sheet, command.week, command.version)
    ask = problem("Say what is to be put right.")
    handed_in = None if sheet.handed_in_at else problem("This week is not handed in.")
    words.refuse_if_any([("why", words.sentence(command.why, ask=ask, longest=300)), ("sheet", handed_in)])
    sheet.handed_in_at, sheet.signed_off_at, sheet.signed_off_by_id = None, None, None
    sheet.returned_why, sheet.updated_at = command.why.strip(), now
    return _saved(session, sheet, Action.WEEK_RETURNED, by=by, now=now)


def _not_handed_in(sheet: WeekSheet) -> Sentence | None:
    if sheet.signed_off_at is not None:
        return problem("This week is signed off.")
    return None if sheet.handed_in_at else problem("This week is not handed in.")


def _sheet(session: Session, officer_id: int, week: date) -> WeekSheet | None:
    statement = select(WeekSheet).where(WeekSheet.officer_id == officer_id, WeekSheet.week == week)
    return session.scalar(statement.with_for_update())


def _of_my_team(session: Session, command: SignOffWeek | ReturnWeek, *, by: Viewer) -> WeekSheet:
    """The sheet, when its officer is in the viewer's team and not the viewer."""
    by.must(Permission.WEEK_SIGN_OFF)
    officer = session.get(Officer, command.officer_id)
    if officer is None or officer.id == by.officer_id or by.team_id is None or officer.team_id != by.team_id:
        raise Refused(problem("You sign off the weeks of your team, and nobody signs off their own."))
    sheet = _sheet(session, command.officer_id, command.week)
    if sheet is None:
        raise NotFound(problem("This week is not handed in."))
    return sheet


def _must_be_current(sheet: WeekSheet | None, week: date, version: int) -> None:
    if sheet is not None:
        must_be_current(sheet, version, SHOWN, called=f"{week:%d/%m/%Y}")


def _week_problem(week: date, *, now: datetime) -> Sentence | None:
    if week != monday(week):
        return problem("A week begins on a Monday.")
    return problem("This week has not begun yet.") if week > agency_day(now) else None


def _saved(session: Session, sheet: WeekSheet, action: Action, *, by: Viewer, now: datetime) -> Saved:
    session.flush()
    detail = {"week": sheet.week.isoformat(), "officer": sheet.officer_id}
    audit.append(session, action, entity="week_sheet", ref=str(sheet.id), by=by, at=now, detail=detail)
    return Saved(str(sheet.id), sheet.version, "week_sheet")
