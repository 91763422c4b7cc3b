"""Charts and maps of a briefing as SVG and PNG: for the projected page, the page to read, paper, and to hand out alone."""

import vl_convert

from dashboard.documents.briefing import bar_picture, fonts, map_picture
from dashboard.documents.briefing.deck import AreaMap, Bars, Deck
from dashboard.documents.briefing.lettering import lines
from dashboard.documents.briefing.sheet import DARK, LIGHT, OF_THE_PAGE, Sheet

_MARGIN = 56.0
_TITLE, _CAPTION, _SOURCE = 44.0, 28.0, 24.0
_LINE = 1.25


def svg(
    picture: Bars | AreaMap, *, deck: Deck, width: int, height: int, dark: bool = False, page: bool = False,
    scale_to: int | None = None, name: str = "",
) -> str:  # fmt: skip
    """The picture without title and source, which stand around it. Few bars take less than `height`.

    `page`: with the page's colours (sheet.variables), to be switched there. `scale_to`: the number that fills the width,
    where the bars are one part of several. `name`: of its patterns, where the picture's own is used twice in a page.
    """
    drawn = bar_picture.height_of(picture, width, height) if isinstance(picture, Bars) else height
    colours = OF_THE_PAGE if page else DARK if dark else LIGHT
    sheet = Sheet(
        name or picture.name, width, drawn, colours, fonts.families(deck.language), rtl=deck.direction == "rtl"
    )
    _draw(sheet, picture, top=0, height=drawn, scale_to=scale_to)
    return sheet.svg()


def png(picture: Bars | AreaMap, *, deck: Deck, width: int = 1600, height: int = 900, dark: bool = False) -> bytes:
    """The picture with title, caption and source, to be handed out alone: exactly `width` x `height`."""
    colours = DARK if dark else LIGHT
    rtl = deck.direction == "rtl"
    inner = width - 2 * _MARGIN
    sheet = Sheet(picture.name, width, height, colours, fonts.families(deck.language), rtl=rtl)
    y = _MARGIN
    caption = " · ".join(filter(None, (picture.caption, picture.axis if isinstance(picture, Bars) else "")))
    for words, size, bold in ((picture.title, _TITLE, True), (caption, _CAPTION, False)):
        for line in lines(words, size, inner, bold=bold) if words else ():
            sheet.words(_MARGIN, y + size / 2, line, size, bold=bold, quiet=not bold)
            y += size * _LINE
    source = deck.word("source").format(source=deck.source)
    below = [line for words in (deck.notice, source) if words for line in lines(words, _SOURCE, inner)]
    foot = height - _MARGIN - len(below) * _SOURCE * _LINE
    for n, line in enumerate(below):
        sheet.words(_MARGIN, foot + (n + 0.5) * _SOURCE * _LINE, line, _SOURCE, quiet=True)
    y += _SOURCE
    inside = Sheet(picture.name, inner, foot - y - _SOURCE, colours, fonts.families(deck.language), rtl=rtl)
    _draw(inside, picture, top=0, height=inside.height, scale_to=None)
    sheet.place(inside, _MARGIN, y)
    return bytes(vl_convert.svg_to_png(sheet.svg()))


def _draw(sheet: Sheet, picture: Bars | AreaMap, *, top: float, height: float, scale_to: int | None) -> None:
    if isinstance(picture, Bars):
        bar_picture.draw(sheet, picture, top=top, height=height, scale_to=scale_to)
    else:
        map_picture.draw(sheet, picture, top=top, height=height)
