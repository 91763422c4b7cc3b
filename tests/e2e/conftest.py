"""A server of our own with a filled store, and a real browser to look at it with."""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.dashboard.conftest import fill

ROOT = Path(__file__).resolve().parents[2]

HERE = {"latitude": 47.6920, "longitude": -122.3555}  # in Greenwood

# A busy machine draws late; what never comes still fails.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A further view of a page is drawn on the phone in every run, where there is least room; at the desk's size in a long
    one."""
    for item in items:
        asked = getattr(item, "callspec", None)
        if item.get_closest_marker("phone_first") and asked and asked.params.get("visitor") == "desk":
            item.add_marker(pytest.mark.long)


class Served(NamedTuple):
    address: str
    database: str


Serve = Callable[..., Served]
Kept = Callable[..., BrowserContext]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settled(page: Page) -> None:
    """The page has been drawn to its end."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def go(page: Page, path: str) -> None:
    """To another address of the page that is open, as the browser's own buttons go: nothing is fetched once more."""
    page.evaluate("path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path)
    page.wait_for_timeout(300)
    settled(page)


def sign_in(page: Page, address: str, *, role: str = "officer") -> None:
    """Open this address as a demonstration role. Signing in is done once per role and server; what it is like is
    tested in test_sign_in."""
    known = (urlsplit(address).netloc, role)
    page.context.add_cookies(_signed_in.get(known, []))
    page.goto(address)
    door, inside = (
        page.get_by_role("button", name=f"Sign in as {role}"),
        page.get_by_role("button", name="Sign out").first,
    )
    door.or_(inside).first.wait_for(state="attached")
    if door.count():
        door.click()
        inside.wait_for(state="attached")
    settled(page)
    for _attempt in range(200):  # a reload needs the cookie, which comes a moment after the page
        cookies: list[Any] = [c for c in page.context.cookies() if c["name"] == "common_ground_session"]
        if cookies:
            _signed_in[known] = cookies
            return
        page.wait_for_timeout(50)
    raise AssertionError("no cookie came after signing in")


_signed_in: dict[tuple[str, str], list[Any]] = {}


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[Kept]:
    """`kept(name, **options)`: the browser context of this name, the same for every test of a file. A new one would
    fetch and compile the whole page once more, which takes longer than most tests."""
    contexts: dict[str, BrowserContext] = {}

    def context(name: str, **options: Any) -> BrowserContext:
        if name not in contexts:
            contexts[name] = browser.new_context(**options)
        return contexts[name]

    yield context
    for opened in contexts.values():
        opened.close()


@pytest.fixture
def phone(kept: Kept, demonstration: Served) -> Page:
    """A signed-in officer's phone at the Log, standing in Greenwood: one page for all tests of a file."""
    context = kept(
        "phone", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, permissions=["geolocation"],
        geolocation=HERE,
    )  # fmt: skip
    if context.pages:
        page = context.pages[0]
        go(page, "/account")
        go(page, "/log")
    else:
        page = context.new_page()
        page.set_default_timeout(60_000)
        sign_in(page, f"{demonstration.address}/log")
    page.get_by_role("heading", name="Log", level=1).wait_for()
    return page


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product as `make run` starts it: serve.py loads the demonstration into its own store and serves it.

    The first worker of a test run has it loaded; the others get a copy, as a second start would find it.
    """
    folder, port = tmp_path_factory.mktemp("demonstration"), free_port()
    store, loaded = folder / "store.db", tmp_path_factory.getbasetemp().parent / "demonstration.db"
    address, database = f"http://127.0.0.1:{port}", f"sqlite:///{store}"
    with loaded.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if shared := (os.environ.get("PYTEST_XDIST_WORKER") and loaded.exists()):
            shutil.copy(loaded, store)
            shutil.copy(loaded.with_suffix(".keys"), folder / "keys")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "serve.py", "--port", str(port), "--without-documents"],
                cwd=ROOT,
                env={**os.environ, "COMMON_GROUND_DATABASE_URL": database},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        _wait_for(f"{address}/health", process, folder / "log")
        if not shared:
            with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(loaded)) as copy:
                source.backup(copy)
            shutil.copy(folder / "keys", loaded.with_suffix(".keys"))
    yield Served(address, database)
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts `streamlit run script` on a free port with its own store; gives its address and its database."""
    started: list[subprocess.Popen[bytes]] = []

    def start(
        script: str = "dashboard/server.py", *, base: str = "", health: str = "health", **settings: str
    ) -> Served:
        folder, port = tmp_path_factory.mktemp("served"), free_port()
        database = fill(folder / "store.db")
        process = run_server(script, port, database, folder / "log", base=base, health=health, **settings)
        started.append(process)
        return Served(f"http://localhost:{port}" + (f"/{base}" if base else ""), database)

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=20)


def run_server(
    script: str, port: int, database: str, log: Path, *, base: str = "", health: str = "health", **settings: str
) -> subprocess.Popen[bytes]:
    """`streamlit run script` on this port and store, once it answers."""
    options = ["--server.port", str(port), "--server.headless", "true", "--server.baseUrlPath", base]
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, *options],
            cwd=ROOT,
            env={**os.environ, "COMMON_GROUND_DATABASE_URL": database, **settings},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    _wait_for(f"http://localhost:{port}" + (f"/{base}" if base else "") + f"/{health}", process, log)
    return process


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended at once:\n{log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text(errors='replace')[-3000:]}")
