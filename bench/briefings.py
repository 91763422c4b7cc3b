"""A city-wide quarterly briefing built over a large store, and the first slide after “Present” in Chromium."""

import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.area_counts import timed
from bench.map_filter import CHROMIUM, chromium, server, settled
from bench.public_figures import grouped
from bench.results import Figure
from dashboard.documents.briefing.presentation import presentation
from dashboard.documents.briefing.rendering import rendered
from dashboard.documents.briefing.telling import tell
from db.access import Viewer
from db.commands.briefings import BeginBriefing, DiscardBriefing
from db.commands.freezing import FreezeBriefing
from db.commands.frozen import KeepDocuments
from db.disclosure.periods import forms_of
from db.queries.briefing_previews import preview
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary.briefings import PeriodKind

BUILT, SHOWN = 5, 20
LIMIT_MS, FIRST_SLIDE_MS = 10_000.0, 1_000.0


def briefings(large: str, small: str) -> list[Figure]:
    return [*_building(large), *_presenting(small)]


def _quarter() -> date:
    offered = forms_of(date.today(), back=date.today() - timedelta(days=400))
    return next(first for kind, first in offered if kind == PeriodKind.QUARTER)


def _officer(store: Store) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
    assert viewer is not None
    return viewer


def _building(address: str) -> list[Figure]:
    """From “Lay out the slides” to the page as it will be projected. Nothing is published, so each time counts anew."""
    store, starts_on = Store.open(Settings(database_url=address)), _quarter()
    officer = _officer(store)

    def built() -> None:
        now = datetime.now(UTC)
        begun = store.execute(BeginBriefing("", PeriodKind.QUARTER, starts_on), by=officer, now=now)
        with store.reading() as session:
            look = preview(session, viewer=officer, ref=begun.ref, now=now)
        presentation(tell(look.snapshot, "en", confirmed=True))
        store.execute(DiscardBriefing(begun.ref, begun.version), by=officer, now=now)

    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as raw:
        grouped(raw, starts_on)
        by_sql = [timed(lambda: grouped(raw, starts_on)) for _ in range(BUILT)]
    built()
    whole = [timed(built) for _ in range(BUILT)]
    store.close()
    figure = Figure("briefing_built_1m", whole, "briefing_raw_sql_1m")
    if figure.p95 > LIMIT_MS:
        raise SystemExit(f"Building a briefing took {figure.p95:.0f} ms: {LIMIT_MS:.0f} is the limit.")
    return [Figure("briefing_raw_sql_1m", by_sql, "briefing_raw_sql_1m"), figure]


def _presenting(address: str) -> list[Figure]:
    """Against the list it is opened from, a page of ours that Streamlit draws in the same browser."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store.db"
        with (
            closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as there,
            closing(sqlite3.connect(copy)) as here,
        ):
            there.backup(here)
        database = f"sqlite:///{copy}"
        _freeze(database)
        with server(database) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            page = context.new_page()
            page.goto(f"{url}/present")
            settled(page)
            page.get_by_role("button", name="Officer").first.click()
            link = page.get_by_role("link", name="Present in English")
            link.wait_for(timeout=60_000)
            page.wait_for_timeout(1_000)  # the cookie comes a moment after the page
            shown = f"{url}{link.get_attribute('href')}"
            lists, slides = [], []
            for _ in range(SHOWN):
                began = time.perf_counter()
                page.goto(f"{url}/present")
                link.wait_for()
                lists.append((time.perf_counter() - began) * 1000)
                projected = context.new_page()
                began = time.perf_counter()
                projected.goto(shown)
                projected.locator("#go:enabled").press("Enter")
                projected.locator(".slide.now").wait_for()
                slides.append((time.perf_counter() - began) * 1000)
                projected.close()
            browser.close()
    figure = Figure("first_slide", slides[1:], "present_list")
    if figure.p95 > FIRST_SLIDE_MS:
        raise SystemExit(f"The first slide came after {figure.p95:.0f} ms: {FIRST_SLIDE_MS:.0f} is the limit.")
    return [Figure("present_list", lists[1:], "present_list"), figure]


def _freeze(database: str) -> None:
    store, now = Store.open(Settings(database_url=database)), datetime.now(UTC)
    officer = _officer(store)
    begun = store.execute(BeginBriefing("", PeriodKind.QUARTER, _quarter()), by=officer, now=now)
    with store.reading() as session:
        look = preview(session, viewer=officer, ref=begun.ref, now=now)
    done = store.execute(FreezeBriefing(begun.ref, begun.version, look.seen), by=officer, now=now)
    store.execute(KeepDocuments(done.code, tuple(rendered(look.snapshot, confirmed=()))), by=officer, now=now)
    store.close()
