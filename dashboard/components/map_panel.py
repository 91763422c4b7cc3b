"""The map on a page: a still base, a moving layer, and each tap answered once."""

from collections.abc import Mapping
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from dashboard.maps.base import ConcernMap

# No taller than the screen, with room left to scroll the page beside the map.
PHONE_WIDTH = 640
PHONE_HEIGHT = 420
DESKTOP_HEIGHT = 620


def map_panel(
    base: ConcernMap, moving: folium.FeatureGroup, *, key: str, height: int = DESKTOP_HEIGHT
) -> tuple[float, float] | None:
    """Shows the map; (latitude, longitude) in the run that a new tap caused, else None."""
    st.html(
        f"<style>@media (max-width: {PHONE_WIDTH}px) {{ .st-key-{key}_frame iframe "
        f"{{ height: min({PHONE_HEIGHT}px, {height}px, 65vh) !important; }} }}</style>"
    )
    _unrendered(base, moving)
    with st.container(key=f"{key}_frame"):
        answer = st_folium(
            base,
            key=key,
            height=height,
            use_container_width=True,
            feature_group_to_add=moving,
            # Each further object makes reruns of its own: with the view among them, every drag of the map would.
            returned_objects=["last_clicked"],
        )
    # st_folium has hung the moving layer onto the base: a base that is used again would carry it into its script, and
    # the browser would build the whole map anew.
    base._children.pop(moving.get_name(), None)
    return new_tap(answer, key=key)


def _unrendered(base: ConcernMap, moving: folium.FeatureGroup) -> None:
    """st_folium takes each script from its template; the page that folium renders besides is thrown away, and compiling
    it was seven of the map's eight milliseconds (fifteen of seventeen with two thousand points)."""
    moving.render = lambda **_: None  # type: ignore[method-assign]
    # A tile layer says only while rendering that it belongs on the map.
    tiles = [child for child in base._children.values() if isinstance(child, folium.TileLayer)]
    base.render = lambda **_: [layer.render() for layer in tiles]  # type: ignore[method-assign,assign,return-value,no-untyped-call]


def new_tap(answer: Mapping[str, Any] | None, *, key: str) -> tuple[float, float] | None:
    """The tap in the component's answer, unless it was acted on in an earlier run."""
    memory = f"{key}_last_tap"
    tap = (answer or {}).get("last_clicked")
    if not tap:
        # A map that was put up afresh counts its taps from one again.
        st.session_state.pop(memory, None)
        return None
    # map.js numbers the taps, so that tapping one spot twice is two taps.
    this = (float(tap["lat"]), float(tap["lng"]), tap.get("tap"))
    if st.session_state.get(memory) == this:
        return None
    st.session_state[memory] = this
    return this[:2]
