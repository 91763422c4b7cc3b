"""Points that stand for "place unknown": some systems give the same one to every report without a place.

A point is suspicious when far more rows share it than any real place would have. But a busy place is shared
too: a town hall, a tower block, a park. What tells them apart is what the rows themselves say in words: at a
real place they agree, at a placeholder they say nothing or name streets from all over the city.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Point = tuple[float, float]

LEAST_ROWS, LEAST_SHARE = 20, 0.01  # fewer rows than this at one point are nobody's default
ENOUGH_WORDS = 5  # different places named before rows can be said to disagree
COMMON = 0.02  # a word in more rows than this elsewhere ("street", "Boston") does not point to a place
# Without an address to go by only a wild disproportion will do.
WILD_ROWS, WILD_SHARE, WILD_TIMES = 50, 0.05, 25


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The point, how many rows share it, how many of them say no place, how many places the others name."""

    latitude: float
    longitude: float
    rows: int
    saying_nothing: int
    places_named: int


def placeholders(points: Sequence[Point | None], said: Sequence[tuple[str, ...]]) -> tuple[Placeholder, ...]:
    """The placeholder points of a table, busiest first.

    points: (latitude, longitude) of each row, or None; said: its place in words, column by column
    (the address first), empty where the row says nothing.
    """
    shared = Counter(point for point in points if point is not None)
    placed = sum(shared.values())
    suspects = {point for point, rows in shared.items() if rows >= LEAST_ROWS and rows > LEAST_SHARE * placed}
    if not suspects:
        return ()
    at: dict[Point, list[tuple[str, ...]]] = {point: [] for point in suspects}
    elsewhere: list[tuple[str, ...]] = []
    for point, words in zip(points, said, strict=True):
        if point is not None:
            at.get(point, elsewhere).append(words)
    others = [rows for point, rows in shared.items() if point not in suspects]
    usual = float(np.percentile(others, 99)) if others else float("inf")
    found = []
    for point, here in at.items():
        wild = len(here) >= WILD_ROWS and len(here) > WILD_SHARE * placed and len(here) >= WILD_TIMES * usual
        if _says_nothing(here, elsewhere) or _disagrees(here, elsewhere) or (wild and _without_address(here)):
            addresses = {words[0] for words in here if words and words[0]}
            silent = sum(not any(words) for words in here)
            found.append(Placeholder(*point, len(here), silent, len(addresses)))
    return tuple(sorted(found, key=lambda placeholder: -placeholder.rows))


def _says_nothing(here: Sequence[tuple[str, ...]], elsewhere: Sequence[tuple[str, ...]]) -> bool:
    """Most rows at the point name no place at all, although rows elsewhere usually do."""
    return _silent(here) > 0.5 and _silent(here) > 5 * _silent(elsewhere) and any(map(any, elsewhere))


def _silent(rows: Sequence[tuple[str, ...]]) -> float:
    return sum(not any(words) for words in rows) / len(rows) if rows else 0.0


def _without_address(here: Sequence[tuple[str, ...]]) -> bool:
    return sum(not (words and words[0]) for words in here) * 2 > len(here)


def _disagrees(here: Sequence[tuple[str, ...]], elsewhere: Sequence[tuple[str, ...]]) -> bool:
    """In some column the rows at the point name many places, and no telling word is in most of them."""
    for column in range(len(here[0])):
        named = [words[column].casefold() for words in here if words[column]]
        if len(set(named)) < ENOUGH_WORDS:
            continue
        common = _tokens([words[column].casefold() for words in elsewhere])
        telling = {word: n for word, n in _tokens(named).items() if common[word] <= COMMON * len(elsewhere)}
        most = max([*Counter(named).values(), *telling.values()])
        if most * 2 < len(named):
            return True
    return False


def _tokens(texts: Sequence[str]) -> Counter[str]:
    """In how many texts each word or number occurs."""
    return Counter(token for text in texts for token in set(re.findall(r"\w+", text)))
