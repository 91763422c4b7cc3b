"""Which days a calendar shows, what stands in each, and the rule of a series in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dashboard.calendar_days import Shown, Span, calendar_data, shown
from dashboard.rule_words import often
from db.observed import kept_days
from db.queries.event_days import DayEvent

NOW = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)  # Tuesday noon in Seattle
TODAY = date(2026, 11, 3)


def event(starts: datetime, hours: int = 2, **more: Any) -> DayEvent:
    given = {"title": "Meeting", "type": "drop-in", "status": "planned", "all_day": False, "neighbourhood": "Harbour"}
    return DayEvent(ref="E-2026-00001", starts_at=starts, ends_at=starts + timedelta(hours=hours), **{**given, **more})


def data(what: Shown, *events: DayEvent) -> dict[str, Any]:
    kept = kept_days(what.days[0], what.days[-1])
    return calendar_data(what, events, kept, now=NOW, address=lambda **query: "/events?" + str(query))


def day_of(found: dict[str, Any], day: str) -> dict[str, Any]:
    return next(one for one in found["days"] if one["day"] == day)


def test_a_month_is_whole_weeks_and_says_what_is_kept() -> None:
    found = data(Shown(Span.MONTH, date(2026, 11, 15), date(2026, 11, 15)))
    assert (found["title"], len(found["days"])) == ("November 2026", 42)
    assert (found["days"][0]["day"], found["days"][0]["outside"]) == ("2026-10-26", True)
    assert day_of(found, "2026-11-26")["kept"][0]["said"] == "Thanksgiving Day (public holiday)"
    assert [one["day"] for one in found["days"] if one["today"]] == ["2026-11-03"]
    assert [one["day"] for one in found["days"] if one["chosen"]] == ["2026-11-15"]


def test_a_day_shows_the_first_few_and_says_how_many_more() -> None:
    many = [event(NOW + timedelta(minutes=n)) for n in range(16)]
    found = day_of(data(Shown(Span.MONTH, TODAY), *many), "2026-11-03")
    assert (len(found["events"]), found["n"], found["more"]) == (4, 16, "+ 12 more")
    assert found["said"] == "Tuesday 3 November, 16 events"


def test_an_event_says_time_place_and_state_in_words() -> None:
    over = event(NOW - timedelta(hours=4))
    (said,) = day_of(data(Shown(Span.WEEK, TODAY), over), "2026-11-03")["events"]
    assert (said["state"], said["at"]) == ("open", "08:00")
    assert said["said"] == "08:00–10:00, Meeting, Drop-in, Harbour, To close out"


def test_an_event_over_midnight_stands_on_both_days_and_one_to_midnight_on_one() -> None:
    evening = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)  # ten at night on the 4th
    long = data(Shown(Span.WEEK, TODAY), event(evening, 4))
    assert [one["n"] for one in long["days"]] == [0, 0, 1, 1, 0, 0, 0]
    assert [one["events"][0]["at"] for one in long["days"] if one["n"]] == ["22:00", ""]
    short = data(Shown(Span.WEEK, TODAY), event(evening, 2))
    assert [one["n"] for one in short["days"]] == [0, 0, 1, 0, 0, 0, 0]


def test_an_agenda_names_only_days_with_something() -> None:
    found = data(Shown(Span.AGENDA, TODAY), event(NOW + timedelta(days=20)))
    assert [one["day"] for one in found["days"]] == [
        "2026-11-08",
        "2026-11-11",
        "2026-11-23",
        "2026-11-24",
        "2026-11-26",
        "2026-11-27",
    ]


@pytest.mark.parametrize(
    ("span", "day", "before", "after"),
    [
        ("month", "2026-01", "2025-12", "2026-02"),
        ("week", "2026-11-03", "2026-10-27", "2026-11-10"),
        ("agenda", "2026-11-03", "2026-10-06", "2026-12-01"),
    ],
)
def test_before_and_after(span: str, day: str, before: str, after: str) -> None:
    what = shown(span, day, TODAY)
    assert (what.moved(-1), what.moved(1)) == (before, after)


def test_an_address_names_a_month_or_a_day() -> None:
    assert shown("month", "2026-12", TODAY) == Shown(Span.MONTH, date(2026, 12, 1), None)
    assert shown("month", "2026-11", TODAY).chosen == TODAY
    assert shown("week", "2026-12-24", TODAY) == Shown(Span.WEEK, date(2026, 12, 24), date(2026, 12, 24))
    assert shown("", "nonsense", TODAY) == Shown(Span.MONTH, TODAY, TODAY)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;COUNT=4", "every Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=4", "every 2 weeks on Thursday"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=4", "every second Tuesday of the month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "every 3 months on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=3", "every month on day 3"),
        ("FREQ=DAILY;COUNT=3", "every day"),
        ("FREQ=YEARLY;COUNT=2", "by a rule of its own"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2", "by a rule of its own"),
    ],
)
def test_a_rule_in_words(rule: str, said: str) -> None:
    assert often(rule, TODAY) == said
