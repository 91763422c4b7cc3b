"""What is written is read back as it was, and falls on the same dates for a calendar program as for us."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.calendars import CalendarEvent, dates_of, read_calendar, write_calendar
from db.calendars.entries import Moment
from db.calendars.rules import starts

HERE = ZoneInfo("America/Los_Angeles")
ZONES = [
    ZoneInfo(name)
    for name in (
        "America/Los_Angeles", "Europe/London", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
        "Pacific/Auckland", "UTC",
    )
]  # fmt: skip
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAMP = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

AWKWARD = st.sampled_from(
    ["a, b; c", "back\\slash\\n", "two\nlines", "🎉 für alle", "50%2C", "x" * 200, '"quoted": yes', "\t|"]
)
WORDS = st.one_of(AWKWARD, st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120))
TITLES = WORDS.map(str.strip).filter(bool)


def instant(at: Moment | None) -> Any:
    """A time as the moment it is, a day as the day: an hour that comes twice compares with nothing else."""
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def facts(event: CalendarEvent) -> tuple[Any, ...]:
    return (
        event.uid, event.title, instant(event.start), instant(event.end), event.stamp, event.location, event.point,
        event.categories, event.cancelled, event.description, event.sequence, event.rule,
        tuple(map(instant, event.skipped)), tuple(map(instant, event.added)), instant(event.occurrence),
    )  # fmt: skip


@st.composite
def rules(draw: st.DrawFn, start: Moment) -> str:
    """A rule that its own start follows, which ends."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    span = {"DAILY": 30, "WEEKLY": 200, "MONTHLY": 500, "YEARLY": 1500}[frequency]
    if draw(st.booleans()):
        last = start + timedelta(days=draw(st.integers(0, span)))
        until = f"{instant(last):%Y%m%dT%H%M%SZ}" if isinstance(last, datetime) else f"{last:%Y%m%d}"
        parts.append(f"UNTIL={until}")
    else:
        parts.append(f"COUNT={draw(st.integers(1, 12))}")
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 3))}")
    if frequency == "WEEKLY" and draw(st.booleans()):
        chosen = {DAYS[start.weekday()], *draw(st.lists(st.sampled_from(DAYS), max_size=3))}
        parts.append("BYDAY=" + ",".join(sorted(chosen, key=DAYS.index)))
    if frequency == "MONTHLY" and draw(st.booleans()):
        parts.append(f"BYDAY={(start.day + 6) // 7}{DAYS[start.weekday()]}")
    return ";".join(parts)


@st.composite
def events(draw: st.DrawFn, *, uid: str = "1@here", hours: tuple[int, int] = (0, 23)) -> CalendarEvent:
    day = draw(st.dates(date(2026, 1, 2), date(2027, 6, 30)))
    start: Moment = day
    end: Moment = day + timedelta(days=draw(st.integers(1, 3)))
    if draw(st.integers(0, 3)):
        minutes, zone = draw(st.integers(hours[0] * 60, hours[1] * 60 + 59)), draw(st.sampled_from(ZONES))
        start = datetime(
            day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone, fold=draw(st.integers(0, 1))
        )
        end = (start.astimezone(UTC) + timedelta(minutes=draw(st.integers(1, 3 * 24 * 60)))).astimezone(zone)
    rule = draw(st.none() | rules(start))
    horizon = datetime(2032, 1, 1, tzinfo=UTC)
    dates = list(starts(rule, start, horizon, deadline=float("inf"))) if rule else []
    skipped = draw(st.lists(st.sampled_from(dates), unique_by=instant, max_size=4)) if len(dates) > 1 else []
    return CalendarEvent(
        uid=uid,
        title=draw(TITLES),
        start=start,
        end=end,
        stamp=STAMP,
        location=draw(st.none() | TITLES),
        point=draw(st.none() | st.just((47.6062, -122.3321)) | st.just((-0.0015, 179.5))),
        categories=tuple(draw(st.lists(TITLES, max_size=3))),
        cancelled=draw(st.booleans()),
        description=draw(st.none() | WORDS.filter(bool)),
        sequence=draw(st.integers(0, 99)),
        rule=rule,
        skipped=tuple(skipped),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events(), min_size=1, max_size=3))
def test_what_is_written_is_read_back_as_it_was(written: list[CalendarEvent]) -> None:
    each = [CalendarEvent(**{**as_dict(event), "uid": f"{n}@here"}) for n, event in enumerate(written)]
    read = read_calendar(write_calendar(each, name="Events, all"), zone=HERE)
    assert read.problems == ()
    assert [facts(event) for event in read.events] == [facts(event) for event in each]


def as_dict(event: CalendarEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in CalendarEvent.__slots__}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events(hours=(4, 22)))
def test_a_calendar_program_sees_it_on_the_same_dates(event: CalendarEvent) -> None:
    file = write_calendar([event], name="Events")
    program = recurring_ical_events.of(icalendar.Calendar.from_ical(file), skip_bad_series=False)
    # A program is asked for moments, we look a whole number of days ahead: the last day is left out of both.
    end = NOW + timedelta(days=730)
    theirs = sorted(instant(entry["DTSTART"].dt) for entry in program.between(NOW, end))
    found = dates_of(read_calendar(file, zone=HERE), now=NOW, zone=HERE).ahead
    ours = [
        date.starts_at.astimezone(HERE).date() if date.all_day else date.starts_at
        for date in found
        if date.starts_at < end
    ]
    assert ours == theirs


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=HERE)
    for start in (first, first.replace(fold=1)):
        event = CalendarEvent("1@here", "Night walk", start, instant(start) + timedelta(hours=1), STAMP)
        (read,) = read_calendar(write_calendar([event], name="x"), zone=HERE).events
        assert instant(read.start) == instant(start)


def test_a_series_keeps_its_own_clock_also_after_an_equal_one_on_another_was_written() -> None:
    """In winter London and UTC agree, so the two first evenings are equal; their summers are not."""
    for zone, fold, summer in (("UTC", 0, 19), ("Europe/London", 0, 18), ("Europe/London", 1, 18)):
        start = datetime(2026, 2, 15, 19, tzinfo=ZoneInfo(zone), fold=fold)
        event = CalendarEvent("1@here", "Walk", start, start + timedelta(hours=1), STAMP, rule="FREQ=MONTHLY;COUNT=6")
        found = dates_of(read_calendar(write_calendar([event], name="x"), zone=HERE), now=NOW, zone=HERE).ahead
        assert found[-1].starts_at == datetime(2026, 7, 15, summer, tzinfo=UTC)


def test_the_same_events_make_the_same_file() -> None:
    event = CalendarEvent(
        "1@here", "Walk", datetime(2026, 7, 1, 9, tzinfo=HERE), datetime(2026, 7, 1, 10, tzinfo=HERE), STAMP
    )
    assert write_calendar([event], name="x") == write_calendar([event], name="x")


def test_a_file_describes_its_zones_as_they_are() -> None:
    """A program that believes only the file's VTIMEZONE still finds the right moment, before and after a change."""
    zone = ZoneInfo("Europe/London")
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2027, 1, 1)):
        start = datetime(day.year, day.month, day.day, 19, tzinfo=zone)
        event = CalendarEvent("1@here", "Walk", start, start + timedelta(hours=1), STAMP, rule="FREQ=YEARLY;COUNT=2")
        file = write_calendar([event], name="x").replace(b"Europe/London", b"Somewhere")
        (read,) = read_calendar(file, zone=HERE).events
        assert instant(read.start) == instant(start)
