"""Every page of the demonstration in a real browser: complete at three sizes, nothing from outside, usable by everybody."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page

from dashboard import navigation
from db.access import ROLE_PERMISSIONS
from db.vocabulary import Role
from tests.e2e.conftest import Kept, Served, go, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]


class Screen(NamedTuple):
    width: int
    height: int
    theme: str


SCREENS = {
    "desk": Screen(1440, 900, "light"),
    "phone": Screen(390, 844, "dark"),
    "projector": Screen(1920, 1080, "light"),
}
MINE = "(SELECT id FROM officer WHERE role = 'officer' ORDER BY id LIMIT 1)"
# Records are pages of their own: which one is looked up in the demonstration.
RECORDS = {
    "concerns?ref=": f"SELECT ref FROM concern WHERE owner_id = {MINE} AND status = 'in progress' AND latitude IS NOT NULL "
    "AND confidentiality < 2 ORDER BY id DESC LIMIT 1",
    "cases?ref=": f"SELECT ref FROM 'case' WHERE owner_id = {MINE} AND status = 'open' AND id IN "
    "(SELECT case_id FROM concern) ORDER BY id DESC LIMIT 1",
    "events?ref=": f"SELECT ref FROM event WHERE owner_id = {MINE} AND status = 'held' AND latitude IS NOT NULL "
    "ORDER BY starts_at DESC LIMIT 1",
    "meeting?ref=": f"SELECT ref FROM event WHERE owner_id = {MINE} AND status = 'planned' AND neighbourhood_id IN "
    "(SELECT neighbourhood_id FROM event WHERE status = 'held') ORDER BY starts_at LIMIT 1",
    "partners?ref=": "SELECT ref FROM organisation WHERE is_committee ORDER BY id LIMIT 1",
    "communications?ref=": "SELECT ref FROM communication WHERE sent_at IS NOT NULL ORDER BY id LIMIT 1",
    "concerns?ref=C-1999-": "SELECT '00000'",
}
PAGES = [
    *(place.name for place in navigation.TABLE if place.permission in ROLE_PERMISSIONS[Role.OFFICER]),
    "cases?as=list",
    "events?view=held&as=map",
    "events?as=calendar",
    "events?plan=new",
    "search?find=youth",
    "partners?view=directory&find=interpreter",
    "communications?view=enquiries",
    "communications?view=training&period=365",
    *RECORDS,
]
# Other roles, and what their screens have that an officer's has not.
OTHERS = {
    "supervisor": [
        "cases",
        "concerns",
        "reference_data",
        "escalation",
        "week_sheet",
        "communications?view=templates",
        "reference_data?view=languages",
        "retention",
        "oversight",
    ],
    "records manager": ["retention", "retention?view=holds", "retention?view=years", "subject_access"],
    "partner": ["our_work"],
    "analyst": ["concern_map", "neighbourhood", "concerns"],
    "presenter": ["present", "account"],
    "administrator": [
        "reference_data?view=thresholds",
        "people",
        "people?view=sessions",
        "people?ref=asha.pineridge@example.org",
        "service_health",
    ],
}
# What a store says and a person never reads: empty cells, names of fields and of code.
RAW = re.compile(r"\b(nan|NaT|<NA>|Traceback|undefined)\b|(?<!\w)None(?! in these|:|\n)|\b[a-z]+_[a-z_]+\b")

# Findings in Streamlit's own markup that no page of ours can change: (rule, test id of what it stands in). None so far.
NOT_OURS: set[tuple[str, str]] = set()

# The page's own scripts are heard late on a busy machine: the menu's roles, and fields that fill in their labels.
DRAWN = """() => {
  const menu = document.querySelector('[data-testid="stSidebarNavItems"]');
  if (menu && menu.getAttribute('role') !== 'presentation') return false;
  const hosts = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')];
  return hosts.every((host) => {
    const label = host.shadowRoot && host.shadowRoot.querySelector('label .label');
    return !label || label.textContent !== '';
  });
}"""

# What the page says, without its icons: an icon is a name of the icon font, drawn by that font.
SAID = """() => {
  const icons = [...document.querySelectorAll('[data-testid=stMain] span')]
    .filter((span) => getComputedStyle(span).fontFamily.includes('Material'));
  for (const icon of icons) icon.style.visibility = 'hidden';
  const said = document.querySelector('[data-testid=stMain]').innerText;
  for (const icon of icons) icon.style.visibility = '';
  return said;
}"""


class Visit(NamedTuple):
    served: Served
    screen: str
    page: Page
    asked: list[str]


def opened(kept: Kept, screen: str) -> tuple[BrowserContext, Page]:
    """A browser of this size, with nobody signed in yet."""
    width, height, theme = SCREENS[screen]
    context = kept(
        screen, viewport={"width": width, "height": height}, color_scheme=theme, is_mobile=width < 500,
        has_touch=width < 500,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(60_000)
    return context, page


# At the projector's size it is the desk's page on a larger screen: it is looked at without being fetched once more.
@pytest.fixture(scope="module", params=["desk", "phone"])
def visitor(request: pytest.FixtureRequest, kept: Kept, demonstration: Served) -> Iterator[Visit]:
    """An officer who is signed in, at one size; and every address their browser asked for."""
    asked: list[str] = []
    context, page = opened(kept, request.param)
    context.on("request", lambda sent: asked.append(sent.url))
    sign_in(page, demonstration.address)
    yield Visit(demonstration, request.param, page, asked)
    page.close()


@contextmanager
def projected(page: Page) -> Iterator[None]:
    """The same page on the projector."""
    page.set_viewport_size({"width": SCREENS["projector"].width, "height": SCREENS["projector"].height})
    page.wait_for_timeout(300)
    settled(page)
    yield
    page.set_viewport_size({"width": SCREENS["desk"].width, "height": SCREENS["desk"].height})


def visit(page: Page, served: Served, name: str) -> None:
    if statement := RECORDS.get(name):
        with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as store:
            name += str(store.execute(statement).fetchone()[0])
    go(page, f"/{name}")
    page.get_by_role("heading", level=1).first.wait_for()
    settled(page)
    page.wait_for_function(DRAWN)


def shown_wrong(page: Page) -> list[str]:
    """What is not as it should be on the page as it stands."""
    wrong = []
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    inner = page.evaluate(
        "(m => m ? m.scrollWidth - m.clientWidth : 0)(document.querySelector('[data-testid=stMain]'))"
    )
    if wide > room or inner > 0:
        wrong.append(f"scrolls sideways by {max(wide - room, inner)}")
    if "Common Ground" not in page.title():
        wrong.append(f"is called {page.title()!r}")
    said = page.evaluate(SAID)
    if "Something went wrong" in said:
        wrong.append("went wrong")
    wrong += [f"says {raw.group()!r}" for raw in RAW.finditer(said)]
    return wrong


# These at the desk and on a projector too; the others at the desk's size are for make test-all.
AT_THE_DESK = ("today", "concern_map", "neighbourhood")


@pytest.mark.parametrize(
    "name", [name if name in AT_THE_DESK else pytest.param(name, marks=pytest.mark.phone_first) for name in PAGES]
)
def test_a_page_is_complete_for_everybody_and_never_scrolls_sideways(visitor: Visit, name: str) -> None:
    visit(visitor.page, visitor.served, name)
    assert shown_wrong(visitor.page) == []
    assert violations(visitor.page) == []
    if visitor.screen == "desk":
        with projected(visitor.page):
            assert shown_wrong(visitor.page) == []


@pytest.mark.parametrize(
    ("role", "names"),
    [pytest.param(*other, marks=() if other[0] == "presenter" else pytest.mark.long) for other in OTHERS.items()],
)
def test_what_other_roles_see_is_complete_for_everybody(
    kept: Kept, demonstration: Served, role: str, names: list[str]
) -> None:
    asked: list[str] = []
    context, page = opened(kept, "desk")
    context.clear_cookies()
    context.on("request", lambda sent: asked.append(sent.url))
    sign_in(page, demonstration.address, role=role)
    for name in names:
        visit(page, demonstration, name)
        assert shown_wrong(page) == [], name
        assert violations(page) == [], name
    assert from_outside(asked, demonstration) == set()
    page.close()


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_way_in_is_complete_for_everybody(kept: Kept, demonstration: Served, screen: str) -> None:
    context, page = opened(kept, screen)
    context.clear_cookies()
    page.goto(demonstration.address)
    page.get_by_role("button", name="Sign in as officer").wait_for()
    settled(page)
    assert shown_wrong(page) == []
    assert violations(page) == []
    if screen == "desk":
        with projected(page):
            assert shown_wrong(page) == []
    page.close()


def test_the_map_draws_all_areas(visitor: Visit) -> None:
    visit(visitor.page, visitor.served, "concern_map")
    draws_all_areas(visitor.page, SCREENS[visitor.screen].height)
    if visitor.screen == "desk":
        with projected(visitor.page):
            draws_all_areas(visitor.page, SCREENS["projector"].height)


def draws_all_areas(page: Page, room: int) -> None:
    frame = page.frame_locator("iframe").first
    frame.locator('[data-areas="61"]').wait_for()
    assert frame.locator("path.leaflet-interactive").count() >= 61
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    assert box["height"] <= room


def violations(page: Page) -> list[tuple[str, str, str]]:
    """Serious and critical ones that are ours: rule, where, and the markup."""
    if not page.evaluate("typeof window.axe === 'object'"):
        # Through the debugger, not the page: the page's own policy lets no inline script run.
        script = next((ROOT / ".cache").glob("axe-*/axe.min.js")).read_text(encoding="utf-8")
        page.evaluate(script)
    found: list[dict[str, Any]] = page.evaluate(
        """async () => {
          const found = await axe.run(document, {
            iframes: false,
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
            resultTypes: ['violations'],
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
            .flatMap(v => v.nodes.map(n => ({
              rule: v.id, target: String(n.target), html: n.html.slice(0, 160), around: around(n.target),
            })));
        }"""
    )
    return [
        (node["rule"], node["target"], node["html"])
        for node in found
        if not any(rule == node["rule"] and part in node["around"] for rule, part in NOT_OURS)
    ]


def from_outside(asked: list[str], served: Served) -> set[str]:
    own = served.address.split("//", 1)[1]
    return {
        address for address in asked if not address.startswith(("data:", "blob:")) and own not in address.split("/")[2]
    }


def test_no_request_leaves_this_machine(visitor: Visit) -> None:
    """After all the pages above, at this size."""
    visit(visitor.page, visitor.served, "concern_map")
    assert len(visitor.asked) > 20
    assert from_outside(visitor.asked, visitor.served) == set()
