"""A problem from its first word to its end: opened, through SARA, closed with what the assessment found."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Kept, Served, go, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]


def say(page: Page, label: str, text: str, *, within: str) -> None:
    box = page.locator(within).get_by_label(label).first
    box.fill(text)
    box.blur()
    page.wait_for_timeout(700)
    settled(page)


def test_a_problem_goes_through_sara_and_is_closed_with_its_assessment(kept: Kept, demonstration: Served) -> None:
    page = kept("case", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, f"{demonstration.address}/cases")
    page.get_by_text("Open a case").first.click()
    opening = '[data-testid="stExpander"]'
    say(page, "Title, without names", "Scooters on the river path", within=opening)
    say(page, "Objective", "People walk there again in the evening", within=opening)
    expect(page.get_by_text("5 usual tasks are laid out:")).to_be_visible()
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_text("5 tasks are laid out.")).to_be_visible()
    ref = page.get_by_text("Opened as K-").inner_text().removeprefix("Opened as ").rstrip(".")
    go(page, f"/cases?ref={ref}")
    expect(page.get_by_role("heading", level=1, name="Scooters on the river path")).to_be_visible()
    settled(page)
    for stage, reason in (
        ("analysis", "All reports are read, all from one bend."),
        ("response", "It is the way home from the station."),
        ("assessment", "Barrier and talks are in place."),
    ):
        say(page, "Why now", reason, within=".st-key-case-stage")
        page.get_by_role("button", name=f"Move to {stage}").click()
        expect(page.get_by_text(f"is in “{stage.capitalize()}” now.")).to_be_visible()
        page.get_by_role("button", name="Go on").click()
        settled(page)
    page.get_by_role("radio", name="Closed", exact=True).click()
    settled(page)
    say(page, "Why", "The assessment is done.", within=".st-key-case-move")
    say(page, "What came of it", "Quiet on the path.", within=".st-key-case-move")
    page.get_by_role("button", name="Save the status").click()
    expect(page.get_by_text("Say what the assessment found: did it work?")).to_be_visible()
    say(page, "Assessment", "One report in eight weeks instead of nine.", within=".st-key-case-move")
    page.get_by_role("button", name="Save the status").click()
    expect(page.get_by_text("is now “Closed”.")).to_be_visible()
    expect(page.get_by_text("One report in eight weeks instead of nine.").first).to_be_visible()
    expect(page.get_by_text("Response: what do we do about it? → Assessment: did it work?")).to_be_visible()
    page.close()
