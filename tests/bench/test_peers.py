"""What the comparison with other tools makes of its samples."""

from bench.peers.report import claims, rows
from bench.results import Figure

FIGURES = [
    Figure("ours_click", [90.0, 100.0, 110.0], "ours_click"),
    Figure("superset_click", [*[800.0] * 19, 4000.0], "ours_click"),
    Figure("tutorial_click", [790.0], "ours_click"),
]


def test_a_figure_is_said_in_times_of_ours_by_its_median() -> None:
    found = rows(FIGURES)
    assert found["superset_click"]["ratio"] == 8.0
    assert (found["superset_click"]["value"], found["superset_click"]["p95"]) == (800.0, 800.0)
    assert found["ours_click"]["ratio"] == 1.0


def test_a_claim_that_is_not_reached_is_said_not_to_hold() -> None:
    held = claims(rows(FIGURES))
    assert held["superset_click"]["held"]
    assert held["tutorial_click"] == {"asked_times_ours": 8.0, "found_times_ours": 7.9, "held": False}
