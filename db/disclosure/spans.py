"""Going back from one period to those before it."""

from collections.abc import Iterator
from datetime import date, timedelta

from db.vocabulary.briefings import MONTHS_OF, PeriodKind


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
