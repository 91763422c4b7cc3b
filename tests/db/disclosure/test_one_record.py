"""One record more or less moves a figure by one step at most, whatever record it is, and nobody can be certain of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.disclosure.content import Figure, Release
from db.disclosure.rule import STEP, figure, span
from db.store import Store
from db.vocabulary.briefings import FigureKind
from tests.db.disclosure.records import QUARTER, book
from tests.db.disclosure.stores import AREAS, CATEGORIES, ENDS, contacts, fill, lots, others

SHORT = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
LONG = settings(SHORT, max_examples=300, derandomize=False)
areas = st.sampled_from(AREAS)
one_more = st.one_of(
    st.tuples(
        st.just("concerns"), areas, st.sampled_from(CATEGORIES[:8]), st.sampled_from(ENDS), contacts, st.integers(1, 28)
    ),
    st.tuples(st.just("events"), areas, st.just("town hall")),
    st.tuples(st.just("activities"), areas, st.just("foot patrol")),
    st.tuples(st.just("promises"), areas, st.sampled_from(["kept", "outstanding"])),
    st.tuples(st.just("checks"), st.booleans()),
)


def add(records: Any, record: tuple[Any, ...]) -> None:
    what, *said = record
    if what == "concerns":
        area, category, end, contact, day = said
        # Before or after those a known person has reported already.
        records.concerns(1, area, category, contact=contact, day=QUARTER.replace(month=8, day=day), **end)
    elif what == "checks":
        records.checks(1, came_back=said[0])
    else:
        getattr(records, what)(1, *said)


def figures(release: Release) -> Iterator[tuple[Any, Figure]]:
    """Every figure that is said, with its place."""
    for table in release.tables:
        places = [
            ((), (), table.total),
            *((row, (), said) for row, said in zip(table.rows, table.row_totals, strict=True)),
            *(((), column, said) for column, said in zip(table.columns, table.column_totals, strict=True)),
            *(
                (row, column, said)
                for row, cells in zip(table.rows, table.cells, strict=bool(table.columns))
                for column, said in zip(table.columns, cells, strict=True)
            ),
        ]
        for row, column, said in places:
            if said is not None and said.kind != FigureKind.WITHHELD:
                yield (table.name, row, column), said


def steps(one: Figure, other: Figure) -> int:
    """How many figures lie between the two; fewer than ten is the one before ten."""
    return abs((one.n or STEP) - (other.n or STEP)) // STEP


def moves_one_step(city: Store, lots: list[Any], others: list[Any], record: tuple[Any, ...]) -> None:
    with book(city) as records:
        fill(records, lots, others)
        before = dict(figures(records.release()))
        add(records, record)
        after = dict(figures(records.release()))
    assert max((steps(said, after[place]) for place, said in before.items() if place in after), default=0) <= 1


@given(lots, others, one_more)
@SHORT
def test_one_record_moves_no_figure_by_more_than_one_step(
    city: Store, lots: list[Any], others: list[Any], one_more: tuple[Any, ...]
) -> None:
    moves_one_step(city, lots, others, one_more)


@pytest.mark.long
@pytest.mark.timeout(1200)
@given(lots, others, one_more)
@LONG
def test_one_record_in_many_more_stores_moves_no_figure_by_more_than_one_step(
    city: Store, lots: list[Any], others: list[Any], one_more: tuple[Any, ...]
) -> None:
    moves_one_step(city, lots, others, one_more)


@given(st.integers(0, 10**7))
def test_every_figure_stands_for_its_count_and_the_next_one_is_a_step_away_at_most(n: int) -> None:
    said = figure(n)
    low, high = span(said)
    assert low <= n <= high
    assert said.n is None or (said.n % 5 == 0 and said.n >= 10)
    assert steps(said, figure(n + 1)) <= 1
    assert [figure(value) == said for value in (low - 1, low, high, high + 1)] == [False, True, True, False] or low == 0


@pytest.mark.parametrize(
    ("n", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20), (23, 25)]
)
def test_counts_as_they_are_said(n: int, shown: int | None) -> None:
    assert figure(n).n == shown


def test_more_than_half_from_one_source_is_withheld_and_half_is_not() -> None:
    assert figure(12, [7]).kind == FigureKind.WITHHELD
    assert figure(12, [6, 6]).n == 10
    assert figure(9, [9]).kind == FigureKind.FEW  # the same as any other small number
