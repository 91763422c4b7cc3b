"""Somebody who has every table and knows the rule recovers nothing; without the rule they do."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from db.disclosure import coarsening, rule
from db.disclosure.content import Release
from db.store import Store
from db.vocabulary.briefings import PeriodKind
from tests.db.disclosure.attacker import TOGETHER, Attacker, pinned
from tests.db.disclosure.records import MIDDLE, Book, book
from tests.db.disclosure.stores import fill, lots, others

# No shrinking: an example costs a second, and says by itself what is wrong with it.
SHORT = settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
LONG = settings(SHORT, max_examples=60, derandomize=False)


def nothing_can_be_worked_out(city: Store, lots: list[Any], others: list[Any], *, joint: bool) -> None:
    with book(city) as records:
        fill(records, lots, others)
        assert pinned([records.release()], joint=joint) == []


@given(lots, others)
@SHORT
def test_no_hidden_number_can_be_narrowed_below_five_values(city: Store, lots: list[Any], others: list[Any]) -> None:
    nothing_can_be_worked_out(city, lots, others, joint=False)


@pytest.mark.long
@pytest.mark.timeout(1200)
@given(lots, others)
@LONG
def test_no_hidden_number_of_many_more_stores_can_be_narrowed(city: Store, lots: list[Any], others: list[Any]) -> None:
    nothing_can_be_worked_out(city, lots, others, joint=True)


def two_nines(records: Book) -> Release:
    """Outcome checks: 9 hold, 9 came back, together 18, which reads 20."""
    records.checks(9)
    records.checks(9, came_back=True)
    return records.release()


def one_street(records: Book) -> Release:
    """Twelve concerns of one area, ten of them solved: the other two are nobody's to know."""
    records.concerns(10, "mill", status="resolved")
    records.concerns(2, "mill")
    records.concerns(40, "harbour", status="resolved")
    records.concerns(40, "harbour")
    return records.release()


def nothing_ended_otherwise(records: Book) -> Release:
    """Each area is done or under way, and all figures together leave nothing for the third column."""
    for area in ("harbour", "northgate", "mill", "riverside"):
        records.concerns(42, area, status="resolved")
        records.concerns(42, area)
    return records.release()


TIGHT = (two_nines, one_street, nothing_ended_otherwise)


@pytest.mark.parametrize("store", TIGHT, ids=lambda store: store.__name__)
def test_the_classical_cases_give_nothing_away(records: Book, store: Any) -> None:
    assert pinned([store(records)]) == []


@pytest.mark.parametrize("store", TIGHT, ids=lambda store: store.__name__)
def test_without_the_ranges_the_attacker_narrows_them(
    records: Book, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coarsening, "unsafe", lambda *_: [])
    assert pinned([store(records)])


def test_with_the_ranges_off_two_nines_are_known_exactly(records: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarsening, "unsafe", lambda *_: [])
    found = pinned([two_nines(records)])
    assert {(one.low, one.high) for one in found} == {(9, 9), (18, 18)}


@pytest.mark.long
def test_with_rounding_off_the_attacker_narrows_what_is_hidden(records: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "rounded", lambda n: n)
    records.concerns(40, "mill", status="resolved")
    records.concerns(7, "mill")
    records.concerns(3, "harbour", status="closed", closing_reason="unfounded")
    assert pinned([records.release()], step=1)


@pytest.mark.long
def test_what_is_published_of_several_periods_gives_no_more_away_together(records: Book) -> None:
    releases = []
    for month in (7, 8, 9):
        for area, n in (("harbour", 11), ("mill", 9 + month), ("northgate", 2)):
            records.concerns(n, area, day=date(2026, month, 12), status="resolved")
            records.concerns(n // 3, area, day=date(2026, month, 13))
        release = records.release(PeriodKind.MONTH, date(2026, month, 1))
        records.publish(release)
        releases.append(release)
    assert pinned(releases) == []


@pytest.mark.long
def test_a_period_that_overlapped_another_would_give_more_away(records: Book) -> None:
    """Which is why it is refused: this is what the attacker makes of the two, had both been published."""
    for month in (7, 8, 9):
        records.checks(13, done_at=MIDDLE.replace(month=month))
    months = [records.release(PeriodKind.MONTH, date(2026, month, 1)) for month in (7, 8, 9)]
    quarter = records.release()
    assert pinned(months) == []
    assert pinned([quarter]) == []
    checks = TOGETHER[-1]
    apart, together = (
        Attacker(releases, checks, joint=True).ranges(enough=False) for releases in (months, [*months, quarter])
    )
    assert {(13, 17)} < set(apart.values())
    assert {(13, 16)} < set(together.values())
