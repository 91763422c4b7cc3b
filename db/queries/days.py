"""Days of the agency to moments of the store, and back."""

from datetime import date, datetime, time, timedelta

from db.queries.filters import Filters
from db.settings import get_settings


def begin(day: date) -> datetime:
    """The first moment of that day in the agency's time zone."""
    return datetime.combine(day, time.min, tzinfo=get_settings().zone)


def moments(filters: Filters) -> tuple[datetime, datetime]:
    """From the first moment of `since` to the first moment after `until`."""
    return begin(filters.since), begin(filters.until + timedelta(days=1))


def today(now: datetime) -> date:
    return now.astimezone(get_settings().zone).date()


def week_start(day: date) -> date:
    """Monday of its ISO week."""
    return day - timedelta(days=day.weekday())
