"""The calendar of events: a month, a week or the next four weeks; each event a link, each day a list."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from dashboard import clock, event_loaders, loaders, navigation, state
from dashboard.calendar_days import Shown, Span, calendar_data, shown
from dashboard.components.choices import choose_view
from dashboard.components.event_list import events_shown
from dashboard.components.in_browser import component
from dashboard.components.map_answer import as_of
from dashboard.state import Url
from dashboard.words import _, ngettext, number, said_date
from db.access import Viewer
from db.observed import kept_days
from db.queries.days import begin
from db.queries.filters import Filters
from db.vocabulary import EventStatus

REF = re.compile(r"E-\d{4}-\d{5,}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_mount = component("calendar")


def event_calendar(viewer: Viewer, filters: Filters) -> None:
    words = {Span.MONTH: _("Month"), Span.WEEK: _("Week"), Span.AGENDA: _("Agenda")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="calendar-bar"):
        span = choose_view(_("Calendar"), [(one.value, words[one]) for one in Span], key="events-span", name=Url.SPAN)
        what = _arrive(span)
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="calendar-steps"):
            _step(_("Earlier"), what.moved(-1), key="calendar-before")
            _step(_("Today"), clock.today().isoformat(), key="calendar-today")
            _step(_("Later"), what.moved(1), key="calendar-after")
    days = what.days
    events = event_loaders.event_days(viewer, since=days[0], until=days[-1], neighbourhood_ids=filters.neighbourhoods)
    within = [one for one in events if what.span is not Span.MONTH or _in_month(one, what)]
    said = ngettext("{n} event", "{n} events", len(within)).format(n=number(len(within)))
    st.markdown(f"### {what.title}")
    st.markdown(_("**{events}**, of every team, those called off included.").format(events=said) + " " + as_of())
    data = calendar_data(
        what, events, kept_days(days[0], days[-1]), now=clock.now(),
        address=partial(_address, what.span),
    )  # fmt: skip
    with st.container(key="calendar"):
        result = _mount(key="events-calendar", data=data, on_go_change=lambda: None)
    _follow(result.get("go"), what)
    st.caption(_("● planned, ! over and to close out, ✓ held, ✕ called off. Shaded days are kept by somebody."))
    if what.chosen is not None and what.span is Span.MONTH:
        _of_day(viewer, filters, what)


def _in_month(event: Any, what: Shown) -> bool:
    first = what.anchor.replace(day=1)
    return bool(begin(first) <= event.starts_at < begin((first + timedelta(days=31)).replace(day=1)))


def _arrive(span: str) -> Shown:
    """A new address, else where the calendar stood, else today; the address says it afterwards."""
    page, left_with = state.ADDRESS.get()
    # Already in the calendar, an address without a day is the browser's way back.
    elsewhere = page != "events" or left_with.get(Url.LAYOUT) != ["calendar"] or Url.RECORD in left_with
    asked = st.query_params.get(Url.DAY) or (state.CALENDAR.get() if elsewhere else "")
    what = shown(span, asked[:10], clock.today())
    if asked and st.query_params.get(Url.DAY) != asked:
        st.query_params[Url.DAY] = asked
    state.CALENDAR.set(asked)
    return what


def _step(label: str, day: str, *, key: str) -> None:
    st.button(label, key=key, on_click=_to, args=(day,))


def _to(day: str) -> None:
    state.CALENDAR.set(day)
    st.query_params[Url.DAY] = day


def _address(span: Span, **query: str) -> str:
    if "ref" in query:
        return navigation.address("events", ref=query["ref"])
    return navigation.address("events", **{Url.LAYOUT: "calendar", Url.SPAN: span.value, Url.DAY: query["day"]})


def _follow(sent: object, what: Shown) -> None:
    """Where a click leads; nothing a browser sends is trusted."""
    if not isinstance(sent, dict):
        return
    ref, day = str(sent.get("ref", "")), str(sent.get("day", ""))
    if REF.fullmatch(ref):
        navigation.go("events", ref=ref)
    if DAY.fullmatch(day):
        _to(day)
        if what.span is not Span.MONTH:
            navigation.go("events", **{Url.LAYOUT: "calendar", Url.SPAN: Span.MONTH.value, Url.DAY: day})
        st.rerun()


def _of_day(viewer: Viewer, filters: Filters, what: Shown) -> None:
    day = what.chosen or what.anchor
    of_day = loaders.event_list(
        viewer, since=begin(day), until=begin(day + timedelta(days=1)), neighbourhood_ids=filters.neighbourhoods,
        statuses=tuple(EventStatus),
    )  # fmt: skip
    kept = kept_days(day, day)
    if of_day.empty:
        said = said_date(day, clock.today())
        st.markdown(f"##### {said[:1].upper()}{said[1:]}")
        st.caption(_("No event on this day."))
    else:
        events_shown(of_day, "ahead", "list", about=(filters, day))
    for one in kept:
        st.caption(":material/celebration: " + one.name)
