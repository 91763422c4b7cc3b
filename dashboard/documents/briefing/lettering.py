"""How broad words are, near enough to lay them out: the font that draws them is chosen later, on another machine perhaps.

Estimates lean to the broad side, so that what fits here fits there. Measured against Noto Sans, its Arabic, Ethiopic and
Simplified Chinese sisters, and Atkinson Hyperlegible.
"""

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijlI.,:;'’!|()[]·-‘ \u200f")
_BROAD = frozenset("mwMWQO@%—…“”")
BOLD = 1.08


@lru_cache(maxsize=4096)
def _em(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if "\u1200" <= letter <= "\u139f":
        return 0.8
    if letter in _NARROW:
        return 0.32
    if letter in _BROAD:
        return 0.9
    return 0.68 if letter.isupper() else 0.59


def breadth(words: str, size: float, *, bold: bool = False) -> float:
    """Pixels that words take at this size, on one line."""
    return sum(map(_em, words)) * size * (BOLD if bold else 1)


def lines(words: str, size: float, width: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Words broken where they may be: at spaces, between Chinese characters. `most` lines, the last with an ellipsis."""
    made = [""]
    for piece in _pieces(words):
        if made[-1] and breadth((made[-1] + piece).rstrip(), size, bold=bold) > width:
            made.append("")
        made[-1] += piece if made[-1] else piece.lstrip()
    made = [line.rstrip() for line in made]
    if most and len(made) > most:
        kept = made[most - 1]
        while kept and breadth(kept + "…", size, bold=bold) > width:
            kept = kept[:-1]
        made = [*made[: most - 1], kept.rstrip() + "…"]
    return made


# Not at the beginning of a line in Chinese.
_CLOSES = "，。；：！？、）》”’"


def _pieces(words: str) -> list[str]:
    """What must not be broken: a word with the space after it, one Chinese character with the sign that closes it."""
    made: list[str] = []
    for letter in words:
        broad = unicodedata.east_asian_width(letter) in "WF"
        last = made[-1] if made else ""
        begins = not last or last[-1].isspace() or (broad and letter not in _CLOSES)
        if begins or (unicodedata.east_asian_width(last[-1]) in "WF" and not broad and not letter.isspace()):
            made.append(letter)
        else:
            made[-1] += letter
    return made
