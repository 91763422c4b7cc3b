"""The load as figures of `make bench`: 100 officers on one process, 250 on two, each beside one officer alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.load.crowd import Outcome, Plan
from bench.load.measured import figures, keep, mb_per_session, milliseconds, percentile, show
from bench.load.run import run
from bench.load.stores import copy_of
from bench.results import Figure

RUNS = ((100, 1, 60.0), (250, 2, 60.0))


def load_figures(address: str) -> list[Figure]:
    """On a copy of this SQLite store. Each run begins with one officer alone who does the same: the ratio's base."""
    found: list[Figure] = []
    kept: dict[str, dict[str, Any]] = {}
    for officers, servers, seconds in RUNS:
        with TemporaryDirectory(prefix="common-ground-load-") as folder:
            outcome = run(copy_of(address, Path(folder)), Path(folder), Plan(officers, seconds), servers=servers)
        name = f"{officers} officers, {servers} server(s)"
        kept[name] = figures(outcome)
        show(name, kept[name])
        found += _figures(officers, outcome)
    keep(kept)
    return found


def _figures(officers: int, outcome: Outcome) -> list[Figure]:
    name, waits = f"load_{officers}", milliseconds(outcome.waits)
    alone = f"{name}_alone"
    memory = max(0.001, mb_per_session(outcome))
    return [
        Figure(alone, milliseconds(outcome.alone), alone),
        Figure(f"{name}_p50", waits, alone),
        Figure(f"{name}_p95", [percentile(waits, 0.95)], alone),
        Figure(f"{name}_errors", [outcome.errors], alone, "errors"),
        Figure(f"{name}_mb_per_session", [memory], f"{name}_mb_per_session", "MB"),
    ]
