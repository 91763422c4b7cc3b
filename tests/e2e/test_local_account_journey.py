"""A desk without a provider, from the command line to the last click: the first administrator, an officer on a phone, a
lock and its release, and an account that is switched off while its owner types."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Kept, Serve, Served, settled

pytestmark = [pytest.mark.browser, pytest.mark.long]
KIMS, RIVERAS = "a lantern on the eastern quay", "two geese crossed the harbour"
TYPED = "The lamp by the steps is out again."


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    return serve(COMMON_GROUND_ACCOUNT_KEY="the journey's")


@pytest.fixture
def desktop(kept: Kept) -> Iterator[Page]:
    page = kept("desktop", viewport={"width": 1440, "height": 900}).new_page()
    yield page
    page.close()


@pytest.fixture
def phone(kept: Kept) -> Iterator[Page]:
    page = kept("phone", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    yield page
    page.close()


def first_administrator(database: str) -> str:
    """The one-time password that the command line says."""
    done = subprocess.run(
        [sys.executable, "-m", "db", "admin", "--name", "Kim Tranh", "--login", "kim"],
        cwd=ROOT,
        env={**os.environ, "COMMON_GROUND_DATABASE_URL": database, "COMMON_GROUND_ACCOUNT_KEY": "the journey's"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"One-time password:\s+(\S+)", done.stdout)
    assert found, done.stdout
    return found.group(1)


def give(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")


def first_sign_in(page: Page, name: str, one_time: str, password: str) -> list[str]:
    """Gives the recovery codes."""
    give(page, name, one_time)
    page.get_by_label("New password").fill(password)
    expect(page.get_by_text("Long enough, and hard to guess.")).to_be_visible()
    page.get_by_role("button", name="Use this password").press("Enter")
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    expect(page.locator('img[src^="data:image/svg+xml"]')).to_be_visible()
    page.get_by_text("No camera? Type this key into the app").click()
    secret = page.locator("code").first.inner_text().replace(" ", "").strip()
    page.get_by_label("Six figures").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator("code").first.inner_text().split()
    assert len(codes) == 10
    page.get_by_role("button", name="I have kept them: sign in").press("Enter")
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    settled(page)
    return codes


def give_recovery_code(page: Page, code: str) -> None:
    """The device's next code would be half a minute away."""
    page.get_by_role("button", name="Use a recovery code").click()
    page.get_by_label("One of the codes you kept").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")


def test_from_the_command_line_to_an_account_that_is_switched_off(served: Served, desktop: Page, phone: Page) -> None:
    # The first administrator, and an account for Ana Rivera.
    given = first_administrator(served.database)
    desktop.goto(served.address)
    expect(desktop.get_by_role("button", name="Sign in as officer")).to_have_count(0)
    first_sign_in(desktop, "kim", given, KIMS)
    expect(desktop).to_have_title("People · Common Ground")
    desktop.get_by_role("link", name="Ana Rivera").click()
    desktop.get_by_text("Make a local account").click()
    desktop.get_by_role("button", name="Make the account").click()
    expect(desktop.get_by_text("it is not shown again")).to_be_visible()
    name, one_time = desktop.locator("code").first.inner_text().split()
    desktop.get_by_role("button", name="I have passed it on").click()
    expect(desktop.get_by_text("it is not shown again")).to_have_count(0)

    # She signs in on her phone, and begins to write something down.
    phone.goto(served.address)
    codes = first_sign_in(phone, name, one_time, RIVERAS)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.goto(f"{served.address}/log?kind=concern")
    settled(phone)
    phone.get_by_label("What was reported", exact=False).first.fill(TYPED)
    phone.wait_for_timeout(1_500)  # the words are on their way

    # Somebody else guesses: five times, then the right password helps nobody until it is released.
    stranger = desktop.context.browser.new_context().new_page()  # type: ignore[union-attr]
    stranger.goto(served.address)
    for attempt in range(5):
        give(stranger, name, f"wrong {attempt}")
        expect(stranger.get_by_text("do not go together")).to_be_visible()
        expect(stranger.get_by_label("Password", exact=True)).to_have_value("")
        settled(stranger)
    give(stranger, name, RIVERAS)
    expect(stranger.get_by_text("this name is locked for 15 minutes")).to_be_visible()
    assert RIVERAS not in stranger.url
    desktop.reload()
    expect(desktop.get_by_text("Five failed tries locked this name")).to_be_visible()
    desktop.get_by_role("button", name="Release").click()
    expect(desktop.get_by_text("they can try again at once")).to_be_visible()
    give(stranger, name, RIVERAS)
    give_recovery_code(stranger, codes[0])
    stranger.context.close()

    # Switched off: her open page is over at the next click, and what she typed is kept.
    desktop.reload()
    desktop.get_by_text("Switch off", exact=True).click()
    desktop.get_by_role("button", name="Yes, switch Ana Rivera off").click()
    expect(desktop.get_by_text("Switched off").first).to_be_visible()
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_text("this account is switched off")).to_be_visible()
    expect(phone.get_by_text("What you had typed is kept.")).to_be_visible()
    expect(phone.get_by_text(TYPED)).to_have_count(0)
    give(phone, name, RIVERAS)
    expect(phone.get_by_text("do not go together")).to_be_visible()
    desktop.get_by_text("Switch on again").click()
    desktop.get_by_role("button", name="Yes, switch Ana Rivera on").click()
    expect(desktop.get_by_text("Switched off")).to_have_count(0)
    give(phone, name, RIVERAS)
    give_recovery_code(phone, codes[1])
    settled(phone)
    phone.goto(f"{served.address}/log?kind=concern")
    expect(phone.get_by_label("What was reported", exact=False).first).to_have_value(TYPED)
