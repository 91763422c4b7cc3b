"""How much written text one slide holds, at the size it is projected in. Renderers lay out by the same numbers."""

import unicodedata

from db.disclosure.content import Slide
from db.vocabulary.briefings import SlideKind

CHARACTERS = 72  # in one line; a Chinese character takes the room of two
LINES = 12  # of body text below a title
# Beside what a slide lays out by itself (bars, a map, lists) there is room for a remark.
LINES_BESIDE = 3
WRITTEN = (SlideKind.TEXT, SlideKind.STORY)


def lines_that_fit(slide: Slide) -> int:
    if slide.picture or slide.kind not in WRITTEN:
        return LINES_BESIDE
    return LINES


def lines_needed(words: str) -> int:
    """Lines that these words fill; an empty line between paragraphs counts."""
    return sum(max(1, -(-_wide(line) // CHARACTERS)) for line in words.strip().splitlines())


def _wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in line)
