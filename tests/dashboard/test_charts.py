"""Charts say what they show."""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from dashboard.charts import top_bars, trend_against_city

WEEKS = pd.DataFrame(
    {
        "week_start": [date(2026, 9, 7) + timedelta(weeks=i) for i in range(4)],
        "area": [3, 0, 5, 8],
        "city_average": [2.5, 2.0, 2.25, 2.1],
    }
)
WORDS = {"title": "Received a week", "caption": "7 Sep to 4 Oct 2026", "week": "Week", "count": "Concerns"}


def test_a_trend_has_title_dates_axes_and_both_lines() -> None:
    rows, spec = trend_against_city(WEEKS, area="Alki", city="Average neighbourhood", **WORDS)
    assert (spec["title"]["text"], spec["title"]["subtitle"]) == ("Received a week", ["7 Sep to 4 Oct 2026"])
    assert (spec["encoding"]["x"]["title"], spec["encoding"]["y"]["title"]) == ("Week", "Concerns")
    assert spec["encoding"]["color"]["scale"]["domain"] == ["Alki", "Average neighbourhood"]
    assert list(rows.loc[rows["who"] == "Alki", "n"]) == [3, 0, 5, 8]
    assert len(rows) == 8


def test_the_two_lines_differ_without_colour() -> None:
    spec = trend_against_city(WEEKS, area="Alki", city="Average neighbourhood", **WORDS).spec
    solid, dashed = spec["encoding"]["strokeDash"]["scale"]["range"]
    assert solid != dashed


def test_bars_carry_their_numbers_and_keep_their_order() -> None:
    frame = pd.DataFrame({"label": ["Noise", "Parking"], "n": [12, 7]})
    spec = top_bars(frame, title="Top concerns", caption="7 Sep to 4 Oct 2026", count="Concerns").spec
    kinds = [layer["mark"]["type"] for layer in spec["layer"]]
    assert kinds == ["bar", "text"]
    assert spec["layer"][1]["encoding"]["text"]["field"] == "n"
    assert all(layer["encoding"]["y"]["sort"] is None for layer in spec["layer"])


def test_a_chart_filled_in_is_a_valid_one_and_no_name_is_left_in_it() -> None:
    for dark in (False, True):
        bars = top_bars(WEEKS.assign(label="Noise", n=1), title="T", caption="C", count="Concerns", dark=dark)
        lines = trend_against_city(WEEKS, area="Alki", city="City", dark=dark, **WORDS)
        for rows, spec in (bars, lines):
            alt.Chart.from_dict({**spec, "data": {"values": []}}, validate=True)
            assert "<" not in str(spec)
            assert len(rows)


def test_two_charts_share_no_words() -> None:
    """What one run fills in is not what the next one finds, even where a word is named like a place for one."""
    first = trend_against_city(WEEKS, area="<count>", city="City", **WORDS).spec
    second = trend_against_city(WEEKS, area="Alki", city="City", **WORDS).spec
    assert first["encoding"]["color"]["scale"]["domain"] == ["<count>", "City"]
    assert second["encoding"]["color"]["scale"]["domain"] == ["Alki", "City"]
