"""Words survive what happens between a phone and a server, and do not come back when they are finished with."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Kept, Serve, settled

pytestmark = pytest.mark.browser
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('common-ground.words.'))"
# From here on nothing this page sends arrives: what a dead spot looks like from inside it.
CUT = "WebSocket.prototype.send = () => {}"


@pytest.fixture(scope="module")
def form(serve: Serve) -> str:
    return serve("tests/e2e/words_page.py", health="_stcore/health").address


@pytest.fixture
def page(kept: Kept, form: str, request: pytest.FixtureRequest) -> Page:
    """One for all tests: each fetches the form, which is quicker where it was fetched before."""
    context = kept("phone", viewport={"width": 390, "height": 844})
    page = context.pages[0] if context.pages else context.new_page()
    page.on("console", lambda m: print(m.text))
    page.goto(f"{form}/_stcore/health")
    page.evaluate("localStorage.clear()")
    page.goto(f"{form}/?test={request.node.name}")
    area(page).wait_for()
    settled(page)
    return page


def area(page: Page) -> Locator:
    """The field; while one form takes the place of another there are two for a moment, and the old one goes."""
    return page.get_by_label("What was said").last


def test_words_go_to_the_server_by_themselves_and_then_leave_the_browser(page: Page) -> None:
    area(page).press_sequentially("Loud music")
    expect(page.get_by_text("Kept on this device, being saved…")).to_be_visible()
    expect(page.get_by_text("The server has: [Loud music]")).to_be_visible()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert page.evaluate(KEPT) == []


def test_words_typed_in_a_dead_spot_come_back_after_a_reload(page: Page) -> None:
    page.evaluate(CUT)
    area(page).press_sequentially("Loud music")
    page.wait_for_timeout(1500)
    assert page.evaluate(KEPT) == ["common-ground.words.1.log.summary"]
    page.reload()
    expect(area(page)).to_have_value("Loud music")
    expect(page.get_by_text("The server has: [Loud music]")).to_be_visible()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert page.evaluate(KEPT) == []


def test_the_last_letters_are_sent_before_a_button_is_pressed(page: Page) -> None:
    area(page).press_sequentially("Loud music")
    page.get_by_role("button", name="Copy the last entry").click()
    expect(area(page)).to_have_value("Copied words")


def test_words_of_a_form_that_was_saved_are_not_put_back(page: Page) -> None:
    area(page).press_sequentially("Loud music")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The server has: []")).to_be_visible()
    expect(page.get_by_label("What was said")).to_have_count(1)
    expect(area(page)).to_have_value("")
    page.reload()
    area(page).wait_for()
    settled(page)
    expect(area(page)).to_have_value("")


def test_what_is_typed_while_a_save_is_on_its_way_is_the_beginning_of_the_next_line(page: Page) -> None:
    area(page).press_sequentially("Loud music")
    page.get_by_role("button", name="Keep it, slowly").click()
    area(page).press_sequentially("No light")
    page.wait_for_timeout(2500)
    expect(area(page)).to_have_value("No light")
    expect(page.get_by_text("The server has: [No light]")).to_be_visible()
    area(page).press("End")
    page.keyboard.type(" at the swings")
    expect(page.get_by_text("The server has: [No light at the swings]")).to_be_visible()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize("pause", [900, *(pytest.param(some, marks=pytest.mark.long) for some in (300, 1500))])
def test_a_pause_while_a_save_is_on_its_way_loses_nothing(page: Page, pause: int) -> None:
    area(page).press_sequentially("Loud music")
    page.get_by_role("button", name="Keep it, slowly").click()
    area(page).press_sequentially("No l")
    page.wait_for_timeout(pause)
    page.keyboard.type("ight")
    expect(page.get_by_text("The server has: [No light]")).to_be_visible()
    expect(area(page)).to_have_value("No light")


@pytest.mark.parametrize("delay", [20, *(pytest.param(some, marks=pytest.mark.long) for some in (40, 60))])
def test_letters_that_fall_between_two_fields_are_not_lost(page: Page, delay: int) -> None:
    """However the swap falls among them: a person who types at her own speed across the whole save, on a slow phone."""
    area(page).press_sequentially("Loud music")
    page.get_by_role("button", name="Keep it, slowly").click()
    # An eighth of the speed: the moments between a key and its letter, and between two fields, are long enough to be met.
    slowed = page.context.new_cdp_session(page)
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": 8})
    try:
        area(page).press_sequentially("No light at the swings since Sunday", delay=delay)
    finally:
        slowed.detach()
    expect(page.get_by_text("The server has: [No light at the swings since Sunday]")).to_be_visible()
    expect(area(page)).to_have_value("No light at the swings since Sunday")


@pytest.mark.long
def test_typing_goes_on_undisturbed_while_the_server_answers(page: Page) -> None:
    area(page).press_sequentially("One two three four five six seven eight nine ten", delay=60)
    expect(page.get_by_text("The server has: [One two three four five six seven eight nine ten]")).to_be_visible()
    expect(area(page)).to_have_value("One two three four five six seven eight nine ten")


def test_a_phone_that_goes_to_sleep_sends_what_it_has(page: Page) -> None:
    area(page).press_sequentially("Loud")
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(page.get_by_text("The server has: [Loud]")).to_be_visible(timeout=700)


def test_the_field_is_labelled_required_and_tall_enough_to_tap(page: Page) -> None:
    assert area(page).get_attribute("aria-required") == "true"
    box = area(page).bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] <= 390
