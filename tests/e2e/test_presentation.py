"""A talk from the projected page, in a real browser: with the network cut, on projectors and on a telephone."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.documents.briefing.deck import Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.presentation import policy, presentation
from dashboard.documents.briefing.reading import web_page
from db.vocabulary.briefings import SlideKind
from tests.briefing_decks import ARABIC, CHINESE, ENGLISH

pytestmark = pytest.mark.browser

LONG = "Ask the city to mend every one of the lamps along the path between the library and the old market"
FULL = replace(
    ENGLISH,
    slides=(
        replace(
            ENGLISH.slides[1],
            lead=f"{LONG}, and then to come back and say what became of it.",
            bars=replace(
                ENGLISH.slides[1].bars,
                bars=tuple(replace(bar, label=f"{bar.label} and whatever is like it {n}")
                           for n in range(3) for bar in ENGLISH.slides[1].bars.bars),
            ),
        ),
        DeckSlide(
            kind=SlideKind.PROMISES,
            title="What we promised you when we met in the school in the spring, and what became of it",
            lead=LONG,
            points=tuple(Point(f"{LONG} {n}", f"due 30 September 2026, {LONG}", "Kept, but late", "late") for n in range(9)),
            note=f"{LONG}. {LONG}.",
        ),
        DeckSlide(
            kind=SlideKind.DID,
            title="What we did",
            grid=Grid("Everything", ("Neighbourhood", *("Noise and anti-social behaviour",) * 8),
                      tuple((f"Old Harbour and Georgetown {n}", *("fewer than 10",) * 8) for n in range(12))),
        ),
        DeckSlide(kind=SlideKind.TEXT, title="Text", points=(Point(" ".join([LONG] * 30)),)),
        replace(ENGLISH.slides[9], points=tuple(Point(LONG) for _n in range(4)), lead=LONG),
    ),
)  # fmt: skip
DECKS = {"en": ENGLISH, "ar": ARABIC, "zh": CHINESE, "full": FULL}
page_of = lru_cache(maxsize=None)(lambda name: presentation(DECKS[name]))
IS_BLACK = re.compile(r"\bblack\b")
BLACK = "document.documentElement.classList.contains('black')"


class Site(NamedTuple):
    address: str
    asked: list[str]
    close: Callable[[], None]


@pytest.fixture
def site() -> Iterator[Site]:
    """The pages with their headers, as the product serves them; what was asked for is kept."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            content = page_of(self.path.strip("/"))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy(content))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Into no one's terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    closed = threading.Event()

    def close() -> None:
        if not closed.is_set():
            closed.set()
            server.shutdown()
            server.server_close()

    yield Site(f"http://127.0.0.1:{server.server_address[1]}", asked, close)
    close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1920, "height": 1080}, has_touch=True)
    yield made
    made.close()


def ready(page: Page) -> None:
    expect(page.locator("#go")).to_be_enabled()


def opened(context: BrowserContext, name: str = "en") -> Page:
    """The page by itself, started."""
    page = context.new_page()
    page.set_content(page_of(name).decode())
    ready(page)
    page.keyboard.press("Enter")
    return page


def number(page: Page) -> int:
    return int(page.evaluate("[...document.querySelectorAll('.slide')].findIndex(one => one.matches('.now')) + 1"))


def black(page: Page) -> bool:
    """Nothing but black: the class says so, and a screenshot."""
    if not page.evaluate(BLACK):
        return False
    shot = page.evaluate("getComputedStyle(document.elementFromPoint(innerWidth / 2, innerHeight / 2)).backgroundColor")
    visible = page.evaluate("[...document.querySelectorAll('#stage, #start')].some(one => one.checkVisibility())")
    return bool(shot == "rgb(0, 0, 0)" and not visible)


def test_a_whole_talk_with_the_network_cut(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.address}/en")
    ready(page)
    expect(page.locator("#go")).to_be_focused()
    expect(page.locator("#ready")).to_have_text("Everything is loaded. The network may be cut from now on.")

    context.set_offline(True)
    site.close()
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Enter")
    total = page.locator(".slide").count()
    assert total >= 10
    seen = []
    for place in range(1, total + 1):
        assert number(page) == place
        now = page.locator(".slide.now")
        expect(now).to_be_visible()
        expect(now).to_be_focused()
        expect(page.locator("#said")).to_have_text(f"{place} of {total}: {now.get_attribute('aria-label')}")
        seen.append(now.inner_text())
        page.keyboard.press("ArrowRight")
    assert number(page) == total  # the last stays
    assert len(set(seen)) == total
    for picture in page.locator("img").all():
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0")

    page.keyboard.press("b")
    assert black(page)
    page.keyboard.press("b")
    assert not page.evaluate(BLACK)
    page.keyboard.press("p")
    assert black(page)
    for key in ("ArrowRight", "ArrowLeft", " ", "PageDown", "b", ".", "Escape", "Home", "5", "Enter", "p", "d"):
        page.keyboard.press(key)
        assert black(page), key
    page.mouse.click(900, 500)
    assert black(page)
    page.keyboard.press("r")
    assert not page.evaluate(BLACK)
    assert number(page) == total
    expect(page.locator(".slide.now")).to_be_visible()
    assert site.asked == ["/en"]
    assert (asked, complaints) == ([], [])
    assert page.evaluate("window.struck") is None


def test_every_key_that_a_presenter_or_a_clicker_sends(context: BrowserContext) -> None:
    page = opened(context)
    last = page.locator(".slide").count()
    steps = (
        ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("PageDown", 2), ("PageUp", 1), (" ", 2),
        ("End", last), ("Home", 1), ("PageUp", 1), ("Enter", 2),
    )  # fmt: skip
    for key, place in steps:
        page.keyboard.press(key)
        assert number(page) == place, key
    for key in ("1", "2", "Enter"):
        page.keyboard.press(key)
    assert number(page) == 12
    for key in ("9", "9", "Enter"):
        page.keyboard.press(key)
    assert number(page) == last
    # A full stop is what many clickers send; the next press shows the same slide again and does not move.
    page.keyboard.press(".")
    assert black(page)
    page.keyboard.press("PageUp")
    assert (page.evaluate(BLACK), number(page)) == (False, last)
    page.keyboard.press("F5")
    assert number(page) == last
    # A key that hangs is one step.
    page.keyboard.press("Home")
    page.keyboard.down("PageDown")
    page.keyboard.down("PageDown")
    page.keyboard.down("PageDown")
    page.keyboard.up("PageDown")
    assert number(page) == 2
    # A keyboard that is not Latin: the key in the same place.
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ل', code: 'KeyB', cancelable: true}))")
    assert black(page)
    page.keyboard.press("b")


def test_escape_leads_back_to_the_start_and_the_talk_goes_on_where_it_was(context: BrowserContext) -> None:
    page = opened(context)
    for _ in range(3):
        page.keyboard.press(" ")
    page.keyboard.press("Escape")
    expect(page.locator("#start")).to_be_visible()
    expect(page.locator(".slide").nth(3)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#start")).to_be_visible()
    page.locator("#go").press("Space")
    assert number(page) == 4


@pytest.mark.long
def test_a_panic_ends_only_when_enter_is_held_or_r_is_pressed(context: BrowserContext) -> None:
    page = opened(context)
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    assert black(page)
    page.keyboard.down("Enter")
    expect(page.locator("html")).not_to_have_class(IS_BLACK)
    page.keyboard.up("Enter")
    assert number(page) == 1


def test_it_panics_before_the_start_too(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(page_of("en").decode())
    ready(page)
    page.keyboard.press("p")
    assert black(page)
    page.keyboard.press("Enter")
    assert black(page)
    page.keyboard.press("r")
    expect(page.locator("#start")).to_be_visible()


@pytest.mark.long
def test_the_clock_counts_down_and_says_how_much_over(context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    page.set_content(page_of("en").decode())
    ready(page)
    page.locator("#minutes").fill("15")
    page.locator("#minutes").press("Enter")
    clock = page.locator("#clock")
    expect(clock).to_have_text("15 min left")
    page.clock.run_for(10 * 60_000 + 2000)
    expect(clock).to_have_text("5 min left")
    page.clock.run_for(7 * 60_000)
    expect(clock).to_have_text("over by 3 min")
    page.keyboard.press("h")
    expect(clock).to_be_hidden()


@pytest.mark.long
def test_the_room_is_dark_or_light_before_and_during_the_talk(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(page_of("en").decode())
    ready(page)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_label("dark").check()
    assert page.evaluate(ground) == "rgb(10, 14, 17)"
    page.locator("#go").click()
    page.keyboard.press("End")
    assert page.evaluate("getComputedStyle(document.querySelector('.slide.now h2')).color") == "rgb(245, 248, 249)"
    page.keyboard.press("d")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


class Fingers:
    """On the glass: Playwright itself only taps."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def send(self, kind: str, *across: int) -> None:
        self.session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 500} for x in across]}
        )

    def swipe(self, start: int, end: int) -> None:
        self.send("touchStart", start)
        self.send("touchMove", (start + end) // 2)
        self.send("touchMove", end)
        self.send("touchEnd")


def test_fingers_swipe_tap_and_panic(context: BrowserContext) -> None:
    page = opened(context)
    fingers = Fingers(page)
    fingers.swipe(1500, 300)
    assert number(page) == 2
    page.touchscreen.tap(1800, 500)
    assert number(page) == 3
    page.touchscreen.tap(100, 500)
    assert number(page) == 2
    fingers.swipe(300, 1500)
    assert number(page) == 1
    fingers.send("touchStart", 700, 900)
    expect(page.locator("html")).to_have_class(IS_BLACK)
    fingers.send("touchEnd")
    page.touchscreen.tap(1800, 500)
    assert black(page)
    fingers.send("touchStart", 700, 900)
    expect(page.locator("html")).not_to_have_class(IS_BLACK)
    fingers.send("touchEnd")
    assert number(page) == 1


@pytest.mark.long
def test_arrows_taps_and_swipes_run_the_other_way_in_arabic(context: BrowserContext) -> None:
    page = opened(context, "ar")
    fingers = Fingers(page)
    page.keyboard.press("ArrowLeft")
    assert number(page) == 2
    page.keyboard.press("ArrowRight")
    assert number(page) == 1
    page.keyboard.press("PageDown")
    assert number(page) == 2
    page.touchscreen.tap(100, 500)
    assert number(page) == 3
    fingers.swipe(300, 1500)
    assert number(page) == 4
    page.mouse.click(1800, 500)
    assert number(page) == 3


# What sticks out of its slide, and the smallest letters, in pixels of the screen.
MEASURED = """() => {
  const out = [], sizes = [];
  for (const slide of document.querySelectorAll('.slide')) {
    const stage = slide.getBoundingClientRect();
    const foot = slide.querySelector('footer').getBoundingClientRect();
    const name = slide.getAttribute('aria-label');
    if (slide.querySelector('.body').style.overflowY) out.push([name, 'scrolls']);
    for (const part of slide.querySelectorAll('*')) {
      if (part.closest('.unseen') || part.closest('defs') || !part.checkVisibility()) continue;
      const place = part.getBoundingClientRect();
      if (!place.width || !place.height) continue;
      const inFoot = part.closest('footer');
      const drawing = part.closest('svg');
      const bottom = inFoot ? stage.bottom : foot.top;
      if (place.left < stage.left - 2 || place.right > stage.right + 2 || place.top < stage.top - 2
          || (place.bottom > bottom + 2 && !(drawing && part.tagName !== 'svg')))
        out.push([name, part.tagName, part.textContent.slice(0, 30), place.bottom - bottom, place.right - stage.right]);
      const own = [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
      if (!own) continue;
      const scale = drawing ? drawing.getScreenCTM().a : 1;
      sizes.push([parseFloat(getComputedStyle(part).fontSize) * scale, name, part.textContent.slice(0, 30)]);
    }
  }
  sizes.push([parseFloat(getComputedStyle(document.querySelector('#clock')).fontSize), 'clock', '']);
  return {out, smallest: sizes.sort((a, b) => a[0] - b[0])[0]};
}"""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in ("zh", "full") else name for name in DECKS]
)
def test_nothing_sticks_out_and_letters_are_large_enough_on_every_screen(context: BrowserContext, name: str) -> None:
    page = opened(context, name)
    sizes = (((1920, 1080), 24), ((1280, 720), 16), ((1024, 768), 12), ((390, 844), 11), ((768, 1024), 15))
    for (width, height), least in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        measured = page.evaluate(MEASURED)
        assert measured["out"] == [], (width, height)
        assert measured["smallest"][0] >= least - 0.01, (width, height, measured["smallest"])


def test_every_letter_is_drawn_in_a_font_that_came_along(context: BrowserContext) -> None:
    for name in ("ar", "zh"):
        page = opened(context, name)
        page.keyboard.press("PageDown")
        session = context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        for part in (".slide.now h2", ".slide.now figcaption", ".slide.now svg text"):
            node = session.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
            drawn = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            assert drawn and all(font["isCustomFont"] for font in drawn), (name, part, drawn)


@pytest.mark.long
def test_printing_gives_a_slide_a_page(context: BrowserContext) -> None:
    page = opened(context, "zh")
    slides = page.locator(".slide").count()
    made = page.pdf(prefer_css_page_size=True)
    assert made.count(b"/Type /Page\n") == slides


@pytest.mark.long
def test_without_a_script_all_slides_are_there_to_scroll(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_content(page_of("zh").decode())
    for slide in page.locator(".slide").all():
        expect(slide).to_be_visible()
    context.close()


def test_the_page_to_read_fits_a_telephone_and_tells_all_without_a_script(browser: Browser) -> None:
    for deck in (FULL, ARABIC):
        _fits_a_telephone(browser, deck)


def _fits_a_telephone(browser: Browser, deck: Deck) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content(web_page(deck).decode())
    for slide in deck.slides:
        if slide.kind != SlideKind.TITLE:
            expect(page.get_by_role("heading", name=slide.title, exact=True)).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator("details table").first).to_be_visible()
    for part in page.locator("h1, h2, svg:visible, .points, figcaption").all():
        box = part.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= 390)
    context.close()
