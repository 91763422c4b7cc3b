"""How many lines words take on a slide, leaning to the broad side: whoever opens it may have broader fonts."""

from math import ceil

from dashboard.documents.briefing.lettering import breadth, lines

# From one line to the next, in sizes. Scripts with marks above and below need more.
_TALL = {"ar": 1.5, "am": 1.4, "vi": 1.35}


def spacing(language: str) -> float:
    return _TALL.get(language, 1.25)


def width(words: str, size: float) -> float:
    return breadth(words, size, bold=True)


def wrapped(words: str, size: float, room: float) -> list[str]:
    """The lines of all paragraphs."""
    return [line for part in words.splitlines() or [""] for line in lines(part, size, room, bold=True)]


def lines_high(words: str, size: float, room: float, language: str) -> float:
    """A word longer than the room is broken by the program, and counts as several lines."""
    broken = sum(max(ceil(width(line, size) / room), 1) for line in wrapped(words, size, room))
    return broken * size * spacing(language)


def shortened(words: str, size: float, room: float) -> str:
    """On one line; what does not fit ends in an ellipsis."""
    return lines(words, size, room, bold=True, most=1)[0]
