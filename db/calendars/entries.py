"""What a calendar holds, as frozen rows: its events as they are written, the dates they fall on, what was not taken."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db.errors import Sentence

LARGEST_FILE = 1_000_000  # bytes
MOST_EVENTS = 2_000  # in a file, and dates that come of it
LONGEST = timedelta(days=3)

Moment = datetime | date  # a date: all day


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One VEVENT. Times carry their zone; `start` as a date is an all-day event and `end` the day after its last.

    `rule` is an RRULE's value; `skipped` and `added` are starts; `occurrence` says which start of the series with the
    same uid this one stands for.
    """

    uid: str
    title: str
    start: Moment
    end: Moment
    stamp: datetime
    location: str | None = None
    point: tuple[float, float] | None = None  # latitude, longitude
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    description: str | None = None
    sequence: int = 0
    rule: str | None = None
    skipped: tuple[Moment, ...] = ()
    added: tuple[Moment, ...] = ()
    occurrence: Moment | None = None
    line: int = field(default=0, compare=False)  # where it begins in the file it was read from


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong between two lines of a file; `left_out` when an event was not taken because of it."""

    first: int
    last: int
    sentence: Sentence
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The events in the order of the file, and everything in it that was not understood, by line."""

    events: tuple[CalendarEvent, ...]
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an event, as the store can keep it. `external_uid` is the same whenever the file is read again."""

    external_uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    venue: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    cancelled: bool = False
    series: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates ahead, soonest first; how many events are over; and what cannot be laid out."""

    ahead: tuple[Occurrence, ...]
    over: int
    problems: tuple[LineProblem, ...]
