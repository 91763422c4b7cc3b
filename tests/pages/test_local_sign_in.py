"""Signing in with a local account as a person meets it: step by step, and never with a password kept anywhere."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from dashboard import clock
from dashboard.device import device_of
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.accounts import MakeAccount
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, open_page, words
from tests.pages.steps import press

SYSTEM = Viewer.system("tests")
CHOSEN = "a lantern on the eastern quay"


@pytest.fixture
def one_time(store: Store, at_noon: datetime) -> str:
    """Ana Rivera's, who types "ana"."""
    return str(store.execute(MakeAccount("rivera", "ana"), by=SYSTEM, now=clock.now()).password)


def fill(at: AppTest, label: str, typed: str) -> AppTest:
    field = next(field for field in at.text_input if field.label == label)
    field.set_value(typed)
    return at


def give(at: AppTest, name: str, password: str) -> AppTest:
    return press(fill(fill(at, "Name", name), "Password", password), "Go on")


def arrived(app: App, one_time: str) -> tuple[AppTest, str]:
    """Signed in for the first time; and the key of the device."""
    at = give(app().run(), "ana", one_time)
    press(fill(at, "New password", CHOSEN).run(), "Use this password")
    secret = at.session_state["setting_up"]["secret"]
    press(fill(at, "Six figures", pyotp.TOTP(secret).at(clock.now())), "Confirm")
    assert "They are shown only now" in words(at)
    press(at, "I have kept them: sign in")
    return at, secret


def test_the_first_sign_in_chooses_a_password_and_sets_up_a_second_factor(
    app: App, store: Store, one_time: str
) -> None:
    at = app().run()
    assert [button.label for button in at.button] == ["Go on"]  # the demonstration's are gone
    give(at, "ana", "wrong")
    assert "do not go together" in words(at)
    assert [field.value for field in at.text_input] == ["ana", ""]
    give(at, "ana", one_time)
    assert "15 characters or more" in words(at)
    fill(at, "New password", "Ana Rivera 2026").run()
    assert "mostly a name" in words(at)
    press(at, "Use this password")
    assert "setting_up" not in at.session_state
    at, secret = arrived(app, one_time)
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    assert viewer.name == "Ana Rivera"
    left = repr(at.session_state._state.filtered_state)
    for typed in (one_time, CHOSEN, secret, "proof"):
        assert typed not in left
    with store.reading() as session:
        drafts = repr([tuple(row) for row in session.execute(text("SELECT * FROM draft"))])
    assert CHOSEN not in drafts


def test_every_field_says_what_it_is_for_to_a_password_manager(app: App, one_time: str) -> None:
    at = app().run()
    assert [field.proto.autocomplete for field in at.text_input] == ["username", "current-password"]
    give(at, "ana", one_time)
    assert [field.proto.autocomplete for field in at.text_input] == ["new-password"]
    press(fill(at, "New password", CHOSEN).run(), "Use this password")
    assert [field.proto.autocomplete for field in at.text_input] == ["one-time-code"]


def test_later_a_code_or_a_recovery_code_and_a_lock_after_five(
    app: App, one_time: str, monkeypatch: pytest.MonkeyPatch, at_noon: datetime
) -> None:
    _at, secret = arrived(app, one_time)
    at = give(app().run(), "ana", CHOSEN)
    press(at, "Use a recovery code")
    press(fill(at, "One of the codes you kept", "made up"), "Sign in")
    assert "This recovery code is not right" in words(at)
    press(at, "Use the device’s code")
    for _ in range(4):
        press(fill(at, "Six figures", "000000"), "Sign in")
    assert "This code is not right" in words(at)
    press(fill(at, "Six figures", "000000"), "Sign in")
    assert "this name is locked for 15 minutes" in words(at)
    assert "token" not in at.session_state
    assert [field.label for field in at.text_input] == ["Name", "Password"]
    later = at_noon.replace(hour=21)
    monkeypatch.setattr(clock, "now", lambda: later)
    at = give(app().run(), "ana", CHOSEN)
    press(fill(at, "Six figures", pyotp.TOTP(secret).at(later)), "Sign in")
    assert session_behind(at.session_state["token"]).viewer is not None


def test_on_the_account_page_password_codes_and_sessions(app: App, store: Store, one_time: str) -> None:
    at, secret = arrived(app, one_time)
    at.switch_page("../pages/account.py").run()
    assert "You sign in as **ana**" in words(at)
    assert "10 recovery codes are left" in words(at)
    fill(at, "Present password", "wrong")
    press(fill(at, "New password", "two geese crossed the harbour"), "Change it")
    assert "This is not your present password." in words(at)
    press(fill(at, "Present password", CHOSEN), "Change it")
    assert "Your password is changed." in words(at)
    press(fill(at, "Six figures from your device", "000000"), "Make new codes")
    assert "This code is not right" in words(at)
    ahead = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
    press(fill(at, "Six figures from your device", ahead), "Make new codes")
    assert "Your recovery codes" in words(at)
    press(at, "I have kept them")
    assert "Your recovery codes" not in words(at)
    mine = at.session_state["token"]
    press(at, "Sign out everywhere")
    assert session_behind(mine).viewer is None
    assert "You have signed out." in words(at)


def test_who_has_no_local_account_is_offered_no_password(app: App, store: Store) -> None:
    said = words(open_page(app, "account", Role.OFFICER))
    assert "Where you are signed in" in said
    assert "Change password" not in said


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("<script>alert(1)</script>", None),
        ("", None),
    ],
)
def test_a_device_is_named_in_words_of_ours(said: str, device: str | None) -> None:
    assert device_of(said) == device
