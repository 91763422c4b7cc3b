"""What is made of the identity provider's answer, and what the sign-in page offers."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.provider import _claims
from db.commands.provider import SignInProvider
from db.settings import get_settings

WHOLE = {
    "is_logged_in": True, "iss": "https://id.example", "sub": "7", "iat": 1_790_000_000, "auth_time": 1_789_999_990,
    "name": " Mei Lin ", "groups": ["liaison", "everybody"],
}  # fmt: skip


def test_a_whole_answer_says_who_and_in_which_groups() -> None:
    groups = ("liaison", "everybody")
    assert _claims(WHOLE) == SignInProvider("https://id.example", "7", "Mei Lin", groups, 1_790_000_000, 1_789_999_990)


@pytest.mark.parametrize(
    "said",
    [{"is_logged_in": False}, {"iss": None}, {"sub": 7}, {"iat": "1790000000"}, {"iss": ["https://id.example"]}],
)
def test_an_answer_that_does_not_say_who_is_none(said: dict[str, Any]) -> None:
    assert _claims({}) is None
    assert _claims({**WHOLE, **said}) is None


@pytest.mark.parametrize(
    ("claim", "groups"),
    [("liaison", ("liaison",)), (None, ()), ([], ()), ([1, {"a": "b"}, "liaison"], ("liaison",)), ({"a": 1}, ())],
)
def test_groups_come_as_a_list_or_as_one(claim: Any, groups: tuple[str, ...]) -> None:
    found = _claims({**WHOLE, "groups": claim})
    assert found is not None
    assert found.groups == groups


def test_without_a_name_the_next_best_is_shown_and_a_long_one_is_cut() -> None:
    def name(**claims: Any) -> str:
        found = _claims({**WHOLE, **claims})
        assert found is not None
        return found.display_name

    assert name(name="", email="mei@agency.example") == "mei@agency.example"
    assert name(name=None) == "7"
    assert len(name(name="x" * 500)) == 120


def test_where_there_is_a_provider_it_is_the_only_way_in(
    app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_PROVIDER_NAME", "Example City")
    get_settings.cache_clear()
    assert [button.label for button in app().run().button] == ["Sign in with Example City"]


def test_a_provider_that_is_not_set_up_is_said_with_a_reference(
    app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_PROVIDER_NAME", "Example City")
    get_settings.cache_clear()
    (said,) = app().run().button[0].click().run().error
    assert said.value.startswith("Signing in is not set up rightly. Ask whoever runs this system. Reference ")
