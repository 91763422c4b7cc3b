"""Placeholder points: told from busy true places by what the rows say in words."""

from seed.placeholders import Point, placeholders

STREETS = [
    f"{n} {name} St Springfield" for n in range(1, 41) for name in ("Oak", "Elm", "Ash", "Fir", "Yew", "Bay", "Fig")
]


def city(rows: int = 1000) -> tuple[list[Point | None], list[tuple[str, ...]]]:
    """Rows each at a place of its own."""
    return [(42.0 + i / 10_000, -71.0) for i in range(rows)], [
        (STREETS[i % len(STREETS)], "Centre") for i in range(rows)
    ]


def found(at: list[tuple[str, ...]], point: Point = (42.5, -71.5)) -> bool:
    points, said = city()
    return [(p.latitude, p.longitude) for p in placeholders(points + [point] * len(at), said + at)] == [point]


def test_rows_that_say_no_place_at_all_share_a_placeholder() -> None:
    assert found([("", "")] * 60)


def test_rows_that_name_streets_all_over_the_city_share_a_placeholder() -> None:
    assert found([(street, "Centre") for street in STREETS[:60]])


def test_rows_that_name_every_district_share_a_placeholder() -> None:
    assert found([("", f"District {i % 9}") for i in range(60)])


def test_a_busy_address_is_not_mistaken() -> None:
    assert not found([("1 City Hall Square Springfield", "Centre")] * 300)


def test_a_tower_block_with_many_flats_is_not_mistaken() -> None:
    assert not found([(f"12 Harbour Towers Flat {i} Springfield", "Centre") for i in range(100)])


def test_a_crossing_written_in_many_ways_is_not_mistaken() -> None:
    ways = [
        "Main St & Quay Rd",
        "INTERSECTION of Quay Rd & Main St",
        "Quay Rd at Main St",
        "401 Quay Rd",
        "Quay Rd near 401",
    ]
    assert not found([(ways[i % len(ways)] + (" Springfield" if i % 2 else ""), "Centre") for i in range(80)])


def test_a_park_without_an_address_is_not_mistaken() -> None:
    assert not found([("", "Riverside")] * 45)


def test_a_few_rows_at_one_point_are_not_suspicious() -> None:
    assert not found([("", "")] * 9)


def test_without_words_only_a_wild_disproportion_counts() -> None:
    points, _ = city()
    silent: list[tuple[str, ...]] = [()] * 1200
    assert placeholders(points + [(42.5, -71.5)] * 200, silent)
    assert not placeholders([*points, *[(42.5, -71.5)] * 40], silent[:1040])


def test_rows_that_are_silent_everywhere_say_nothing_about_one_point() -> None:
    points, _ = city()
    points[:40] = [(42.5, -71.5)] * 40
    assert not placeholders(points, [("", "")] * 1000)


def test_two_placeholders_are_both_found_and_described() -> None:
    points, said = city()
    both = placeholders(
        [*points, *[(42.5, -71.5)] * 60, *[(42.6, -71.6)] * 30, None],
        [*said, *[("", "")] * 50, *[(s, "") for s in STREETS[:10]], *[("", "")] * 30, ("", "")],
    )
    assert [(p.rows, p.saying_nothing, p.places_named) for p in both] == [(60, 50, 10), (30, 30, 0)]


def test_an_empty_table_has_none() -> None:
    assert placeholders([], []) == ()
    assert placeholders([None, None], [("a",), ("b",)]) == ()
