"""Nothing a browser sends is trusted: positions, words and selections are read, not believed."""

import math

import pytest

from dashboard.components.position import Position, read
from dashboard.components.results_table import chosen_row
from dashboard.components.words_area import _clean


def test_a_position_is_read() -> None:
    sent = {"latitude": 47.6062099, "longitude": -122.3320708, "accuracy": 12.5}
    assert read(sent) == Position(47.606210, -122.332071, 12.5)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "47.6,-122.3",
        [47.6, -122.3, 5],
        {},
        {"latitude": 47.6, "longitude": -122.3},
        {"latitude": 91, "longitude": 0, "accuracy": 1},
        {"latitude": 0, "longitude": 181, "accuracy": 1},
        {"latitude": 0, "longitude": 0, "accuracy": -1},
        {"latitude": True, "longitude": 0, "accuracy": 1},
        {"latitude": "47.6", "longitude": -122.3, "accuracy": 5},
        {"latitude": math.nan, "longitude": 0, "accuracy": 1},
        {"latitude": 0, "longitude": math.inf, "accuracy": 1},
        {"latitude": 10**400, "longitude": 0, "accuracy": 1},
    ],
)
def test_what_is_no_position_is_none(sent: object) -> None:
    assert read(sent) is None


def test_words_keep_every_script_and_lose_control_characters() -> None:
    assert _clean("سلام\u200cها 👩\u200d🚒\n\tok\x00\x1b[31m", 100) == "سلام\u200cها 👩\u200d🚒\n\tok[31m"


def test_words_are_cut_at_the_limit_and_anything_else_is_no_words() -> None:
    assert _clean("abcdef", 3) == "abc"
    assert _clean(["a"], 3) == _clean(None, 3) == _clean({"a": 1}, 3) == ""


@pytest.mark.parametrize(
    ("selection", "row"),
    [
        ({"rows": [1]}, 1),
        ({"cells": [[2, "summary"]], "rows": []}, 2),
        ({"rows": []}, None),
        ({"rows": [99]}, None),
        ({"rows": [-1]}, None),
        ({"rows": ["1"]}, None),
        ({}, None),
    ],
)
def test_only_a_row_that_exists_can_be_chosen(selection: dict[str, object], row: int | None) -> None:
    assert chosen_row({"selection": selection}, rows=3) == row
