"""From a filter click to the redrawn concern map, in Chromium, against the server that `make run` starts."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.free_port import free_port
from db.vocabulary import SENSITIVE_CATEGORIES, ConcernCategory

ROOT = Path(__file__).parent.parent
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WARM_UP = 3
# The clock starts with the click and stops when the browser has painted the frame after the map took its new colours.
CLICK = """
async (index) => {
  const frame = [...document.querySelectorAll('iframe')].find(f => f.contentDocument?.querySelector('[data-shown]'));
  const map = frame.contentDocument.querySelector('[data-shown]');
  const pills = document.querySelectorAll('[data-testid="stPopoverBody"] button[data-variant="pills"]');
  const before = map.dataset.shown;
  return await new Promise((done, failed) => {
    const began = performance.now();
    const waited = setTimeout(() => failed(new Error('the map was not redrawn in 20 s')), 20000);
    const watch = new MutationObserver(() => {
      if (map.dataset.shown === before) return;
      watch.disconnect();
      clearTimeout(waited);
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
    });
    watch.observe(map, { attributes: true });
    pills[index].click();
  });
}
"""


def map_filter(address: str) -> list[float]:
    """Milliseconds per click. Each click adds a category, so each asks the store something it was not asked before."""
    with server(address) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        _open_map(page, url)
        times = []
        # A sensitive category is on no map: adding one would redraw nothing.
        shown = [index for index, category in enumerate(ConcernCategory) if category not in SENSITIVE_CATEGORIES]
        for index in shown:
            times.append(float(page.evaluate(CLICK, index)))
            settled(page)
            page.wait_for_timeout(150)
        browser.close()
    return times[WARM_UP:]


def _open_map(page: Page, url: str) -> None:
    page.goto(f"{url}/concern_map?period=365")
    settled(page)
    page.get_by_role("button", name="Officer").first.click()
    page.frame_locator("iframe").locator('[data-areas="61"]').first.wait_for(timeout=60_000)
    settled(page)
    page.get_by_role("button", name="Category").first.click()
    page.locator('[data-testid="stPopoverBody"] button[data-variant="pills"]').first.wait_for()
    page.wait_for_timeout(1000)


def settled(page: Page) -> None:
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)


def chromium() -> str:
    for path in (
        os.environ.get("CHROMIUM", ""),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ):
        if path and Path(path).exists():
            return path
    raise SystemExit("Chromium is needed for this measurement: apt-get install chromium")


@contextmanager
def server(address: str) -> Iterator[str]:
    with served(address) as (url, _process):
        yield url


@contextmanager
def served(address: str, script: str = "dashboard/server.py") -> Iterator[tuple[str, int]]:
    """The server's address and its process's number."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "COMMON_GROUND_DATABASE_URL": address}
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(url, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(120):
        if process.poll() is not None:
            raise SystemExit("The server ended before it answered.")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not answer within a minute.")
