"""Rules by which events repeat: checked, and laid out in days without ever running away."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from time import monotonic

from dateutil.rrule import rrulestr

from db.calendars.entries import Moment
from db.errors import Sentence, problem

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NUMBERS = r"[+-]?\d{1,3}(,[+-]?\d{1,3}){0,30}"
_PARTS = {
    "FREQ": "|".join(FREQUENCIES),
    "INTERVAL": r"0{0,3}[1-9]\d{0,2}",
    "COUNT": r"0{0,3}[1-9]\d{0,5}",
    "UNTIL": r"(19|[2-9]\d)\d{6}(T\d{6}Z?)?",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
    "BYDAY": r"[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)){0,30}",
    "BYHOUR": r"\d{1,2}",  # once a day is enough for a calendar of events
    "BYMINUTE": r"\d{1,2}",
    "BYSECOND": r"0{1,2}",
    **dict.fromkeys(("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"), _NUMBERS),
}
# The calendar repeats every 400 years to the day and weekday. dateutil looks for the next date until the year 9999, even
# where a rule has none (30 February): seven thousand years on, that is soon.
_LATER = 7_600
_MOST = 20_000  # dates of one rule, from its beginning
NEVER = "22000101"  # how some programs write "without an end"
PATIENCE = 3  # seconds for all rules of a file


def rule_problem(value: str) -> Sentence | None:
    """Why this RRULE cannot be followed; None when it can."""
    seen = set()
    for part in value.split(";"):
        name, _, said = part.upper().partition("=")
        if name == "FREQ" and said in ("HOURLY", "MINUTELY", "SECONDLY"):
            return problem("It repeats more often than once a day. No such event is kept here.")
        if name in seen or name not in _PARTS or not re.fullmatch(_PARTS[name], said):
            return problem("“{part}” in its rule for repeating cannot be followed.", part=part[:40])
        seen.add(name)
    if "FREQ" not in seen:
        return problem("Its rule for repeating does not say how often.")
    try:
        rrulestr(_endless(value), dtstart=datetime.combine(date(2026, 1, 1), time.min))
        _last_by(value, UTC, whole_day=False)
    except (ValueError, TypeError, OverflowError):
        return problem("Its rule for repeating cannot be followed.")
    return None


class TooMuch(Exception):
    """A rule that has too many dates, or a file whose rules take too long to lay out."""


def starts(rule: str, start: Moment, until: datetime, *, deadline: float) -> Iterator[Moment]:
    """The starts of a checked rule up to `until`, on the clock of the start's own zone. Raises TooMuch."""
    timed = isinstance(start, datetime)
    zone = start.tzinfo if isinstance(start, datetime) else None
    clock = start.replace(tzinfo=None, fold=0) if isinstance(start, datetime) else datetime.combine(start, time.min)
    last = _last_by(rule, zone, whole_day=not timed)
    if monotonic() > deadline:
        raise TooMuch
    for n, late in enumerate(rrulestr(_endless(rule), dtstart=_moved(clock, _LATER))):
        if n >= _MOST or monotonic() > deadline:
            raise TooMuch
        local = _moved(late, -_LATER)
        if (last is not None and local > last) or local.date() > until.date():
            return
        yield local.replace(tzinfo=zone) if timed else local.date()


def _endless(rule: str) -> str:
    return ";".join(part for part in rule.upper().split(";") if not part.startswith("UNTIL="))


def _moved(at: datetime, years: int) -> datetime:
    return at.replace(year=at.year + years)


def _last_by(rule: str, zone: tzinfo | None, *, whole_day: bool) -> datetime | None:
    """UNTIL on the clock of the zone; a day without a time counts to its end."""
    found = re.search(r"UNTIL=(\d{8})(T\d{6})?(Z?)", rule.upper())
    if found is None:
        return None
    day, clock, utc = found.groups()
    if day >= NEVER:
        return None
    if clock is None or whole_day:
        return datetime.combine(date.fromisoformat(day), time.max)
    at = datetime.fromisoformat(day + clock)
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if utc and zone is not None else at


def with_end(rule: str, last: Moment) -> str:
    """The rule so that it ends with that start, whatever ended it before."""
    kept = [part for part in rule.upper().split(";") if not part.startswith(("UNTIL=", "COUNT="))]
    if isinstance(last, datetime):
        return ";".join([*kept, f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"])
    return ";".join([*kept, f"UNTIL={last:%Y%m%d}"])
