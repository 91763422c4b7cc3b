"""A briefing from its first version to the last slide: built, checked, approved, frozen, and shown with the network cut."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Kept, Served, go, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HALL = {"width": 1920, "height": 1080}
TITLE = "The harbour, what you told us"


@pytest.mark.long
def test_a_briefing_is_built_checked_approved_frozen_and_shown_without_a_network(
    kept: Kept, demonstration: Served
) -> None:
    desk = kept("desk", viewport=HALL).new_page()
    desk.set_default_timeout(60_000)
    sign_in(desk, f"{demonstration.address}/briefings")
    ref = built(desk)

    go(desk, f"/briefings?ref={ref}&slide=2")
    preview = desk.frame_locator("iframe")
    expect(preview.locator(".slide.now")).to_be_visible(timeout=60_000)
    expect(preview.locator(".slide.now .number")).to_contain_text("2 of")
    expect(preview.get_by_text(f"Draft {ref}: not to be shown yet").first).to_be_attached()

    go(desk, f"/briefings?ref={ref}&view=check")
    expect(desk.get_by_role("heading", name=re.compile("Must be changed"))).to_be_visible()
    expect(desk.get_by_text(re.compile("sensitive topics"))).to_be_visible()
    desk.get_by_role("button", name="Send it for approval").click()
    expect(desk.get_by_text("It waits for a second person’s approval.")).to_be_visible()

    second = kept("second", viewport=HALL).new_page()
    second.set_default_timeout(60_000)
    sign_in(second, f"{demonstration.address}/briefings", role="supervisor")
    expect(second.get_by_text("1 waits for your approval")).to_be_visible()
    go(second, f"/briefings?ref={ref}&view=check")
    expect(second.get_by_text(TITLE).first).to_be_visible()
    second.get_by_role("button", name="Approve its words").click()
    expect(second.get_by_text(f"{ref} is approved and can be frozen.")).to_be_visible()
    second.close()

    go(desk, f"/briefings?ref={ref}&view=check")
    desk.get_by_text("I have looked at every slide, in every language.").click()
    settled(desk)
    desk.get_by_role("button", name="Freeze it now").click()
    expect(desk.get_by_text(f"{ref} is frozen.")).to_be_visible(timeout=60_000)
    present = desk.get_by_role("link", name="Present in English")
    expect(present).to_be_visible(timeout=150_000)
    with desk.context.expect_page() as opened:
        present.click()
    shown(opened.value)
    desk.close()


def built(desk: Page) -> str:
    desk.get_by_text("Build a briefing").first.click()
    title = desk.get_by_role("textbox", name="Title in English")
    title.fill(TITLE)
    title.press("Enter")
    settled(desk)
    desk.get_by_role("button", name="Lay out the slides").click()
    said = desk.get_by_text(re.compile(r"B-\d{4}-\d{5} is laid out\."))
    expect(said).to_be_visible()
    found = re.search(r"B-\d{4}-\d{5}", said.inner_text())
    assert found is not None
    return found.group()


def shown(hall: Page) -> None:
    """Ten slides by keyboard with no network, a blank and back."""
    asked: list[str] = []
    hall.set_viewport_size(HALL)  # type: ignore[arg-type]
    start = hall.locator("#go")
    expect(start).to_be_enabled()
    hall.context.set_offline(True)
    hall.on("request", lambda sent: asked.append(sent.url))
    start.press("Enter")
    now = hall.locator(".slide.now")
    expect(now.get_by_role("heading", level=1)).to_have_text(TITLE)
    for n in range(1, 11):
        expect(now.locator(".number")).to_have_text(re.compile(rf"^{n} of \d+$"))
        smallest = now.evaluate(SMALLEST)
        assert smallest >= 24, f"slide {n} has words of {smallest} px"
        hall.keyboard.press("ArrowRight" if n % 2 else "Space")
    hall.keyboard.press("b")
    expect(hall.locator("html")).to_have_class(re.compile(r"\bblack\b"))
    hall.keyboard.press("b")
    expect(hall.locator("html")).not_to_have_class(re.compile(r"\bblack\b"))
    expect(now.locator(".number")).to_have_text(re.compile(r"^11 of \d+$"))
    assert asked == []
    hall.context.set_offline(False)
    hall.close()


# The smallest words somebody in the last row has to read, in pixels on the screen.
SMALLEST = """(slide) => {
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const seen = [...slide.querySelectorAll('*')]
    .filter((one) => own(one) && one.offsetParent !== null && !one.closest('.unseen, svg'));
  return Math.round(Math.min(...seen.map((one) => parseFloat(getComputedStyle(one).fontSize))));
}"""
