"""Figures with the figure they are compared to, printed and written to bench/results.json."""

import json
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """`samples` in `unit`; the median stands. `ratio_to` names another figure of the same run."""

    name: str
    samples: Sequence[float]
    ratio_to: str
    unit: str = "ms"

    @property
    def value(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        return sorted(self.samples)[max(0, round(0.95 * len(self.samples)) - 1)]


def report(figures: Sequence[Figure]) -> None:
    """A table for people and the file for machines; every figure beside its ratio."""
    by_name = {figure.name: figure for figure in figures}
    rows = {}
    width = max(len(figure.name) for figure in figures)
    print(f"{'figure':{width}}  {'median':>9}  {'p95':>9}  n    ratio")
    for figure in figures:
        ratio = figure.value / by_name[figure.ratio_to].value
        rows[figure.name] = {
            "value": round(figure.value, 2),
            "unit": figure.unit,
            "ratio_to": figure.ratio_to,
            "ratio": round(ratio, 3),
            "p95": round(figure.p95, 2),
            "samples": len(figure.samples),
        }
        print(
            f"{figure.name:{width}}  {figure.value:6.1f} {figure.unit}  {figure.p95:6.1f} {figure.unit}  "
            f"{len(figure.samples):<3}  {ratio:.2f} x {figure.ratio_to}"
        )
    FILE.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"Python {platform.python_version()}, {platform.machine()}; written to {FILE.name}")
