"""Chance that falls the same way everywhere; every stream has a name, so that a change in one leaves the others."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

SEED = "common ground, first edition"


def stream(*names: object) -> Random:
    """The random numbers of that name; a string seed does not depend on the machine or the run."""
    return Random("/".join([SEED, *(str(name) for name in names)]))


def pick(rng: Random, weights: Mapping[Item, float]) -> Item:
    """One key, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def shares(total: int, weights: Mapping[Item, float]) -> dict[Item, int]:
    """`total` split by weight into whole numbers that add up to it (largest remainders)."""
    whole = sum(weights.values())
    exact = {item: total * weight / whole for item, weight in weights.items()}
    given = {item: int(share) for item, share in exact.items()}
    left = total - sum(given.values())
    for item in sorted(exact, key=lambda item: given[item] - exact[item])[:left]:
        given[item] += 1
    return given


def mostly(rng: Random, span: Sequence[float], where: float) -> float:
    """A number from a span (least, most), likeliest at the share `where` of it."""
    least, most = span
    return rng.triangular(least, most, least + (most - least) * where)


class Deck:
    """Cards dealt in a shuffled order, all of them before any comes again."""

    def __init__(self, size: int, rng: Random) -> None:
        self._rng = rng
        self._size = size
        self._left: list[int] = []

    def deal(self) -> int:
        if not self._left:
            self._left = list(range(self._size))
            self._rng.shuffle(self._left)
        return self._left.pop()
