"""python -m bench.pictures: every page of the demonstration as the user guide shows it, into docs/images."""

import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.free_port import free_port
from dashboard import navigation
from db.access import ROLE_PERMISSIONS, Permission
from db.vocabulary import Role

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("COMMON_GROUND_CHROMIUM", "/usr/bin/chromium")
SIZE = {"width": 1200, "height": 800}
COLOURS = 96  # enough for flat colours and small type; a third of the bytes


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        store = {"COMMON_GROUND_DATABASE_URL": f"sqlite:///{folder}/store.db"}
        server = subprocess.Popen(
            [sys.executable, "serve.py", "--port", str(port)], cwd=ROOT, env={**os.environ, **store},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(f"{address}/health")
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for role in (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR):
                page = browser.new_context(viewport=SIZE).new_page()  # type: ignore[arg-type]
                _sign_in(page, address, role)
                for place in navigation.TABLE:
                    if place.permission in _shown_by(role):
                        _picture(page, address, place.name)
            browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)
    return 0


def _shown_by(role: Role) -> frozenset[Permission]:
    """What this role's pictures are of: an officer's pages, and of the others those that an officer has not."""
    mine = ROLE_PERMISSIONS[role]
    return mine if role == Role.OFFICER else mine - ROLE_PERMISSIONS[Role.OFFICER]


def _sign_in(page: Page, address: str, role: Role) -> None:
    page.goto(address)
    page.get_by_role("button", name=f"Sign in as {role}").click()
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    _settled(page)


def _picture(page: Page, address: str, name: str) -> None:
    if name == "meeting":
        _to_a_meeting(page, address)
    else:
        page.goto(f"{address}/{name}")
    _settled(page)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    shot.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name.replace('_', '-')}.png", optimize=True)
    print(name)


def _to_a_meeting(page: Page, address: str) -> None:
    """The live screen of the first event of the list."""
    page.goto(f"{address}/events")
    _settled(page)
    row = page.locator('[class*="st-key-row-event-E-"]').first
    ref = next(word for word in (row.get_attribute("class") or "").split() if "row-event-" in word)
    page.goto(f"{address}/meeting?ref={ref.removeprefix('st-key-row-event-')}")


def _settled(page: Page) -> None:
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(1500)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the server did not answer")


if __name__ == "__main__":
    sys.exit(main())
