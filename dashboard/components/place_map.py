"""A small map on which a place is chosen by tapping it."""

from collections.abc import Collection

from dashboard.components.map_panel import map_panel
from dashboard.maps.base import ConcernMap
from dashboard.maps.layers import moving_layer

HEIGHT = 320


def place_map(
    base: ConcernMap,
    *,
    chosen: tuple[float, float] | None,
    key: str,
    selected: str | None = None,
    mine: Collection[str] = (),
    height: int = HEIGHT,
) -> tuple[float, float] | None:
    """Shows the chosen point as a pin; (latitude, longitude) in the run that a new tap caused, else None.

    The browser moves the pin at once. When the page refuses the place (the sea), passing the old point moves it back.
    """
    layer = moving_layer(fills={}, selected=selected, mine=mine, pin=chosen, choosing=True)
    return map_panel(base, layer, key=key, height=height)
