"""Rates and changes, and when there are too few to compare."""

import pandas as pd
import pytest

from dashboard.measures import Measure, change, measured, per_thousand

AREAS = pd.DataFrame(
    {
        "code": ["harbour", "mill", "northgate", "quay"],
        "population": [10_000.0, 4_000.0, None, 0.0],
        "n": [40, 19, 30, 25],
        "before": [20, 12, 0, 30],
    }
)


@pytest.mark.parametrize(
    ("n", "population", "rate"),
    [
        (40, 10_000, 4.0),
        (20, 10_000, 2.0),
        (19, 10_000, None),
        (40, None, None),
        (40, 0, None),
        (40, float("nan"), None),
    ],
)
def test_a_rate_needs_twenty_concerns_and_somebody_living_there(
    n: int, population: float | None, rate: float | None
) -> None:
    assert per_thousand(n, population) == rate


@pytest.mark.parametrize(
    ("n", "before", "by"),
    [(30, 20, 50.0), (18, 36, -50.0), (60, 20, 200.0), (20, 10, 100.0), (19, 19, None), (5, 2, None), (0, 25, -100.0)],
)
def test_a_change_needs_twenty_concerns_in_one_of_the_periods(n: int, before: int, by: float | None) -> None:
    assert change(n, before) == by


def test_against_nothing_there_is_no_percentage() -> None:
    assert change(40, 0) is None


def test_each_measure_names_its_value_and_the_records_behind_it() -> None:
    assert measured(Measure.COUNT, AREAS).values == {"harbour": 40.0, "mill": 19.0, "northgate": 30.0, "quay": 25.0}
    assert measured(Measure.RATE, AREAS).values == {"harbour": 4.0, "mill": None, "northgate": None, "quay": None}
    by_change = measured(Measure.CHANGE, AREAS)
    assert by_change.values["harbour"] == 100.0
    assert by_change.values["mill"] is None
    assert by_change.values["northgate"] is None
    assert round(by_change.values["quay"] or 0) == -17
    assert by_change.n == {"harbour": 40, "mill": 19, "northgate": 30, "quay": 25}
    assert by_change.total == 114


def test_a_ranking_names_no_area_with_too_few_none_at_zero_and_no_fall() -> None:
    assert measured(Measure.COUNT, AREAS).highest(2) == ["harbour", "northgate"]
    assert measured(Measure.RATE, AREAS).highest(3) == ["harbour"]
    assert measured(Measure.CHANGE, AREAS).highest(3) == ["harbour"]


def test_equal_values_are_ranked_in_the_order_of_their_codes() -> None:
    same = AREAS.assign(n=[30, 30, 30, 0])
    assert measured(Measure.COUNT, same).highest(3) == ["harbour", "mill", "northgate"]
