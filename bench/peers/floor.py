"""What no page of Streamlit, and nothing that a browser shows, can be faster than: the same clock, and nothing to do."""

import sys

from bench.free_port import free_port
from bench.map_filter import settled
from bench.peers.browser import click_to_redrawn, page
from bench.peers.environments import CACHE, HERE, plain_environment
from bench.peers.processes import served
from bench.results import Figure

WARM_UP, CLICKS = 3, 20
# A click here changes the word at once, in the browser itself.
STILL = "<button onclick=\"said.textContent = +said.textContent + 1\">Count</button><p id='said'>0</p>"
WORD = "document.querySelector('#said').textContent"
CHOSEN = "[...document.querySelectorAll('[data-testid=\"stMarkdownContainer\"] p')].pop()?.textContent"


def floor() -> list[Figure]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "streamlit", "run", HERE / "bare.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false",
    ]  # fmt: skip
    log = CACHE / "bare.log"
    with served(command, f"{url}/_stcore/health", log, env=plain_environment(), cwd=CACHE), page() as opened:
        opened.set_content(STILL)
        alone = [click_to_redrawn(opened, opened.locator("button").click, WORD) for _ in range(WARM_UP + CLICKS)]
        opened.goto(url)
        pills = opened.locator('button[data-variant="pills"]')
        pills.last.wait_for()
        settled(opened)
        bare = []
        for number in range(WARM_UP + CLICKS):
            bare.append(click_to_redrawn(opened, pills.nth(number % pills.count()).click, CHOSEN))
            settled(opened)
            opened.wait_for_timeout(150)
    return [
        Figure("streamlit_click", bare[WARM_UP:], "ours_click"),
        Figure("chromium_click", alone[WARM_UP:], "ours_click"),
    ]
