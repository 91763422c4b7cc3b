"""Events that repeat: a community meeting a month in each precinct, coffee every week, each with its exceptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db.commands.past import PastEvent, PastSeries
from db.recurrence import Pattern, Repeat, starts
from db.vocabulary import EventStatus, EventType
from seed.demo.rhythms import Calendar, public_holiday


@dataclass(frozen=True, slots=True)
class Plan:
    """What repeats, where, since when and how often; `left_out` is which of the days ahead does not take place."""

    kind: EventType
    name: str
    title: str
    area: str
    pattern: Pattern
    weekday: int
    nth: int
    at: time
    minutes: int
    ago: int  # days since the first
    count: int
    left_out: int | None = None


PLANS = (
    Plan(
        EventType.BEAT_MEETING, "North precinct community meeting", "North precinct community meeting", "northgate",
        Pattern.MONTHLY_BY_WEEKDAY, 1, 2, time(18, 30), 90, 200, 10, left_out=1,
    ),
    Plan(
        EventType.BEAT_MEETING, "West precinct community meeting", "West precinct community meeting", "queen-anne",
        Pattern.MONTHLY_BY_WEEKDAY, 2, 3, time(18, 0), 90, 170, 9,
    ),
    Plan(
        EventType.BEAT_MEETING, "East precinct community meeting", "East precinct community meeting", "capitol-hill",
        Pattern.MONTHLY_BY_WEEKDAY, 3, 1, time(18, 30), 90, 170, 9,
    ),
    Plan(
        EventType.BEAT_MEETING, "South precinct community meeting", "South precinct community meeting", "rainier-beach",
        Pattern.MONTHLY_BY_WEEKDAY, 2, 2, time(18, 0), 90, 140, 8,
    ),
    Plan(
        EventType.BEAT_MEETING, "Southwest precinct community meeting", "Southwest precinct community meeting",
        "high-point", Pattern.MONTHLY_BY_WEEKDAY, 1, 4, time(19, 0), 90, 140, 8,
    ),
    Plan(
        EventType.COFFEE, "Friday coffee with your officer", "Friday coffee with your officer", "greenwood",
        Pattern.WEEKLY, 4, 1, time(9, 0), 60, 45, 13, left_out=3,
    ),
)  # fmt: skip


def plans_of(kind: str) -> list[Plan]:
    return [plan for plan in PLANS if plan.kind == kind]


def occurrences(plan: Plan, calendar: Calendar) -> tuple[PastSeries, list[datetime]]:
    """The series, and its starts that were not left out from the outset."""
    first = calendar.day(plan.ago)
    while first.weekday() != plan.weekday or (plan.pattern is not Pattern.WEEKLY and (first.day + 6) // 7 != plan.nth):
        first += timedelta(days=1)
    begin = datetime.combine(first, plan.at, tzinfo=calendar.zone)
    rule = Repeat(plan.pattern, count=plan.count).rule(begin)
    every = starts(rule, begin, calendar.zone)
    ahead = [at for at in every if at > calendar.now]
    gone = {at for at in every if _nobody_comes(at.astimezone(calendar.zone).date())}
    if plan.left_out is not None:
        gone.add(ahead[plan.left_out])
    series = PastSeries(plan.name, rule, every[0], str(calendar.zone), plan.minutes, every[-1], tuple(sorted(gone)))
    return series, [at for at in every if at not in gone]


def _nobody_comes(day: date) -> bool:
    return public_holiday(day) or (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 2)


def rows_of(plan: Plan, one: PastEvent, calendar: Calendar) -> Iterator[PastEvent]:
    """The event once for each start, with what belongs to every one of them."""
    series, kept = occurrences(plan, calendar)
    for at in kept:
        yield replace(
            one, title=plan.title, starts_at=at, ends_at=at + timedelta(minutes=plan.minutes), series=plan.name,
            in_series=series, occurrence_at=at, hosted=True,
            partners=(one.venue_organisation,) if one.venue_organisation else (),
            materials=("Sign-in sheet", "Hand-outs", "The promises of last time"),
        )  # fmt: skip


def with_exceptions(rows: Sequence[PastEvent]) -> list[PastEvent]:
    """What was called off is an exception of its series."""
    off: dict[str, list[datetime]] = {}
    for row in rows:
        if row.in_series is not None and row.occurrence_at is not None and row.status == EventStatus.CANCELLED:
            off.setdefault(row.in_series.name, []).append(row.occurrence_at)
    return [
        replace(
            row,
            in_series=replace(row.in_series, skipped=tuple(sorted((*row.in_series.skipped, *off[row.in_series.name])))),
        )
        if row.in_series is not None and row.in_series.name in off
        else row
        for row in rows
    ]
