"""Signing in as a person does it: reload, second tab, shared link, sign-out everywhere."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Kept, Serve, Served, settled

pytestmark = pytest.mark.browser
OFFICER, SOMEBODY = "Sign in as officer", "Ana Rivera"


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    return serve()


@pytest.fixture
def desk(served: Served) -> str:
    return served.address


@pytest.fixture
def context(kept: Kept) -> Iterator[BrowserContext]:
    """A browser that nobody has signed in with."""
    opened = kept("desk", viewport={"width": 1440, "height": 900})
    opened.clear_cookies()
    yield opened
    for page in opened.pages:
        page.close()


def sign_in(page: Page, address: str, button: str = OFFICER) -> None:
    page.goto(address)
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    settled(page)


def cookie_arrived(context: BrowserContext, page: Page) -> dict[str, object]:
    page.wait_for_function("true")
    for _attempt in range(50):
        for cookie in context.cookies():
            if cookie["name"] == "common_ground_session":
                return dict(cookie)
        page.wait_for_timeout(100)
    pytest.fail("the cookie did not come")


@pytest.mark.long
def test_after_signing_in_reload_and_a_second_tab_stay_signed_in(desk: str, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, desk)
    cookie = cookie_arrived(context, page)
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert "common_ground_session" not in page.evaluate("document.cookie")
    page.reload()
    expect(page.get_by_text(SOMEBODY).first).to_be_attached()
    second = context.new_page()
    second.goto(f"{desk}/account")
    expect(second.get_by_role("heading", name=SOMEBODY)).to_be_visible()


def test_a_shared_link_opens_its_page_with_its_question_after_signing_in(desk: str, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, f"{desk}/concerns?period=90&category=noise")
    expect(page).to_have_title("Concerns · Common Ground")
    assert "category=noise" in page.url
    assert "/concerns?" in page.url
    assert "period=90" in page.url


def test_the_root_leads_to_the_page_of_the_role(desk: str, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, desk, "Sign in as presenter")
    expect(page).to_have_title("Present · Common Ground")
    assert page.url.startswith(f"{desk}/present")


def test_signing_out_is_for_every_tab_and_clears_cookie_and_words(desk: str, context: BrowserContext) -> None:
    first = context.new_page()
    sign_in(first, f"{desk}/account")
    cookie_arrived(context, first)
    second, third = context.new_page(), context.new_page()
    for other in (second, third):
        other.goto(f"{desk}/account")
        expect(other.get_by_role("heading", name=SOMEBODY)).to_be_visible()
    first.evaluate("localStorage.setItem('common-ground.words.1.log.summary', '{}')")
    second.evaluate("localStorage.setItem('somebody-elses', 'x')")
    first.get_by_role("button", name="Sign out").first.click()
    expect(first.get_by_text("You have signed out.")).to_be_visible()
    settled(first)
    first.wait_for_function("!localStorage.getItem('common-ground.words.1.log.summary')")
    assert first.evaluate("localStorage.getItem('somebody-elses')") == "x"
    for _attempt in range(50):
        if not any(cookie["name"] == "common_ground_session" for cookie in context.cookies()):
            break
        first.wait_for_timeout(100)
    assert not any(cookie["name"] == "common_ground_session" for cookie in context.cookies())
    # The other tabs are out too: one that is fetched again, and one at its next click.
    second.reload()
    expect(second.get_by_role("button", name=OFFICER)).to_be_visible()
    third.get_by_role("button", name="Sign out").first.click()
    expect(third.get_by_role("button", name=OFFICER)).to_be_visible()


def test_a_screen_left_alone_locks_itself(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    sign_in(page, f"{served.address}/account")
    cookie_arrived(context, page)
    settled(page)
    with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE session SET last_seen_at = datetime(last_seen_at, '-16 minutes')")
    locked = page.get_by_text("Locked after 15 minutes without a click.")
    for _quarter in range(3):  # on a busy machine the page's own watch may only just have begun
        page.clock.fast_forward("16:00")
        page.wait_for_timeout(3000)
        if locked.count():
            break
    expect(locked).to_be_visible()
    expect(page.get_by_text(SOMEBODY)).to_have_count(0)


def test_under_a_base_path_everything_is_there_too(serve: Serve, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, serve(base="desk").address + "/account")
    logo = page.get_by_test_id("stSidebarLogo").first
    expect(logo).to_have_attribute("src", re.compile("/desk/app/static/logo.svg"))
    assert logo.evaluate("image => image.complete && image.naturalWidth > 0")
    assert cookie_arrived(context, page)["path"] == "/desk"
    page.reload()
    expect(page.get_by_role("heading", name=SOMEBODY)).to_be_visible()
