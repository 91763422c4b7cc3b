"""How the map is looked at, between the address and the page."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.map_view import DEFAULT_LAYERS, Layer, MapView, from_query, to_query
from dashboard.measures import Measure

CODES = ("harbour", "northgate")

views = st.builds(
    MapView,
    measure=st.sampled_from(Measure),
    layers=st.sets(st.sampled_from(Layer)).map(lambda chosen: tuple(layer for layer in Layer if layer in chosen)),
    selected=st.none() | st.sampled_from(CODES),
)


@given(views)
def test_an_address_brings_back_the_view_it_was_copied_from(view: MapView) -> None:
    assert from_query(to_query(view), codes=CODES) == view


def test_an_empty_address_counts_open_concerns_by_area() -> None:
    assert from_query({}, codes=CODES) == MapView(Measure.COUNT, DEFAULT_LAYERS, None)


def test_words_that_mean_nothing_here_are_passed_over() -> None:
    asked = {"measure": ["median"], "layer": ["areas", "traffic"], "selected": ["atlantis"]}
    assert from_query(asked, codes=CODES) == MapView(Measure.COUNT, (Layer.AREAS,), None)


def test_no_layer_at_all_can_be_asked_for() -> None:
    bare = MapView(layers=())
    assert to_query(bare)["layer"] == ["none"]
    assert from_query({"layer": ["none"]}, codes=CODES).layers == ()
