"""Frames to charts: pure builders. Every chart carries its title, what it counts and over which dates, and its axes.

Colours are safe for colour-blind people and differ in lightness too, so that a black-and-white print can be read.

A chart is drawn with Altair once in a process, with names in place of its words and figures; each run fills them in. Built
and validated anew at each run, two charts cost a tenth of a second.
"""

from collections.abc import Mapping
from functools import lru_cache
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

# (on light, on dark): every line, bar and word stands out from its ground.
AREA, CITY = ("#0b6e87", "#5cc4d6"), ("#b5651d", "#ffb057")
BAR = ("#2f7f93", "#43a3b8")
QUIET = ("#4a5a62", "#b5c2c8")
FONT = "Atkinson Hyperlegible"
CAPTION_WIDTH = 44  # characters that fit beside nothing else on a phone
ROWS = alt.NamedData(name="rows")
# What stands in a drawn chart for a word of each run.
TITLE, CAPTION, WEEK, COUNT, HERE, THERE = "<title>", "<caption>", "<week>", "<count>", "<area>", "<city>"


class Chart(NamedTuple):
    """What st.vega_lite_chart takes."""

    data: pd.DataFrame
    spec: dict[str, Any]


def trend_against_city(
    frame: pd.DataFrame, *, title: str, caption: str, area: str, city: str, week: str, count: str, dark: bool = False
) -> Chart:
    """Lines per ISO week. Frame: week_start (date), area, city_average; the words are in the reader's language."""
    long = pd.concat(
        [
            pd.DataFrame({"week": frame["week_start"], "n": frame["area"], "who": area}),
            pd.DataFrame({"week": frame["week_start"], "n": frame["city_average"], "who": city}),
        ],
        ignore_index=True,  # an index with gaps would be sent as one column more
    )
    long["week"] = pd.to_datetime(long["week"])
    words = {HERE: area, THERE: city, WEEK: week, COUNT: count}
    return Chart(long, _filled(_trend(dark), words | _heading(title, caption)))


def top_bars(frame: pd.DataFrame, *, title: str, caption: str, count: str, dark: bool = False) -> Chart:
    """Bars with their number at the end, largest first. Frame: label, n."""
    words = {COUNT: count} | _heading(title, caption)
    return Chart(frame, _filled(_bars(dark), words) | {"height": 130 + 32 * len(frame)})


@lru_cache(maxsize=2)
def _trend(dark: bool) -> dict[str, Any]:
    who = [HERE, THERE]
    lines = (
        alt.Chart(ROWS)
        .mark_line(point=alt.OverlayMarkDef(size=28), strokeWidth=2.5)
        .encode(
            x=alt.X("week:T", title=WEEK, axis=alt.Axis(format="%-d %b", labelOverlap=True)),
            y=alt.Y("n:Q", title=COUNT, axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domainMin=0)),
            color=alt.Color(
                "who:N",
                scale=alt.Scale(domain=who, range=[AREA[dark], CITY[dark]]),
                legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolSize=260),
            ),
            # Told apart without colour as well.
            strokeDash=alt.StrokeDash("who:N", scale=alt.Scale(domain=who, range=[[1, 0], [6, 4]]), legend=None),
            tooltip=[
                alt.Tooltip("week:T", title=WEEK, format="%-d %b %Y"),
                alt.Tooltip("who:N", title=" "),
                alt.Tooltip("n:Q", title=COUNT),
            ],
        )
    )
    return _framed(lines, height=340, dark=dark)


@lru_cache(maxsize=2)
def _bars(dark: bool) -> dict[str, Any]:
    base = alt.Chart(ROWS).encode(
        y=alt.Y(
            "label:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=220, labelOverlap=False, ticks=False, domain=False),
        ),
        x=alt.X("n:Q", title=COUNT, axis=alt.Axis(tickMinStep=1, grid=False)),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("n:Q", title=COUNT)],
    )
    bars = base.mark_bar(color=BAR[dark], cornerRadiusEnd=2)
    numbers = base.mark_text(align="left", dx=4, fontSize=13, color=QUIET[dark], fontWeight="bold").encode(text="n:Q")
    return _framed(bars + numbers, height=0, dark=dark)


def _framed(chart: alt.Chart | alt.LayerChart, *, height: int, dark: bool) -> dict[str, Any]:
    """`height` is of the whole, title and axes included."""
    heading = alt.TitleParams(
        TITLE,
        subtitle=CAPTION,
        anchor="start",
        fontSize=16,
        subtitleFontSize=13,
        subtitleColor=QUIET[dark],
        offset=10,
    )
    spec: dict[str, Any] = (
        chart.properties(title=heading, height=height, width="container")
        .configure(font=FONT)
        .configure_axis(labelFontSize=13, titleFontSize=13, labelColor=QUIET[dark], titleColor=QUIET[dark])
        .configure_legend(labelFontSize=13, labelColor=QUIET[dark])
        .to_dict()
    )
    del spec["data"]  # Streamlit sends the rows beside the specification
    return spec


def _heading(title: str, caption: str) -> dict[str, Any]:
    return {TITLE: title, CAPTION: wrap(caption, CAPTION_WIDTH)}


def _filled(part: Any, words: Mapping[str, Any]) -> Any:
    """A copy with each name replaced by what it stands for; what it stands for is not looked at again."""
    if isinstance(part, dict):
        return {name: _filled(value, words) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, words) for value in part]
    return words.get(part, part) if isinstance(part, str) else part
