"""How alike two reports are: place, time, category and words, one number between 0 and 1."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from db.vocabulary import ConcernCategory

# Metres within which a report may be about the same thing. 250 m is FixMyStreet's radius; what carries (a noise) or moves
# along a street (speeding) is told apart sooner. A category that is not named here has the usual radius.
USUAL_RADIUS = 250.0
RADIUS: Mapping[str, float] = {
    ConcernCategory.NOISE: 100.0,
    ConcernCategory.SPEEDING: 100.0,
}
WINDOW_DAYS = 90.0  # before and after
# What the words and the category say is taken whole at the same spot on the same day, and less further away: half at
# the edge of the radius, seven tenths at the end of the window. Two places known only by their area count as near.
WORDS, CATEGORY = 0.6, 0.4
AT_THE_EDGE, AT_THE_END, SAME_AREA = 0.5, 0.7, 0.75
# At and above this a report is proposed. Chosen on Boston's requests (bench/duplicates.py prints what it finds there).
THRESHOLD = 0.5

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


def radius_of(category: str | None) -> float:
    """Metres; the usual radius while the category is not chosen yet."""
    return RADIUS.get(category or "", USUAL_RADIUS)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two points (latitude, longitude) of one city: flat, right to a metre at these distances."""
    middle = math.radians((a[0] + b[0]) / 2)
    north, east = math.radians(b[0] - a[0]), math.radians(b[1] - a[1]) * math.cos(middle)
    return EARTH * math.hypot(north, east)


def said(text: str) -> str:
    """The words that tell one report from another, in small letters."""
    words = _NOT_WORDS.sub(" ", text.casefold()).split()
    return " ".join(word for word in words if word not in _EMPTY) or " ".join(words)


def similarity(mine: str, theirs: str) -> float:
    """Of two texts that went through said(): typing errors, order and what only one of them adds count little."""
    if not mine or not theirs:
        return 0.0
    return (0.6 * fuzz.token_set_ratio(mine, theirs) + 0.4 * fuzz.token_sort_ratio(mine, theirs)) / 100


def likeness(
    *, words: float | None, same_category: bool | None, distance: float | None, radius: float, days: float
) -> Likeness:
    """`words` and `same_category` are None where the form has none yet: the other one then counts alone.

    `distance` in metres, None when the place is only an area.
    """
    parts = [(WORDS, words), (CATEGORY, None if same_category is None else float(same_category))]
    known = [(weight, value) for weight, value in parts if value is not None]
    whole = sum(weight for weight, _ in known)
    content = sum(weight * value for weight, value in known) / whole if whole else 0.0
    near = SAME_AREA if distance is None else 1 - (1 - AT_THE_EDGE) * min(1.0, distance / radius)
    recent = 1 - (1 - AT_THE_END) * min(1.0, days / WINDOW_DAYS)
    return Likeness(words or 0.0, content * near * recent)
