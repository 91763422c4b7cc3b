"""The filter bar: widgets <-> frozen Filters, kept in the address, the same on every page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock, state
from dashboard.areas import Area, known_areas
from dashboard.chosen import DATES, DEFAULT_PERIOD, EARLIEST, PERIODS, PRESETS, SHIFT, Chosen, from_query, to_query
from dashboard.labels import category_label, source_label, status_label
from dashboard.state import Url
from dashboard.words import DATE_FORMAT, _, local, ngettext, plain, said_dates
from db.access import Viewer
from db.queries.filters import Filters
from db.vocabulary import ConcernCategory, ConcernStatus, SourceType

ALL = (Url.PERIOD, Url.AREA, Url.CATEGORY, Url.STATUS, Url.SOURCE)
NAMES = (Url.PERIOD, Url.SINCE, Url.UNTIL, Url.AREA, Url.CATEGORY, Url.STATUS, Url.SOURCE)
OPEN = "filters_open"
MOST_CHIPS = 4


def filters_bar(
    viewer: Viewer, *, show: Sequence[str] = ALL, default_period: str = DEFAULT_PERIOD, own: Sequence[str] = ()
) -> Filters:
    """Draws the bar and returns what is chosen. `show` names the kinds of filter this page offers (Url.…); `own` those
    names that mean something else in this page's address (whose page it is) and are left alone.

    The address wins when it names filters (a shared link); otherwise what was chosen on the page before goes on.
    """
    names = tuple(name for name in NAMES if name not in own)
    areas = known_areas(viewer)
    chosen, ignored = _arrive(areas, names, today=clock.today(), default_period=default_period)
    filters = _filters(viewer, chosen, areas, show)
    with st.container(key="filters"):
        if ignored:
            st.caption(
                ":material/info: "
                + _("Part of this address was not understood and is left out: {parts}.").format(
                    parts=plain(", ".join(ignored[:5]))
                )
            )
        _summary(filters, chosen, areas, show)
        is_open = st.session_state.get(OPEN, False)
        with st.container(
            key="filters-open" if is_open else "filters-closed", horizontal=True, vertical_alignment="bottom"
        ):
            _widgets(viewer, chosen, areas, show, days=(filters.since, filters.until), today=clock.today())
    _write(chosen, show, names)
    return filters


def present_filters(viewer: Viewer, *, show: Sequence[str] = ALL, default_period: str = DEFAULT_PERIOD) -> Filters:
    """What filters_bar will return in this run, before it is drawn: for a page that sends its answer first."""
    areas = known_areas(viewer)
    chosen, _ignored = _arrive(areas, NAMES, today=clock.today(), default_period=default_period)
    return _filters(viewer, chosen, areas, show)


def _filters(viewer: Viewer, chosen: Chosen, areas: Sequence[Area], show: Sequence[str]) -> Filters:
    shift = local(viewer.shift_began_at).date() if viewer.shift_began_at else None
    ids = {area.code: area.id for area in areas}
    return chosen.filters(today=clock.today(), shift=shift, ids=ids, show=show)


def period_words(filters: Filters) -> str:
    """The period in words, for captions: "3 Oct to 2 Nov 2026"."""
    return said_dates(filters.since, filters.until)


def link_query(viewer: Viewer, filters: Filters, **also: str) -> dict[str, list[str]]:
    """The filters as a link to another page takes them (navigation.link(page, **…)): the records behind a number."""
    codes = {area.id: area.code for area in known_areas(viewer)}
    chosen = Chosen(
        period=DATES,
        since=filters.since,
        until=filters.until,
        areas=tuple(codes[area] for area in filters.neighbourhoods if area in codes),
        categories=filters.categories,
        statuses=filters.statuses,
        sources=filters.sources,
    )
    return {**to_query(chosen), **{name: [value] for name, value in also.items()}}


def _arrive(
    areas: Sequence[Area], names: Sequence[str], *, today: date, default_period: str
) -> tuple[Chosen, tuple[str, ...]]:
    codes = [area.code for area in areas]
    asked = {name: st.query_params.get_all(name) for name in names if name in st.query_params}
    if asked and asked != state.FILTERS_WRITTEN.get():
        chosen, ignored = from_query(asked, codes=codes, today=today, default_period=default_period)
        state.FILTERS.set(to_query(chosen))
        return chosen, ignored
    kept = state.FILTERS.get() or {Url.PERIOD: [default_period]}
    return from_query(kept, codes=codes, today=today)[0], ()


def _write(chosen: Chosen, show: Sequence[str], names: Sequence[str]) -> None:
    """The address says what the page shows, so that it can be sent to a colleague; other names in it stay."""
    query = to_query(chosen)
    state.FILTERS.set(query)
    dates = (Url.SINCE, Url.UNTIL) if Url.PERIOD in show else ()
    shown = {name: values for name, values in query.items() if name in show or name in dates}
    state.FILTERS_WRITTEN.set(shown)
    there = {name: st.query_params.get_all(name) for name in names if name in st.query_params}
    if there == shown:
        return
    others = {name: st.query_params.get_all(name) for name in st.query_params if name not in names}
    st.query_params.from_dict({**shown, **others})


def _summary(filters: Filters, chosen: Chosen, areas: Sequence[Area], show: Sequence[str]) -> None:
    names = {area.code: area.name for area in areas}
    chips: list[tuple[str, str, str]] = []
    if Url.AREA in show:
        chips += [(Url.AREA, code, names[code]) for code in chosen.areas if code in names]
    if Url.CATEGORY in show:
        chips += [(Url.CATEGORY, value, category_label(value)) for value in chosen.categories]
    if Url.STATUS in show:
        chips += [(Url.STATUS, value, status_label(value)) for value in chosen.statuses]
    if Url.SOURCE in show:
        chips += [(Url.SOURCE, value, source_label(value)) for value in chosen.sources]
    with st.container(key="filter-chips", horizontal=True, vertical_alignment="center", gap="small"):
        if Url.PERIOD in show:
            st.markdown(f"**{period_words(filters)}**", width="content")
        if not chips and Url.AREA in show:
            st.markdown(_("all neighbourhoods"), width="content")
        for name, value, label in _gathered(chips):
            st.button(
                plain(label),
                key=f"filter-chip-{name}-{value}",
                icon=":material/close:",
                icon_position="right",
                help=_("Remove this filter"),
                on_click=_remove,
                args=(name, value),
            )
        if len(chips) > 1:
            st.button(_("Remove all"), key="filter-chip-all", type="tertiary", on_click=_remove_all)
        with st.container(key="filters-toggle", width="content"):
            st.button(
                _("Hide filters") if st.session_state.get(OPEN) else _("Filters"),
                key="filters-toggle-button",
                icon=":material/tune:",
                on_click=_toggle,
            )


def _gathered(chips: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """More than a few of one kind are one chip: twenty of them are a wall to read, and slow to draw."""
    kept: list[tuple[str, str, str]] = []
    for name in dict.fromkeys(chip[0] for chip in chips):
        of_kind = [chip for chip in chips if chip[0] == name]
        if len(of_kind) > MOST_CHIPS:
            said = {
                Url.AREA: ngettext("{n} neighbourhood", "{n} neighbourhoods", len(of_kind)),
                Url.CATEGORY: ngettext("{n} category", "{n} categories", len(of_kind)),
                Url.STATUS: ngettext("{n} status", "{n} statuses", len(of_kind)),
                Url.SOURCE: ngettext("{n} source", "{n} sources", len(of_kind)),
            }
            of_kind = [(name, "", said[name].format(n=len(of_kind)))]
        kept += of_kind
    return kept


def _widgets(
    viewer: Viewer, chosen: Chosen, areas: Sequence[Area], show: Sequence[str], *, days: tuple[date, date], today: date
) -> None:
    if Url.PERIOD in show:
        # Without kinds of concerns to choose from, the dates are those of something else.
        label = _("Received in the last") if Url.CATEGORY in show else _("In the last")
        _period(label, chosen, days=days, today=today, has_shift=viewer.shift_began_at is not None)
    if Url.AREA in show:
        with _kind(_("Neighbourhoods"), len(chosen.areas), ":material/holiday_village:"):
            names = {area.code: area.name for area in areas}
            _several(_("Neighbourhoods"), Url.AREA, list(names), chosen.areas, names.__getitem__)
            mine = [area.code for area in areas if area.id in viewer.areas]
            if mine:
                st.button(
                    ngettext("My neighbourhood", "My {n} neighbourhoods", len(mine)).format(n=len(mine)),
                    key="filter-mine",
                    icon=":material/person_pin_circle:",
                    on_click=_change,
                    kwargs={"areas": tuple(mine)},
                )
    kinds: list[tuple[str, str, str, list[Any], tuple[Any, ...], Any]] = [
        (Url.CATEGORY, _("Category"), ":material/category:", list(ConcernCategory), chosen.categories, category_label),
        (Url.STATUS, _("Status"), ":material/rule:", list(ConcernStatus), chosen.statuses, status_label),
        (Url.SOURCE, _("Raised by"), ":material/record_voice_over:", list(SourceType), chosen.sources, source_label),
    ]
    for name, label, icon, options, values, shown in kinds:
        if name in show:
            with _kind(label, len(values), icon):
                words = [option.value for option in options]
                key = _widget(name)
                st.session_state[key] = [value.value for value in values]
                st.pills(
                    label, words, selection_mode="multi", format_func=shown, key=key, on_change=_read, args=(name, key)
                )


def _kind(label: str, count: int, icon: str) -> Any:
    return st.popover(f"{label} ({count})" if count else label, icon=icon)


def _several(label: str, name: str, options: list[str], values: Sequence[str], shown: Any) -> None:
    key = _widget(name)
    st.session_state[key] = list(values)
    st.multiselect(
        label, options, format_func=shown, key=key, on_change=_read, args=(name, key), placeholder=_("All; type a name")
    )


def _period(label: str, chosen: Chosen, *, days: tuple[date, date], today: date, has_shift: bool) -> None:
    said = {name: ngettext("{n} day", "{n} days", n).format(n=n) for name, n in PRESETS.items()}
    said |= {SHIFT: _("This shift"), DATES: _("Dates…")}
    key = _widget(Url.PERIOD)
    st.session_state[key] = chosen.period
    st.segmented_control(
        label,
        [period for period in PERIODS if period != SHIFT or has_shift or chosen.period == SHIFT],
        format_func=said.__getitem__,
        key=key,
        required=True,
        wrap=True,
        on_change=_read,
        args=(Url.PERIOD, key),
    )
    if chosen.period == DATES:
        key = _widget("days")
        if len(st.session_state.get(key, days)) == 2:  # one day: the second click is still to come
            st.session_state[key] = days
        st.date_input(
            _("From and to"),
            key=key,
            min_value=EARLIEST,
            max_value=max(days[1], today),
            format=DATE_FORMAT,
            on_change=_read_days,
            args=(key,),
            width=260,
        )


def _widget(name: str) -> str:
    return f"filter-{name}"


def _present() -> Chosen:
    # Codes were checked when they came in; here they are taken as they are.
    kept = state.FILTERS.get()
    return from_query(kept, codes=list(kept.get(Url.AREA, ())), today=clock.today())[0]


def _change(**changes: Any) -> None:
    state.FILTERS.set(to_query(replace(_present(), **changes)))


def _read(name: str, key: str) -> None:
    """A widget changed: into the page's memory, from where this run draws everything."""
    value = st.session_state.get(key)
    if name == Url.PERIOD:
        if value == DATES:
            since, until = _present().days(today=clock.today(), shift=None)
            _change(period=DATES, since=since, until=until)
        elif value in PERIODS:
            _change(period=value, since=None, until=None)
        return
    query = {**state.FILTERS.get(), name: [str(item) for item in value or []]}
    state.FILTERS.set(query)


def _read_days(key: str) -> None:
    value = st.session_state.get(key)
    # Between the first and the second click there is only one day: wait for the other.
    if isinstance(value, tuple) and len(value) == 2:
        _change(period=DATES, since=value[0], until=value[1])


def _remove(name: str, value: str) -> None:
    """Take one value away; "" takes away all of its kind."""
    query = state.FILTERS.get()
    state.FILTERS.set({**query, name: [item for item in query.get(name, ()) if value and item != value]})


def _remove_all() -> None:
    state.FILTERS.set(
        {name: values for name, values in state.FILTERS.get().items() if name in (Url.PERIOD, Url.SINCE, Url.UNTIL)}
    )


def _toggle() -> None:
    st.session_state[OPEN] = not st.session_state.get(OPEN, False)
