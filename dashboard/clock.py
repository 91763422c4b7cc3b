"""What time it is: the one place the dashboard asks, so that tests can say so."""

from datetime import UTC, date, datetime

from db.settings import get_settings


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day it is at the agency."""
    return now().astimezone(get_settings().zone).date()


def minute() -> datetime:
    """Now, to the minute: what is "overdue" may be so a minute late, and the answers of a minute are shared."""
    return now().replace(second=0, microsecond=0)
