"""Closed periods: whole months, quarters, half-years and years of the agency's calendar. None overlaps another."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Invalid, problem
from db.models import PublicRelease
from db.settings import get_settings
from db.vocabulary.briefings import MONTHS_OF, PeriodKind

DAYS_AFTER = 7  # late entries and corrections come in before anything is said


def is_whole(kind: PeriodKind, starts_on: date) -> bool:
    """A quarter begins in January, April, July or October, and so on."""
    return starts_on.day == 1 and (starts_on.month - 1) % MONTHS_OF[kind] == 0


def last_day(kind: PeriodKind, starts_on: date) -> date:
    last: date = starts_on + relativedelta(months=MONTHS_OF[kind], days=-1)
    return last


def start_of(kind: PeriodKind, day: date) -> date:
    """First day of the period of that kind that the day lies in."""
    months = MONTHS_OF[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def before(kind: PeriodKind, starts_on: date) -> date:
    """First day of the period right before."""
    return start_of(kind, starts_on - timedelta(days=1))


def backwards(kind: PeriodKind, day: date, count: int) -> Iterator[date]:
    """First days of the period the day lies in and of those before it, newest first."""
    starts_on = start_of(kind, day)
    for _ in range(count):
        yield starts_on
        starts_on = before(kind, starts_on)


def open_from(last: date) -> date:
    """The first day on which the figures of a period may be published: seven whole days after it closed."""
    return last + timedelta(days=1 + DAYS_AFTER)


def months(starts_on: date, last: date) -> tuple[str, ...]:
    """As the rows of tables name them: "2026-07"."""
    return tuple(f"{first:%Y-%m}" for first in _firsts(starts_on, last))


def _firsts(starts_on: date, last: date) -> Iterator[date]:
    while starts_on <= last:
        yield starts_on
        starts_on += relativedelta(months=1)


def forms_of(today: date, *, back: date) -> tuple[tuple[PeriodKind, date], ...]:
    """Every whole period that begins on `back` or later and may be published today, newest first and shortest first."""
    found = []
    for kind in PeriodKind:
        for first in _firsts(back.replace(day=1), today):
            if first >= back and is_whole(kind, first) and open_from(last_day(kind, first)) <= today:
                found.append((kind, first))
    order = list(PeriodKind)
    return tuple(sorted(found, key=lambda p: (-last_day(*p).toordinal(), order.index(p[0]))))


def must_be_publishable(session: Session, kind: PeriodKind, starts_on: date, *, now: datetime) -> None:
    """Raises Invalid (field "starts_on"): not a whole period, not over for seven days, or it shares days with another one
    that was published."""
    if not is_whole(kind, starts_on):
        wrong = problem("Choose a whole month, quarter, half-year or year.")
        raise Invalid({"starts_on": wrong})
    last = last_day(kind, starts_on)
    if now.astimezone(get_settings().zone).date() < open_from(last):
        wrong = problem("Figures up to {day} can be published from {first}.", day=last, first=open_from(last))
        raise Invalid({"starts_on": wrong})
    other = session.execute(
        select(PublicRelease.starts_on, PublicRelease.last_day).where(
            PublicRelease.starts_on <= last, PublicRelease.last_day >= starts_on
        )
    ).first()
    if other is not None and tuple(other) != (starts_on, last):
        wrong = problem(
            "Figures from {first} to {last} are published already, and each record is counted in one publication only.",
            first=other[0],
            last=other[1],
        )
        raise Invalid({"starts_on": wrong})
