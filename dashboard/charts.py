"""Frames to charts: pure builders. Every chart carries its title, what it counts and over which dates, and its axes.

Colours are safe for colour-blind people and differ in lightness too, so that a black-and-white print can be read.
"""

from textwrap import wrap

import altair as alt
import pandas as pd

# (on light, on dark): every line, bar and word stands out from its ground.
AREA, CITY = ("#0b6e87", "#5cc4d6"), ("#b5651d", "#ffb057")
BAR = ("#2f7f93", "#43a3b8")
QUIET = ("#4a5a62", "#b5c2c8")
FONT = "Atkinson Hyperlegible"
CAPTION_WIDTH = 44  # characters that fit beside nothing else on a phone


def trend_against_city(
    frame: pd.DataFrame, *, title: str, caption: str, area: str, city: str, week: str, count: str, dark: bool = False
) -> alt.Chart:
    """Lines per ISO week. Frame: week_start (date), area, city_average; the words are in the reader's language."""
    long = pd.concat(
        [
            pd.DataFrame({"week": frame["week_start"], "n": frame["area"], "who": area}),
            pd.DataFrame({"week": frame["week_start"], "n": frame["city_average"], "who": city}),
        ],
        ignore_index=True,  # an index with gaps would be sent as one column more
    )
    long["week"] = pd.to_datetime(long["week"])
    lines = (
        alt.Chart(long)
        .mark_line(point=alt.OverlayMarkDef(size=28), strokeWidth=2.5)
        .encode(
            x=alt.X("week:T", title=week, axis=alt.Axis(format="%-d %b", labelOverlap=True)),
            y=alt.Y("n:Q", title=count, axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domainMin=0)),
            color=alt.Color(
                "who:N",
                scale=alt.Scale(domain=[area, city], range=[AREA[dark], CITY[dark]]),
                legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolSize=260),
            ),
            # Told apart without colour as well.
            strokeDash=alt.StrokeDash(
                "who:N", scale=alt.Scale(domain=[area, city], range=[[1, 0], [6, 4]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("week:T", title=week, format="%-d %b %Y"),
                alt.Tooltip("who:N", title=" "),
                alt.Tooltip("n:Q", title=count),
            ],
        )
    )
    return _framed(lines, title=title, caption=caption, height=340, dark=dark)


def top_bars(frame: pd.DataFrame, *, title: str, caption: str, count: str, dark: bool = False) -> alt.Chart:
    """Bars with their number at the end, largest first. Frame: label, n."""
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "label:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=220, labelOverlap=False, ticks=False, domain=False),
        ),
        x=alt.X("n:Q", title=count, axis=alt.Axis(tickMinStep=1, grid=False)),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("n:Q", title=count)],
    )
    bars = base.mark_bar(color=BAR[dark], cornerRadiusEnd=2)
    numbers = base.mark_text(align="left", dx=4, fontSize=13, color=QUIET[dark], fontWeight="bold").encode(text="n:Q")
    return _framed(bars + numbers, title=title, caption=caption, height=130 + 32 * len(frame), dark=dark)


def _framed(chart: alt.Chart | alt.LayerChart, *, title: str, caption: str, height: int, dark: bool) -> alt.Chart:
    """`height` is of the whole, title and axes included."""
    heading = alt.TitleParams(
        title,
        subtitle=wrap(caption, CAPTION_WIDTH),
        anchor="start",
        fontSize=16,
        subtitleFontSize=13,
        subtitleColor=QUIET[dark],
        offset=10,
    )
    return (
        chart.properties(title=heading, height=height, width="container")
        .configure(font=FONT)
        .configure_axis(labelFontSize=13, titleFontSize=13, labelColor=QUIET[dark], titleColor=QUIET[dark])
        .configure_legend(labelFontSize=13, labelColor=QUIET[dark])
    )
