"""Pages while the database is away: they say so in time, and are there again once it is."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import shared_store
from db.access import Viewer
from db.commands.sessions import SignInDemo
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role
from tests.faults.conftest import LONG, FaultReport
from tests.faults.invariants import assert_whole
from tests.faults.proxy import Mode, Proxy
from tests.faults.saving import CLEAR, WITHIN
from tests.faults.writing import ROOT
from tests.pages.conftest import words

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180)]

Desk = Callable[[str], AppTest]


@pytest.fixture
def desk(proxied: tuple[str, str, Proxy], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Pages as an officer finds them whose desk reaches its database through the proxy."""
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", proxied[0])
    if not LONG:
        monkeypatch.setenv("COMMON_GROUND_STORE_TIMEOUT_SECONDS", "2")
        monkeypatch.setenv("COMMON_GROUND_CONNECT_TIMEOUT_SECONDS", "2")
    get_settings.cache_clear()
    st.cache_data.clear()
    store = shared_store.shared_store()
    token = store.execute(SignInDemo(Role.OFFICER), by=Viewer.system("tests"), now=datetime.now(UTC)).token

    def open_page(name: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
        at.session_state["token"] = token
        at.switch_page(f"../pages/{name}.py")
        return at.run()

    yield open_page
    store.close()
    get_settings.cache_clear()


def test_pages_say_that_the_database_is_away_in_time_and_come_back_with_it(
    desk: Desk, proxied: tuple[str, str, Proxy], opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    _through, straight, proxy = proxied
    at = desk("today")
    assert "Today" in words(at)
    slowest, said = 0.0, ""
    for breaks in (lambda: proxy.set(Mode.BLACK_HOLE), proxy.refuse):
        breaks()
        began = time.monotonic()
        at.run()
        slowest = max(slowest, time.monotonic() - began)
        assert slowest < WITHIN
        said = words(at).splitlines()[0]
        assert CLEAR.search(said) or CLEAR.search(words(at)), words(at)
        assert "Nothing you typed is lost" in words(at)
        assert not at.exception
        proxy.heal()
        healed = time.monotonic()
        while "Nothing you typed is lost" in words(at):
            assert time.monotonic() - healed < WITHIN, "the page did not come back"
            at.button(key="state-try-again").click().run()
        assert not at.exception
        assert "Today" in words(at)
    assert_whole(opened(straight), {})
    fault_report.note(
        "Database away while a page is read (swallowed, then refused)", engine="PostgreSQL", times=2,
        saw=f"after {slowest:.1f} s at most: “{said}” and “Try again”",
    )  # fmt: skip
