"""The concern map itself: coloured areas, points, heat and events, put together from what the loaders found."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.map_answer import means
from dashboard.components.map_controls import measure_label
from dashboard.components.map_panel import map_panel
from dashboard.components.map_words import mark_words, scale_words
from dashboard.labels import category_label
from dashboard.map_view import Layer, MapView
from dashboard.maps.layers import ConcernPoint, EventMark, HeatPoint, moving_layer
from dashboard.maps.legend import Legend, Mark
from dashboard.maps.palette import Scale, diverging, sequential
from dashboard.measures import Measure, Measured
from dashboard.still_map import still_map
from dashboard.tuples import tuples
from dashboard.turns import others_wait
from dashboard.words import _, local, ngettext, number, per_thousand, said_date, said_time, signed
from db.queries.filters import Filters
from db.queries.points import MOST_POINTS

KEY = "concern_map"
PAINTED = 0.08  # seconds from sending the map to its new colours on the screen, on a machine with nothing else to do
LOOK = Path(__file__).parent.parent / "static" / "concern_map.css"


def area_map(
    view: MapView,
    shown: Measured,
    filters: Filters,
    *,
    mine: Sequence[str],
    concerns: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
) -> None:
    """`concerns` and `events` are the points of db.queries.points; None for layers that are off."""
    dark = st.context.theme.type == "dark"
    scale = _scale(shown, dark=dark)
    coloured = Layer.AREAS in view.layers
    layer = moving_layer(
        fills=scale.fills(shown.values) if coloured else {},
        selected=view.selected,
        mine=mine,
        legend=_legend(view, shown, scale, filters, has_mine=bool(mine)),
        figures={code: figure_words(shown, code) for code in shown.n},
        points=concern_marks(concerns) if concerns is not None and Layer.CONCERNS in view.layers else (),
        heat=heat_marks(concerns) if concerns is not None and Layer.HEAT in view.layers else (),
        events=event_marks(events, view.layers) if events is not None else (),
    )
    map_panel(still_map(), layer, key=KEY)


def let_the_map_be_painted(sent: float) -> None:
    """Waits until PAINTED after `sent` (monotonic seconds), before the rest of the page keeps the browser busy.

    The fifty elements around the map cost the browser more than the map does: without this the new colours came a
    third later. Nothing is computed meanwhile, and another click ends the wait. Where others wait for the server, none of it is
    spent on this.
    """
    while (left := sent + PAINTED - time.monotonic()) > 0 and not others_wait():
        time.sleep(min(left, 0.02))


def _scale(shown: Measured, *, dark: bool) -> Scale:
    if shown.measure is Measure.CHANGE:
        return diverging(shown.values, words=scale_words(), unit=" %", dark=dark)
    return sequential(shown.values, words=scale_words(), dark=dark)


def _legend(view: MapView, shown: Measured, scale: Scale, filters: Filters, *, has_mine: bool) -> Legend:
    words = mark_words()
    kinds = {
        Layer.CONCERNS: Mark(words.concern, "point"),
        Layer.HEAT: Mark(words.heat, "heat"),
        Layer.HELD: Mark(words.event_held, "past"),
        Layer.COMING: Mark(words.event_coming, "coming"),
    }
    marks = [Mark(words.mine, "mine")] if has_mine else []
    marks += [mark for layer, mark in kinds.items() if layer in view.layers]
    titles = {
        Measure.COUNT: _("Open concerns"),
        Measure.RATE: _("Open concerns per 1,000 residents"),
        Measure.CHANGE: _("Change in concerns received"),
    }
    if Layer.AREAS not in view.layers:
        return Legend(_("On this map"), _("Areas are not coloured: switch them on above the map."), (), marks)
    title = measure_label(Measure.COUNT) if shown.measure is Measure.COUNT else titles[shown.measure]
    return Legend(title, means(filters, shown.measure), scale.steps, marks)


def figure_words(shown: Measured, code: str) -> str:
    """What stands beside an area's name: its figure, or why it has none."""
    n, value = shown.n[code], shown.values[code]
    if shown.measure is Measure.COUNT:
        return ngettext("{n} concern", "{n} concerns", n).format(n=number(n))
    if value is None:
        return _("{n}: too few to compare").format(n=number(n))
    said = per_thousand(value) if shown.measure is Measure.RATE else _("{n} %").format(n=signed(value))
    return f"{number(n)} · {said}"


def concern_marks(points: pd.DataFrame) -> Iterable[tuple[float, float, str, str, str]]:
    """Rows as the map takes them. Words are made once for each category and day: there can be two thousand points."""
    kinds = {value: category_label(value) for value in points["category"].unique()}
    days = [local(moment).date() for moment in points["received_at"]]
    said = {day: said_date(day, clock.today()) for day in set(days)}
    places = zip(points["latitude"], points["longitude"], points["category"], days, points["ref"], strict=True)
    return [
        ConcernPoint(latitude, longitude, kinds[kind], said[day], ref) for latitude, longitude, kind, day, ref in places
    ]


def heat_marks(points: pd.DataFrame) -> Iterable[tuple[float, float, float]]:
    return [HeatPoint(*place, 1.0) for place in zip(points["latitude"], points["longitude"], strict=True)]


def event_marks(events: pd.DataFrame, layers: Sequence[Layer]) -> Iterable[tuple[float, float, bool, str, str, str]]:
    wanted = {True: Layer.COMING in layers, False: Layer.HELD in layers}
    now = clock.now()
    return [
        EventMark(row.latitude, row.longitude, bool(row.coming), row.title, said_time(row.starts_at, now), row.ref)
        for row in tuples(events)
        if wanted[bool(row.coming)]
    ]


def points_caption(points: pd.DataFrame) -> str:
    """What the points are, and what they are not."""
    if len(points) >= MOST_POINTS:
        said = _("Points are the newest {n} concerns that have an exact place and that you may open.")
    else:
        said = ngettext(
            "Points: {n} concern that has an exact place and that you may open.",
            "Points: {n} concerns that have an exact place and that you may open.",
            len(points),
        )
    return said.format(n=number(len(points)))
