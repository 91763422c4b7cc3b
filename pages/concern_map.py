"""The main page: areas coloured by concerns, concerns and events on the same map, an area's story beside it."""

from time import monotonic

import streamlit as st

from dashboard import loaders, map_view
from dashboard.areas import known_areas
from dashboard.components.area_map import KEY, LOOK, area_map, let_the_map_be_painted, points_caption
from dashboard.components.area_story import area_chooser, area_story, most_concerned, no_areas
from dashboard.components.area_table import area_table
from dashboard.components.map_answer import map_answer
from dashboard.components.map_controls import layers_for, map_controls
from dashboard.filters import filters_bar, present_filters
from dashboard.map_view import Layer
from dashboard.measures import Measure, measured
from dashboard.part import part
from dashboard.taps import tapped_area
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

require_viewer(Permission.FIGURES_READ)
st.html(LOOK)


@part
def concern_map() -> None:
    """All of the page: a click in it leaves the frame around it as it stands."""
    viewer = require_viewer(Permission.FIGURES_READ)
    areas = known_areas(viewer)
    if not areas:
        st.title(_("Concern map"))
        no_areas()
        st.stop()
    if tapped := tapped_area(KEY):
        map_view.choose(tapped)

    # The map stands in the middle of the page and is sent first: it is what a click on a filter waits for.
    above = st.container()
    beside, story = st.container(key="map-and-story").columns([2, 1], gap="medium")
    switches = beside.container(key="map-controls", horizontal=True, vertical_alignment="bottom")
    filters = present_filters(viewer)
    offered = layers_for(viewer)
    view = map_view.arrive([area.code for area in areas], offered=offered)
    compares = view.measure is Measure.CHANGE
    figures = (loaders.received_by_area if compares else loaders.open_by_area)(viewer, filters)
    shown = measured(view.measure, figures)
    concerns = loaders.concern_points(viewer, filters) if {Layer.CONCERNS, Layer.HEAT} & set(view.layers) else None
    events = loaders.event_points(viewer, filters) if {Layer.HELD, Layer.COMING} & set(view.layers) else None
    with beside:
        mine = [area.code for area in areas if area.id in viewer.areas]
        area_map(view, shown, filters, mine=mine, concerns=concerns, events=events)

    sent = monotonic()
    outside = loaders.not_on_map(viewer, filters, every_status=compares)  # read while the map is on its way
    let_the_map_be_painted(sent)
    names = {area.code: area.name for area in areas}
    with above:
        st.title(_("Concern map"))
        filters_bar(viewer)
        before = int(figures["before"].sum()) if compares else None
        map_answer(filters, shown, outside, names=names, before=before)
    with switches:
        map_controls(view, offered=offered)
    with story:
        area_chooser(areas, view.selected)
        selected = next((area for area in areas if area.code == view.selected), None)
        if selected:
            area_story(viewer, filters, selected)
        else:
            most_concerned(shown, names)
    with beside:
        if concerns is not None:
            st.caption(points_caption(concerns))
        area_table(viewer, filters)
    map_view.write(view)


concern_map()
