"""Apache Superset: its chart's data over HTTP, and from Apply to the redrawn chart of a dashboard."""

import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from bench.free_port import free_port
from bench.peers.browser import click_to_redrawn, page
from bench.peers.environments import CACHE, HERE, environment, plain_environment
from bench.peers.processes import Weight, served
from bench.peers.questions import CATEGORIES, Question, answer, must_agree
from bench.peers.superset_contents import PASSWORD, USER, Api, Board, chart_data, made
from bench.results import Figure

WARM_UP, CLICKS = 2, 10
CHART = "document.querySelector('[data-test=\"chart-container\"] canvas')"
HOME = CACHE / "superset-home"


def superset(file: str, asked: Sequence[Question]) -> list[Figure]:
    programs, port = environment("superset"), free_port()
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    how = plain_environment(
        SUPERSET_CONFIG_PATH=str(HERE / "superset_config.py"),
        SUPERSET_HOME=str(HOME),
        SUPERSET_SECRET_KEY=secrets.token_hex(32),
        FLASK_APP="superset",
    )
    _prepared(programs, how)
    # One worker of twenty threads: as the project's own container image starts it.
    command = [
        programs / "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=1", "--worker-class=gthread", "--threads=20",
        "--timeout=120", "superset.app:create_app()",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with served(command, f"{url}/health", HOME / "server.log", env=how, cwd=HOME) as pid, Weight(pid) as weight:
        api = Api(url)
        records, rollup = made(api, file)
        figures = _over_http(api, file, records, rollup, asked)
        with page() as opened:
            _signed_in(opened, url)
            first = _clicks(opened, url, records)
            again = _clicks(opened, url, records)
            counted = _clicks(opened, url, rollup)
    return [
        *figures,
        Figure("superset_click", first, "ours_click"),
        Figure("superset_click_cached", again, "ours_click"),
        Figure("superset_click_rollup", counted, "ours_click"),
        Figure("superset_memory", [weight.most], "ours_memory", "MB"),
    ]


def _prepared(programs: Path, how: dict[str, str]) -> None:
    admin = ["--username", USER, "--firstname", "A", "--lastname", "B", "--email", "a@example.org", "--password"]
    with (HOME / "prepare.log").open("wb") as log:
        for step in (["db", "upgrade"], ["fab", "create-admin", *admin, PASSWORD], ["init"]):
            done = subprocess.run(
                [programs / "superset", *step], env=how, cwd=HOME, stdout=log, stderr=log, check=False
            )
            if done.returncode:
                raise SystemExit(f"superset {step[0]} failed: {log.name}")


def _over_http(api: Api, file: str, records: Board, rollup: Board, asked: Sequence[Question]) -> list[Figure]:
    for board in (records, rollup):
        found = api.ask("POST", "chart/data", chart_data(board, asked[0], force=True))["result"][0]["data"]
        must_agree("Superset", {row["neighbourhood_id"]: row["open"] for row in found}, answer(file, asked[0]))
    return [
        Figure("superset_api_cold", [_timed(api, records, q, force=True) for q in asked], "ours_counts"),
        Figure("superset_api_cached", [_timed(api, records, q, force=False) for q in asked], "ours_counts_again"),
        Figure("superset_api_rollup_cold", [_timed(api, rollup, q, force=True) for q in asked], "ours_counts"),
    ]


def _timed(api: Api, board: Board, question: Question, *, force: bool) -> float:
    body = chart_data(board, question, force=force)
    began = time.perf_counter()
    found = api.ask("POST", "chart/data", body)
    took = (time.perf_counter() - began) * 1000
    if bool(found["result"][0]["is_cached"]) == force:
        raise SystemExit(f"Superset's cache did not do what was asked of it: {json.dumps(found)[:500]}")
    return took


def _signed_in(opened: Page, url: str) -> None:
    opened.goto(f"{url}/login/")
    opened.fill("#username", USER)
    opened.fill("#password", PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/welcome/")


def _clicks(opened: Page, url: str, board: Board) -> list[float]:
    """Each Apply adds a category. Asked a second time, the same answers come from its cache."""
    opened.goto(f"{url}/superset/dashboard/{board.slug}/")
    opened.locator('[data-test="chart-container"] canvas').first.wait_for()
    opened.wait_for_timeout(1500)
    times = []
    for category in CATEGORIES[: WARM_UP + CLICKS]:
        opened.locator('[data-test="form-item-value"] input').first.click()
        opened.keyboard.type(category)
        opened.locator(f'.ant-select-item-option[title="{category}"]').wait_for()
        opened.wait_for_timeout(300)  # its search waits for a pause in typing
        opened.keyboard.press("Enter")
        opened.keyboard.press("Escape")
        apply = opened.locator('[data-test="filter-bar__apply-button"]:enabled')
        apply.wait_for()
        opened.wait_for_timeout(300)
        times.append(click_to_redrawn(opened, apply.click, CHART))
        opened.wait_for_timeout(700)
    return times[WARM_UP:]
