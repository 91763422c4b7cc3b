"""The still map of this agency: outlines, bounds, tiles and theme, for every page that shows one."""

import json
from functools import lru_cache

import streamlit as st

from dashboard.areas import outlines
from dashboard.components.map_words import map_words
from dashboard.maps.base import Bounds, ConcernMap, base_map
from db.geography import bounding_box
from db.settings import get_settings

# Half the side of the square shown around one place: a few streets, in degrees.
AROUND = 0.006
# The same where what lies next to it matters: the width of a street corner or two.
CLOSE = 0.0016


def still_map(
    *, centre: tuple[float, float] | None = None, area: str | None = None, around: float = AROUND
) -> ConcernMap:
    """The streets around one place (latitude, longitude), one neighbourhood (its code), or the whole city."""
    settings = get_settings()
    name, _text = outlines()
    bounds = _around(centre, around) if centre else _bounds(name, area)
    return base_map(
        geometry_address=f"../../areas/{name}.geojson",
        bounds=bounds,
        words=map_words(),
        tiles=settings.tile_address or None,
        attribution=settings.tile_attribution,
        dark=st.context.theme.type == "dark",
    )


def _around(centre: tuple[float, float], by: float) -> Bounds:
    latitude, longitude = centre
    return (latitude - by, longitude - by), (latitude + by, longitude + by)


@lru_cache(maxsize=128)
def _bounds(_name: str, area: str | None) -> Bounds:
    features = json.loads(outlines()[1])["features"]
    features = [feature for feature in features if feature["properties"]["code"] == area] or features
    if not features:
        return (-60.0, -170.0), (75.0, 170.0)  # nothing loaded yet: the world
    return bounding_box(json.dumps(feature["geometry"]) for feature in features)
