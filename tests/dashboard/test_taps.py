"""A tap on the map is an area, once."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.taps import area_at
from db.store import Store

HARBOUR, NORTHGATE, SEA = (50.05, 10.05), (50.05, 10.15), (49.0, 9.0)


def page() -> None:
    import streamlit as st

    from dashboard.taps import tapped_area

    st.session_state["found"] = tapped_area("the_map")


@pytest.fixture
def tapped(store: Store) -> Callable[..., str | None]:
    at = AppTest.from_function(page, default_timeout=20)

    def tap(place: tuple[float, float] | None, number: int = 1) -> str | None:
        if place is not None:
            clicked = {"lat": place[0], "lng": place[1], "tap": number}
            at.session_state["the_map"] = {"last_clicked": clicked}
        at.run()
        assert not at.exception
        found: str | None = at.session_state["found"]
        return found

    return tap


def test_a_tap_says_which_area_was_meant_and_only_in_the_run_it_caused(tapped: Callable[..., str | None]) -> None:
    assert tapped(HARBOUR) == "harbour"
    assert tapped(None) is None
    assert tapped(NORTHGATE, 2) == "northgate"


def test_the_same_report_again_is_no_second_tap_but_tapping_the_spot_again_is(
    tapped: Callable[..., str | None],
) -> None:
    assert tapped(HARBOUR, 1) == "harbour"
    assert tapped(HARBOUR, 1) is None
    assert tapped(HARBOUR, 2) == "harbour"


def test_a_tap_in_the_water_means_no_area(tapped: Callable[..., str | None]) -> None:
    assert tapped(SEA) is None


def test_a_place_is_asked_for_without_a_tap(store: Store) -> None:
    assert area_at(*NORTHGATE) == "northgate"
    assert area_at(*SEA) is None
