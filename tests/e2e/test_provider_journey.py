"""Signing in through the agency's identity provider, in a browser, against a certified one."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.dashboard.conftest import fill
from tests.e2e.agency import Agency, agency, prove
from tests.e2e.conftest import Kept, free_port, run_server, settled

pytestmark = pytest.mark.browser
BUTTON = "Sign in with the agency"


class Desk(NamedTuple):
    address: str
    database: str
    agency: Agency

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as store, store:
            return store.execute(statement).fetchall()

    def trail(self, action: str) -> list[dict[str, Any]]:
        found = self.rows(f"SELECT detail FROM audit_entry WHERE action = '{action}' ORDER BY id")
        return [json.loads(detail) for (detail,) in found]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder, port = tmp_path_factory.mktemp("agency"), free_port()
    address = f"http://localhost:{port}"
    with agency(folder, address) as provider:
        database = fill(folder / "store.db")
        server = run_server("dashboard/server.py", port, database, folder / "log", **provider.settings(folder, address))
        yield Desk(address, str(folder / "store.db"), provider)
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def context(kept: Kept) -> Iterator[BrowserContext]:
    """A browser that nobody has signed in with, here or at the agency."""
    opened = kept("desk", viewport={"width": 1440, "height": 900})
    opened.clear_cookies()
    yield opened
    for page in opened.pages:
        page.close()


def sign_in(page: Page, desk: Desk, person: str, path: str = "/account") -> None:
    page.goto(desk.address + path)
    page.get_by_role("button", name=BUTTON).click()
    prove(page, person)
    page.wait_for_url(f"{desk.address}{path}*")
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    settled(page)


def has_cookie(context: BrowserContext, page: Page, name: str = "common_ground_session", *, there: bool = True) -> bool:
    for _attempt in range(100):
        if any(cookie["name"] == name for cookie in context.cookies()) is there:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.long
def test_whoever_the_agency_knows_lands_with_the_role_of_their_group(desk: Desk, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, desk, "ana")
    expect(page.get_by_role("heading", name="Ana Rivera")).to_be_visible()
    assert page.url.startswith(f"{desk.address}/account"), "the page that was asked for"
    assert desk.rows("SELECT role, is_demo FROM officer WHERE subject LIKE 'http%|ana'") == [("officer", 0)]
    assert desk.trail("role or reach changed")[-1]["fields"] == ["neighbourhoods", "role", "team"]
    assert has_cookie(context, page)
    second = context.new_page()
    second.goto(f"{desk.address}/account")
    expect(second.get_by_role("heading", name="Ana Rivera")).to_be_visible()
    second.reload()
    expect(second.get_by_role("heading", name="Ana Rivera")).to_be_visible()


@pytest.mark.long
def test_signing_out_ends_it_here_and_at_the_agency_and_the_old_answer_is_no_way_back(
    desk: Desk, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_in(page, desk, "ana")
    assert has_cookie(context, page)
    answer = [cookie for cookie in context.cookies() if cookie["name"].startswith("_streamlit_user")]
    assert answer
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("button", name="Sign out of the agency").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    for name in ("common_ground_session", "_streamlit_user"):
        assert has_cookie(context, page, name, there=False), name
    context.add_cookies(answer)  # as somebody would who had copied it
    page.goto(f"{desk.address}/account")
    settled(page)
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert not has_cookie(context, page)


def test_somebody_in_no_group_is_told_so_and_is_in_the_trail(desk: Desk, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(desk.address)
    page.get_by_role("button", name=BUTTON).click()
    prove(page, "kit")
    expect(page.get_by_text("You are known, but in no group that works with this desk.")).to_be_visible()
    assert desk.trail("sign-in failed")[-1] == {"method": "provider", "why": "in no group"}
    assert desk.rows("SELECT count(*) FROM officer WHERE subject LIKE '%|kit'") == [(0,)]
    assert has_cookie(context, page, "_streamlit_user", there=False), "a reload would be refused and noted once more"


@pytest.mark.long
def test_after_the_idle_lock_nothing_is_left_on_the_page_and_the_agency_must_be_asked_again(
    desk: Desk, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_in(page, desk, "ana")
    assert has_cookie(context, page)
    desk.rows("UPDATE session SET last_seen_at = datetime(last_seen_at, '-16 minutes')")
    page.reload()
    expect(page.get_by_text("Locked after 15 minutes without a click.")).to_be_visible()
    expect(page.get_by_text("Ana Rivera")).to_have_count(0)
    assert has_cookie(context, page, there=False)

    # Somebody else at the device takes "prove it again" out of the address on its way: the agency still knows her.
    def without_asking(route: Any) -> None:
        there = route.fetch(max_redirects=0)
        asked = there.headers["location"].replace("prompt=login", "prompt=none").replace("max_age=0", "max_age=9999")
        route.fulfill(response=there, headers={**there.headers, "location": asked})

    page.route("**/auth/login?*", without_asking)
    before = len(desk.trail("signed in"))
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("That sign-in can no longer be used.")).to_be_visible()
    assert len(desk.trail("signed in")) == before
    assert desk.trail("sign-in failed")[-1]["why"] == "proof used before"
    page.unroute("**/auth/login?*")

    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Agency sign-in")).to_be_visible()
    prove(page, "ana")
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")


@pytest.mark.long
def test_a_role_changed_at_the_agency_is_changed_here_and_an_account_switched_off_here_stays_off(
    desk: Desk, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_in(page, desk, "sam")
    assert desk.rows("SELECT role FROM officer WHERE subject LIKE '%|sam'") == [("supervisor",)]
    desk.agency.put("sam", "analysts")
    context.clear_cookies()
    sign_in(page, desk, "sam")
    assert desk.rows("SELECT role FROM officer WHERE subject LIKE '%|sam'") == [("analyst",)]
    assert desk.trail("role or reach changed")[-1] == {"fields": ["role"], "from": "provider", "role": "analyst"}

    # Switched off while signed in: out at the next click, and out for good.
    assert has_cookie(context, page)
    desk.rows("UPDATE officer SET active = 0 WHERE subject LIKE '%|sam'")
    page.get_by_role("link", name="Your account").first.click()
    expect(page.get_by_text("this account is switched off")).to_be_visible()
    page.get_by_role("button", name=BUTTON).click()
    prove(page, "sam")
    expect(page.get_by_text("This account is switched off.")).to_be_visible()
    assert desk.trail("sign-in failed")[-1]["why"] == "switched off"
    assert desk.rows("SELECT active FROM officer WHERE subject LIKE '%|sam'") == [(0,)]
