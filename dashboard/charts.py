"""Frames to charts: pure builders. Every chart carries its title, what it counts and over which dates, and its axes.

Colours are safe for colour-blind people and differ in lightness too, so that a black-and-white print can be read.
"""

from textwrap import wrap

import altair as alt
import pandas as pd

AREA, CITY = "#0b6e87", "#b5651d"
BAR = "#2f7f93"
FONT = "Atkinson Hyperlegible"
CAPTION_WIDTH = 44  # characters that fit beside nothing else on a phone


def trend_against_city(
    frame: pd.DataFrame, *, title: str, caption: str, area: str, city: str, week: str, count: str
) -> alt.Chart:
    """Lines per ISO week. Frame: week_start (date), area, city_average; the words are given in the reader's language."""
    long = pd.concat(
        [
            pd.DataFrame({"week": frame["week_start"], "n": frame["area"], "who": area}),
            pd.DataFrame({"week": frame["week_start"], "n": frame["city_average"], "who": city}),
        ]
    )
    long["week"] = pd.to_datetime(long["week"])
    lines = (
        alt.Chart(long)
        .mark_line(point=alt.OverlayMarkDef(size=28), strokeWidth=2.5)
        .encode(
            x=alt.X("week:T", title=week, axis=alt.Axis(format="%-d %b", labelOverlap=True)),
            y=alt.Y("n:Q", title=count, axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domainMin=0)),
            color=alt.Color(
                "who:N", scale=alt.Scale(domain=[area, city], range=[AREA, CITY]), legend=alt.Legend(title=None, orient="top")
            ),
            # Told apart without colour as well.
            strokeDash=alt.StrokeDash("who:N", scale=alt.Scale(domain=[area, city], range=[[1, 0], [6, 4]]), legend=None),
            tooltip=[
                alt.Tooltip("week:T", title=week, format="%-d %b %Y"),
                alt.Tooltip("who:N", title=" "),
                alt.Tooltip("n:Q", title=count),
            ],
        )
    )
    return _framed(lines, title=title, caption=caption, height=340)


def top_bars(frame: pd.DataFrame, *, title: str, caption: str, count: str) -> alt.Chart:
    """Bars with their number at the end, largest first. Frame: label, n."""
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False, ticks=False, domain=False)),
        x=alt.X("n:Q", title=count, axis=alt.Axis(tickMinStep=1, grid=False)),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("n:Q", title=count)],
    )
    bars = base.mark_bar(color=BAR, cornerRadiusEnd=2)
    # The number stands on the bar's end in a colour that reads in both themes because it is outside the bar.
    numbers = base.mark_text(align="left", dx=4, fontSize=13, color="#7a868c", fontWeight="bold").encode(text="n:Q")
    return _framed(bars + numbers, title=title, caption=caption, height=130 + 32 * len(frame))


def _framed(chart: alt.Chart, *, title: str, caption: str, height: int) -> alt.Chart:
    """`height` is of the whole, title and axes included."""
    heading = alt.TitleParams(title, subtitle=wrap(caption, CAPTION_WIDTH), anchor="start", fontSize=16, subtitleFontSize=12, offset=10)
    return chart.properties(title=heading, height=height, width="container").configure(font=FONT)
