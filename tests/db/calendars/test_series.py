"""A series as one event that repeats, as a calendar program lays it out; and when it cannot be said so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from db.calendars import CalendarEvent, write_calendar
from db.calendars.series import Member, one_series

HERE = ZoneInfo("America/Los_Angeles")
STAMP = datetime(2026, 9, 1, tzinfo=UTC)
RULE = "FREQ=WEEKLY;BYDAY=TU;COUNT=40"
# Tuesdays at 19:00 on the clock; the clocks go back on 1 November.
TUESDAYS = [datetime(2026, 10, 20, 19, tzinfo=HERE) + timedelta(weeks=n) for n in range(5)]


def members(*, without: Sequence[int] = ()) -> list[Member]:
    return [
        Member(
            CalendarEvent(f"E-{n}@here", "Beat meeting", at, at + timedelta(hours=2), STAMP, location="Library"),
            at.astimezone(UTC),
        )
        for n, at in enumerate(TUESDAYS)
        if n not in without
    ]


def laid_out(events: Sequence[CalendarEvent]) -> list[tuple[str, str]]:
    """As a calendar program shows it: start on the clock here and title, without what is cancelled."""
    program = recurring_ical_events.of(icalendar.Calendar.from_ical(write_calendar(events, name="x")))
    found = program.between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))
    return sorted(
        (f"{entry['DTSTART'].dt.astimezone(HERE):%m-%d %H:%M}", str(entry["SUMMARY"]))
        for entry in found
        if entry["STATUS"] != "CANCELLED"
    )


def test_a_whole_series_is_one_event_that_keeps_its_clock() -> None:
    events = one_series("series-1@here", RULE, HERE, members(), skipped=())
    assert [(event.uid, event.rule) for event in events] == [
        ("series-1@here", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261118T030000Z")
    ]
    assert [when for when, _ in laid_out(events)] == [
        "10-20 19:00", "10-27 19:00", "11-03 19:00", "11-10 19:00", "11-17 19:00",
    ]  # fmt: skip


def test_dates_that_were_moved_called_off_or_renamed_stand_beside_the_rule() -> None:
    of_it = members(without=[1])
    first, moved, off, last = (member.event for member in of_it)
    later = moved.start + timedelta(days=1)  # type: ignore[operator]
    of_it[1] = replace(of_it[1], event=replace(moved, start=later, end=later + timedelta(hours=2)))
    of_it[2] = replace(of_it[2], event=replace(off, cancelled=True))
    of_it[3] = replace(of_it[3], event=replace(last, title="Beat meeting with cake"))
    events = one_series("series-1@here", RULE, HERE, of_it, skipped=[TUESDAYS[1].astimezone(UTC)])
    assert len(events) == 4
    assert events[0].skipped == (TUESDAYS[1],)
    assert laid_out(events) == [
        ("10-20 19:00", "Beat meeting"), ("11-04 19:00", "Beat meeting"), ("11-17 19:00", "Beat meeting with cake"),
    ]  # fmt: skip
    assert first.start == events[0].start


def test_a_series_of_which_a_date_is_missing_is_no_whole_series() -> None:
    assert one_series("s@here", RULE, HERE, members(without=[2]), skipped=()) == ()


def test_a_date_the_rule_does_not_know_makes_it_no_series() -> None:
    odd = replace(members()[0], original=TUESDAYS[0].astimezone(UTC) + timedelta(days=2))
    assert one_series("s@here", RULE, HERE, [*members()[1:], odd], skipped=()) == ()


def test_one_date_is_no_series_and_a_rule_nobody_can_follow_is_none() -> None:
    assert one_series("s@here", RULE, HERE, members()[:1], skipped=()) == ()
    assert one_series("s@here", "FREQ=SECONDLY", HERE, members(), skipped=()) == ()
