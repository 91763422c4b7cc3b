"""Events in a calendar's words: what is announced, all-day events as days, whole series as one entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from dashboard.calendar_words import calendar_file
from db.queries.calendars import Announced, CalendarRows, Series
from db.settings import get_settings

HERE = ZoneInfo("America/Los_Angeles")
STAMP = datetime(2026, 9, 1, tzinfo=UTC)
FIRST = datetime(2026, 10, 20, 19, tzinfo=HERE)
EVENT = Announced(
    "E-2026-00007", 3, STAMP, "Beat meeting", "community or beat meeting", "planned",
    FIRST.astimezone(UTC), FIRST.astimezone(UTC) + timedelta(hours=2), False, "Library", 47.69, -122.35,
    "Tenants", "English", ("Somali", "Spanish"), True, ("parking", "lamps"), None, None,
)  # fmt: skip


@pytest.fixture(autouse=True)
def as_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMON_GROUND_TIME_ZONE", raising=False)
    get_settings.cache_clear()


def entries(*events: Announced, series: tuple[Series, ...] = ()) -> list[icalendar.Event]:
    file = calendar_file(CalendarRows(events, series), name="Events, all")
    calendar = icalendar.Calendar.from_ical(file.decode())
    assert str(calendar["X-WR-CALNAME"]) == "Events, all"
    return list(calendar.walk("VEVENT"))


def weekly(n: int) -> tuple[Announced, ...]:
    starts = [(FIRST + timedelta(weeks=week)).astimezone(UTC) for week in range(n)]
    return tuple(
        replace(
            EVENT, ref=f"E-2026-0000{k}", starts_at=at, ends_at=at + timedelta(hours=2), series_id=4, occurrence_at=at
        )
        for k, at in enumerate(starts)
    )


RULE = Series(4, "FREQ=WEEKLY", "America/Los_Angeles", ())


def test_an_event_says_what_is_announced() -> None:
    (entry,) = entries(EVENT)
    said = {name: str(entry[name]) for name in ("UID", "SUMMARY", "LOCATION", "STATUS", "DESCRIPTION")}
    assert said == {
        "UID": "E-2026-00007@common-ground.example",
        "SUMMARY": "Beat meeting",
        "LOCATION": "Library",
        "STATUS": "CONFIRMED",
        "DESCRIPTION": "For: Tenants\nLanguage: English, Somali, Spanish\nInterpreter: booked\nTopics: parking, lamps",
    }
    assert [str(word) for word in entry["CATEGORIES"].cats] == ["Community or beat meeting"]
    assert (entry["GEO"].latitude, entry["GEO"].longitude) == (47.69, -122.35)
    assert entry["DTSTART"].dt == FIRST
    assert (int(entry["SEQUENCE"]), entry["LAST-MODIFIED"].dt, entry["DTSTAMP"].dt) == (2, STAMP, STAMP)


def test_an_all_day_event_is_days_here_wherever_it_is_read() -> None:
    midnight = datetime(2026, 10, 20, tzinfo=HERE).astimezone(UTC)
    (entry,) = entries(replace(EVENT, starts_at=midnight, ends_at=midnight + timedelta(days=1), all_day=True))
    assert (entry["DTSTART"].dt.isoformat(), entry["DTEND"].dt.isoformat()) == ("2026-10-20", "2026-10-21")


def test_what_is_held_stays_confirmed_and_what_is_called_off_is_cancelled() -> None:
    held, off = entries(replace(EVENT, status="held"), replace(EVENT, ref="E-2026-00008", status="cancelled"))
    assert (str(held["STATUS"]), str(off["STATUS"])) == ("CONFIRMED", "CANCELLED")


def test_a_whole_series_is_one_entry_and_its_exceptions() -> None:
    events = list(weekly(5))
    events[2] = replace(events[2], venue="Town hall")
    series, moved = entries(*events, series=(RULE,))
    assert series["UID"] == moved["UID"] == "series-4@common-ground.example"
    assert series["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261118T030000Z"
    assert moved["RECURRENCE-ID"].dt == FIRST + timedelta(weeks=2)
    assert str(moved["LOCATION"]) == "Town hall"


def test_part_of_a_series_is_single_events() -> None:
    found = entries(*weekly(5)[:2], *weekly(5)[3:], series=(RULE,))
    assert [str(entry["UID"]).split("@")[0] for entry in found] == [f"E-2026-0000{n}" for n in (0, 1, 3, 4)]
    assert all("RRULE" not in entry for entry in found)


def test_no_event_is_an_empty_calendar() -> None:
    assert entries() == []
