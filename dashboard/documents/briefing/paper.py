"""What is handed out on paper: A4, tagged, dark on white; charts are tables with bars in them, so that they can be read
aloud and seen without colour. The page is print/handout.typ."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any

from dashboard.documents.briefing import drawing, typesetting
from dashboard.documents.briefing.deck import AreaMap, Bars, Deck, DeckSlide, Point
from db.vocabulary.briefings import SlideKind

# Pixels that maps are drawn in: on the width of the page their smallest letters are then 9 points high.
WIDE, HIGH = 1400, 700
FINE = 2.0  # real pixels for each: some 400 to the inch
TALLEST_PHOTO = 0.55  # of the page's width


def pdf(deck: Deck, *, on: date) -> bytes:
    """PDF/UA-1. `on`: the day of freezing, which stands for the moment of making."""
    maps = {
        slide.map.name: drawing.svg(slide.map, deck=deck, width=WIDE, height=HIGH) for slide in deck.slides if slide.map
    }
    data = _data(deck, on)
    try:
        return typesetting.document("handout.typ", deck, {**data, "sections": _sections(deck, maps)}, on=on)
    except typesetting.UNWRITABLE:
        # Letters that join cannot be tied back to their characters inside a drawing, which the standard asks for: then the
        # map is a picture of fine pixels. Its words are in its description and in the table below it either way.
        maps = {name: _in_pixels(svg) for name, svg in maps.items()}
        return typesetting.document("handout.typ", deck, {**data, "sections": _sections(deck, maps)}, on=on)


def map_said(areas: AreaMap) -> str:
    """For who cannot see it: what it shows, and every figure in it."""
    said = "; ".join(f"{name}: {shown}" for name, shown in map_figures(areas))
    return f"{areas.title}. {areas.caption}. {said}"


def map_figures(areas: AreaMap) -> tuple[tuple[str, str], ...]:
    return tuple((shape.name, shape.shown) for shape in areas.shapes if shape.shown)


def chart(bars: Bars) -> dict[str, Any]:
    """A chart as the templates draw it: shares of the longest bar, and the words at the end of each."""
    longest = max((n for bar in bars.bars for n in (bar.n, bar.before) if n), default=1)

    def one(shown: str, n: int | None, *, before: bool) -> dict[str, Any]:
        said = bars.series[before] if bars.series else ""
        return {"shown": shown, "share": None if n is None else n / longest, "before": before, "of": said}

    rows = []
    for bar in bars.bars:
        pair = [one(bar.shown, bar.n, before=False)]
        if bars.series:
            pair.append(one(bar.before_shown, bar.before, before=True))
        rows.append({"label": bar.label, "bars": pair})
    longest_bar = 0.42 if bars.series else 0.62
    return {"head": (bars.title, bars.axis), "caption": bars.caption, "rows": rows, "longest": longest_bar}


def _in_pixels(svg: str) -> str:
    pixels = b64encode(typesetting.pixels(svg, WIDE, fine=FINE)).decode()
    return typesetting.framed("image/png", pixels, WIDE, HIGH)


def _data(deck: Deck, on: date) -> dict[str, Any]:
    return {
        "on": (on.year, on.month, on.day),
        "title": deck.title,
        "agency": deck.agency,
        "notice": deck.notice,
        "source": deck.word("source").replace("{source}", deck.source),
        "page": deck.word("slide_of"),
        "ref": deck.ref,
        "opening": _opening(deck),
    }


def _opening(deck: Deck) -> list[str]:
    """What the first slide says below its title."""
    first = next((slide for slide in deck.slides if slide.kind is SlideKind.TITLE), None)
    said = [first.lead, *(point.words for point in first.points), *first.marks] if first else []
    known = {deck.title, deck.agency, deck.notice, ""}
    return [words for words in dict.fromkeys([deck.subtitle, *said]) if words not in known]


def _sections(deck: Deck, maps: dict[str, str]) -> list[dict[str, Any]]:
    """What is said below one section is not said again below the next."""
    sections: list[dict[str, Any]] = []
    before = ""
    for slide in deck.slides:
        if slide.kind is SlideKind.TITLE:
            continue
        section = _section(slide, deck, maps)
        if slide.title == before:  # the same goes on, over which a projected slide is cut
            section["title"] = ""
        if sections and sections[-1]["said"] == slide.note:
            section["note"] = ""
        before = slide.title
        sections.append(section)
    return sections


def _section(slide: DeckSlide, deck: Deck, maps: dict[str, str]) -> dict[str, Any]:
    return {
        "title": slide.title,
        "lead": [part for part in slide.lead.splitlines() if part.strip()],
        "charts": [chart(slide.bars)] if slide.bars else [],
        "pictures": list(_pictures(slide, maps)),
        "grids": list(_grids(slide, deck)),
        "points": [_point(point, deck) for point in slide.points],
        "marks": slide.marks,
        "note": slide.note,
        "said": slide.note,
    }


def _point(point: Point, deck: Deck) -> dict[str, str]:
    lang = (point.language or deck.language).split("-")[0]
    words = typesetting.in_its_direction(point.words, point.language, deck)
    return {"mark": point.mark, "words": words, "detail": point.detail, "lang": lang}


def _pictures(slide: DeckSlide, maps: dict[str, str]) -> Iterator[dict[str, Any]]:
    if areas := slide.map:
        title = "" if areas.title == slide.title else areas.title
        yield {
            "title": title,
            "caption": areas.caption,
            "svg": maps[areas.name],
            "described": map_said(areas),
            "width": 1.0,
        }
    if photo := slide.photo:
        yield {
            "title": "",
            "caption": "",
            "svg": typesetting.framed(photo.media_type, photo.data, photo.width, photo.height),
            "described": photo.described,
            "width": min(1.0, TALLEST_PHOTO * photo.width / photo.height),
        }


def _grids(slide: DeckSlide, deck: Deck) -> Iterator[dict[str, Any]]:
    if slide.map:
        yield {"title": "", "head": (deck.word("area"), slide.map.title), "rows": map_figures(slide.map)}
    if slide.grid:
        title = "" if slide.grid.title == slide.title else slide.grid.title
        yield {"title": title, "head": slide.grid.head, "rows": slide.grid.rows}
