"""Every page of the demonstration in a real browser: complete at three sizes, nothing from outside, usable by everybody."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dashboard import navigation
from tests.e2e.conftest import Served, settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desk": (1440, 900), "phone": (390, 844), "projector": (1920, 1080)}
PAGES = [place.name for place in navigation.TABLE]
RAW = re.compile(r"\b(nan|NaT|<NA>|Traceback|undefined)\b|(?<!\w)None(?! in these|:|\n)")

# Findings in Streamlit's own markup that no page of ours can change: (rule, test id of what it stands in). None so far.
NOT_OURS: set[tuple[str, str]] = set()


@pytest.fixture(scope="module", params=SIZES)
def visitor(
    request: pytest.FixtureRequest, browser: Browser, demonstration: Served
) -> Iterator[tuple[str, Page, list[str]]]:
    """An officer who is signed in, at one size; and every address their browser asked for."""
    width, height = SIZES[request.param]
    phone = request.param == "phone"
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone
    )
    asked: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(demonstration.address)
    page.get_by_role("button", name="Sign in as officer").click()
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    settled(page)
    for _attempt in range(50):
        if any(cookie["name"] == "common_ground_session" for cookie in context.cookies()):
            break
        page.wait_for_timeout(100)
    yield request.param, page, asked
    context.close()


def visit(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    page.get_by_role("heading", level=1).first.wait_for()
    settled(page)
    page.wait_for_timeout(500)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_and_never_scrolls_sideways(
    visitor: tuple[str, Page, list[str]], demonstration: Served, name: str
) -> None:
    _size, page, _asked = visitor
    visit(page, demonstration.address, name)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
    assert "Common Ground" in page.title()
    said = page.locator("[data-testid=stMain]").inner_text()
    assert "Something went wrong" not in said
    assert not RAW.search(said), RAW.search(said)


def test_the_map_draws_all_areas(visitor: tuple[str, Page, list[str]], demonstration: Served) -> None:
    size, page, _asked = visitor
    visit(page, demonstration.address, "concern_map")
    frame = page.frame_locator("iframe").first
    frame.locator('[data-areas="61"]').wait_for()
    assert frame.locator("path.leaflet-interactive").count() >= 61
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    assert box["height"] <= SIZES[size][1]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_that_is_ours(
    visitor: tuple[str, Page, list[str]], demonstration: Served, name: str
) -> None:
    size, page, _asked = visitor
    if size == "projector":
        pytest.skip("the same markup as at the desk")
    visit(page, demonstration.address, name)
    ours: list[object] = []
    for _attempt in range(4):  # parts that the browser draws by itself come a moment after the page
        ours = [
            (violation["id"], node["target"], node["html"][:160])
            for violation in violations(page)
            for node in violation["nodes"]
            if not any(rule == violation["id"] and part in node["around"] for rule, part in NOT_OURS)
        ]
        if not ours:
            break
        page.wait_for_timeout(1500)
    assert ours == []


def violations(page: Page) -> list[dict[str, Any]]:
    """Serious and critical ones; each node with the test ids of what it stands in."""
    if not page.evaluate("typeof window.axe === 'object'"):
        # Through the debugger, not the page: the page's own policy lets no inline script run.
        script = next((ROOT / ".cache").glob("axe-*/axe.min.js")).read_text(encoding="utf-8")
        page.evaluate(script)
    return list(
        page.evaluate(
            """async () => {
              const found = await axe.run(document, {
                iframes: false,
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
              });
              const around = (target) => {
                const ids = [];
                const first = Array.isArray(target[0]) ? target[0][0] : target[0];
                for (let e = document.querySelector(first); e; e = e.parentElement)
                  if (e.dataset && e.dataset.testid) ids.push(e.dataset.testid);
                return ids;
              };
              if (found.passes.length < 10) throw new Error('axe looked at nothing');
              return found.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => ({
                  id: v.id,
                  nodes: v.nodes.map(n => ({ target: String(n.target), html: n.html, around: around(n.target) })),
                }));
            }"""
        )
    )


def test_no_request_leaves_this_machine(visitor: tuple[str, Page, list[str]], demonstration: Served) -> None:
    _size, page, asked = visitor
    visit(page, demonstration.address, "concern_map")
    own = demonstration.address.split("//", 1)[1]
    outside = {
        address for address in asked if not address.startswith(("data:", "blob:")) and own not in address.split("/")[2]
    }
    assert len(asked) > 20
    assert outside == set()
