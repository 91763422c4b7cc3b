"""Pieces of the two HTML pages of a briefing. Every word goes through `safe`; nothing here is markup that someone wrote."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape

from dashboard.documents.briefing.deck import AreaMap, Bars, Deck, Grid, Photo, Point
from dashboard.documents.briefing.lettering import breadth

# Browsers refuse everything else: no address is opened, no other style or script is taken.
_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src {styles}; script-src {scripts}; "
    "base-uri 'none'; form-action 'none'"
)
_SAID = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HEADLINE = 66  # times the size of its letters: what is longer is text, and not set in bold
_TONES = ("good", "late", "open")


def safe(words: str) -> str:
    """For text and for attributes in double quotes."""
    return escape(words, quote=True)


def policy(page: bytes) -> str:
    """The header that goes with a page of these: what the page itself asks for, and no frame of anybody else's."""
    found = _SAID.search(page)
    assert found is not None, "not a page of a briefing"
    return found[1].decode().replace("&#x27;", "'") + "; frame-ancestors 'self'"


def policy_element(styles: Iterable[str], scripts: Iterable[str] = ()) -> str:
    """For the page's head, before any style or script."""
    said = _POLICY.format(styles=_hashes(styles), scripts=_hashes(scripts))
    return f'<meta http-equiv="Content-Security-Policy" content="{said}">'


def _hashes(texts: Iterable[str]) -> str:
    made = [f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
    return " ".join(made) or "'none'"


def spoken(words: str, language: str, deck: Deck) -> str:
    """Words that may be in another language than the page's, so that they are read out and turned rightly."""
    if not language or language == deck.language:
        return safe(words)
    return f'<span lang="{safe(language)}" dir="auto">{safe(words)}</span>'


def points(lines: tuple[Point, ...], deck: Deck) -> str:
    if not lines:
        return ""
    marked = " marked" if any(point.mark for point in lines) else ""
    return f'<ul class="points{marked}">{"".join(_point(point, deck) for point in lines)}</ul>'


def _point(point: Point, deck: Deck) -> str:
    tone = f" {point.tone}" if point.tone in _TONES else ""
    long = " long" if breadth(point.words, 1) > _HEADLINE else ""
    mark = f'<span class="mark{tone}">{safe(point.mark)}</span>' if point.mark else ""
    detail = f'<span class="detail">{spoken(point.detail, point.language, deck)}</span>' if point.detail else ""
    words = f'<span class="words">{spoken(point.words, point.language, deck)}</span>'
    return f'<li class="point{tone}{long}">{mark}<div>{words}{detail}</div></li>'


def table(grid: Grid, *, titled: bool = True) -> str:
    """A row's first cell is its heading."""
    head = "".join(f'<th scope="col">{safe(words)}</th>' for words in grid.head)
    rows = "".join(
        f'<tr><th scope="row">{safe(row[0])}</th>{"".join(f"<td>{safe(cell)}</td>" for cell in row[1:])}</tr>'
        for row in grid.rows
        if row
    )
    title = f"<caption>{safe(grid.title)}</caption>" if titled and grid.title else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def as_grid(picture: Bars | AreaMap, deck: Deck) -> Grid:
    """What a picture shows, to be read."""
    if isinstance(picture, AreaMap):
        rows = tuple((shape.name, shape.shown) for shape in picture.shapes)
        return Grid(picture.title, (deck.word("area"), deck.word("figure")), rows)
    if picture.series:
        return Grid(
            picture.title,
            (picture.axis, *picture.series),
            tuple((bar.label, bar.shown, bar.before_shown) for bar in picture.bars),
        )
    return Grid(
        picture.title, (picture.axis, deck.word("figure")), tuple((bar.label, bar.shown) for bar in picture.bars)
    )


def photo(picture: Photo) -> str:
    source = f"data:{safe(picture.media_type)};base64,{safe(picture.data)}"
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="{source}" alt="{safe(picture.described)}" {size}>'


def drawing(svg: str, kind: str) -> str:
    """An SVG within the page: for eyes only, since its table says the same."""
    return svg.replace("<svg ", f'<svg aria-hidden="true" focusable="false" data-drawn="{kind}" ', 1)
