"""Charts say what they show."""

from datetime import date, timedelta

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
    spec = trend_against_city(WEEKS, area="Alki", city="Average neighbourhood", **WORDS).to_dict()
    assert (spec["title"]["text"], spec["title"]["subtitle"]) == ("Received a week", ["7 Sep to 4 Oct 2026"])
    assert (spec["encoding"]["x"]["title"], spec["encoding"]["y"]["title"]) == ("Week", "Concerns")
    assert spec["encoding"]["color"]["scale"]["domain"] == ["Alki", "Average neighbourhood"]
    (rows,) = spec["datasets"].values()
    assert [row["n"] for row in rows if row["who"] == "Alki"] == [3, 0, 5, 8]
    assert len(rows) == 8


def test_the_two_lines_differ_without_colour() -> None:
    spec = trend_against_city(WEEKS, area="Alki", city="Average neighbourhood", **WORDS).to_dict()
    solid, dashed = spec["encoding"]["strokeDash"]["scale"]["range"]
    assert solid != dashed


def test_bars_carry_their_numbers_and_keep_their_order() -> None:
    frame = pd.DataFrame({"label": ["Noise", "Parking"], "n": [12, 7]})
    spec = top_bars(frame, title="Top concerns", caption="7 Sep to 4 Oct 2026", count="Concerns").to_dict()
    kinds = [layer["mark"]["type"] for layer in spec["layer"]]
    assert kinds == ["bar", "text"]
    assert spec["layer"][1]["encoding"]["text"]["field"] == "n"
    assert all(layer["encoding"]["y"]["sort"] is None for layer in spec["layer"])
