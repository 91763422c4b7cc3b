"""Above the map: how areas are coloured and what lies over them."""

import streamlit as st

from dashboard import map_view
from dashboard.map_view import Layer, MapView
from dashboard.measures import Measure
from dashboard.words import _
from db.access import Permission, Viewer

MEASURE, LAYERS = "map-measure", "map-layers"


def measure_label(measure: Measure | str) -> str:
    return {
        Measure.COUNT: _("Open concerns"),
        Measure.RATE: _("Per 1,000"),
        Measure.CHANGE: _("Change"),
    }[Measure(measure)]


def layer_label(layer: Layer | str) -> str:
    return {
        Layer.AREAS: _("Areas"),
        Layer.CONCERNS: _("Concerns"),
        Layer.HEAT: _("Heat"),
        Layer.HELD: _("Events held"),
        Layer.COMING: _("Events coming"),
    }[Layer(layer)]


def layers_for(viewer: Viewer) -> tuple[Layer, ...]:
    """Whoever reads figures only gets areas only: a point is a record."""
    offered = [Layer.AREAS]
    if viewer.may(Permission.CONCERN_READ):
        offered += [Layer.CONCERNS, Layer.HEAT]
    if viewer.may(Permission.EVENT_READ):
        offered += [Layer.HELD, Layer.COMING]
    return tuple(offered)


def map_controls(view: MapView, *, offered: tuple[Layer, ...]) -> None:
    """Both switches, side by side; a change is drawn by the run it causes."""
    st.session_state[MEASURE] = view.measure.value
    st.segmented_control(
        _("Colour areas by"),
        [measure.value for measure in Measure],
        format_func=measure_label,
        key=MEASURE,
        required=True,
        on_change=_measure,
        help=_(
            "Open concerns: received in these dates and open now. Per 1,000 residents: the same for each 1,000 "
            "people who live there. Change: concerns received in these dates, whatever became of them, against the "
            "equal period before. A rate needs at least 20 concerns, a change at least 20 in one of the two periods: "
            "other areas are hatched."
        ),
    )
    if len(offered) > 1:
        with st.popover(_("Layers ({n})").format(n=len(view.layers)), icon=":material/layers:"):
            st.session_state[LAYERS] = [layer.value for layer in view.layers]
            st.pills(
                _("Show on the map"),
                [layer.value for layer in offered],
                format_func=layer_label,
                selection_mode="multi",
                key=LAYERS,
                on_change=_layers,
            )


def _measure() -> None:
    value = st.session_state.get(MEASURE)
    if value in tuple(Measure):
        map_view.change(measure=Measure(value))


def _layers() -> None:
    wanted = st.session_state.get(LAYERS) or []
    map_view.change(layers=tuple(layer for layer in Layer if layer.value in wanted))
