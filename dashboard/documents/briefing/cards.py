"""Pictures to post: one sentence or one chart on each, wide and square, with who says it and from which figures."""

import re
from collections.abc import Iterator
from typing import Any

from dashboard.documents.briefing import paper, typesetting
from dashboard.documents.briefing.deck import Deck, DeckSlide
from dashboard.documents.briefing.lettering import breadth
from db.vocabulary.briefings import SlideKind

SIZES = ((1200, 630), (1080, 1080))
MOST_BARS = 10  # more cannot be read on a telephone
MOST = 12  # of slides: a briefing of many areas has as many more
_BREAKS = re.compile(r"[\s\u2e80-\u9fff\uff00-\uffef]+")  # spaces; Chinese breaks anywhere
_TOLD = (
    SlideKind.TOLD,
    SlideKind.WHERE,
    SlideKind.CHANGED,
    SlideKind.DID,
    SlideKind.PROMISES,
    SlideKind.WORKS,
)


def cards(deck: Deck) -> Iterator[tuple[str, bytes]]:
    """Name and PNG, both sizes of each slide that has a figure in a sentence or as bars."""
    slides = [slide for slide in deck.slides if slide.kind in _TOLD and (slide.lead or _readable(slide))][:MOST]
    if not slides:
        return
    laid = [_card(slide, deck, *size) for slide in slides for size in SIZES]
    names = [
        f"{number:02}-{slide.kind.name.lower()}-{wide}x{high}"
        for number, slide in enumerate(slides, start=1)
        for wide, high in SIZES
    ]
    data = {
        "agency": deck.agency,
        "source": f"{deck.word('source').replace('{source}', deck.source)} · {deck.ref}",
        "cards": laid,
    }
    yield from zip(names, typesetting.pictures("card.typ", deck, data), strict=True)


def _card(slide: DeckSlide, deck: Deck, wide: int, high: int) -> dict[str, Any]:
    chart = paper.chart(slide.bars) if slide.bars and _readable(slide) else None
    return {
        "title": slide.title,
        "lead": slide.lead,
        "chart": chart,
        "longest": {
            "title": _longest(slide.title),
            "lead": _longest(slide.lead),
            "label": _longest(" ".join(row["label"] for row in chart["rows"]) if chart else ""),
        },
        "marks": list(dict.fromkeys(filter(None, (*slide.marks, deck.notice)))),
        "wide": wide,
        "high": high,
    }


def _readable(slide: DeckSlide) -> bool:
    return slide.bars is not None and len(slide.bars.bars) <= MOST_BARS


def _longest(words: str) -> str:
    """The broadest part that a line cannot break in: sizes give way to it too."""
    return max(_BREAKS.split(words), key=lambda word: breadth(word, 1))
