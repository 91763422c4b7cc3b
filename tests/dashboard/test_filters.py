"""The filter bar: address, memory and chips agree."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from db.queries.filters import Filters
from db.store import Store
from db.vocabulary import ConcernCategory, Role

SignIn = Callable[[Role], str]


def page() -> None:
    import streamlit as st

    from dashboard.filters import filters_bar, period_words
    from dashboard.viewer import require_viewer
    from db.access import Permission

    filters = filters_bar(require_viewer(Permission.FIGURES_READ))
    st.session_state["seen"] = filters
    st.session_state["said"] = period_words(filters)


@pytest.fixture
def bar(store: Store, token: SignIn, at_noon: datetime) -> AppTest:
    at = AppTest.from_function(page, default_timeout=20)
    at.session_state["token"] = token(Role.OFFICER)
    return at


def seen(at: AppTest) -> Filters:
    assert not at.exception
    filters: Filters = at.session_state["seen"]
    return filters


def asked(at: AppTest, name: str) -> list[str]:
    """What the address says; the harness keeps one value as text and several as a list."""
    value = at.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def chips(at: AppTest) -> list[str]:
    return [button.label for button in at.button if (button.key or "").startswith("filter-chip-")]


def test_without_a_choice_it_is_the_last_thirty_days_everywhere(bar: AppTest) -> None:
    assert seen(bar.run()) == Filters(since=date(2026, 10, 5), until=date(2026, 11, 3))
    assert bar.session_state["said"] == "5 Oct to 3 Nov 2026"
    assert asked(bar, "period") == ["30"]


def test_a_shared_link_is_what_is_shown_and_its_filters_are_chips(bar: AppTest) -> None:
    bar.query_params["area"] = ["northgate"]
    bar.query_params["category"] = ["noise", "drugs"]
    bar.query_params["period"] = "7"
    filters = seen(bar.run())
    assert filters.days == 7
    assert len(filters.neighbourhoods) == 1
    assert filters.categories == (ConcernCategory.NOISE, ConcernCategory.DRUGS)
    assert chips(bar) == ["Northgate", "Noise", "Drugs", "Remove all"]


def test_a_chip_removes_its_filter_here_and_in_the_address(bar: AppTest) -> None:
    bar.query_params["category"] = ["noise", "drugs"]
    bar.run()
    bar.button(key="filter-chip-category-noise").click().run()
    assert seen(bar).categories == (ConcernCategory.DRUGS,)
    assert asked(bar, "category") == ["drugs"]


def test_remove_all_keeps_the_period(bar: AppTest) -> None:
    bar.query_params["category"] = ["noise", "drugs"]
    bar.query_params["period"] = "90"
    bar.run()
    bar.button(key="filter-chip-all").click().run()
    assert (seen(bar).categories, seen(bar).days) == ((), 90)


def test_my_neighbourhoods_are_one_tap(bar: AppTest) -> None:
    bar.run()
    bar.button(key="filter-mine").click().run()
    assert asked(bar, "area") == ["harbour"]
    assert len(seen(bar).neighbourhoods) == 1


def test_what_was_chosen_goes_along_to_a_page_whose_address_says_nothing(bar: AppTest) -> None:
    bar.query_params["category"] = ["noise"]
    bar.run()
    bar.query_params.clear()  # what Streamlit does when a page is opened from the menu
    bar.run()
    assert seen(bar).categories == (ConcernCategory.NOISE,)
    assert asked(bar, "category") == ["noise"]


def test_an_address_that_means_nothing_is_said_and_left_out(bar: AppTest) -> None:
    bar.query_params["category"] = ["nois"]
    bar.run()
    assert seen(bar).categories == ()
    assert any("category\\=nois" in caption.value for caption in bar.caption)
    assert "category" not in bar.query_params


def test_other_parts_of_the_address_stay(bar: AppTest) -> None:
    bar.query_params["ref"] = "C-2026-00042"
    bar.run()
    assert asked(bar, "ref") == ["C-2026-00042"]


def test_choosing_dates_starts_from_the_period_that_was_shown(bar: AppTest) -> None:
    bar.query_params["period"] = "7"
    bar.run()
    bar.segmented_control(key="filter-period").set_value("dates").run()
    assert (seen(bar).since, seen(bar).until) == (date(2026, 10, 28), date(2026, 11, 3))
    bar.date_input(key="filter-days").set_value((date(2026, 1, 1), date(2026, 1, 31))).run()
    assert (seen(bar).since, seen(bar).until) == (date(2026, 1, 1), date(2026, 1, 31))
    assert asked(bar, "since") == ["2026-01-01"]
