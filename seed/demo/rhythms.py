"""When things happen: weekdays, hours, seasons, school terms; and periods that always hold the same number."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from seed.demo.categories import Habit

DAYS = 730

# Periods in days ago, [from, to): what a page offers as "last 7, 30, 90 days" holds the same number of records on
# whatever weekday or season the demonstration is loaded. Within a period, days follow the real calendar.
PERIODS = ((0, 1), (1, 7), (7, 14), (14, 30), (30, 60), (60, 90), (90, DAYS))

WEEKS = {  # Monday to Sunday
    "even": (1, 1, 1, 1, 1, 1, 1),
    "workdays": (1.3, 1.2, 1.2, 1.2, 1.2, 0.5, 0.4),
    "weekend": (0.9, 0.8, 0.8, 0.8, 1, 1.5, 1.4),
    "friday-saturday": (0.7, 0.7, 0.8, 0.9, 1.5, 1.7, 1.0),
}
HOURS = {  # weight of each hour of the day
    "any": (1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 7, 6, 5, 4, 2),
    "day": (0, 0, 0, 0, 0, 0, 1, 3, 7, 9, 9, 9, 7, 8, 8, 8, 8, 6, 4, 2, 2, 1, 0, 0),
    "office": (0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 9, 8, 4, 8, 9, 8, 5, 0, 0, 0, 0, 0, 0, 0),
    "morning": (0, 0, 0, 0, 0, 1, 5, 11, 12, 9, 6, 4, 3, 3, 3, 3, 3, 4, 5, 4, 3, 2, 1, 0),
    "commute": (0, 0, 0, 0, 0, 1, 4, 11, 10, 4, 2, 2, 3, 3, 5, 9, 10, 11, 6, 3, 2, 1, 0, 0),
    "after-school": (0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 2, 3, 4, 4, 8, 12, 11, 9, 8, 7, 6, 4, 2, 1),
    "evening": (2, 1, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 8, 10, 11, 11, 10, 8, 4),
    "night": (7, 5, 4, 2, 1, 1, 2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 8, 10, 12, 10),
}
SEASONS = {  # January to December
    "flat": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "summer": (0.6, 0.65, 0.75, 0.9, 1.1, 1.45, 1.7, 1.65, 1.2, 0.85, 0.65, 0.6),
    "winter": (1.4, 1.25, 1.05, 0.85, 0.75, 0.65, 0.65, 0.7, 0.9, 1.2, 1.5, 1.5),
    "spring": (0.75, 0.85, 1.3, 1.45, 1.35, 1.1, 0.95, 0.9, 0.95, 0.95, 0.8, 0.7),
    "autumn": (0.9, 0.85, 0.85, 0.85, 0.9, 0.95, 1.0, 1.1, 1.25, 1.35, 1.25, 1.0),
}
SUMMER_BREAK = 1.25  # the long holiday raises what school breaks raise, but by less


def weekday_before(day: date, weekday: int) -> date:
    """The last such weekday on or before a day; Monday is 0."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def short_break(day: date) -> bool:
    """In the winter, mid-winter or spring break of an invented but usual school year."""
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 2):
        return True
    presidents = weekday_before(date(day.year, 2, 21), 0)  # the third Monday of February
    second_april = weekday_before(date(day.year, 4, 14), 0)
    return any(monday <= day <= monday + timedelta(days=6) for monday in (presidents, second_april))


def long_break(day: date) -> bool:
    return (6, 21) <= (day.month, day.day) <= (9, 4)


def public_holiday(day: date) -> bool:
    """Holidays of an American agency on which no school is open and no meeting is called."""
    if (day.month, day.day) in ((7, 4), (11, 11)):
        return True
    thanksgiving = weekday_before(date(day.year, 11, 28), 3)
    mondays = (date(day.year, 1, 21), date(day.year, 2, 21), date(day.year, 5, 31), date(day.year, 9, 7))
    return thanksgiving <= day <= thanksgiving + timedelta(days=1) or day in [
        weekday_before(last, 0) for last in mondays
    ]


def school_day(day: date) -> bool:
    return day.weekday() < 5 and not short_break(day) and not long_break(day) and not public_holiday(day)


def night_out(year: int) -> date:
    """National night out: the first Tuesday of August."""
    return weekday_before(date(year, 8, 7), 1)


@dataclass
class Calendar:
    """The days of the demonstration, counted back from now in the agency's zone."""

    now: datetime
    zone: ZoneInfo
    _runs: dict[tuple[object, int, int], list[float]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def ago(self, at: datetime) -> int:
        return (self.today - at.astimezone(self.zone).date()).days

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone).astimezone(UTC)

    def by_day(self, at: datetime) -> datetime:
        """The same moment if people are at their desks then, otherwise the next morning; to the minute."""
        local = at.astimezone(self.zone).replace(second=0, microsecond=0)
        if local.hour < 8:
            local = local.replace(hour=8 + local.minute % 3)
        elif local.hour >= 19:
            local = (local + timedelta(days=1)).replace(hour=8 + local.minute % 3)
        return local.astimezone(UTC)

    def some_day(self, rng: Random, period: tuple[int, int], name: object, weight: Callable[[date], float]) -> int:
        """Days ago within [from, to), by weight; `name` stands for the weight, whose sums are kept."""
        start, end = period
        key = (name, start, end)
        if key not in self._runs:
            self._runs[key] = list(accumulate(weight(self.day(ago)) for ago in range(start, end)))
        run = self._runs[key]
        if not run[-1]:
            return rng.randrange(start, end)
        return start + min(bisect(run, rng.random() * run[-1]), end - start - 1)

    def some_time(self, rng: Random, day: date, hours: str) -> datetime:
        """A moment of that day by the hours' weights; today, one that has passed."""
        for _ in range(12):
            hour = rng.choices(range(24), HOURS[hours])[0]
            moment = self.at(day, hour, rng.randrange(60))
            if moment < self.now - timedelta(minutes=1):
                return moment
        return self.at(day, 0) + (self.now - self.at(day, 0)) * rng.random() * 0.98


def weight_of(habit: Habit) -> Callable[[date], float]:
    """How likely a category is on a day, against its own average day."""
    week, season = WEEKS[habit.week], SEASONS[habit.season]

    def weight(day: date) -> float:
        school = habit.breaks if short_break(day) else (min(habit.breaks, SUMMER_BREAK) if long_break(day) else 1.0)
        return week[day.weekday()] * season[day.month - 1] * school

    return weight
