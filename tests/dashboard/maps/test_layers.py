"""The moving layer carries what changed, compactly, and nothing that runs."""

import json
import re
from typing import Any

import folium
import pytest
from streamlit_folium import _get_feature_group_string

from dashboard.maps.base import base_map
from dashboard.maps.layers import ConcernPoint, EventMark, moving_layer
from dashboard.maps.legend import Legend, Mark
from dashboard.maps.palette import TOO_FEW, Step, sequential
from dashboard.maps.wording import MapWords, ScaleWords

BOUNDS = ((47.0, -123.0), (48.0, -122.0))
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`{{ 7*7 }}</script>"


def script(layer: folium.FeatureGroup, words: MapWords) -> str:
    """What the browser evaluates, as streamlit-folium makes it."""
    ground = base_map(geometry_address="a", bounds=BOUNDS, words=words)
    return str(_get_feature_group_string(layer, map=ground))


def sent(layer: folium.FeatureGroup, words: MapWords) -> dict[str, Any]:
    found = re.search(r"commonGround\.show\(map_div, feature_group_feature_group_0, (\{.*\})\);", script(layer, words))
    assert found
    content: dict[str, Any] = json.loads(found.group(1))
    return content


def test_a_change_of_colours_is_colours_only(map_words: MapWords) -> None:
    layer = moving_layer(fills={"harbour": "#cbe3b8", "hill": TOO_FEW})
    assert sent(layer, map_words) == {"areas": {"harbour": [1], "hill": [2]}, "colours": ["#cbe3b8", "hatch"]}


def test_an_area_is_named_once_with_the_numbers_of_its_colour_and_figure(map_words: MapWords) -> None:
    layer = moving_layer(
        fills={"harbour": "#cbe3b8", "hill": "#cbe3b8"},
        figures={"harbour": "2 concerns", "hill": "2 concerns", "far": "0 concerns"},
        mine=["hill", "park"],
    )
    assert sent(layer, map_words) == {
        "areas": {"harbour": [1, 1], "hill": [1, 1, 1], "far": [0, 2], "park": [0, 0, 1]},
        "colours": ["#cbe3b8"],
        "figures": ["2 concerns", "0 concerns"],
    }


def test_a_filter_change_for_a_city_stays_under_four_kilobytes(map_words: MapWords, words: ScaleWords) -> None:
    counts = {f"neighbourhood-{n}": float(n * 7 % 40) for n in range(61)}
    scale = sequential(counts, words=words)
    layer = moving_layer(
        fills=scale.fills(counts),
        selected="neighbourhood-3",
        mine=["neighbourhood-3", "neighbourhood-4"],
        figures={code: f"{n:.0f} open concerns" for code, n in counts.items()},
        legend=Legend("Open concerns", "Received 3 Oct to 2 Nov 2026 and open now.", scale.steps),
    )
    assert len(script(layer, map_words).encode()) < 4_000


def test_texts_that_repeat_are_sent_once(map_words: MapWords) -> None:
    points = [ConcernPoint(47.123456789, -122.5, "Noise", "Tue 3 Nov", f"C-2026-{n:05d}") for n in range(3)]
    assert sent(moving_layer(fills={}, points=points), map_words)["points"] == {
        "texts": ["Noise", "Tue 3 Nov"],
        "rows": [
            [47.12346, -122.5, 0, 1, "C-2026-00000"],
            [47.12346, -122.5, 0, 1, "C-2026-00001"],
            [47.12346, -122.5, 0, 1, "C-2026-00002"],
        ],
    }


def test_events_say_whether_they_are_coming(map_words: MapWords) -> None:
    events = [
        EventMark(47.1, -122.5, True, "Coffee with an officer", "Sat 7 Nov", "E-2026-00001"),
        EventMark(47.2, -122.6, False, "Beat meeting", "Tue 3 Nov", "E-2026-00002"),
    ]
    assert sent(moving_layer(fills={}, events=events), map_words)["events"] == {
        "texts": ["Sat 7 Nov", "Tue 3 Nov"],
        "rows": [
            [47.1, -122.5, 1, "Coffee with an officer", 0, "E-2026-00001"],
            [47.2, -122.6, 0, "Beat meeting", 1, "E-2026-00002"],
        ],
    }


def test_a_place_is_chosen_with_a_pin(map_words: MapWords) -> None:
    content = sent(moving_layer(fills={}, pin=(47.6, -122.3), choosing=True), map_words)
    assert (content["pin"], content["choosing"]) == ([47.6, -122.3], True)


def test_no_row_is_a_marker_of_its_own(map_words: MapWords) -> None:
    points = [ConcernPoint(47.1, -122.5, "Noise", "Tue 3 Nov", f"C-{n}") for n in range(500)]
    layer = moving_layer(fills={}, points=points)
    assert len(layer._children) == 1
    assert "L.marker" not in script(layer, map_words)


def test_whatever_people_typed_reaches_the_map_inert(map_words: MapWords) -> None:
    layer = moving_layer(
        fills={"harbour": "#cbe3b8"},
        figures={"harbour": HOSTILE},
        legend=Legend(HOSTILE, HOSTILE, [Step(HOSTILE, "#cbe3b8")], [Mark(HOSTILE, "point")]),
        points=[ConcernPoint(47.1, -122.5, HOSTILE, HOSTILE, HOSTILE)],
        events=[EventMark(47.1, -122.5, True, HOSTILE, HOSTILE, HOSTILE)],
    )
    text = script(layer, map_words)
    for code in ("<img", "</script", "${", "`", "{{"):
        assert code not in text
    words = [text for text in strings(sent(layer, map_words)) if "onerror" in text]
    assert len(words) == 10
    assert all("<" not in word and "&lt;img" in word for word in words)


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in inner for text in strings(item)]


@pytest.mark.parametrize("fill", ["red", "#CBE3B8", "#fff", "url(https://elsewhere)", "#cbe3b8;x", ""])
def test_a_colour_comes_from_the_palette_and_not_from_data(fill: str) -> None:
    with pytest.raises(ValueError, match="palette"):
        moving_layer(fills={"harbour": fill})


def test_a_mark_that_the_map_cannot_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="no mark called"):
        moving_layer(fills={}, legend=Legend("Concerns", "", (), [Mark("Parks", "tree")]))
