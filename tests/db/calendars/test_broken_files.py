"""Broken calendars: each is read or refused with sentences about its lines. Never a traceback, never without an end."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.calendars import LARGEST_FILE, dates_of, read_calendar
from db.errors import BadFile

HERE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 3, 20, tzinfo=UTC)
FILES = Path(__file__).parent / "broken_ics"
NOT_A_CALENDAR = "The file is not a calendar"
NO_ZONE = "is not known, and the file does not describe it."
NOT_FOLLOWED = "in its rule for repeating cannot be followed."

# file: how many dates are taken of it, and what is said about which line (first lines only).
READ: dict[str, tuple[int, list[tuple[int, str]]]] = {
    "alarm_inside.ics": (2, []),
    "change_of_all_that_follow.ics": (4, [(16, "and all that follow cannot be followed.")]),
    "cut_short.ics": (1, [(10, "its END:VEVENT is missing.")]),
    "described_zone_is_broken.ics": (1, [(15, NO_ZONE)]),
    "described_zone_runs_away.ics": (1, [(16, NO_ZONE)]),
    "end_missing.ics": (1, [(4, "its END:VEVENT is missing.")]),
    "end_without_begin.ics": (1, [(4, "that was not begun.")]),
    "ends_before_it_begins.ics": (1, [(8, "It ends before it begins.")]),
    "every_minute.ics": (1, [(9, "more often than once a day.")]),
    "every_second.ics": (1, [(9, "more often than once a day.")]),
    "every_second_of_every_day.ics": (1, [(9, NOT_FOLLOWED)]),
    "folded_within_a_letter.ics": (1, []),
    "hour_25.ics": (1, [(7, "“20261110T250000Z” is not a day or a time.")]),
    "interval_0.ics": (1, [(9, "“INTERVAL=0” in its rule")]),
    "length_is_words.ics": (1, [(8, "“an hour” is not a length of time.")]),
    "length_of_ages.ics": (1, [(4, "It lasts more than three days."), (13, "is not a day or a time.")]),
    "letters_of_old_windows.ics": (1, []),
    "lines_of_nonsense.ics": (2, [(line, "This line was not understood.") for line in (4, 5, 11, 12)]),
    "long_ago_and_far_ahead.ics": (
        1, [(4, "an hour was taken."), (9, "more than two years ahead."), (18, "not a day"), (24, "not a day")],
    ),
    "no_end.ics": (2, [(4, "an hour was taken.")]),
    "no_start.ics": (1, [(4, "does not say when it begins")]),
    "no_such_place.ics": (3, [(9, "no place on the map"), (16, "no place on the map")]),
    "no_title.ics": (1, [(4, "has no title")]),
    "old_line_ends.ics": (1, []),
    "private.ics": (1, [(4, "is marked private.")]),
    "quotes_without_end.ics": (2, [(9, "This line was not understood.")]),
    "rule_is_words.ics": (1, [(9, "“every other Tuesday” in its rule")]),
    "rule_of_another_calendar.ics": (1, [(9, "“RSCALE=CHINESE” in its rule")]),
    "rule_twice_the_same.ics": (1, [(9, NOT_FOLLOWED)]),
    "rule_until_nonsense.ics": (1, [(9, "Its rule for repeating cannot be followed.")]),
    "rule_without_frequency.ics": (1, [(9, "does not say how often.")]),
    "skipped_dates_are_words.ics": (1, [(10, "“not on Thanksgiving” is not a day or a time.")]),
    "start_is_words.ics": (1, [(7, "“next Tuesday” is not a day or a time.")]),
    "tasks_and_notes.ics": (1, [(4, "a task, a note or a busy time"), (8, "a task, a note or a busy time")]),
    "text_not_folded.ics": (2, [(10, "This line was not understood."), (11, "This line was not understood.")]),
    "the_same_twice.ics": (2, [(11, "the newer one was taken.")]),
    "thirtieth_of_february.ics": (1, [(7, "“20270230” is not a day or a time.")]),
    "thirtieth_of_february_each_year.ics": (2, []),
    "too_many_dates.ics": (1451, [(18, "more than 2,000 dates."), (25, "more than 2,000 dates.")]),
    "two_rules.ics": (1, [(4, "several rules at once")]),
    "unknown_zone.ics": (1, [(7, "The time zone “Mars/Olympus” is not known")]),
    "utf_16.ics": (1, []),
    "week_long.ics": (1, [(4, "It lasts more than three days.")]),
    "zeros_within.ics": (1, []),
    "zone_that_climbs.ics": (1, [(7, NO_ZONE)]),
}  # fmt: skip
REFUSED = {
    "blank_lines.ics": NOT_A_CALENDAR,
    "empty.ics": NOT_A_CALENDAR,
    "no_calendar_around.ics": NOT_A_CALENDAR,
    "nothing_but_zeros.ics": NOT_A_CALENDAR,
    "picture.ics": NOT_A_CALENDAR,
    "too_deep.ics": "nested far deeper",
    "web_page.ics": NOT_A_CALENDAR,
}


def taken(content: bytes) -> tuple[list[str], list[tuple[int, str]]]:
    """The titles of the dates ahead, and what was said by line."""
    calendar = read_calendar(content, zone=HERE)
    dates = dates_of(calendar, now=NOW, zone=HERE)
    said = sorted((found.first, str(found.sentence)) for found in (*calendar.problems, *dates.problems))
    return [date.title for date in dates.ahead], said


def test_every_file_of_the_corpus_is_tried() -> None:
    assert {file.name for file in FILES.iterdir()} == set(READ) | set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_what_can_be_taken_is_and_the_rest_is_said_by_line(name: str) -> None:
    dates, expected = READ[name]
    titles, said = taken((FILES / name).read_bytes())
    assert len(titles) == dates
    assert [line for line, _ in said] == [line for line, _ in expected]
    for (_, sentence), (_, words) in zip(said, expected, strict=True):
        assert words in sentence


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_calendar_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read_calendar((FILES / name).read_bytes(), zone=HERE)
    assert REFUSED[name] in str(refusal.value)


def test_letters_that_were_written_oddly_are_read_as_they_were_meant() -> None:
    said = {name: taken((FILES / name).read_bytes())[0][0] for name in READ if READ[name] == (1, [])}
    assert said == {
        "folded_within_a_letter.ics": "Café Luna",
        "letters_of_old_windows.ics": "Café – Müller",
        "old_line_ends.ics": "Mac",
        "utf_16.ics": "Café",
        "zeros_within.ics": "Street fair",
    }


def calendar(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]).encode()


def event(n: int, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{n}", "SUMMARY:x", *lines, "END:VEVENT"])


def test_a_file_of_more_than_a_megabyte_is_not_read() -> None:
    with pytest.raises(BadFile, match="larger than 1 MB"):
        read_calendar(b"BEGIN:VCALENDAR\r\n" + b" " * LARGEST_FILE, zone=HERE)


def test_more_than_two_thousand_events_are_not_read() -> None:
    many = calendar(*(event(n, "DTSTART:20270101T000000Z") for n in range(2001)))
    with pytest.raises(BadFile, match="more than 2,000 events"):
        read_calendar(many, zone=HERE)


def test_a_thousand_rules_without_a_date_end_in_seconds() -> None:
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    hard = calendar(*(event(n, "DTSTART:20000101T000000Z", "DTEND:20000101T010000Z", rule) for n in range(1000)))
    began = time.monotonic()
    titles, said = taken(hard)
    assert time.monotonic() - began < 60
    assert titles == []
    assert "too hard to find" in said[-1][1]


def test_one_line_of_half_a_megabyte_is_one_line() -> None:
    long = calendar(event(1, "DTSTART:20270101T000000Z", "DTEND:20270101T010000Z", "DESCRIPTION:" + 'a,;:\\"' * 80_000))
    assert taken(long) == (["x"], [])


LINES = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "UID:1",
        "SUMMARY:x", "DTSTART:20261110T180000Z", "DTSTART;VALUE=DATE:20261110", "DTSTART;TZID=Here:20261110T180000",
        "DTEND:20261110T190000Z", "DTEND:20261110", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3", "TZID:Here",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1", "RRULE:FREQ=YEARLY;BYWEEKNO=53;UNTIL=99991231T235959Z",
        "EXDATE:20261117T180000Z", "EXDATE:20261117", "RDATE;VALUE=PERIOD:20270101T000000Z/PT1H", "CLASS:PUBLIC",
        "RECURRENCE-ID:20261117T180000Z", "STATUS:CANCELLED", "GEO:1;2", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
        "DTSTART:19700101T000000", "END:VCALENDAR", "BEGIN:VCALENDAR", " folded", "SEQUENCE:9", "METHOD:CANCEL",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES | st.text(max_size=40), max_size=40))
def test_any_lines_at_all_are_read_or_refused(lines: list[str]) -> None:
    content = "\r\n".join(["BEGIN:VCALENDAR", *lines]).encode("utf-8", "surrogatepass")
    with suppress(BadFile):
        dates_of(read_calendar(content, zone=HERE), now=NOW, zone=HERE)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(noise: bytes) -> None:
    with suppress(BadFile):
        dates_of(read_calendar(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + noise, zone=HERE), now=NOW, zone=HERE)
