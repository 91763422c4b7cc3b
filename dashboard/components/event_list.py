"""Events by day or on the map, and the sentence above them."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.map_answer import as_of
from dashboard.components.map_panel import map_panel
from dashboard.components.pager import pager
from dashboard.components.rows import event_row
from dashboard.components.states import empty_state
from dashboard.filters import period_words
from dashboard.maps.layers import EventMark, moving_layer
from dashboard.still_map import still_map
from dashboard.tuples import tuples
from dashboard.words import _, local, ngettext, number, plain, said_date, said_time
from db.queries.events import MOST, Held
from db.queries.filters import Filters

VIEWS = ("ahead", "held", "open")
MAP_HEIGHT = 420


def view_words(view: str) -> str:
    return {"ahead": _("Coming"), "held": _("Held"), "open": _("To close out")}[view]


def coming_answer(events: pd.DataFrame, *, days: int) -> None:
    """How many are planned, and the next one."""
    said = ngettext("{n} event is planned", "{n} events are planned", len(events)).format(n=number(len(events)))
    sentence = f"**{said}**"
    if len(events):
        first = events.iloc[0]
        next_one = _("Next: **{title}**, {when}.")
        when = said_time(first["starts_at"], clock.now())
        sentence += ". " + next_one.format(title=plain(str(first["title"])), when=when)
    st.markdown(sentence)
    st.caption(_("In the next {n} days, of every team: events are announced.").format(n=days) + " " + as_of())


def held_answer(held: Held, filters: Filters) -> None:
    """How many events, how many people. Somebody who came twice counts twice, and the sentence says so."""
    said = ngettext("{n} event held", "{n} events held", held.events).format(n=number(held.events))
    came = ngettext("{n} person came", "{n} people came", held.people).format(n=number(held.people))
    st.markdown(f"**{said}, {came}**")
    st.caption(
        _(
            "{period}, of every team. People who came to two events count twice; heads were counted at {counted} of "
            "{events} events, the rest are estimates."
        ).format(period=period_words(filters), counted=number(held.counted), events=number(held.events))
        + " "
        + as_of()
    )


def open_answer(events: pd.DataFrame) -> None:
    """How many are over without anybody having said who came."""
    n = len(events)
    said = ngettext("{n} event is over and not closed out", "{n} events are over and not closed out", n)
    st.markdown(f"**{said.format(n=number(n))}**")
    st.caption(
        _("Of the last year, of every team. Until somebody says who came, they count as planned.") + " " + as_of()
    )


def events_shown(events: pd.DataFrame, view: str, layout: str, *, about: tuple[Any, ...]) -> None:
    """On the map when asked for; and in any case one heading a day, the rows beneath it."""
    if events.empty:
        sentence, detail = _nothing(view)
        empty_state(sentence, detail=detail, icon=":material/event:", key="events")
        return
    if layout == "map":
        _on_the_map(events)
    if len(events) >= MOST:
        st.caption(_("The first {n} are shown: narrow it down to see the others.").format(n=number(MOST)))
    page = pager("events", about=about)
    shown = page.rows_of(events)
    days = shown["starts_at"].map(lambda moment: local(moment).date())
    for day, of_day in shown.groupby(days, sort=False):
        said = said_date(day, clock.today())
        st.markdown(f"##### {said[:1].upper()}{said[1:]}")
        for row in tuples(of_day):
            with st.container(border=True, key=f"row-event-{row.ref}", gap=None):
                event_row(row)
    page.buttons(total=len(events))


def _on_the_map(events: pd.DataFrame) -> None:
    placed = events[events["latitude"].notna() & events["longitude"].notna()]
    now = clock.now()
    marks = [
        EventMark(r.latitude, r.longitude, bool(r.starts_at >= now), r.title, said_time(r.starts_at, now), r.ref)
        for r in tuples(placed)
    ]
    map_panel(still_map(), moving_layer(fills={}, events=marks), key="events_map", height=MAP_HEIGHT)
    missing = len(events) - len(placed)
    if missing:
        said = ngettext("{n} event has no exact place.", "{n} events have no exact place.", missing)
        st.caption(said.format(n=number(missing)) + " " + _("The list beneath has them all."))
    else:
        st.caption(_("Filled marks are coming, hollow ones are past. The list beneath has the same events."))


def _nothing(view: str) -> tuple[str, str]:
    """What stands in place of an empty list."""
    if view == "ahead":
        return _("Nothing is planned yet."), _("Plan the next meeting, visit or stall, so that people can come.")
    if view == "held":
        return _("No event in this period."), _("Widen the dates or take a filter away.")
    return _("Every event is closed out."), _("Whoever came has been counted. Nothing to do here.")
