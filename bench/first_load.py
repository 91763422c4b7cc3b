"""What a browser fetches the first time somebody opens the concern map, beyond what any Streamlit page makes it fetch."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.map_filter import CHROMIUM, chromium, served, settled
from bench.results import Figure
from bench.wire import at_the_desk
from dashboard.headers import COOKIE
from db.vocabulary import Role

BARE = 'import streamlit as st\n\nst.write("Hello")\n'
QUIET_MS = 2_000  # nothing more comes after this


def first_load(address: str) -> list[Figure]:
    """Kilobytes over the network, headers and websocket included, with an empty cache."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        with served(address, str(script)) as (url, _):
            bare = _fetched(browser, url, shown='[data-testid="stMarkdown"]')
        with served(address) as (url, _), at_the_desk(address, [Role.OFFICER]) as tokens:
            ours = _fetched(browser, f"{url}/concern_map", token=tokens[Role.OFFICER], shown="iframe")
        browser.close()
    return [
        Figure("first_load_bare_streamlit", [bare], "first_load_bare_streamlit", "kB"),
        Figure("first_load_concern_map", [ours], "first_load_bare_streamlit", "kB"),
        Figure("first_load_beyond_streamlit", [ours - bare], "first_load_bare_streamlit", "kB"),
    ]


def _fetched(browser: Browser, url: str, *, shown: str, token: str = "") -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    page, sizes = context.new_page(), []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def finished(event: dict[str, Any]) -> None:
        sizes.append(float(event["encodedDataLength"]))

    def frame(event: dict[str, Any]) -> None:
        sizes.append(len(event["response"]["payloadData"]) * 3 / 4)  # it comes in base64

    network.on("Network.loadingFinished", finished)
    network.on("Network.webSocketFrameReceived", frame)
    page.goto(url)
    page.locator(shown).first.wait_for(timeout=60_000)
    settled(page)
    page.wait_for_timeout(QUIET_MS)
    context.close()
    return sum(sizes) / 1000
