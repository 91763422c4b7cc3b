"""The agency's days: what "received on" and the year of a reference mean."""

from datetime import date, datetime

from db.settings import get_settings


def agency_day(at: datetime) -> date:
    """The calendar day of a moment in the agency's time zone. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("times carry their zone")
    return at.astimezone(get_settings().zone).date()
