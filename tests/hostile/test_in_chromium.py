"""Hostile text in every kind of record, looked at in Chromium: nothing runs, nothing is loaded, nothing breaks, all is
shown as it was typed."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, Page

from dashboard import navigation
from db.access import ROLE_PERMISSIONS
from db.store import migrate
from db.vocabulary import Role
from tests.e2e.conftest import Kept, free_port, go, run_server, settled, sign_in
from tests.hostile import look
from tests.hostile.filled import DEALT, filled
from tests.hostile.strings import ALL

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AGENCY = "<img src=x onerror=ran=1> **Agency** `${ran=1}` {{7*7}}"
# Kinds of records -> the page that shows one, and where it lies.
RECORDS = {
    "concerns": "concern", "cases": "case", "events": "event", "meeting": "event", "partners": "organisation",
    "communications": "communication",
}  # fmt: skip
VIEWS = [
    "cases?as=list", "events?view=held&as=map", "events?as=calendar", "events?plan=new", "partners?view=directory",
    "communications?view=enquiries", "communications?view=templates", "communications?view=training&period=365",
]  # fmt: skip
SEARCHES = ["markdown: LaTeX link", "javascript: template expression", "html: image that fails"]
OTHERS = {
    Role.SUPERVISOR: ["escalation", "week_sheet", "concerns", "cases", "reference_data", "oversight"],
    Role.ADMINISTRATOR: ["reference_data", "reference_data?view=thresholds", "account", "people", "people?ref=ana"],
    Role.RECORDS_MANAGER: ["retention", "retention?view=holds", "retention?view=waiting", "subject_access"],
    Role.PARTNER: ["our_work"],
    Role.AUDITOR: ["audit"],
    Role.PRESENTER: ["present"],
}
WITH_DETAILS = (  # concerns of the officer's own area, with a name and what was said
    "SELECT DISTINCT concern.ref FROM concern JOIN voice ON voice.concern_id = concern.id JOIN neighbourhood AS area "
    "ON area.id = concern.neighbourhood_id WHERE area.code = 'harbour' AND confidentiality < 3 AND voice.name IS NOT NULL "
    "ORDER BY concern.id DESC LIMIT 2"
)
# What is opened on purpose, and how a page says that it says more now.
PERSONAL, MORE = ".st-key-personal-details", "([box, before]) => document.querySelector(box)?.innerText !== before"


class Hostile(NamedTuple):
    address: str
    dealt: list[str]
    records: list[str]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder, port = tmp_path_factory.mktemp("hostile"), free_port()
    url = f"sqlite:///{folder / 'store.db'}"
    migrate(url)
    dealt = filled(url).dealt
    with closing(sqlite3.connect(folder / "store.db")) as store:
        # The last of each kind: some were cancelled, some are of the other team, the newest are whole.
        store.execute(
            "UPDATE officer SET organisation_id = (SELECT max(id) FROM organisation) WHERE subject = 'partner'"
        )
        store.commit()
        statement = 'SELECT ref FROM "{}" ORDER BY id DESC LIMIT 2'
        records = [
            f"{page}?ref={ref}" for page, table in RECORDS.items() for (ref,) in store.execute(statement.format(table))
        ]
        records += [f"concerns?ref={ref}" for (ref,) in store.execute(WITH_DETAILS)]
    server = run_server("dashboard/server.py", port, url, folder / "log", COMMON_GROUND_AGENCY_NAME=AGENCY)
    yield Hostile(f"http://localhost:{port}", dealt, records)
    server.terminate()
    server.wait(timeout=20)


class Watched:
    """A signed-in page, what it asked for and what ran on it."""

    def __init__(self, kept: Kept, hostile: Hostile, role: Role) -> None:
        context = kept(role.value, viewport={"width": 1440, "height": 900})
        context.add_init_script(look.WATCH)
        self.hostile, self.page = hostile, context.new_page()
        self.asked: list[str] = []
        self.spoke: list[str] = []
        self.shown: set[int] = set()
        self.opened: list[str] = []
        self.page.on("request", lambda sent: self.asked.append(sent.url))
        self.page.on("dialog", lambda dialog: (self.spoke.append(dialog.message), dialog.dismiss()))
        sign_in(self.page, hostile.address, role=role.value)
        # Streamlit's own page has one script in itself, which the policy stops before any text of ours is there.
        self.page.evaluate("window.__ran.length = 0")

    def wrong_at(self, name: str) -> list[object]:
        """What is wrong with this page; nothing, if all is well."""
        go(self.page, f"/{name}")
        self.page.get_by_role("heading", level=1).first.wait_for()
        settled(self.page)
        self.page.evaluate(look.OPEN)
        settled(self.page)
        if (details := self.page.get_by_role("button", name="Open personal details")).count():
            before = self.page.locator(PERSONAL).inner_text()
            details.click()
            self.page.wait_for_function(MORE, arg=[PERSONAL, before])
            settled(self.page)
            self.opened.append(name)
        text = look.said(self.page)
        marks, as_typed = look.not_as_typed(text, self.hostile.dealt)
        self.shown |= marks
        wrong: list[object] = [*as_typed, *look.brought(self.page), *look.sticks_out(self.page), *look.went_wrong(text)]
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.page.wait_for_timeout(150)
        wrong += [("on a phone", what) for what in look.sticks_out(self.page)]
        self.page.set_viewport_size({"width": 1440, "height": 900})
        return wrong + look.ran(self.page) + self.spoke

    def from_outside(self) -> set[str]:
        return {sent for sent in self.asked if not sent.startswith((self.hostile.address, "data:", "blob:", "ws:"))}


@pytest.fixture(scope="module")
def officer(kept: Kept, hostile: Hostile) -> Watched:
    return Watched(kept, hostile, Role.OFFICER)


@pytest.mark.long
def test_every_page_and_every_kind_of_record_shows_what_was_typed_and_nothing_more(officer: Watched) -> None:
    pages = [place.name for place in navigation.TABLE if place.permission in ROLE_PERMISSIONS[Role.OFFICER]]
    searches = [f"search?find={quote(ALL[name])}" for name in SEARCHES]
    names = [*pages, *VIEWS, *officer.hostile.records, "search?find=evil", *searches]
    assert {name: wrong for name in names if (wrong := officer.wrong_at(name))} == {}
    assert officer.from_outside() == set()
    assert {name.partition("?")[0] for name in officer.opened} >= {"concerns", "cases"}
    told = {officer.hostile.dealt[mark] for mark in officer.shown}
    assert set(DEALT) - told == set()


@pytest.mark.long
@pytest.mark.parametrize("role", OTHERS)
def test_what_other_roles_see_is_as_it_was_typed_too(role: Role, kept: Kept, hostile: Hostile) -> None:
    watched = Watched(kept, hostile, role)
    assert {name: wrong for name in OTHERS[role] if (wrong := watched.wrong_at(name))} == {}
    assert watched.from_outside() == set()
    watched.page.close()


@pytest.mark.parametrize("name", ["concern_map", "events?view=held&as=map"])
def test_what_maps_say_when_they_are_pointed_at_is_only_words(name: str, officer: Watched) -> None:
    go(officer.page, f"/{name}")
    frame = officer.page.frame_locator("iframe").first
    frame.locator(".leaflet-interactive").first.wait_for(state="attached")
    settled(officer.page)
    pointed = 0
    for mark in frame.locator("path.leaflet-interactive:visible, .leaflet-marker-icon:visible").all()[:6]:
        for point_at in (mark.hover, mark.click):
            with contextlib.suppress(Error):  # it lies beneath another one, or the last click draws the map anew
                point_at(force=True, timeout=1_000)
                pointed += 1
        officer.page.wait_for_timeout(150)
    assert pointed > 3
    settled(officer.page)
    assert look.brought(officer.page) + look.ran(officer.page) + officer.spoke == []
    assert officer.from_outside() == set()


def test_what_charts_say_when_they_are_pointed_at_is_only_words(officer: Watched) -> None:
    go(officer.page, "/neighbourhood")
    chart = officer.page.locator('[data-testid="stVegaLiteChart"]').first
    chart.wait_for()
    settled(officer.page)
    box = chart.bounding_box()
    assert box is not None
    for part in (0.2, 0.4, 0.6, 0.8):
        officer.page.mouse.move(box["x"] + box["width"] * part, box["y"] + box["height"] * 0.6)
        officer.page.wait_for_timeout(100)
    assert look.brought(officer.page) + look.ran(officer.page) + officer.spoke == []


def test_what_is_typed_into_the_log_comes_back_in_its_receipt_as_words(officer: Watched) -> None:
    page = officer.page
    go(page, "/log")
    for text in (ALL["html: image that fails"], ALL["markdown: link that runs"]):
        field = page.locator('[data-testid="stMain"] textarea').first
        field.fill(text)
        field.blur()
        settled(page)
        page.get_by_role("button", name="Save", exact=False).first.click()
        settled(page)
        assert look.brought(page) + look.ran(page) + look.went_wrong(look.said(page)) + officer.spoke == []
    assert officer.from_outside() == set()


def _scrolled(page: Page) -> int:
    scrolled: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return scrolled


def test_the_way_in_shows_the_agencys_name_as_words(kept: Kept, hostile: Hostile) -> None:
    context = kept("nobody", viewport={"width": 1440, "height": 900})
    context.add_init_script(look.WATCH)
    page = context.new_page()
    page.goto(hostile.address)
    page.get_by_role("button", name="Sign in as officer").wait_for()
    settled(page)
    assert look.brought(page) == []
    assert _scrolled(page) <= 0
    page.close()
