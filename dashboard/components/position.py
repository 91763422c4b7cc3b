"""Where the device is, when the officer asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.components.in_browser import component
from dashboard.words import _

_mount = component("position")


HALF_WAY_ROUND = 20_100_000  # metres: nothing on earth is less accurate than this


@dataclass(frozen=True, slots=True)
class Position:
    latitude: float
    longitude: float
    accuracy_metres: float


def position(
    *, key: str, on_found: Callable[[Position], None] | None = None, label: str | None = None
) -> Position | None:
    """A button; the position in the one run after the device answered, else None. `on_found` runs before the script."""

    def found() -> None:
        where = read(st.session_state[key].get("position"))
        if where is not None and on_found is not None:
            on_found(where)

    result = _mount(
        key=key,
        data={
            "label": label or _("Use where I am"),
            "said": {
                "insecure": _(
                    "This device only gives its position over a secure (https) connection. Tap the map instead."
                ),
                "missing": _("This device does not know its position. Tap the map instead."),
                "asking": _("Asking this device…"),
                "found": _("Found, to within {metres} m"),
                "refused": _("This device may not share its position. Allow it in the browser, or tap the map."),
                "unavailable": _("This device could not find its position. Tap the map instead."),
                "slow": _("Finding the position took too long. Try again, or tap the map."),
            },
        },
        on_position_change=found,
    )
    return read(result.get("position"))


def read(sent: object) -> Position | None:
    """What the browser sent as a position, or None when it is not one: nothing a browser sends is trusted."""
    if not isinstance(sent, dict):
        return None
    numbers: list[Any] = [sent.get(name) for name in ("latitude", "longitude", "accuracy")]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        return None
    latitude, longitude, accuracy = numbers
    # Not a number fails every comparison; the last bound keeps infinity and giant integers out.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 <= accuracy <= HALF_WAY_ROUND):
        return None
    return Position(round(float(latitude), 6), round(float(longitude), 6), float(accuracy))
