"""Figures are published of whole periods, a week after they closed, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.disclosure.content import written
from db.disclosure.periods import forms_of, is_whole, last_day
from db.disclosure.publishing import published
from db.errors import Invalid
from db.vocabulary.briefings import PeriodKind
from tests.db.conftest import NOW
from tests.db.disclosure.records import QUARTER, Book

K = PeriodKind


@pytest.mark.parametrize(
    ("kind", "starts_on", "whole"),
    [
        (K.MONTH, date(2026, 2, 1), True),
        (K.MONTH, date(2026, 2, 2), False),
        (K.QUARTER, date(2026, 4, 1), True),
        (K.QUARTER, date(2026, 5, 1), False),
        (K.HALF_YEAR, date(2026, 7, 1), True),
        (K.HALF_YEAR, date(2026, 4, 1), False),
        (K.YEAR, date(2026, 1, 1), True),
        (K.YEAR, date(2026, 7, 1), False),
    ],
)
def test_periods_are_whole(kind: PeriodKind, starts_on: date, whole: bool) -> None:
    assert is_whole(kind, starts_on) is whole


def test_february_of_a_leap_year_has_its_day() -> None:
    assert last_day(K.MONTH, date(2028, 2, 1)) == date(2028, 2, 29)


def test_a_period_that_is_not_whole_is_refused_in_a_sentence(records: Book) -> None:
    with pytest.raises(Invalid) as refused:
        records.release(K.QUARTER, date(2026, 8, 1))
    assert set(refused.value.problems) == {"starts_on"}


def test_figures_wait_for_seven_whole_days_of_the_agencys_calendar(records: Book) -> None:
    before = datetime(2026, 10, 8, 6, 59, tzinfo=UTC)  # 7 October, a minute before midnight there
    with pytest.raises(Invalid) as refused:
        records.release(now=before)
    assert "2026-10-08" in str(refused.value)
    assert records.release(now=before + timedelta(minutes=1)).last_day == date(2026, 9, 30)


def test_a_published_period_gives_what_was_published_whatever_has_changed_since(records: Book) -> None:
    records.concerns(30, "mill")
    first = records.release()
    records.publish(first)
    records.concerns(30, "mill")
    assert written(records.release()) == written(first)
    assert published(records.session, K.QUARTER, QUARTER) == first
    assert published(records.session, K.MONTH, QUARTER) is None


@pytest.mark.parametrize(
    ("kind", "starts_on"),
    [
        (K.MONTH, date(2026, 7, 1)),
        (K.MONTH, date(2026, 9, 1)),
        (K.HALF_YEAR, date(2025, 7, 1)),
        (K.YEAR, date(2026, 1, 1)),
    ],
)
def test_no_day_is_published_twice(records: Book, kind: PeriodKind, starts_on: date) -> None:
    later = NOW.replace(year=2027)
    records.publish(records.release())
    if kind == K.HALF_YEAR:
        assert records.release(kind, starts_on, later).last_day == date(2025, 12, 31)
        return
    with pytest.raises(Invalid) as refused:
        records.release(kind, starts_on, later)
    assert set(refused.value.problems) == {"starts_on"}


@given(st.lists(st.tuples(st.sampled_from(list(K)), st.dates(date(2024, 1, 1), date(2026, 12, 1))), max_size=8))
def test_periods_of_which_none_shares_a_day_with_another_share_no_record(
    asked: list[tuple[PeriodKind, date]],
) -> None:
    """A record belongs to a release by one day of its own, so releases without common days have none in common."""
    taken: list[tuple[date, date]] = []
    for kind, day in asked:
        first = day.replace(day=1)
        last = last_day(kind, first)
        if is_whole(kind, first) and not any(first <= to and last >= since for since, to in taken):
            taken.append((first, last))
    days = [since + timedelta(days=n) for since, to in taken for n in range((to - since).days + 1)]
    assert len(days) == len(set(days))


def test_the_periods_on_offer_are_closed_and_the_newest_come_first() -> None:
    offered = forms_of(date(2026, 11, 3), back=date(2026, 4, 1))
    assert offered[:3] == (
        (K.MONTH, date(2026, 9, 1)),
        (K.QUARTER, date(2026, 7, 1)),
        (K.MONTH, date(2026, 8, 1)),
    )
    assert (K.MONTH, date(2026, 10, 1)) not in offered
    assert (K.MONTH, date(2026, 10, 1)) in forms_of(date(2026, 11, 8), back=date(2026, 4, 1))
