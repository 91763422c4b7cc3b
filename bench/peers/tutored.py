"""The tutorial's dashboard: from a chosen category to the redrawn map in Chromium, cached and once without."""

import json
import sqlite3
import sys
from pathlib import Path

from playwright.sync_api import Page

from bench.free_port import free_port
from bench.map_filter import settled
from bench.peers.browser import click_to_redrawn, page
from bench.peers.environments import CACHE, HERE, our_version, plain_environment
from bench.peers.processes import Weight, served
from bench.peers.questions import CATEGORIES, Question, answer, past_year
from bench.peers.web import Web, web
from bench.results import Figure

WARM_UP, CLICKS = 2, 10
# The first area of the map that is shown: the map is built anew, so that it is another element each time.
AREA = (
    "[...document.querySelectorAll('iframe')].map(f => f.contentDocument)"
    ".filter(d => d && d.querySelectorAll('path.leaflet-interactive').length >= 61)"
    ".map(d => d.querySelector('path.leaflet-interactive')).pop()"
)


def tutorial(file: str) -> list[Figure]:
    areas = CACHE / "areas.geojson"
    areas.write_text(json.dumps(_areas(file)), encoding="utf-8")
    with web() as scripts:
        times, weight = _asked(file, areas, scripts, cached=True, clicks=WARM_UP + CLICKS)
        uncached, _heavy = _asked(file, areas, scripts, cached=False, clicks=2)
    return [
        Figure("tutorial_click", times[WARM_UP:], "ours_click"),
        Figure("tutorial_click_uncached", uncached[1:], "ours_click"),
        Figure("tutorial_memory", [weight], "ours_memory", "MB"),
    ]


def versions() -> str:
    return ", ".join(f"{name} {our_version(name)}" for name in ("streamlit", "pandas", "folium", "streamlit-folium"))


def _asked(file: str, areas: Path, scripts: Web, *, cached: bool, clicks: int) -> tuple[list[float], float]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    how = plain_environment(
        TUTORIAL_STORE=file, TUTORIAL_AREAS=str(areas), TUTORIAL_SINCE=past_year()[0].isoformat(),
        TUTORIAL_CACHED="yes" if cached else "no",
    )  # fmt: skip
    command = [
        sys.executable, "-m", "streamlit", "run", HERE / "tutorial.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false",
    ]  # fmt: skip
    log = CACHE / "tutorial.log"
    with (
        served(command, f"{url}/_stcore/health", log, env=how, cwd=CACHE) as pid,
        Weight(pid) as weight,
        page(*scripts.flags) as opened,
    ):
        opened.goto(url)
        opened.wait_for_function(AREA)
        settled(opened)
        times = [_chosen(opened, category) for category in CATEGORIES[:clicks]]
        _must_show(opened, file, CATEGORIES[:clicks])
    return times, weight.most


def _chosen(opened: Page, category: str) -> float:
    opened.locator('[data-testid="stMultiSelect"] input').click()
    opened.keyboard.type(category)
    option = opened.get_by_role("option", name=category, exact=True)
    option.wait_for()
    took = click_to_redrawn(opened, option.click, AREA)
    # The map tells the page where it stands, and the page runs once more: as the tutorial leaves it.
    opened.wait_for_timeout(500)
    settled(opened)
    opened.wait_for_timeout(500)
    settled(opened)
    return took


def _must_show(opened: Page, file: str, categories: tuple[str, ...]) -> None:
    shown = opened.locator('[data-testid="stMetricValue"]').inner_text()
    right = sum(answer(file, Question(*past_year(), categories)).values())
    if int(shown.replace(",", "")) != right:
        raise SystemExit(f"The tutorial's dashboard shows {shown}, the SQL says {right}: nothing here can be trusted.")


def _areas(file: str) -> dict[str, object]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as store:
        rows = store.execute("SELECT code, display_boundary FROM neighbourhood ORDER BY code").fetchall()
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(boundary)} for code, boundary in rows
    ]
    return {"type": "FeatureCollection", "features": features}
