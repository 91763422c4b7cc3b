"""Periods that figures are published for: whole months, quarters, half-years and years, and when one can be frozen."""

from collections.abc import Iterator
from datetime import date, timedelta

from db.vocabulary.briefings import MONTHS_OF, PeriodKind

# Figures are frozen at least seven whole days after a period has ended (promises.md, rule 9).
SETTLES_IN = timedelta(days=7)


def start_of(kind: PeriodKind, day: date) -> date:
    """First day of the period of that kind that the day lies in."""
    months = MONTHS_OF[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def last_day(kind: PeriodKind, starts_on: date) -> date:
    months = starts_on.year * 12 + starts_on.month - 1 + MONTHS_OF[kind]
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def open_from(last: date) -> date:
    """First day on which a period that ends on `last` can be frozen."""
    return last + timedelta(days=1) + SETTLES_IN


def before(kind: PeriodKind, starts_on: date) -> date:
    """First day of the period right before."""
    return start_of(kind, starts_on - timedelta(days=1))


def backwards(kind: PeriodKind, day: date, count: int) -> Iterator[date]:
    """First days of the period the day lies in and of those before it, newest first."""
    starts_on = start_of(kind, day)
    for _ in range(count):
        yield starts_on
        starts_on = before(kind, starts_on)
