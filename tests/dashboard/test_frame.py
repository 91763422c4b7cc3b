"""Signing in and out, what each role finds, and what an address shows to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import clock, navigation
from dashboard.sign_in import DEMO_ROLES
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.people import AddOfficer
from db.commands.sessions import SignOut
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role

App = Callable[..., AppTest]
LANDS_ON = {
    Role.OFFICER: "today",
    Role.SUPERVISOR: "today",
    Role.ANALYST: "concern_map",
    Role.PRESENTER: "present",
    Role.SPECIALIST: "today",
    Role.PARTNER: "our_work",
    Role.RECORDS_MANAGER: "retention",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "people",
}


def words(at: AppTest) -> str:
    """Everything a person could read."""
    kinds = (at.title, at.markdown, at.caption, at.info, at.error, at.success, at.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def test_somebody_who_is_not_signed_in_finds_one_labelled_button_per_role(app: App) -> None:
    at = app().run()
    assert not at.exception
    assert [button.label for button in at.button] == [f"Sign in as {role.value}" for role in DEMO_ROLES]
    assert "Everything in here is invented" in words(at)


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_a_click_signs_in_at_once(app: App, role: Role) -> None:
    at = app().run()
    at.button(key=f"sign-in-{role.value}").click().run()
    assert not at.exception
    found = session_behind(at.session_state["token"]).viewer
    assert found is not None
    assert found.role == role


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_each_role_has_a_page_to_land_on_and_it_opens(app: App, role: Role) -> None:
    at = app(role).run()
    assert not at.exception
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    assert navigation.landing(viewer) == LANDS_ON[role]


@pytest.mark.parametrize("place", navigation.TABLE, ids=lambda place: place.name)
def test_every_address_shows_the_sign_in_page_to_a_stranger(app: App, place: navigation.Place) -> None:
    at = app()
    at.switch_page(f"../pages/{place.name}.py").run()
    assert not at.exception
    assert at.button[0].label == "Sign in as officer"


def test_a_page_outside_the_role_says_so_and_shows_the_way_back(app: App) -> None:
    at = app(Role.ANALYST)
    at.switch_page("../pages/concerns.py").run()
    assert not at.exception
    assert "This page is not part of your role." in words(at)
    assert "Noor Haddad (Analyst)" in words(at)


def test_the_store_with_real_officers_lets_nobody_in_by_demonstration(app: App, store: Store) -> None:
    real = AddOfficer("j.doe@agency.example", "J Doe", Role.OFFICER)
    at = app().run()
    store.execute(real, by=Viewer.system("tests"), now=clock.now())
    at.button(key="sign-in-officer").click().run()
    assert "This store holds real officers" in words(at)
    assert "token" not in at.session_state
    assert not at.button


def test_with_an_identity_provider_the_demonstration_is_off(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    at = app().run()
    monkeypatch.setenv("COMMON_GROUND_PROVIDER_NAME", "City accounts")
    get_settings.cache_clear()
    at.button(key="sign-in-officer").click().run()
    assert "People sign in with their own accounts here" in words(at)
    assert "Sign in as officer" not in [button.label for button in at.button]


def test_the_demonstration_can_be_switched_off(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_DEMO_SIGN_IN", "false")
    get_settings.cache_clear()
    at = app().run()
    assert not at.button
    assert "Signing in is not set up" in words(at)


def test_signing_out_ends_the_session_and_forgets_the_page(app: App) -> None:
    at = app(Role.PRESENTER).run()
    mine = at.session_state["token"]
    at.session_state["filters"] = {"category": ["noise"]}
    at.button(key="sign-out").click().run()
    assert not at.exception
    assert session_behind(mine).reason == "ended"
    assert "filters" not in at.session_state
    assert "You have signed out." in words(at)


def test_a_session_ended_elsewhere_is_out_at_the_next_rerun(app: App, store: Store) -> None:
    at = app(Role.PRESENTER).run()
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    at.run()
    assert "You have been signed out: this session was ended." in words(at)
    assert "What you had typed is kept." in words(at)
    assert at.button[0].label == "Sign in as officer"


def test_a_screen_left_alone_is_locked_and_says_after_how_long(
    app: App, at_noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app(Role.PRESENTER).run()
    monkeypatch.setattr(clock, "now", lambda: at_noon + timedelta(minutes=15))
    at.run()
    assert "Locked after 15 minutes without a click." in words(at)


def test_clicking_keeps_the_session_alive(app: App, at_noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    at = app(Role.PRESENTER).run()
    for minutes in (10, 20, 30):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: at_noon + timedelta(minutes=minutes))
        at.run()
    assert "Jo Lindqvist" in words(at)


def test_when_the_store_does_not_answer_the_page_says_so(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    at = app(Role.PRESENTER).run()
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    get_settings.cache_clear()
    at.run()
    assert not at.exception
    assert "The store did not answer in time" in words(at)
    assert at.button(key="state-try-again").label == "Try again"


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_the_account_page_says_who_and_what_for(app: App, role: Role) -> None:
    at = app(role)
    at.switch_page("../pages/account.py").run()
    assert not at.exception
    assert "With this role you may:" in words(at)
    assert "The screen locks after 15 minutes without a click" in words(at)


def test_the_account_page_names_my_neighbourhoods_and_my_team_s(app: App) -> None:
    at = app(Role.OFFICER)
    at.switch_page("../pages/account.py").run()
    assert not at.exception
    assert "Your team also answers for Northgate." in words(at)
    assert "You answer for 1:" in words(at)
