"""Neighbourhood: everything known about one area, the answer first."""

import streamlit as st

from dashboard.areas import known_areas
from dashboard.components.area_story import no_areas
from dashboard.components.neighbourhood import choose, header, people, quiet_signal, reach
from dashboard.components.neighbourhood_parts import concerns_tab, events_tab, partners_tab, work_tab
from dashboard.components.you_said import you_said_tab
from dashboard.filters import filters_bar
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, plain
from db.access import Permission

viewer = require_viewer(Permission.FIGURES_READ)
areas = known_areas(viewer)
if not areas:
    st.title(_("Neighbourhood"))
    no_areas()
    st.stop()
area = choose(viewer, areas)
st.title(plain(area.name))
filters = filters_bar(
    viewer, show=(Url.PERIOD, Url.CATEGORY, Url.STATUS, Url.SOURCE), default_period="90", own=(Url.AREA,)
)
header(viewer, filters, area)
reach(viewer, area)
quiet_signal(viewer, area)
people(viewer, area)

parts = {_("Concerns"): lambda: concerns_tab(viewer, filters, area)}
if viewer.may(Permission.EVENT_READ):
    parts[_("Events")] = lambda: events_tab(viewer, filters, area)
if viewer.may(Permission.ACTIVITY_READ, neighbourhood=area.id):
    parts[_("Cases, promises, our work")] = lambda: work_tab(viewer, filters, area)
if viewer.may(Permission.CONCERN_READ, neighbourhood=area.id):
    parts[_("You said, we did")] = lambda: you_said_tab(viewer, filters, area)
if viewer.may(Permission.ACTIVITY_READ):
    parts[_("Partners")] = lambda: partners_tab(viewer, area)
for tab, part in zip(st.tabs(list(parts)), parts.values(), strict=True):
    with tab:
        part()
