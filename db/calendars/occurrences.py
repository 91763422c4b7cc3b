"""The dates that the events of a calendar fall on, as far ahead as the desk plans."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from time import monotonic

from db.calendars.entries import (
    LONGEST,
    MOST_EVENTS,
    CalendarEvent,
    CalendarFile,
    Dates,
    LineProblem,
    Moment,
    Occurrence,
)
from db.calendars.rules import PATIENCE, TooMuch, starts
from db.errors import Sentence, problem

AHEAD = timedelta(days=731)
OLDEST = 2000
_LONGEST_UID = 255


def dates_of(calendar: CalendarFile, *, now: datetime, zone: tzinfo) -> Dates:
    """Every date that is not over, up to two years ahead; all-day events are days of `zone`, the agency's."""
    deadline = monotonic() + PATIENCE
    moved = {(event.uid, _key(event.occurrence)) for event in calendar.events if event.occurrence is not None}
    ahead: list[Occurrence] = []
    problems: list[LineProblem] = []
    over = 0
    for event in calendar.events:
        wrong = _event_problem(event, now)
        if wrong is None:
            try:
                dates = [date for date in _dates(event, moved, now + AHEAD, zone, deadline) if date.ends_at > now]
            except TooMuch:
                wrong = problem("Its dates are too many, or too hard to find, to be laid out.")
            else:
                over += not dates
                if len(ahead) + len(dates) > MOST_EVENTS:
                    wrong = problem("With it there would be more than {most} dates.", most=f"{MOST_EVENTS:,}")
                else:
                    ahead += dates
        if wrong is not None:
            problems.append(LineProblem(event.line, event.line, wrong))
    ahead.sort(key=lambda date: (date.starts_at, date.external_uid))
    return Dates(tuple(ahead), over, tuple(problems))


def _event_problem(event: CalendarEvent, now: datetime) -> Sentence | None:
    if event.start.year < OLDEST and (event.rule or event.added):
        return problem("It began before the year 2000.")
    if _day(event.start) > (now + AHEAD).date():
        return problem("It is more than two years ahead.")
    # An hour more: three days in spring and autumn.
    if _lasts(event) > LONGEST + timedelta(hours=1):
        return problem("It lasts more than three days.")
    return None


def _dates(
    event: CalendarEvent, moved: set[tuple[str, str]], until: datetime, zone: tzinfo, deadline: float
) -> Iterator[Occurrence]:
    if event.occurrence is not None:
        yield _occurrence(event, event.start, event.occurrence, zone)
        return
    if event.rule is None and not event.added:
        yield _occurrence(event, event.start, None, zone)
        return
    by_rule = starts(event.rule, event.start, until, deadline=deadline) if event.rule else ()
    found = {_key(at): at for at in (event.start, *by_rule, *event.added)}
    for at in event.skipped:
        found.pop(_key(at), None)
    for key, at in found.items():
        if (event.uid, key) not in moved and _day(at) <= until.date():
            yield _occurrence(event, at, at, zone)


def _day(at: Moment) -> date:
    return at.date() if isinstance(at, datetime) else at


def _key(at: Moment | None) -> str:
    """The same start, whatever zone it is written in."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return at.strftime("%Y%m%d") if at else ""


def _lasts(event: CalendarEvent) -> timedelta:
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return event.end.astimezone(UTC) - event.start.astimezone(UTC)
    return _day(event.end) - _day(event.start)


def _occurrence(event: CalendarEvent, at: Moment, original: Moment | None, zone: tzinfo) -> Occurrence:
    latitude, longitude = event.point or (None, None)
    begins, ends = _moment(at, zone), _moment(_end(event, at), zone)
    return Occurrence(
        external_uid=_uid(f"{event.uid} {_key(original)}".strip()),
        title=_one_line(event.title, 200),
        starts_at=begins.astimezone(UTC),
        ends_at=ends.astimezone(UTC),
        all_day=not isinstance(at, datetime),
        venue=_one_line(event.location or "", 160) or None,
        latitude=latitude,
        longitude=longitude,
        cancelled=event.cancelled,
        series=_one_line(event.title, 120) if original is not None else None,
        line=event.line,
    )


def _end(event: CalendarEvent, at: Moment) -> Moment:
    """As long after this start as the event lasts."""
    if isinstance(at, datetime):
        if at == event.start:
            return event.end
        return (at.astimezone(UTC) + _lasts(event)).astimezone(at.tzinfo)
    return at + _lasts(event)


def _moment(at: Moment, zone: tzinfo) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.min, tzinfo=zone)


def _one_line(text: str, longest: int) -> str:
    said = " ".join(text.split())
    return said if len(said) <= longest else said[: longest - 1] + "…"


def _uid(uid: str) -> str:
    return uid if len(uid) <= _LONGEST_UID else "sha256-" + hashlib.sha256(uid.encode()).hexdigest()
