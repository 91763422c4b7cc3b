"""What is sent to the map's frame: the script of the still part, and only what moves beside it."""

from typing import Any

import pytest
import streamlit_folium

from dashboard.components.map_panel import map_panel
from dashboard.components.map_words import map_words
from dashboard.maps.base import ConcernMap, base_map
from dashboard.maps.layers import moving_layer

TILES = "https://tiles.example/{z}/{x}/{y}.png"


def ground(**more: Any) -> ConcernMap:
    return base_map(
        geometry_address="../../areas/1.geojson", bounds=((47.0, -123.0), (48.0, -122.0)), words=map_words(), **more
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    caught: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: caught.append(arguments))
    return caught


def test_another_colour_moves_the_layer_and_leaves_the_map_as_it_is(sent: list[dict[str, Any]]) -> None:
    for fill in ("#cbe3b8", "#1d3a78"):
        map_panel(ground(), moving_layer(fills={"harbour": fill}), key="m")
    first, second = sent
    assert (first["script"], first["key"]) == (second["script"], second["key"])
    assert first["feature_group"] != second["feature_group"]
    assert "#cbe3b8" in first["feature_group"]
    assert "#cbe3b8" not in first["script"]


def test_a_tile_layer_is_put_on_the_map_although_nothing_is_rendered_twice(sent: list[dict[str, Any]]) -> None:
    map_panel(ground(tiles=TILES, attribution="Example"), moving_layer(fills={}), key="m")
    assert TILES in sent[0]["script"]
    assert "addTo(map_div)" in sent[0]["script"]


def test_no_address_but_ours_and_the_tile_servers_is_in_it(sent: list[dict[str, Any]]) -> None:
    map_panel(ground(), moving_layer(fills={"harbour": "#cbe3b8"}), key="m")
    (arguments,) = sent
    for link in (*arguments["js_links"], *arguments["css_links"]):
        assert link.startswith("../../app/static/")
    assert "://" not in arguments["script"] + arguments["feature_group"] + arguments["header"] + arguments["html"]
