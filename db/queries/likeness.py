"""How alike two reports are: place, time, category and words, one number between 0 and 1."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

WINDOW_DAYS = 90.0  # before and after
# What the words and the category say is taken whole at the same spot on the same day, and less further away: four fifths at
# the edge of the radius, seven tenths at the end of the window. Two places known only by their area count as near.
WORDS, CATEGORY = 0.8, 0.2
AT_THE_EDGE, AT_THE_END, SAME_AREA = 0.8, 0.7, 0.8
# Where the form has no words, or no category, yet: at the same spot a category alone is enough to ask.
UNKNOWN = 0.65
# At and above this a report is proposed. All of these were chosen on pairs made from Boston's requests; bench/duplicates.py
# makes other pairs and prints what is found.
THRESHOLD = 0.55

# From this likeness of their letters on (0 to 100) two words are one, mistyped or with another ending.
SAME_WORD = 78
# From so many texts on it can be told which words are common; one that all have counts a fifth.
ENOUGH_TEXTS, COMMON = 8, 0.8

EARTH = 6_371_000.0
_NOT_WORDS = re.compile(r"[^\w\s]+|_")
# Words that every second report has; they say nothing about which thing it is.
_EMPTY = frozenset(
    ("a", "an", "and", "are", "at", "by", "for", "from", "has", "have", "in", "is", "it", "its", "of", "on", "or",
     "our", "the", "there", "to", "was", "were", "with")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    similarity: float  # of the words
    score: float


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two points (latitude, longitude) of one city: flat, right to a metre at these distances."""
    middle = math.radians((a[0] + b[0]) / 2)
    north, east = math.radians(b[0] - a[0]), math.radians(b[1] - a[1]) * math.cos(middle)
    return EARTH * math.hypot(north, east)


def said(text: str) -> tuple[str, ...]:
    """The words that tell one report from another, in small letters, each once."""
    words = tuple(dict.fromkeys(_NOT_WORDS.sub(" ", text.casefold()).split()))
    return tuple(word for word in words if word not in _EMPTY) or words


def weights(texts: Collection[tuple[str, ...]]) -> dict[str, float]:
    """What each word counts, a letter at a time: less when most of these texts have it ("request", "asks for an
    answer"). Give each text once: one lamp that forty people reported is no common word."""
    if len(texts) < ENOUGH_TEXTS:
        return {}
    found = Counter(word for text in texts for word in text)
    return {word: len(word) * (1 - COMMON * n / len(texts)) for word, n in found.items()}


def similarity(mine: tuple[str, ...], theirs: tuple[str, ...], counts: Mapping[str, float]) -> float:
    """Of two texts that went through said(): the share of their words that both have, each counted as in weights().

    Typing errors and endings are forgiven, order does not matter, and what only the longer text adds counts less than
    what is missing from the shorter one. Letters alone would not do: any two sentences share half of theirs.
    """
    mine_whole, theirs_whole = _whole(mine, counts), _whole(theirs, counts)
    if not mine_whole or not theirs_whole:
        return 0.0
    shorter, longer = (mine, theirs) if mine_whole <= theirs_whole else (theirs, mine)
    known = frozenset(longer)
    shared = _whole(tuple(word for word in shorter if word in known or _nearly(word, longer)), counts)
    return 0.6 * shared / min(mine_whole, theirs_whole) + 0.4 * 2 * shared / (mine_whole + theirs_whole)


def _whole(words: tuple[str, ...], counts: Mapping[str, float]) -> float:
    return sum(counts.get(word, len(word)) for word in words)


def _nearly(word: str, others: tuple[str, ...]) -> bool:
    return len(word) > 2 and process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=SAME_WORD) is not None


def likeness(
    *, words: float | None, same_category: bool | None, distance: float | None, radius: float, days: float
) -> Likeness:
    """`words` and `same_category` are None where the form has none yet: they then count as UNKNOWN.

    `distance` in metres, None when the place is only an area.
    """
    category = UNKNOWN if same_category is None else float(same_category)
    content = WORDS * (UNKNOWN if words is None else words) + CATEGORY * category
    near = SAME_AREA if distance is None else 1 - (1 - AT_THE_EDGE) * min(1.0, distance / radius)
    recent = 1 - (1 - AT_THE_END) * min(1.0, days / WINDOW_DAYS)
    return Likeness(words or 0.0, content * near * recent)
