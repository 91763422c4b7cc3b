"""Datasette: the same SQL over its JSON API, and its table page with the areas as a facet, in Chromium."""

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.free_port import free_port
from bench.peers.browser import PAINTED, opened_and_painted, page
from bench.peers.environments import CACHE, environment, plain_environment
from bench.peers.processes import Weight, served
from bench.peers.questions import CATEGORIES, OPEN, Question, answer, must_agree, past_year
from bench.results import Figure

WARM_UP, PAGES = 2, 12
# Its own limits (1 s a query, 0.2 s a facet) would leave answers out; suggesting facets would look at every column.
SETTINGS = {"sql_time_limit_ms": "30000", "facet_time_limit_ms": "30000", "suggest_facets": "off"}


def datasette(file: str, asked: Sequence[Question]) -> list[Figure]:
    port, name = free_port(), urllib.parse.quote(Path(file).stem)
    url = f"http://127.0.0.1:{port}"
    settings = [part for key, value in SETTINGS.items() for part in ("--setting", key, value)]
    command = [
        environment("datasette") / "datasette",
        "serve",
        "-i",
        file,
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        *settings,
    ]
    log = CACHE / "datasette.log"
    with served(command, f"{url}/-/versions.json", log, env=plain_environment()) as pid, Weight(pid) as weight:
        right = answer(file, asked[0])
        for sql in (asked[0].over_table(), asked[0].over_rollup()):
            rows = _json(f"{url}/{name}.json?{_query(sql)}")
            must_agree("Datasette", {row["neighbourhood_id"]: row["n"] for row in rows}, right)
        over_table = [_timed(f"{url}/{name}.json?{_query(question.over_table())}") for question in asked]
        over_rollup = [_timed(f"{url}/{name}.json?{_query(question.over_rollup())}") for question in asked]
        since, until = past_year()
        shown = [Question(since, until, CATEGORIES[: n + 1]) for n in range(WARM_UP + PAGES)]
        facets = _json(f"{url}/{name}/concern.json?{_facet(shown[0])}")["facet_results"]["neighbourhood_id"]
        must_agree(
            "Datasette's facet", {row["value"]: row["count"] for row in facets["results"]}, answer(file, shown[0])
        )
        with page() as opened:
            opened.add_init_script(PAINTED)
            pages = [opened_and_painted(opened, f"{url}/{name}/concern?{_facet(question)}") for question in shown]
    return [
        Figure("datasette_api", over_table, "ours_counts"),
        Figure("datasette_api_rollup", over_rollup, "ours_counts"),
        Figure("datasette_page", pages[WARM_UP:], "ours_click"),
        Figure("datasette_memory", [weight.most], "ours_memory", "MB"),
    ]


def _query(sql: str) -> str:
    return urllib.parse.urlencode({"sql": sql, "_shape": "array"})


def _facet(question: Question) -> str:
    return urllib.parse.urlencode(
        {
            "status__in": ",".join(OPEN),
            "category__in": ",".join(question.categories),
            "received_day__gte": question.since.isoformat(),
            "received_day__lte": question.until.isoformat(),
            "_facet": "neighbourhood_id",
            "_facet_size": "max",
            "_size": "20",
        }
    )


def _json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=120) as found:
        return json.loads(found.read())


def _timed(url: str) -> float:
    began = time.perf_counter()
    _json(url)
    return (time.perf_counter() - began) * 1000
