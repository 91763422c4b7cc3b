"""A person at the desk while it breaks: a clear sentence, the form kept, and one record in the end."""

import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.engine import make_url

from db.models import Concern, IdempotencyKey
from db.store import Store
from tests.e2e.conftest import free_port, run_server, settled, sign_in
from tests.e2e.desk_steps import choose
from tests.faults.conftest import FaultReport, engine_of
from tests.faults.durable import Durable
from tests.faults.invariants import assert_whole
from tests.faults.privileges import small_disk
from tests.faults.proxy import Mode, Proxy
from tests.faults.saving import CLEAR, WITHIN

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]

WORDS = "The gate of the playground does not close"
REPORTED = "What was reported"


class Served:
    """The desk as its server runs it, on an address that survives a new start."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port, self.url, self.log = free_port(), url, folder / "log"
        self.address = f"http://localhost:{self.port}"
        self.settings = {"COMMON_GROUND_FILES_DIR": str(folder / "files"), "COMMON_GROUND_ACCOUNT_KEY": "the tests'"}
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        self.process = run_server("dashboard/server.py", self.port, self.url, self.log, **self.settings)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Served]:
    served = Served(url, folder)
    served.start()
    try:
        yield served
    finally:
        served.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def fill_in(page: Page, served: Served) -> None:
    """A concern on the Log page: complete, not saved."""
    sign_in(page, f"{served.address}/log")
    page.get_by_text("Concern", exact=True).first.click()  # chosen here, it is kept with the form
    settled(page)
    page.wait_for_timeout(400)
    said = page.get_by_label(REPORTED, exact=False).first
    said.fill(WORDS)
    said.blur()
    page.wait_for_timeout(1500)
    settled(page)
    choose(page, "About (required)", "Lighting and environment")
    page.wait_for_timeout(800)
    settled(page)


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()


def saved(page: Page) -> str:
    """The reference that the receipt names."""
    receipt = page.get_by_text(re.compile(r"Saved as")).first
    receipt.wait_for()
    found = re.search(r"C-\d{4}-\d+", receipt.inner_text().replace("\N{NON-BREAKING HYPHEN}", "-"))
    assert found, receipt.inner_text()
    return found.group()


def told(page: Page) -> tuple[str, float]:
    """The sentence on the screen, and the seconds since this was asked for."""
    began = time.monotonic()
    shown = page.locator('[data-testid="stAlert"], .st-key-state-could-not h1').filter(has_text=CLEAR).first
    shown.wait_for()
    took = time.monotonic() - began
    # The first line may be the name of an icon.
    return next(line for line in shown.inner_text().splitlines() if CLEAR.search(line)), took


def whole(store: Store) -> dict[str, str]:
    """One concern with these words, and all that must hold; the save as it was acknowledged."""
    with store.reading() as session:
        refs = list(session.scalars(select(Concern.ref).where(Concern.summary == WORDS)))
        keys = session.execute(select(IdempotencyKey.key, IdempotencyKey.result)).all()
    assert len(refs) == 1
    acknowledged = {key: refs[0] for key, result in keys if result and refs[0] in result}
    assert len(acknowledged) == 1
    assert_whole(store, acknowledged)
    return acknowledged


@contextmanager
def save_in_flight(url: str) -> Iterator[None]:
    """Saves wait until the end of the block: somebody holds what they need."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
            file.execute("ROLLBACK")
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("LOCK TABLE audit_end IN EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_the_server_killed_with_a_save_in_flight_has_the_form_again_and_saves_it_once(
    url: str, page: Page, tmp_path: Path, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    with serving(url, tmp_path) as served:
        fill_in(page, served)
        with save_in_flight(url):
            press_save(page)
            page.wait_for_timeout(1000)
            served.kill()
        killed = time.monotonic()
        served.start()
        page.goto(f"{served.address}/log?kind=concern")
        expect(page.get_by_label(REPORTED, exact=False).first).to_have_value(WORDS)
        settled(page)
        press_save(page)
        saved(page)
        seconds = time.monotonic() - killed
    acknowledged = whole(opened(url))
    fault_report.note(
        "kill -9 of the app server with a person's save in flight (Chromium)", engine=engine_of(url),
        acknowledged=len(acknowledged), lost=0, doubled=0, seconds=seconds, saw="the form as it was typed",
    )  # fmt: skip


def try_again(page: Page, *, until: Locator) -> None:
    """As the page offers it, until what was asked for is there."""
    deadline = time.monotonic() + 30
    while not until.is_visible():
        assert time.monotonic() < deadline, "the page did not come back"
        offered = page.get_by_role("button", name="Try again")
        if offered.count():
            offered.first.click()
        page.wait_for_timeout(500)
        settled(page)


def refused_then_saved(
    page: Page, served: Served, *, breaks: Callable[[], None], mends: Callable[[], None]
) -> tuple[str, float, float]:
    """What a person is told whose save meets the fault, after how many seconds, and how long saving took once it was over.
    What they typed is there all the while."""
    fill_in(page, served)
    breaks()
    press_save(page)
    sentence, seconds = told(page)
    assert seconds < WITHIN, f"told after {seconds:.1f} s"
    settled(page)
    mends()
    mended = time.monotonic()
    try_again(page, until=page.get_by_label(REPORTED, exact=False).first)
    expect(page.get_by_label(REPORTED, exact=False).first).to_have_value(WORDS)
    press_save(page)
    saved(page)
    return sentence, seconds, time.monotonic() - mended


@pytest.mark.postgres
def test_a_stalled_database_is_told_in_time_the_form_stays_and_the_save_is_one(
    running: Durable, page: Page, tmp_path: Path, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    url = running.furnished()
    with Proxy(running.port) as proxy, serving(proxy.url(url), tmp_path) as served:
        stall = partial(proxy.set, Mode.STALL)
        sentence, seconds, again = refused_then_saved(page, served, breaks=stall, mends=proxy.heal)
    acknowledged = whole(opened(url))
    fault_report.note(
        "Database stalls in a person's save (Chromium)", engine="PostgreSQL", acknowledged=len(acknowledged), lost=0,
        doubled=0, seconds=again, saw=f"after {seconds:.1f} s: “{sentence}”; the form stayed",
    )  # fmt: skip


def test_a_full_disk_is_told_the_form_stays_and_the_save_is_one_when_there_is_room(
    furnished_sqlite: Path, page: Page, tmp_path: Path, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    with small_disk(32) as disk:
        url = f"sqlite:///{shutil.copy(furnished_sqlite, disk.path / 'store.db')}"
        with serving(url, tmp_path) as served:
            sentence, seconds, again = refused_then_saved(page, served, breaks=disk.fill, mends=disk.free)
        assert "full" in sentence
        store = opened(url)
        acknowledged = whole(store)
        store.close()
    fault_report.note(
        "Disk full in a person's save (Chromium)", engine="SQLite", acknowledged=len(acknowledged), lost=0, doubled=0,
        seconds=again, saw=f"after {seconds:.1f} s: “{sentence}”; the form stayed",
    )  # fmt: skip
