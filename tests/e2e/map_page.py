"""A page with nothing but a map, for the browser tests: four areas whose names, like all words here, are hostile."""

import sys

import streamlit as st

sys.path.insert(0, ".")

from dashboard.components.map_panel import map_panel
from dashboard.components.map_words import map_words, mark_words
from dashboard.components.place_map import place_map
from dashboard.maps.base import base_map
from dashboard.maps.layers import ConcernPoint, EventMark, moving_layer
from dashboard.maps.legend import Legend, Mark
from dashboard.maps.palette import LIGHT, TOO_FEW, Step

HOSTILE = "<img src=x onerror='window.struck=1'>`${window.struck=2}`{{ 7*7 }}"

base = base_map(
    geometry_address="../../app/static/areas.geojson", bounds=((50.0, 10.0), (50.2, 10.2)), words=map_words()
)
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
if "place" in st.query_params:
    if st.button("Forget it"):
        st.session_state["chosen"] = None
    chosen = place_map(base, chosen=st.session_state.get("chosen"), key="place")
    if chosen:
        st.session_state["chosen"] = chosen
        st.rerun()
    said = st.session_state.get("chosen")
    st.markdown(f"Chosen: [{said[0]:.2f}, {said[1]:.2f}]" if said else "Chosen: [nothing]")
    st.stop()

drawn = [name for name in ("points", "events", "heat") if st.toggle(name, value=True)]
other = st.toggle("Other colours")
legend = Legend(
    HOSTILE, HOSTILE, [Step(HOSTILE, LIGHT[0]), Step("Too few", TOO_FEW)], [Mark(mark_words().concern, "point")]
)
layer = moving_layer(
    fills={"nw": LIGHT[1] if other else LIGHT[3], "ne": TOO_FEW},
    selected=st.session_state.get("selected"),
    mine=["sw"],
    legend=legend,
    figures={"nw": HOSTILE},
    points=[ConcernPoint(50.05, 10.05, HOSTILE, HOSTILE, HOSTILE)] if "points" in drawn else (),
    events=[
        EventMark(50.05, 10.15, True, HOSTILE, HOSTILE, HOSTILE),
        EventMark(50.15, 10.15, False, "Beat meeting", "Tue 3 Nov", "E-2026-00002"),
    ]
    if "events" in drawn
    else (),
    heat=[(50.1, 10.1, 1.0)] if "heat" in drawn else (),
)
tap = map_panel(base, layer, key="map")
if tap:
    north, east = tap[0] > 50.1, tap[1] > 10.1
    st.session_state["selected"] = ("n" if north else "s") + ("e" if east else "w")
    st.session_state["taps"] = st.session_state.get("taps", 0) + 1
    st.rerun()
st.markdown(f"Taps: [{st.session_state.get('taps', 0)}] on [{st.session_state.get('selected')}]")
st.markdown(f"Runs: [{st.session_state['runs']}]")
