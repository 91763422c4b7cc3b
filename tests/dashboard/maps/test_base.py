"""The still part of the map: one call into our own script, and files of our own."""

import json
import re
from typing import Any

import folium
from streamlit_folium import generate_leaflet_string

from dashboard.maps.assets import SCRIPTS, STATIC, STYLES, address
from dashboard.maps.base import ConcernMap, ContextLayer, base_map
from dashboard.maps.wording import MapWords

BOUNDS = ((47.0, -123.0), (48.0, -122.0))


def script(ground: folium.Map) -> str:
    ground.get_root().render()
    return str(generate_leaflet_string(ground))


def settings(ground: folium.Map) -> dict[str, Any]:
    found = re.search(r'commonGround\.begin\("map_div", (\{.*\})\);', script(ground))
    assert found
    content: dict[str, Any] = json.loads(found.group(1))
    return content


def test_the_shapes_are_named_by_their_address_and_not_carried(map_words: MapWords) -> None:
    ground = base_map(geometry_address="../../areas/0a1b.geojson", bounds=BOUNDS, words=map_words)
    content = settings(ground)
    assert content["geometry"] == "../../areas/0a1b.geojson"
    assert content["bounds"] == [[47.0, -123.0], [48.0, -122.0]]
    assert (content["tiles"], content["dark"], content["context"]) == (False, False, [])
    assert "tileLayer" not in script(ground)


def test_the_same_map_has_the_same_script_in_each_run(map_words: MapWords) -> None:
    scripts = {script(base_map(geometry_address="a", bounds=BOUNDS, words=map_words)) for _ in range(2)}
    assert len(scripts) == 1


def test_parks_come_with_thanks_and_thanks_are_no_markup(map_words: MapWords) -> None:
    parks = ContextLayer("../../areas/parks.geojson", "parks", "Parks © OpenStreetMap <contributors>")
    ground = base_map(geometry_address="a", bounds=BOUNDS, words=map_words, context=[parks])
    (layer,) = settings(ground)["context"]
    assert layer == {
        "address": "../../areas/parks.geojson",
        "kind": "parks",
        "attribution": "Parks © OpenStreetMap &lt;contributors&gt;",
    }


def test_a_tile_server_is_a_setting_and_its_attribution_is_no_markup(map_words: MapWords) -> None:
    ground = base_map(
        geometry_address="a",
        bounds=BOUNDS,
        words=map_words,
        tiles="https://tiles.example/{z}/{x}/{y}.png",
        attribution="<b>Example</b>",
    )
    text = script(ground)
    assert settings(ground)["tiles"] is True
    assert "https://tiles.example/{z}/{x}/{y}.png" in text
    assert "<b>" not in text


def test_every_file_of_the_map_is_ours_and_its_address_follows_its_content() -> None:
    for _name, path in (*SCRIPTS, *STYLES):
        assert (STATIC / path).is_file()
    for _name, link in (*ConcernMap.default_js, *ConcernMap.default_css):
        assert re.fullmatch(r"\.\./\.\./app/static/(vendor|map)/[\w./-]+\?v=[0-9a-f]{12}", link)
    assert address("map/map.js") != address("map/map.css")
