"""How broad words are, by the fonts they are drawn with, and where a line may be broken.

Letter by letter, without joining or kerning: a few hundredths too broad for Latin and Arabic, which is the safe side.
"""

import unicodedata
from functools import lru_cache

from fontTools.ttLib import TTFont

from dashboard.documents.briefing import fonts

_UNKNOWN = 0.7  # a letter that no font here has


@lru_cache(maxsize=8)
def _widths(name: str, weight: int) -> dict[str, float]:
    with TTFont(fonts.FOLDER / f"{fonts.FILES[name]}-{weight}.ttf", lazy=True) as font:
        advances, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=8192)
def _em(letter: str, weight: int) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    # Chinese last: its file is large, and it has nothing narrow that the others lack.
    for name in fonts.FILES:
        found = _widths(name, weight).get(letter)
        if found is not None:
            return found
    return _UNKNOWN


def breadth(words: str, size: float, *, bold: bool = False) -> float:
    """Pixels that words take at this size, on one line."""
    return sum(_em(letter, 700 if bold else 400) for letter in words) * size


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


def runs(words: str, families: tuple[str, ...]) -> list[tuple[str, str]]:
    """(family, part): the first that has the letters; what none has, and spaces, stay with the part before."""
    made: list[tuple[str, str]] = []
    for letter in words:
        having = [name for name in families if letter in _widths(name, 400)]
        last = made[-1][0] if made else families[0]
        name = last if letter.isspace() or not having else having[0]
        if made and name == last:
            made[-1] = (name, made[-1][1] + letter)
        else:
            made.append((name, letter))
    return made
