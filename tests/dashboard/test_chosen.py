"""Filters between address and store: what goes out comes back, what means nothing is said and left out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from dashboard.chosen import PERIODS, Chosen, from_query, to_query
from dashboard.state import Url
from db.vocabulary import ConcernCategory, ConcernStatus, SourceType

TODAY = date(2026, 11, 3)
CODES = ("harbour", "northgate")
ALL = (Url.PERIOD, Url.AREA, Url.CATEGORY, Url.STATUS, Url.SOURCE)


def test_thirty_days_are_thirty_days_with_today() -> None:
    filters = Chosen(period="30").filters(today=TODAY, shift=None, ids={}, show=ALL)
    assert (filters.since, filters.until, filters.days) == (date(2026, 10, 5), TODAY, 30)


def test_this_shift_begins_on_the_day_the_shift_began() -> None:
    assert Chosen(period="shift").days(today=TODAY, shift=date(2026, 11, 2)) == (date(2026, 11, 2), TODAY)


def test_neighbourhoods_travel_by_code_and_reach_the_store_by_number() -> None:
    filters = Chosen(areas=("northgate",)).filters(
        today=TODAY, shift=None, ids={"harbour": 1, "northgate": 2}, show=ALL
    )
    assert filters.neighbourhoods == (2,)


def test_a_filter_the_page_does_not_show_is_not_applied() -> None:
    chosen = Chosen(areas=("harbour",), statuses=(ConcernStatus.NEW,))
    filters = chosen.filters(today=TODAY, shift=None, ids={"harbour": 1}, show=(Url.PERIOD, Url.AREA))
    assert filters.statuses == ()
    assert filters.neighbourhoods == (1,)


def test_what_means_nothing_is_named_and_left_out() -> None:
    query = {"period": ["fortnight"], "area": ["harbour", "atlantis"], "category": ["nois"], "since": ["soon"]}
    chosen, ignored = from_query(query, codes=CODES, today=TODAY, default_period="90")
    assert chosen == Chosen(period="90", areas=("harbour",))
    assert set(ignored) == {"area=atlantis", "category=nois", "period=fortnight", "since=soon"}


def test_dates_the_wrong_way_round_are_put_right() -> None:
    chosen, ignored = from_query({"since": ["2026-10-31"], "until": ["2026-10-01"]}, codes=CODES, today=TODAY)
    assert (chosen.period, chosen.since, chosen.until) == ("dates", date(2026, 10, 1), date(2026, 10, 31))
    assert ignored == ()


def test_a_beginning_without_an_end_runs_up_to_today() -> None:
    chosen, _ignored = from_query({"since": ["2026-10-31"]}, codes=CODES, today=TODAY)
    assert (chosen.since, chosen.until) == (date(2026, 10, 31), TODAY)


def test_dates_without_days_fall_back_to_the_usual_period() -> None:
    chosen, _ignored = from_query({"period": ["dates"]}, codes=CODES, today=TODAY)
    assert chosen.period == "30"


def test_a_year_nobody_kept_records_in_is_a_typing_slip() -> None:
    chosen, ignored = from_query({"since": ["0226-01-01"], "until": ["2026-01-01"]}, codes=CODES, today=TODAY)
    assert chosen.period == "30"
    assert ignored == ("since=0226-01-01",)


days = some.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(
    period=some.sampled_from([period for period in PERIODS if period != "dates"]),
    between=some.none() | some.tuples(days, days).map(sorted),
    areas=some.lists(some.sampled_from(CODES), unique=True),
    categories=some.lists(some.sampled_from(ConcernCategory), unique=True),
    statuses=some.lists(some.sampled_from(ConcernStatus), unique=True),
    sources=some.lists(some.sampled_from(SourceType), unique=True),
)
def test_a_shared_link_shows_the_same_view(
    period: str,
    between: list[date] | None,
    areas: list[str],
    categories: list[ConcernCategory],
    statuses: list[ConcernStatus],
    sources: list[SourceType],
) -> None:
    chosen = Chosen(
        period="dates" if between else period,
        since=between[0] if between else None,
        until=between[1] if between else None,
        areas=tuple(areas),
        categories=tuple(categories),
        statuses=tuple(statuses),
        sources=tuple(sources),
    )
    assert from_query(to_query(chosen), codes=CODES, today=TODAY) == (chosen, ())


@given(
    some.dictionaries(
        some.sampled_from(["period", "since", "until", *ALL]), some.lists(some.text(max_size=12), max_size=3)
    )
)
def test_no_address_can_break_the_filters(query: dict[str, list[str]]) -> None:
    chosen, _ignored = from_query(query, codes=CODES, today=TODAY)
    filters = chosen.filters(today=TODAY, shift=None, ids={"harbour": 1}, show=ALL)
    assert filters.since <= filters.until
