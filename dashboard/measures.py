"""The arithmetic of figures that stand beside each other: rates, changes, and when there are too few to compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from db.vocabulary import UNSTABLE_BELOW


class Measure(StrEnum):
    """How the concern map colours its areas; the values are words of its address."""

    COUNT = "count"
    RATE = "rate"
    CHANGE = "change"


def per_thousand(n: int, population: float | None) -> float | None:
    """Concerns per 1,000 residents; None for fewer than 20 concerns or nobody living there (domain: "Definitions")."""
    if n < UNSTABLE_BELOW or population is None or pd.isna(population) or population <= 0:
        return None
    return n / population * 1000


def change(n: int, before: int) -> float | None:
    """By how much, in per cent, this period differs from the equal one before; None when it would say little.

    Twenty concerns in one of the two make the direction sure: eighteen that became sixty are a rise to be seen, two that
    became five are not. Against nothing there is no percentage.
    """
    if max(n, before) < UNSTABLE_BELOW or before == 0:
        return None
    return (n - before) / before * 100


def rates(areas: pd.DataFrame) -> list[float | None]:
    """One per row of open_by_area."""
    return [per_thousand(int(n), people) for n, people in zip(areas["n"], areas["population"], strict=True)]


def changes(areas: pd.DataFrame) -> list[float | None]:
    """One per row of received_by_area."""
    return [change(int(n), int(before)) for n, before in zip(areas["n"], areas["before"], strict=True)]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the map shows, by area code; `n` are the records behind each value, None as a value is "too few"."""

    measure: Measure
    values: Mapping[str, float | None]
    n: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.n.values())

    def highest(self, most: int) -> list[str]:
        """Codes of the areas with the highest values, highest first; no zeros, nothing that may not be compared."""
        known = [(value, code) for code, value in self.values.items() if value is not None and value > 0]
        return [code for _value, code in sorted(known, key=lambda pair: (-pair[0], pair[1]))[:most]]


def measured(measure: Measure, areas: pd.DataFrame) -> Measured:
    """From open_by_area (count, rate) or received_by_area (change)."""
    codes = [str(code) for code in areas["code"]]
    n = dict(zip(codes, (int(value) for value in areas["n"]), strict=True))
    if measure is Measure.COUNT:
        values: list[float | None] = [float(value) for value in n.values()]
    else:
        values = rates(areas) if measure is Measure.RATE else changes(areas)
    return Measured(measure, dict(zip(codes, values, strict=True)), n)
