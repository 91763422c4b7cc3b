"""Places that keep coming back: what is found is what comparing all with all would find."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.queries import places

RADIUS = 100.0
# A city of a few hundred metres, where much lies together; whole steps of about 10 m make points at one spot, points at
# the edges of the squares and distances at the radius common.
STEP = 0.0001
steps = st.tuples(st.integers(-40, 40), st.integers(-60, 60))
cities = st.sampled_from([(47.6, -122.3), (-33.9, 18.4), (0.0, 179.9), (64.1, -21.9)])


def all_with_all(latitudes: Any, longitudes: Any, least: int) -> list[tuple[int, list[int]]]:
    east, north = places.metres(latitudes, longitudes)
    taken: set[int] = set()
    found = []
    for i in range(len(east)):
        across, up = east - east[i], north - north[i]
        around = np.flatnonzero(across * across + up * up <= RADIUS * RADIUS).tolist()
        if i not in taken and len(around) >= least:
            taken.update(around)
            found.append((i, around))
    return found


@pytest.mark.parametrize("at_once", [1, 7, places.COMPARED_AT_ONCE])
def test_the_places_found_are_those_of_comparing_all_with_all(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "COMPARED_AT_ONCE", at_once)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(steps, min_size=1, max_size=80), cities, st.integers(2, 6), st.floats(0, 1))
    def holds(spots: list[tuple[int, int]], city: tuple[float, float], least: int, off: float) -> None:
        latitudes = np.array([city[0] + (up + off) * STEP for up, _ in spots])
        longitudes = np.array([city[1] + (across - off) * STEP for _, across in spots])
        found = list(places.around_each(latitudes, longitudes, RADIUS, least))
        assert found == all_with_all(latitudes, longitudes, least)

    holds()


def test_thousands_at_one_spot_are_one_place_without_comparing_each_with_each() -> None:
    many = 20_000  # each with each would be four hundred million pairs
    (place,) = places.around_each(np.full(many, 47.6), np.full(many, -122.3), RADIUS, 3)
    assert place == (0, list(range(many)))
