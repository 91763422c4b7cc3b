"""A session lives while it is used, is locked when it is not, and is over everywhere at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from dashboard import clock
from dashboard.viewer import is_live, session_behind
from db.commands.sessions import SignOut
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role

SignIn = Callable[[Role], str]


def pass_time(monkeypatch: pytest.MonkeyPatch, now: datetime, **span: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(**span))


def test_a_made_up_token_is_nobodys(store: Store) -> None:
    assert session_behind("made up").viewer is None
    assert not is_live("made up")


def test_a_session_without_a_click_for_a_quarter_of_an_hour_is_locked(
    store: Store, token: SignIn, at_noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = token(Role.OFFICER)
    pass_time(monkeypatch, at_noon, minutes=14, seconds=59)
    assert is_live(mine)
    pass_time(monkeypatch, at_noon, minutes=15)
    assert session_behind(mine).reason == "idle"


def test_a_session_is_over_after_twelve_hours_whatever_happens(
    store: Store, token: SignIn, at_noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_SESSION_HOURS", "1")
    get_settings.cache_clear()
    mine = token(Role.OFFICER)
    pass_time(monkeypatch, at_noon, hours=1)
    assert session_behind(mine).reason == "too old"


def test_signing_out_ends_the_session_for_every_tab(store: Store, token: SignIn) -> None:
    mine = token(Role.OFFICER)
    viewer = session_behind(mine).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    assert session_behind(mine).reason == "ended"


def test_when_the_store_cannot_say_nobody_gets_a_file(
    store: Store, token: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = token(Role.OFFICER)
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    get_settings.cache_clear()
    assert not is_live(mine)
