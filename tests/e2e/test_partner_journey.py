"""A partner who has not heard from us: from Today to its page, the contact logged, and nobody overdue any more."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Kept, Served, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]


def test_an_overdue_partner_on_today_is_contacted_and_no_longer_overdue(kept: Kept, demonstration: Served) -> None:
    page = kept("partner", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, f"{demonstration.address}/today")
    page.get_by_role("heading", name="Today", level=1).wait_for()
    settled(page)
    page.get_by_role("link", name=re.compile(r"partners? (is|are) overdue")).click()
    page.get_by_role("heading", name="Partners", level=1).wait_for()
    settled(page)
    badge = page.get_by_text(re.compile(r"\d+ days? late"))
    before = badge.count()
    row = page.locator("[class*=st-key-row-partners]").filter(has=badge).first
    name = row.get_by_role("link").inner_text().strip().splitlines()[-1]
    row.get_by_role("link").click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    settled(page)
    page.get_by_role("button", name="Log a contact").click()
    page.get_by_role("heading", name="Log", level=1).wait_for()
    settled(page)
    expect(page.get_by_text(f"With {name}")).to_be_visible()
    page.get_by_text("Call or message", exact=True).first.click()
    settled(page)
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Save", exact=True).click()
    settled(page)
    expect(page.get_by_text(re.compile("Saved as A-"))).to_be_visible()
    page.goto(f"{demonstration.address}/partners?view=mine")
    page.get_by_role("heading", name="Partners", level=1).wait_for()
    settled(page)
    expect(badge).to_have_count(before - 1)
    page.close()
