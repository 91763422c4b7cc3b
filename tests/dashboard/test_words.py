"""Times as people say them, in the agency's zone; numbers; words from people stay words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.words import (
    exact_time,
    number,
    per_cent,
    plain,
    said_date,
    said_dates,
    said_left,
    said_span,
    said_time,
    say,
    signed,
)
from db.errors import problem

PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Seattle


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 3, 17, 5, tzinfo=UTC), "today 09:05"),
        (datetime(2026, 11, 3, 7, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 4, 17, 0, tzinfo=UTC), "tomorrow 09:00"),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), "Sat 31 Oct"),
        (datetime(2025, 11, 3, 17, 0, tzinfo=UTC), "Mon 3 Nov 2025"),
    ],
)
def test_a_time_is_said_as_people_say_it(moment: datetime, said: str) -> None:
    assert said_time(moment, NOON, PACIFIC) == said


def test_the_day_is_the_agencys_not_the_servers() -> None:
    eleven_at_night_in_seattle = datetime(2026, 11, 4, 7, 0, tzinfo=UTC)
    assert said_time(eleven_at_night_in_seattle, NOON, PACIFIC) == "today 23:00"


def test_the_night_the_clocks_go_back_keeps_both_hours_apart() -> None:
    before, after = datetime(2026, 11, 1, 8, 30, tzinfo=UTC), datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    assert exact_time(before, PACIFIC) == "Sunday 1 Nov 2026, 01:30 PDT"
    assert exact_time(after, PACIFIC) == "Sunday 1 Nov 2026, 01:30 PST"


@pytest.mark.parametrize("nothing", [None, pd.NaT])
def test_no_time_is_said_as_nothing(nothing: datetime | None) -> None:
    assert said_time(nothing, NOON) == exact_time(nothing) == said_left(nothing, NOON) == ""


def test_a_date_on_29_february_is_said() -> None:
    assert said_date(date(2028, 2, 29), date(2028, 3, 10)) == "Tue 29 Feb"


def test_a_period_names_both_its_days() -> None:
    assert said_dates(date(2026, 10, 3), date(2026, 11, 2)) == "3 Oct to 2 Nov 2026"
    assert said_dates(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 to 2 Jan 2026"


def test_a_clock_says_what_is_left_or_how_late_it_is() -> None:
    assert said_left(NOON + timedelta(hours=3, minutes=20), NOON) == "in 3 hours"
    assert said_left(NOON - timedelta(days=2, hours=5), NOON) == "2 days late"
    assert said_left(NOON - timedelta(minutes=1), NOON) == "1 minute late"


def test_a_span_is_not_rounded_up() -> None:
    assert said_span(timedelta(minutes=119)) == "1 hour"
    assert said_span(timedelta(hours=47)) == "47 hours"


def test_a_fall_has_a_real_minus_and_nothing_has_no_sign() -> None:
    assert signed(-1234) == "−1,234"
    assert signed(12) == "+12"
    assert signed(-0.2) == "0"


def test_numbers_are_grouped() -> None:
    assert number(1234567) == "1,234,567"
    assert per_cent(0.406) == "41 %"


def test_a_sentence_from_the_store_is_filled_in() -> None:
    assert say(problem("There is no concern {ref}.", ref="C-2026-00042")) == "There is no concern C-2026-00042."


@pytest.mark.parametrize(
    "text",
    [
        "[here](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "$x^2$",
        ":red[late]",
        ":material/home:",
        "<b>b</b>",
        "https://evil.example and www.evil.example and mail@evil.example",
        "-> <- <-> -- --- >= !=",
        "18:40: at home",
    ],
)
def test_words_from_people_are_never_markup(text: str) -> None:
    # Every character that could begin or end markup has its backslash.
    escaped = plain(text).replace(":small[]", "")  # a seam that nobody sees
    assert escaped.replace("\\", "") == text
    for position, character in enumerate(escaped):
        if character in "[]()!$:<>^":
            assert escaped[position - 1] == "\\"


def test_what_is_replaced_although_it_is_escaped_is_divided_by_a_seam() -> None:
    for joined in ("https://", ":material/", ":streamlit:", "www.", "a@b", "->", "<-", "--", ">=", "!="):
        assert ":small[]" in plain(joined)
    assert plain("18:40 to 19:10, 5-6 people") == r"18\:40 to 19\:10, 5\-6 people"


def test_a_line_that_begins_with_spaces_is_no_code() -> None:
    assert plain("    one\n\n\ttwo\n three") == " one\n\n two\n three"


def test_days_within_sentences_of_the_store_are_said_as_people_say_them() -> None:
    until = problem("It can be frozen from {first}.", first=date(2027, 1, 8))
    assert say(until) == "It can be frozen from Fri 8 Jan 2027."
