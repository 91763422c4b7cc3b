"""The peers' figures beside ours: printed, bench/peers/results.json and docs/peers.md."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

from bench.peers.words import ASKED, DOCUMENT
from bench.results import Figure

FILE = Path(__file__).parent / "results.json"
DOCS = Path(__file__).parents[2] / "docs" / "peers.md"
# What was asked for before anything was measured; said as it comes out, never asserted.
CLAIMS = {"superset_click": 8.0, "tutorial_click": 8.0}
CALM = 2.0  # load of the minute before, above which a run says that others were at work


@dataclass(frozen=True, slots=True)
class Run:
    versions: Mapping[str, str]
    load_before: float
    minutes: float
    day: str = field(default_factory=lambda: str(date.today()))
    machine: str = field(
        default_factory=lambda: f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    )


def rows(figures: Sequence[Figure]) -> dict[str, dict[str, Any]]:
    """By name: the median, the 95th percentile, how many samples, and how many times ours of the same run."""
    by_name = {figure.name: figure for figure in figures}
    return {
        figure.name: {
            "asked": ASKED[figure.name],
            "value": round(figure.value, 1),
            "p95": round(figure.p95, 1),
            "unit": figure.unit,
            "samples": len(figure.samples),
            "ratio_to": figure.ratio_to,
            "ratio": round(figure.value / by_name[figure.ratio_to].value, 2),
        }
        for figure in figures
    }


def claims(found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "asked_times_ours": asked,
            "found_times_ours": found[name]["ratio"],
            "held": found[name]["ratio"] >= asked,
        }
        for name, asked in CLAIMS.items()
    }


def report(figures: Sequence[Figure], run: Run) -> None:
    found = rows(figures)
    held = claims(found)
    whole = {"run": asdict(run), "figures": found, "claims": held}
    FILE.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    write_docs()
    width = max(map(len, found))
    for name, row in found.items():
        times = f"{row['ratio']:8.2f} x {row['ratio_to']}"
        print(f"{name:{width}} {row['value']:9.1f} {row['p95']:9.1f} {row['unit']}  n={row['samples']:<3} {times}")
    for line in _said(held):
        print(line)
    print(f"load before: {run.load_before:.1f}; written to bench/peers/{FILE.name} and docs/{DOCS.name}")


def write_docs() -> None:
    """docs/peers.md from results.json, its figures put in words as they now are."""
    whole = json.loads(FILE.read_text(encoding="utf-8"))
    found = {name: {**row, "asked": ASKED[name]} for name, row in whole["figures"].items()}
    DOCS.write_text(document(found, whole["claims"], Run(**whole["run"])), encoding="utf-8")


def document(found: Mapping[str, Mapping[str, Any]], held: Mapping[str, Mapping[str, Any]], run: Run) -> str:
    table = ["| what was asked | median | p95 | samples | times ours |", "|---|---:|---:|---:|---:|"]
    for row in found.values():
        one = row["samples"] == 1
        table.append(
            f"| {row['asked']} | {row['value']:,.1f} {row['unit']} | {'' if one else format(row['p95'], ',.1f')} "
            f"| {row['samples']} | {row['ratio']:.2f} |"
        )
    disturbed = "" if run.load_before <= CALM else " Others were at work on the machine: quote nothing from this run."
    return DOCUMENT.format(
        day=run.day,
        machine=run.machine,
        load=f"{run.load_before:.1f}",
        disturbed=disturbed,
        minutes=f"{run.minutes:.0f}",
        versions="\n".join(f"- {name}: {version}" for name, version in run.versions.items()),
        table="\n".join(table),
        claims="\n".join(f"- {line}" for line in _said(held)),
        room=fill(_room(found, held), 120, break_on_hyphens=False),
    )


def _room(found: Mapping[str, Mapping[str, Any]], held: Mapping[str, Mapping[str, Any]]) -> str:
    """What the claims would come to, beside what a click costs with nothing to do."""
    asked = [f"{found[name]['value'] / claim['asked_times_ours']:.0f} ms" for name, claim in held.items()]
    bare, alone, ours = (found[name]["value"] for name in ("streamlit_click", "chromium_click", "ours_click"))
    return (
        f"What that leaves room for: it asks for a click within {' and '.join(asked)}. "
        f"A page of Streamlit that does nothing but count what was chosen takes {bare:.0f} ms by the "
        f"same clock, a page without any server {alone:.0f} ms; asking the store, drawing the map "
        f"and everything else of Common Ground comes to {ours - bare:.0f} ms more."
    )


def _said(held: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        f"{ASKED[name]}: {claim['found_times_ours']:.1f} times ours, "
        f"{claim['asked_times_ours']:g} times was asked for: {'held' if claim['held'] else 'not held'}."
        for name, claim in held.items()
    ]
