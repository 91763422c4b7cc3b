"""One neighbourhood beside the map: the answer first, then concerns, trend, events, cases, and where to go next."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import case_loaders, clock, loaders, map_view, navigation
from dashboard.area_figures import AreaFigures, figures_of
from dashboard.areas import Area
from dashboard.components.area_map import figure_words
from dashboard.components.map_answer import concerns_words
from dashboard.components.neighbourhood_parts import trend_chart
from dashboard.components.rows import attendance_words, present
from dashboard.components.states import empty_state
from dashboard.filters import link_query, period_words
from dashboard.labels import case_status_shown, category_label
from dashboard.measures import Measured
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, per_thousand, plain, said_time, signed
from db.access import Permission, Viewer
from db.queries.filters import Filters

CHOOSE, BEGIN = "area-choose", "area-begin"
TOP, SOME = 5, 3
DAYS_AHEAD = 60
TREND_WEEKS = 13


def no_areas() -> None:
    """A store without neighbourhoods: nothing can be counted by area yet."""
    empty_state(
        _("No neighbourhoods yet."),
        detail=_(
            "They are loaded once, from a GeoJSON file, by whoever runs this system. Concerns can be logged already; "
            "they find their neighbourhood as soon as it is there."
        ),
        icon=":material/map:",
        key="no-areas",
    )


def area_chooser(areas: tuple[Area, ...], selected: str | None) -> None:
    """Always there, so that a keyboard and a screen reader can choose an area without the map."""
    names = {area.code: area.name for area in areas}
    st.session_state[CHOOSE] = selected
    st.selectbox(
        _("Choose a neighbourhood"),
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key=CHOOSE,
        placeholder=_("All neighbourhoods"),
        on_change=lambda: map_view.choose(st.session_state.get(CHOOSE)),
    )


def most_concerned(shown: Measured, names: Mapping[str, str]) -> None:
    """Before an area is chosen: where one might begin. One widget: it is drawn again with every filter."""
    codes = shown.highest(TOP)
    if not codes:
        st.markdown(_("Tap an area on the map to open its story here."))
        return
    st.session_state[BEGIN] = None
    st.pills(
        _("Tap an area on the map to open its story here, or begin with one of these:"),
        codes,
        format_func=lambda code: f"{plain(names[code])} · {figure_words(shown, code)}",
        key=BEGIN,
        on_change=lambda: map_view.choose(st.session_state.get(BEGIN)),
        wrap=True,
    )


def area_story(viewer: Viewer, filters: Filters, area: Area) -> None:
    here = replace(filters, neighbourhoods=(area.id,))
    with st.container(key="area-story"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(plain(area.name), anchor=False)
            st.button(
                _("All neighbourhoods"),
                key="area-close",
                icon=":material/close:",
                on_click=map_view.choose,
                args=(None,),
            )
        for line in figure_lines(filters, figures_of(viewer, filters, area.code)):
            st.markdown(line)
        _ways_on(viewer, filters, area)
        _top_concerns(viewer, here)
        trend_chart(viewer, filters, area, weeks=TREND_WEEKS)
        if viewer.may(Permission.EVENT_READ):
            _events(viewer, here)
        if viewer.may(Permission.CASE_READ, neighbourhood=area.id):
            _cases(viewer, area)


def figure_lines(filters: Filters, figures: AreaFigures) -> tuple[str, str]:
    """Two sentences: what is open now, against the city; what came in, against the period before."""
    now = f"**{concerns_words(filters, figures.open)}**"
    if figures.rate is not None and figures.city_rate is not None:
        beside = _("{rate} residents; the whole city has {city}").format(
            rate=per_thousand(figures.rate), city=number(figures.city_rate, 1)
        )
    else:
        beside = _("neighbourhoods have {n} on average").format(n=number(figures.city_open, 1))
    came = ngettext("{n} received {period}", "{n} received {period}", figures.received).format(
        n=number(figures.received), period=period_words(filters)
    )
    if figures.change is None:
        against = _("{n} in the period before, too few to compare").format(n=number(figures.before))
    else:
        against = _("{change} % against the period before ({n})").format(
            change=signed(figures.change), n=number(figures.before)
        )
    return f"{now}: {beside}." if beside else f"{now}.", f"{came}, {against}."


def _ways_on(viewer: Viewer, filters: Filters, area: Area) -> None:
    with st.container(horizontal=True, key="area-ways"):
        navigation.link("neighbourhood", label=_("Open its page"), area=area.code)
        if navigation.may_open(viewer, "log"):
            navigation.link("log", label=_("Log here"), area=area.code)
        if viewer.may(Permission.CONCERN_READ, neighbourhood=area.id):
            query: dict[str, Any] = link_query(viewer, replace(filters, neighbourhoods=(area.id,)))
            navigation.link("concerns", label=_("See its concerns"), **query)


def _top_concerns(viewer: Viewer, here: Filters) -> None:
    found = loaders.by_category(viewer, here)
    st.markdown("###### " + _("Top concerns"))
    if found.empty:
        st.markdown(_("None in these dates."))
        return
    top = [f"{category_label(row.category)} **{number(row.n)}**" for row in tuples(found.head(TOP))]
    st.markdown("  \n".join(top))


def _events(viewer: Viewer, here: Filters) -> None:
    st.markdown("###### " + _("Outreach events"))
    ahead = loaders.events_ahead(viewer, days=DAYS_AHEAD, neighbourhood_ids=here.neighbourhoods).head(SOME)
    now = clock.now()
    past = loaders.events_in(viewer, here)
    past = past[past["starts_at"] < now]
    for row in tuples(ahead):
        line = _("{when}: {title}").format(when=said_time(row.starts_at, now), title=plain(row.title))
        navigation.link("events", label=line, icon=":material/event_upcoming:", ref=row.ref)
    for row in tuples(past.head(SOME)):
        line = _("{when}: {title}").format(when=said_time(row.starts_at, now), title=plain(row.title))
        if present(row.attendance_total):
            line += " · " + attendance_words(int(row.attendance_total), bool(row.attendance_counted))
        navigation.link("events", label=line, icon=":material/event_available:", ref=row.ref)
    if len(past) > SOME:
        more = len(past) - SOME
        st.caption(
            ngettext("and {n} more held in these dates", "and {n} more held in these dates", more).format(n=more)
        )
    if ahead.empty and past.empty:
        st.markdown(_("None in these dates, and none planned."))


def _cases(viewer: Viewer, area: Area) -> None:
    found = case_loaders.case_list(viewer, neighbourhood_ids=(area.id,))
    said = ngettext("{n} open case", "{n} open cases", len(found)).format(n=number(len(found)))
    st.markdown(f"###### {said}")
    for row in tuples(found.head(SOME)):
        state = case_status_shown(row.status)
        navigation.link("cases", label=f"{plain(row.title)} · {state.word}", icon=state.icon, ref=row.ref)
