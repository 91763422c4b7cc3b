"""Calendars of other programs (RFC 5545): events read from a file line by line, and written for a file or a feed.

Pure: knows neither store nor screen. `read_calendar` -> CalendarEvent, `dates_of` -> Occurrence, `write_calendar` -> bytes.
"""

from db.calendars.entries import (
    LARGEST_FILE,
    LONGEST,
    MOST_EVENTS,
    CalendarEvent,
    CalendarFile,
    Dates,
    LineProblem,
    Occurrence,
)
from db.calendars.occurrences import dates_of
from db.calendars.reading import read_calendar
from db.calendars.writing import write_calendar

__all__ = [
    "LARGEST_FILE",
    "LONGEST",
    "MOST_EVENTS",
    "CalendarEvent",
    "CalendarFile",
    "Dates",
    "LineProblem",
    "Occurrence",
    "dates_of",
    "read_calendar",
    "write_calendar",
]
