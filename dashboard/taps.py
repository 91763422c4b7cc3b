"""A tap on the map, read before anything is drawn: the run it causes already shows what was chosen."""

import json
from functools import lru_cache

import streamlit as st

from dashboard.areas import outlines
from dashboard.components.map_panel import new_tap
from db.geography import AreaIndex


def tapped_area(key: str) -> str | None:
    """The code of the area whose tap on the map `key` caused this run; None when there was none, or in the water."""
    # streamlit-folium leaves the map's answer under the map's own key, in the callback before the run.
    tap = new_tap(st.session_state.pop(key), key=key) if key in st.session_state else None
    return _index(outlines()[0]).find(*tap) if tap else None


def area_at(latitude: float, longitude: float) -> str | None:
    """The code of the area a point lies in, for showing beside a pin before it is saved; None in the water."""
    return _index(outlines()[0]).find(latitude, longitude)


@lru_cache(maxsize=2)
def _index(_name: str) -> AreaIndex[str]:
    """Of the outlines as drawn: what was tapped is what was seen."""
    features = json.loads(outlines()[1])["features"]
    return AreaIndex.build([(str(f["properties"]["code"]), json.dumps(f["geometry"])) for f in features])
