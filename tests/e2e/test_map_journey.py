"""The concern map as a person uses it, on the demonstration: seen whole, tapped, filtered, read as a table, taken away."""

import csv
import io
import re
import sqlite3
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.e2e.conftest import Kept, Served, go, settled, sign_in

pytestmark = pytest.mark.browser
DESK, PHONE, PROJECTOR = (1440, 900), (390, 844), (1920, 1080)
# The map as it begins, said in full: what is looked at goes on from visit to visit.
BEGINS = "/concern_map?period=90&measure=count&layer=areas&layer=coming"
AREAS = 61
# The frame gets its height from the page's style and the map fits itself into it: a tap aims at what no longer moves.
STANDS_STILL = """() => new Promise(done => {
  let last = '', same = 0;
  const look = () => {
    const box = document.querySelector('path.cg-area').getBoundingClientRect();
    const now = [box.x, box.y, box.width, innerWidth, innerHeight].join();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same >= 10) done();
    else setTimeout(look, 50);
  };
  look();
})"""


@pytest.fixture
def visit(kept: Kept, demonstration: Served) -> object:
    """Opens a path as somebody who is signed in; all requests of their browser are kept on the page. Who comes a second
    time has the page open still, and finds a new map on it."""

    def open_path(path: str, *, role: str = "officer", size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        context = kept(
            f"{size} {scheme} {role}",
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            has_touch=size == PHONE,
        )
        if context.pages:
            page = context.pages[0]
            go(page, "/account")
            go(page, path)
            return page
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.asked = asked  # type: ignore[attr-defined]
        sign_in(page, demonstration.address + path, role=role)
        return page

    return open_path


def the_map(page: Page) -> Frame:
    """The map's own document, once its areas are drawn."""
    element = page.wait_for_selector('iframe[title*="folium"]')
    frame = element.content_frame() if element else None
    assert frame is not None
    frame.wait_for_selector(f'[data-areas="{AREAS}"]')
    frame.wait_for_selector('[data-shown]:not([data-shown="0"])')
    settled(page)
    frame.evaluate(STANDS_STILL)
    return frame


def redrawn(page: Page, frame: Frame, act: object) -> None:
    """Does something and waits until the map has been given its answer."""
    before = frame.evaluate("document.querySelector('[data-shown]').dataset.shown")
    act()  # type: ignore[operator]
    frame.wait_for_function("before => document.querySelector('[data-shown]').dataset.shown !== before", arg=before)
    settled(page)


SPOT = """code => {
  const area = window.map_div.commonGround.areas.get(code).getElement();
  const box = area.getBoundingClientRect();
  for (let step = 0; step < 400; step += 1) {
    const x = box.left + box.width * ((step * 7 + 10) % 20 + 0.5) / 20;
    const y = box.top + box.height * ((Math.floor(step / 20) + 10) % 20 + 0.5) / 20;
    if (document.elementFromPoint(x, y) === area) return [x, y];
  }
  throw new Error('no free spot on ' + code);
}"""


def tap(frame: Frame, code: str) -> None:
    """Taps an area near its middle, once the map has come to rest (it fits itself when its frame gets its height)."""
    x, y = frame.evaluate(SPOT, code)
    for _attempt in range(40):
        frame.page.wait_for_timeout(300)
        before, (x, y) = (x, y), frame.evaluate(SPOT, code)
        if before == (x, y):
            break
    frame.locator(".cg-map").click(position={"x": x, "y": y})


def address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def places(frame: Frame) -> list[list[float]]:
    """Where the areas lie in the frame, whichever is drawn on top: the same while the view stands still."""
    found: list[list[float]] = frame.evaluate(
        "[...document.querySelectorAll('path.cg-area')].map(e => e.getBoundingClientRect()).map(r => [r.x, r.y, r.width])"
    )
    return sorted(found)


def colours(frame: Frame) -> set[str]:
    return set(frame.evaluate("[...document.querySelectorAll('path.cg-area')].map(e => e.style.fill)"))


# The other three pairs are looked at in test_every_page.
@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        pytest.param(DESK, "dark", marks=pytest.mark.long),
        (PHONE, "light"),
        pytest.param(PROJECTOR, "dark", marks=pytest.mark.long),
    ],
)
def test_every_area_is_drawn_nothing_leaves_the_machine_and_nothing_scrolls_sideways(
    visit: object, demonstration: Served, size: tuple[int, int], scheme: str
) -> None:
    page = visit("/concern_map?period=90", size=size, scheme=scheme)  # type: ignore[operator]
    frame = the_map(page)
    assert frame.locator("path.cg-area").count() == AREAS
    assert len(colours(frame)) >= 4
    elsewhere = [url for url in page.asked if not url.startswith((demonstration.address, "data:", "blob:"))]
    assert elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator('iframe[title*="folium"]').bounding_box()
    assert box is not None
    assert box["height"] <= size[1] * 0.75
    edges = places(frame)
    assert min(x for x, _y, _w in edges) >= 0
    assert max(x + w for x, _y, w in edges) <= box["width"]


def test_a_tap_opens_the_story_beside_a_map_that_stands_still(visit: object) -> None:
    page = visit(BEGINS)  # type: ignore[operator]
    frame = the_map(page)
    frame.get_by_role("button", name="Closer").click()
    page.wait_for_timeout(600)
    frame.evaluate("window.sameMap = true")
    before = places(frame)
    tap(frame, "greenwood")
    expect(page.locator(".st-key-area-story").get_by_role("heading", name="Greenwood")).to_be_visible()
    settled(page)
    assert address(page)["selected"] == ["greenwood"]
    expect(page.locator(".st-key-area-story").get_by_text("Concerns received a week")).to_be_attached()
    expect(page.get_by_role("link", name="Open its page")).to_be_visible()
    redrawn(
        page, frame, lambda: page.get_by_role("radio", name="365 days").or_(page.get_by_text("365 days")).first.click()
    )
    assert places(frame) == before
    assert frame.evaluate("window.sameMap")
    assert address(page)["period"] == ["365"]
    assert address(page)["selected"] == ["greenwood"]
    page.get_by_role("button", name="All neighbourhoods").click()
    expect(page.locator(".st-key-area-story")).to_have_count(0)
    settled(page)
    assert "selected" not in address(page)
    assert places(frame) == before


def test_the_measures_change_the_colours_and_what_is_too_few_is_hatched(visit: object) -> None:
    page = visit(BEGINS)  # type: ignore[operator]
    frame = the_map(page)
    counts = colours(frame)
    redrawn(page, frame, lambda: page.get_by_text("Per 1,000", exact=True).first.click())
    assert 'url("#cg-hatch")' in colours(frame)
    expect(frame.get_by_text("Too few to compare")).to_be_attached()
    redrawn(page, frame, lambda: page.get_by_text("Change", exact=True).first.click())
    assert colours(frame) != counts
    expect(frame.get_by_text("Change in concerns received")).to_be_attached()
    assert address(page)["measure"] == ["change"]


def test_concerns_heat_and_events_lie_on_the_same_map(visit: object) -> None:
    page = visit("/concern_map?period=365&measure=count&layer=areas&layer=concerns&layer=held&layer=coming")  # type: ignore[operator]
    frame = the_map(page)
    expect(frame.locator(".cg-cluster").first).to_be_visible()
    expect(frame.locator("path.cg-event").first).to_be_attached()
    page.get_by_role("button", name=re.compile("^Layers")).first.click()
    redrawn(page, frame, lambda: page.get_by_test_id("stPopoverBody").get_by_text("Heat", exact=True).click())
    expect(frame.locator("canvas.leaflet-heatmap-layer")).to_be_attached()
    heat, areas = frame.evaluate(
        "['canvas.leaflet-heatmap-layer', '.leaflet-overlay-pane svg']"
        ".map(part => Number(getComputedStyle(document.querySelector(part)).zIndex))"
    )
    assert heat > areas, "the areas hide the heat"
    assert "heat" in address(page)["layer"]


def test_without_a_mouse_an_area_is_chosen_by_name_and_in_the_table(visit: object) -> None:
    page = visit(BEGINS)  # type: ignore[operator]
    the_map(page)
    page.get_by_role("combobox", name="Choose a neighbourhood").focus()
    page.keyboard.type("Alki")
    page.get_by_role("option", name="Alki").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-area-story").get_by_role("heading", name="Alki")).to_be_visible()
    page.get_by_text("The same figures as a table").click()
    table = page.get_by_test_id("stDataFrame")
    table.wait_for()
    settled(page)
    table.scroll_into_view_if_needed()
    box, before = table.bounding_box(), None
    while box != before:  # what is above it may still be growing
        page.wait_for_timeout(300)
        box, before = table.bounding_box(), box
    assert box is not None
    page.mouse.click(box["x"] + 150, box["y"] + 35 + 17)
    expect(page.locator(".st-key-area-story").get_by_role("heading", name="Alaska Junction")).to_be_visible()
    settled(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".st-key-area-story").get_by_role("heading", name="Alki")).to_be_visible()


def test_what_is_shown_can_be_taken_away_and_the_audit_trail_says_so(visit: object, demonstration: Served) -> None:
    page = visit("/concern_map?period=90&category=noise", role="analyst")  # type: ignore[operator]
    frame = the_map(page)
    assert frame.locator(".cg-cluster, path.cg-event").count() == 0
    with page.expect_download() as given:
        page.get_by_role("button", name="Download these figures").click()
    text = given.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == AREAS + 3
    assert {row["Only"] for row in rows} == {"Noise"}
    shown = re.search(r"([\d,]+) open concern", page.locator(".st-key-map-answer").inner_text())
    assert shown is not None
    assert sum(int(row["Open now"]) for row in rows[:AREAS]) == int(shown.group(1).replace(",", ""))
    with closing(sqlite3.connect(demonstration.database.removeprefix("sqlite:///"))) as store:
        (detail,) = store.execute(
            "SELECT detail FROM audit_entry WHERE action = 'exported' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert '"category": ["noise"]' in detail


def test_on_a_phone_the_story_stands_right_under_the_map(visit: object) -> None:
    page = visit(BEGINS, size=PHONE)  # type: ignore[operator]
    frame = the_map(page)
    tap(frame, "magnolia")
    story = page.locator(".st-key-area-story")
    expect(story.get_by_role("heading", name="Magnolia")).to_be_visible()
    settled(page)
    heights = [
        page.locator(selector).first.bounding_box()
        for selector in (
            'iframe[title*="folium"]',
            ".st-key-map-controls",
            ".st-key-area-story",
            ".st-key-area-figures",
        )
    ]
    tops = [box["y"] for box in heights if box]
    assert tops == sorted(tops)
    assert len(tops) == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.long
def test_from_the_map_to_the_page_of_an_area_and_back(visit: object) -> None:
    page = visit(f"{BEGINS}&selected=ballard-south")  # type: ignore[operator]
    the_map(page)
    page.get_by_role("link", name="Open its page").click()
    expect(page.get_by_role("heading", name="Ballard South", level=1)).to_be_visible()
    settled(page)
    assert address(page)["area"] == ["ballard-south"]
    page.get_by_role("link", name="See it on the map").click()
    the_map(page)
    expect(page.locator(".st-key-area-story").get_by_role("heading", name="Ballard South")).to_be_visible()
    settled(page)
    assert address(page)["period"] == ["90"]
    expect(page.get_by_text("of 61 neighbourhoods").first).to_be_visible()
