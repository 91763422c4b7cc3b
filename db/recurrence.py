"""Rules by which events repeat (RFC 5545): read, laid out on the clock of a time zone, ended. No store, no screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from db.errors import Sentence, problem

MOST = 104  # occurrences: two years of weeks
LONGEST = timedelta(days=2 * 366)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class Pattern(StrEnum):
    """How a series goes on from its first day."""

    WEEKLY = "week"
    MONTHLY_BY_WEEKDAY = "weekday of the month"  # the second Tuesday
    MONTHLY_BY_LAST_WEEKDAY = "last weekday of the month"
    MONTHLY_BY_DATE = "day of the month"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as people choose it: every so many weeks or months like its first day, until a day or so many times."""

    pattern: Pattern
    every: int = 1
    until: date | None = None
    count: int | None = None

    def rule(self, first: datetime) -> str:
        """`first` carries the zone the rule is kept in; the last day is kept to its end on that clock."""
        weekday = WEEKDAYS[first.weekday()]
        by = {
            Pattern.WEEKLY: f"FREQ=WEEKLY;INTERVAL={self.every};BYDAY={weekday}",
            Pattern.MONTHLY_BY_WEEKDAY: f"FREQ=MONTHLY;INTERVAL={self.every};BYDAY={(first.day + 6) // 7}{weekday}",
            Pattern.MONTHLY_BY_LAST_WEEKDAY: f"FREQ=MONTHLY;INTERVAL={self.every};BYDAY=-1{weekday}",
            Pattern.MONTHLY_BY_DATE: f"FREQ=MONTHLY;INTERVAL={self.every};BYMONTHDAY={first.day}",
        }[self.pattern]
        if self.count is not None:
            return f"{by};COUNT={self.count}"
        if self.until is None:
            return by
        return until(by, datetime.combine(self.until, time(23, 59, 59), tzinfo=first.tzinfo))


def parts(rule: str) -> dict[str, str]:
    """The rule's parts by name, capitals throughout. Raises ValueError when it is no rule at all."""
    found = {}
    for part in rule.upper().removeprefix("RRULE:").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value:
            raise ValueError(f"“{part}” is no part of a rule")
        found[name] = value
    return found


def until(rule: str, last: datetime) -> str:
    """The same rule, ending at that moment instead of where it ended before."""
    kept = {name: value for name, value in parts(rule).items() if name not in ("COUNT", "UNTIL")}
    return _written({**kept, "UNTIL": f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"})


def times(rule: str, count: int) -> str:
    """The same rule, ending after so many."""
    kept = {name: value for name, value in parts(rule).items() if name not in ("COUNT", "UNTIL")}
    return _written({**kept, "COUNT": str(count)})


def _written(found: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in found.items())


def starts(rule: str, first: datetime, zone: ZoneInfo) -> list[datetime]:
    """The starts by the rule (UTC), at the same time of day in summer and winter; one more than MOST at most.

    Raises ValueError when it is no rule we keep. A time the clocks jump over is an hour later that day.
    """
    found = parts(rule)
    if found.get("FREQ") not in _FREQUENCIES:
        raise ValueError("only rules of days, weeks, months or years")
    begin = first.astimezone(zone).replace(tzinfo=None)
    if "UNTIL" in found:
        # Beside a start on the clock on the wall, the end must be on that clock too.
        found["UNTIL"] = f"{_last(found['UNTIL'], zone):%Y%m%dT%H%M%S}"
    every: Iterator[datetime] = iter(rrulestr(_written(found), dtstart=begin))
    return [moment.replace(tzinfo=zone).astimezone(UTC) for moment in islice(every, MOST + 1)]


def _last(value: str, zone: ZoneInfo) -> datetime:
    last = datetime.fromisoformat(value)
    if last.tzinfo is not None:
        return last.astimezone(zone).replace(tzinfo=None)
    return last if "T" in value else datetime.combine(last.date(), time(23, 59, 59))


def laid_out(rule: str, first: datetime, zone: ZoneInfo) -> tuple[list[datetime], Sentence | None]:
    """The starts of a series, or what is wrong with its rule, said to an officer."""
    try:
        if not {"COUNT", "UNTIL"} & parts(rule).keys():
            return [], problem("Say when the series ends: on a day, or after so many times.")
        found = starts(rule, first, zone)
    except (ValueError, TypeError, OverflowError):
        return [], problem("Choose how often it repeats.")
    if len(found) < 2:
        return [], problem("It takes place only once like this. Let it repeat, or plan a single event.")
    if len(found) > MOST:
        return [], problem("That is more than {most} times. End it earlier; it can be planned on later.", most=MOST)
    if found[-1] - found[0] > LONGEST:
        return [], problem("That is more than two years. End it earlier; it can be planned on later.")
    return found, None
