"""The head of a neighbourhood's page: which one, how it stands, who lives there, whether it has been forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import clock, loaders, navigation, state
from dashboard.area_figures import figures_of
from dashboard.areas import Area
from dashboard.components.area_story import figure_lines
from dashboard.components.map_answer import as_of, means
from dashboard.filters import link_query
from dashboard.measures import Measure
from dashboard.state import Url
from dashboard.words import _, ngettext, number, per_cent, plain, said_date
from db.access import Permission, Viewer
from db.queries.figures import NotOnMap
from db.queries.filters import Filters

CHOOSE = "neighbourhood-choose"
QUIET_AFTER_DAYS = 90  # ours: a quarter without an event is a quarter in which nobody could meet us


def choose(viewer: Viewer, areas: Sequence[Area]) -> Area:
    """The area of the address; else the one looked at last, here or on the map; else the first of one's own."""
    names = {area.code: area.name for area in areas}
    on_map = state.MAP_VIEW.get().get(Url.SELECTED, [])
    mine = [area.code for area in areas if area.id in viewer.areas]
    wanted = [st.query_params.get(Url.AREA), state.NEIGHBOURHOOD.get(), *on_map, *mine, areas[0].code]
    code = next(code for code in wanted if code in names)
    if st.query_params.get(Url.AREA) != code:
        st.query_params[Url.AREA] = code
    state.NEIGHBOURHOOD.set(code)
    st.session_state[CHOOSE] = code
    st.selectbox(_("Neighbourhood"), list(names), format_func=lambda c: names.get(c, c), key=CHOOSE, on_change=_chosen)
    return next(area for area in areas if area.code == code)


def _chosen() -> None:
    st.query_params[Url.AREA] = st.session_state[CHOOSE]


def header(viewer: Viewer, filters: Filters, area: Area) -> None:
    """How many concerns, against the city and against the period before; what is not in it; where to go from here."""
    here = replace(filters, neighbourhoods=(area.id,))
    with st.container(key="neighbourhood-answer", gap="xsmall"):
        for line in figure_lines(filters, figures_of(viewer, filters, area.code)):
            st.markdown(line)
        apart = kept_apart_words(loaders.not_on_map(viewer, here, within=True))
        st.caption(f"{means(filters, Measure.COUNT)} {apart} {as_of()}")
    with st.container(horizontal=True, key="neighbourhood-ways"):
        if navigation.may_open(viewer, "log"):
            navigation.link("log", label=_("Log here"), area=area.code)
        navigation.link("concern_map", label=_("See it on the map"), selected=area.code)
        if viewer.may(Permission.CONCERN_READ, neighbourhood=area.id):
            query: dict[str, Any] = link_query(viewer, filters) | {Url.AREA: [area.code]}
            navigation.link("concerns", label=_("See its concerns"), **query)


def kept_apart_words(outside: NotOnMap) -> str:
    """Concerns of this area that no figure by area shows."""
    n = outside.sensitive + outside.personal
    if not n:
        return _("No other concern here is kept off the map.")
    return ngettext(
        "{n} more, of a sensitive category or marked personal, is in no figure here.",
        "{n} more, of a sensitive category or marked personal, are in no figure here.",
        n,
    ).format(n=number(n))


def reach(viewer: Viewer, area: Area) -> None:
    """Why parts of the page are missing: a colleague's area is not a page with holes."""
    if viewer.may(Permission.CONCERN_READ) and not viewer.may(Permission.CONCERN_READ, neighbourhood=area.id):
        st.caption(
            ":material/visibility: "
            + _("Another team's neighbourhood: you see its figures, events and partners, but not its records.")
        )


def quiet_signal(viewer: Viewer, area: Area) -> None:
    """Says so when nobody has met the people of this area for a quarter."""
    if not viewer.may(Permission.EVENT_READ):
        return
    last = loaders.last_event(viewer, neighbourhood_id=area.id)
    if last is None:
        words = _("No outreach event is on record here.")
    elif (clock.today() - last).days > QUIET_AFTER_DAYS:
        words = _("No outreach event here since {day}.").format(day=said_date(last, clock.today()))
    else:
        return
    st.warning(words + " " + _("Whom have we not heard from?"), icon=":material/hearing_disabled:")


def people(viewer: Viewer, area: Area) -> None:
    """Residents, households, languages, the named officer; invented figures are marked."""
    facts = loaders.neighbourhood(viewer, area.code)
    parts = []
    if facts.population:
        said = ngettext("{n} resident", "{n} residents", facts.population).format(n=number(facts.population))
        parts.append(f"**{said}**")
    if facts.households:
        parts.append(ngettext("{n} household", "{n} households", facts.households).format(n=number(facts.households)))
    if facts.district:
        parts.append(_("{name} precinct").format(name=plain(facts.district)))
    if facts.named_officer:
        parts.append(_("officer residents ask for: {name}").format(name=plain(facts.named_officer)))
    languages = sorted(facts.languages.items(), key=lambda pair: -pair[1])[:5]
    if languages:
        shares = ", ".join(f"{plain(name)} {per_cent(share)}" for name, share in languages)
        parts.append(_("languages: {shares}").format(shares=shares))
    if parts:
        st.markdown(" · ".join(parts))
    if facts.illustrative:
        st.caption(
            ":material/info: "
            + _("Residents, households and languages are illustrative: invented for the demonstration.")
        )
