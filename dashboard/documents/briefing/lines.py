"""How many lines words take, from the widths of the shipped fonts: for documents whose renderer does not lay out itself."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from fontTools.ttLib import TTFont

from dashboard.documents.briefing import fonts

# Whoever opens the file may not have these fonts: theirs can be wider.
ROOM = 1.08
# From one line to the next, in sizes. Scripts with marks above and below need more.
TALL = {"ar": 1.5, "am": 1.4, "vi": 1.35}


def spacing(language: str) -> float:
    return TALL.get(language, 1.25)


def width(words: str, size: float, language: str) -> float:
    """In the unit of the size. Each letter by itself: joined ones are narrower, never wider."""
    advances = _advances(language)
    return size * ROOM * sum(advances(sign) for sign in words)


def wrapped(words: str, size: float, room: float, language: str) -> list[str]:
    """The lines as they break at spaces, between Chinese characters, and anywhere where one word is too long."""
    lines: list[str] = []
    for paragraph in words.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if width((line + piece).rstrip(), size, language) <= room:
                line += piece
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = piece
            while width(line.rstrip(), size, language) > room and len(line) > 1:
                fits = _fitting(line, size, room, language)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line.rstrip())
    return lines or [""]


def shortened(words: str, size: float, room: float, language: str) -> str:
    """On one line; what does not fit ends in an ellipsis."""
    if width(words, size, language) <= room:
        return words
    fits = _fitting(words + "…", size, room - width("…", size, language), language)
    return words[:fits].rstrip() + "…"


def _fitting(line: str, size: float, room: float, language: str) -> int:
    advances, used = _advances(language), 0.0
    for place, sign in enumerate(line):
        used += size * ROOM * advances(sign)
        if used > room:
            return max(place, 1)
    return len(line)


def _pieces(paragraph: str) -> Iterator[str]:
    """Words with the space behind them; characters that a line may break after, by themselves."""
    piece = ""
    for sign in paragraph:
        wide = unicodedata.east_asian_width(sign) in ("W", "F")
        if wide and unicodedata.category(sign) == "Lo":
            if piece:
                yield piece
            piece = sign
            continue
        piece += sign
        if sign.isspace() or wide:
            yield piece
            piece = ""
    if piece:
        yield piece


class _Advances:
    """The width of a character in the first family that has it, in sizes."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known: dict[str, float] = {}

    def __call__(self, sign: str) -> float:
        if sign not in self._known:
            self._known[sign] = self._found(sign)
        return self._known[sign]

    def _found(self, sign: str) -> float:
        if unicodedata.category(sign) in ("Mn", "Cf", "Cc"):
            return 0.0
        for name in fonts.families(self._language):
            widths = _widths(name)
            if ord(sign) in widths:
                return widths[ord(sign)]
        return 1.0


@lru_cache(maxsize=16)
def _advances(language: str) -> _Advances:
    return _Advances(language)


@lru_cache(maxsize=8)
def _widths(family: str) -> dict[int, float]:
    """Of the bold ones: they are the wider."""
    with TTFont(fonts.FOLDER / f"{fonts.FILES[family]}-700.ttf", lazy=True) as font:
        units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
