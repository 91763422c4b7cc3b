"""What other programs write, read as they meant it; literal files, literal dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.calendars import Dates, dates_of, read_calendar

HERE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 3, 20, tzinfo=UTC)


def dates(*events: str, now: datetime = NOW, before: str = "") -> Dates:
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@there\r\nSUMMARY:Event {n}\r\n{text}\r\nEND:VEVENT\r\n"
        for n, text in enumerate(events)
    )
    file = f"BEGIN:VCALENDAR\r\n{before}{entries}END:VCALENDAR\r\n"
    calendar = read_calendar(file.encode(), zone=HERE)
    assert calendar.problems == ()
    return dates_of(calendar, now=now, zone=HERE)


def begins(*events: str, before: str = "") -> list[str]:
    return [f"{at.starts_at:%Y-%m-%d %H:%M}" for at in dates(*events, before=before).ahead]


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific Standard Time", "2026-11-11 03:00"),  # Windows
        ("W. Europe Standard Time", "2026-11-10 18:00"),
        ('"America/New_York"', "2026-11-11 00:00"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "2026-11-10 18:00"),
        ("/freeassociation.sourceforge.net/Asia/Tokyo", "2026-11-10 10:00"),
        ("Etc/UTC", "2026-11-10 19:00"),
    ],
)
def test_zones_are_known_by_the_names_programs_give_them(zone: str, moment: str) -> None:
    assert begins(f"DTSTART;TZID={zone}:20261110T190000\r\nDURATION:PT1H") == [moment]


HOMEMADE = (
    "BEGIN:VTIMEZONE\r\nTZID:Our town\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16011104T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\n"
    "TZOFFSETFROM:-0700\r\nTZOFFSETTO:-0800\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010311T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n"
    "TZOFFSETFROM:-0800\r\nTZOFFSETTO:-0700\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def test_a_zone_of_the_files_own_counts_as_it_describes_itself() -> None:
    event = "DTSTART;TZID=Our town:20270312T190000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3"
    assert begins(event, before=HOMEMADE) == ["2027-03-13 03:00", "2027-03-14 03:00", "2027-03-15 02:00"]


def test_a_time_without_a_zone_is_the_agencys() -> None:
    assert begins("DTSTART:20261110T190000\r\nDURATION:PT1H") == ["2026-11-11 03:00"]


def test_all_day_events_are_the_agencys_days_and_their_end_is_the_day_after() -> None:
    (one,) = dates("DTSTART;VALUE=DATE:20261110\r\nDTEND;VALUE=DATE:20261112").ahead
    assert one.all_day
    assert (one.starts_at.astimezone(HERE).isoformat(), one.ends_at.astimezone(HERE).isoformat()) == (
        "2026-11-10T00:00:00-08:00",
        "2026-11-12T00:00:00-08:00",
    )
    (without_an_end,) = dates("DTSTART;VALUE=DATE:20261110").ahead
    assert without_an_end.ends_at - without_an_end.starts_at == timedelta(days=1)
    (ends_as_it_begins,) = dates("DTSTART;VALUE=DATE:20261110\r\nDTEND;VALUE=DATE:20261110").ahead
    assert ends_as_it_begins.ends_at - ends_as_it_begins.starts_at == timedelta(days=1)


def test_a_series_keeps_its_clock_when_the_clocks_change() -> None:
    weekly = "DTSTART;TZID=America/Los_Angeles:20270225T190000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=4"
    assert begins(weekly) == ["2027-02-26 03:00", "2027-03-05 03:00", "2027-03-12 03:00", "2027-03-19 02:00"]


def test_dates_are_skipped_added_moved_and_called_off() -> None:
    series = (
        "DTSTART;TZID=America/Los_Angeles:20261110T190000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;UNTIL=20261209T030000Z\r\n"
        "EXDATE;TZID=America/Los_Angeles:20261117T190000\r\nRDATE;TZID=America/Los_Angeles:20261230T180000"
    )
    moved = "RECURRENCE-ID:20261125T030000Z\r\nDTSTART:20261126T200000Z\r\nDURATION:PT1H"
    off = (
        "RECURRENCE-ID;TZID=America/Los_Angeles:20261201T190000\r\nDTSTART:20261202T030000Z\r\nDURATION:PT1H\r\n"
        "STATUS:CANCELLED"
    )
    file = (
        "BEGIN:VCALENDAR\r\n"
        + "".join(
            f"BEGIN:VEVENT\r\nUID:same\r\nSUMMARY:Watch\r\n{text}\r\nEND:VEVENT\r\n" for text in (series, moved, off)
        )
        + "END:VCALENDAR\r\n"
    )
    found = dates_of(read_calendar(file.encode(), zone=HERE), now=NOW, zone=HERE)
    assert [(at.external_uid, f"{at.starts_at:%m-%d %H:%M}", at.cancelled) for at in found.ahead] == [
        ("same 20261111T030000Z", "11-11 03:00", False),
        ("same 20261125T030000Z", "11-26 20:00", False),
        ("same 20261202T030000Z", "12-02 03:00", True),
        ("same 20261209T030000Z", "12-09 03:00", False),
        ("same 20261231T020000Z", "12-31 02:00", False),
    ]
    assert {at.series for at in found.ahead} == {"Watch"}


def test_a_day_that_is_skipped_takes_the_time_of_that_day_with_it() -> None:
    daily = "DTSTART:20261110T190000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20261111"
    assert begins(daily) == ["2026-11-11 03:00", "2026-11-13 03:00"]


def test_a_rule_without_an_end_is_laid_out_for_two_years() -> None:
    found = dates(
        "DTSTART:20200107T190000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=99991231T000000Z"
    ).ahead
    assert len(found) == 24
    assert found[-1].starts_at.astimezone(HERE).date() == date(2028, 10, 3)


def test_what_is_over_is_counted_and_not_taken() -> None:
    found = dates(
        "DTSTART:20250101T190000Z\r\nDURATION:PT1H",
        "DTSTART:20250101T190000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5",
        "DTSTART:20261103T190000Z\r\nDURATION:PT3H",
    )
    assert found.over == 2
    assert [at.title for at in found.ahead] == ["Event 2"]


def test_nothing_of_who_was_invited_is_taken() -> None:
    people = "ORGANIZER;CN=Mrs Ito:mailto:ito@example.org\r\nATTENDEE;CN=B. Resident:mailto:b@example.org"
    (found,) = dates(f"DTSTART:20261110T190000Z\r\nDURATION:PT1H\r\n{people}\r\nDESCRIPTION:Call Mrs Ito first").ahead
    assert "Ito" not in str(found)


def test_long_names_are_kept_to_what_the_store_holds() -> None:
    file = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:" + "u" * 400 + "\r\nSUMMARY:" + "t" * 400 + "\\nmore\r\nLOCATION:"
        + "l" * 400 + "\r\nDTSTART:20261110T190000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )  # fmt: skip
    (found,) = dates_of(read_calendar(file.encode(), zone=HERE), now=NOW, zone=HERE).ahead
    assert (len(found.external_uid), len(found.title), len(found.venue or "")) == (71, 200, 160)


def test_events_without_an_identity_get_one_that_stays() -> None:
    file = "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Fair", "DTSTART:20261110T190000Z", "DURATION:PT1H", "END:VEVENT"]
        + ["END:VCALENDAR", ""]
    )
    first, again = (read_calendar(file.encode(), zone=HERE).events[0].uid for _ in range(2))
    assert first == again
    assert first.startswith("without-")
