"""How the concern map is looked at: measure, layers, whose story is open. Kept in the address like the filters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.measures import Measure
from dashboard.state import Url

NAMES = (Url.MEASURE, Url.LAYER, Url.SELECTED)
NO_LAYER = "none"


class Layer(StrEnum):
    """What can lie on the map; the values are words of its address."""

    AREAS = "areas"
    CONCERNS = "concerns"
    HEAT = "heat"
    HELD = "held"
    COMING = "coming"


DEFAULT_LAYERS = (Layer.AREAS, Layer.COMING)


@dataclass(frozen=True, slots=True)
class MapView:
    measure: Measure = Measure.COUNT
    layers: tuple[Layer, ...] = DEFAULT_LAYERS
    selected: str | None = None  # a neighbourhood's code


def from_query(query: Mapping[str, Sequence[str]], *, codes: Collection[str]) -> MapView:
    """What an address asks for. A word that means nothing here is passed over: the map says what it shows."""
    measures = [word for word in query.get(Url.MEASURE, ()) if word in tuple(Measure)]
    words = query.get(Url.LAYER)
    selected = [code for code in query.get(Url.SELECTED, ()) if code in codes]
    return MapView(
        measure=Measure(measures[0]) if measures else Measure.COUNT,
        layers=DEFAULT_LAYERS if words is None else tuple(layer for layer in Layer if layer.value in words),
        selected=selected[0] if selected else None,
    )


def to_query(view: MapView) -> dict[str, list[str]]:
    """Names and values for an address. Measure and layers always stand in it, so that "back" brings them back too."""
    query = {
        Url.MEASURE: [view.measure.value],
        Url.LAYER: [layer.value for layer in view.layers] or [NO_LAYER],
    }
    return query | ({Url.SELECTED: [view.selected]} if view.selected else {})


def arrive(codes: Collection[str], *, offered: Collection[Layer]) -> MapView:
    """The view this run draws. The address wins where it says something; otherwise what was looked at before goes on.

    `offered` are the layers this viewer may have, whatever an address says."""
    asked = {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
    kept = state.MAP_VIEW.get()
    if asked and asked != state.MAP_VIEW_WRITTEN.get():
        # A link from one of our pages may name an area only; a copied address is complete.
        kept = asked if Url.MEASURE in asked else {**kept, **asked}
        state.MAP_VIEW.set(kept)
    view = from_query(kept, codes=codes)
    return replace(view, layers=tuple(layer for layer in view.layers if layer in offered))


def write(view: MapView) -> None:
    """The address says what the page shows; other names in it stay."""
    query = to_query(view)
    state.MAP_VIEW.set(query)
    state.MAP_VIEW_WRITTEN.set(query)
    there = {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
    if there != query:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict({**others, **query})


def change(**changes: Any) -> None:
    """For callbacks: the next run draws it. The codes were checked when they came in."""
    kept = state.MAP_VIEW.get()
    state.MAP_VIEW.set(to_query(replace(from_query(kept, codes=kept.get(Url.SELECTED, ())), **changes)))


def choose(code: str | None) -> None:
    """Open an area's story; None goes back to all neighbourhoods."""
    change(selected=code)
