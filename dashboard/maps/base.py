"""The still part of the map: made once per page, its shapes fetched once by the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import folium
from folium.template import Template

from dashboard.maps.assets import SCRIPTS, STYLES, address
from dashboard.maps.escape import inert
from dashboard.maps.script import script_value
from dashboard.maps.wording import MapWords

# ((south, west), (north, east)) in degrees.
Bounds: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ContextLayer:
    """Something to recognise a place by: GeoJSON at an address of ours, and whom to thank for it."""

    address: str
    kind: Literal["parks", "limits"]
    attribution: str = ""


class ConcernMap(folium.Map):
    """A folium map whose files are ours and whose script is one call into dashboard/static/map/map.js."""

    # Compiled here, once: in a page it would be compiled on every rerun. folium's own header would forbid phones to
    # zoom the page, and its own script needs jQuery, Bootstrap and Font Awesome from other people's servers.
    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = commonGround.begin({{ this.get_name()|tojson }}, {{ this.settings }});
        {% endmacro %}
        """
    )
    default_js = [(name, address(path)) for name, path in SCRIPTS]
    default_css = [(name, address(path)) for name, path in STYLES]

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(tiles=None)
        self.settings = script_value(settings)


def base_map(
    *,
    geometry_address: str,
    bounds: Bounds,
    words: MapWords,
    tiles: str | None = None,
    attribution: str = "",
    dark: bool = False,
    context: Sequence[ContextLayer] = (),
) -> ConcernMap:
    """The map without figures. Make it anew in each run: that is cheap, and st_folium adds to what it is given.

    The geometry is a FeatureCollection in WGS84 with the properties "code" and "name"; its address should change with
    its content. It is relative to the map's frame: "../../areas/<hash>.geojson" is a route of ours.
    """
    ground = ConcernMap(
        {
            "geometry": geometry_address,
            "bounds": [list(corner) for corner in bounds],
            "tiles": tiles is not None,
            "dark": dark,
            "context": [
                {"address": layer.address, "kind": layer.kind, "attribution": inert(layer.attribution)}
                for layer in context
            ],
            "words": {name: inert(getattr(words, name)) for name in MapWords.__dataclass_fields__},
        }
    )
    if tiles is not None:
        folium.TileLayer(tiles, attr=inert(attribution), max_zoom=18, control=False).add_to(ground)
    return ground
