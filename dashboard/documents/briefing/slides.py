"""Slides that can be edited: real titles, charts with their figures behind them, tables, notes; right to left too.

Sizes and places are worked out in slide_pages.py: the format says where things stand, not how they flow.
"""

import base64
import io
from datetime import date
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from dashboard.documents.briefing import drawing, paper, slide_chart, slide_pages, typesetting
from dashboard.documents.briefing import slide_frame as frame
from dashboard.documents.briefing.deck import AreaMap, Deck, Grid, Point
from dashboard.documents.briefing.sayable import sayable
from dashboard.documents.briefing.slide_pages import LEAD_SIZE, ROOM_WIDE, Page
from db.vocabulary.briefings import SlideKind

SIZE = frame.SMALLEST
TONES = {"good": "1B5E20", "late": "8A4B00", "open": "7A1F1F"}
TALLEST_BAR = 64.0
MAP_WIDE, SCALE = 1000, 2.0  # of the map's picture: pixels that words are sized by, and how many real ones each has


def pptx(deck: Deck, *, on: date) -> bytes:
    """`on`: the day of freezing, which stands for the moment of making."""
    deck = sayable(deck)
    show = frame.empty(deck, on)
    for page in slide_pages.pages(deck):
        _slide(show, page, deck, on)
    return frame.packed(show)


def figures_said(words: tuple[tuple[str, str], ...]) -> str:
    """For who cannot see the picture: every name and what it shows."""
    return "; ".join(f"{name}: {shown}" for name, shown in words)


def _slide(show: Any, page: Page, deck: Deck, on: date) -> None:
    listed = not page.has_figure
    slide = show.slides.add_slide(show.slide_layouts[0 if listed else 1])
    opening = page.of.kind is SlideKind.TITLE
    size, title = slide_pages.title_size(page.title, deck.language, opening=opening)
    _say(slide.shapes.title.text_frame, title, deck, size=size, bold=True)
    if opening:
        _put(slide.shapes.title, (frame.MARGIN, slide_pages.OPENING_TOP, ROOM_WIDE, slide_pages.OPENING_HIGH))
    end = slide_pages.bottom(deck)
    top, bottom = slide_pages.top(page.of), end - slide_pages.marks_high(page.of, deck)
    if listed:
        _list(slide.placeholders[1], page, deck, (frame.MARGIN, top, ROOM_WIDE, bottom - top))
    else:
        if page.lead:
            high = slide_pages.lead_high(page.lead, deck)
            _say(_box(slide, top, high).text_frame, page.lead, deck, size=LEAD_SIZE)
            top += high
        if page.points:
            bottom -= slide_pages.points_high(page.points, deck)
        top = _figure(slide, page, deck, on, top, bottom)
        if page.points:
            high = slide_pages.points_high(page.points, deck)
            _points(_box(slide, top, high).text_frame, page.points, deck)
    if high := slide_pages.marks_high(page.of, deck):
        words = _box(slide, end - high, high).text_frame
        _say(words, slide_pages.mark_words(page.of, deck), deck, size=SIZE, italic=True, colour=frame.QUIET)
    frame.footed(slide, deck)
    said = (page.of.note, _caption(page), deck.notice, deck.word("source").replace("{source}", deck.source))
    frame.note(slide, "\n".join(words for words in said if words), deck)


def _caption(page: Page) -> str:
    if page.bars and page.of.bars:
        return f"{page.of.bars.title}. {page.of.bars.caption}. {page.of.bars.axis}."
    return f"{page.of.map.title}. {page.of.map.caption}." if page.picture and page.of.map else ""


def _figure(slide: Any, page: Page, deck: Deck, on: date, top: float, bottom: float) -> float:
    """The chart, table or picture; where it ends."""
    if page.bars and page.of.bars:
        needed = slide_pages.bars_high(page.bars, page.of, deck)
        head = slide_chart.head_high(page.of.bars, deck, ROOM_WIDE)
        pairs = 2 if page.of.bars.series else 1
        high = min(bottom - top, max(needed, head + len(page.bars) * TALLEST_BAR * pairs))
        shape = slide_chart.chart(
            slide, page.of.bars, page.bars, deck, on, (frame.MARGIN, top, ROOM_WIDE, high)
        )  # fmt: skip
        shown = tuple((bar.label, ", ".join(filter(None, (bar.shown, bar.before_shown)))) for bar in page.bars)
        _described(shape, f"{page.of.bars.title}. {page.of.bars.caption}. {figures_said(shown)}")
        return top + high
    if page.grid:
        return _table(slide, page, page.grid, deck, top)
    if page.of.map:
        return _picture(slide, _map_png(page.of.map, deck, bottom - top), paper.map_said(page.of.map), top, bottom)
    if page.of.photo:
        return _picture(slide, base64.b64decode(page.of.photo.data), page.of.photo.described, top, bottom)
    return top


def _map_png(areas: AreaMap, deck: Deck, high: float) -> bytes:
    """As broad as the room, so that its smallest letters are not much smaller than those around it."""
    svg = drawing.svg(areas, deck=deck, width=MAP_WIDE, height=round(MAP_WIDE * high / ROOM_WIDE))
    return typesetting.pixels(svg, MAP_WIDE, fine=SCALE)


def _picture(slide: Any, data: bytes, described: str, top: float, bottom: float) -> float:
    """As large as the room allows, in its own proportions, in the middle."""
    picture = slide.shapes.add_picture(io.BytesIO(data), Pt(frame.MARGIN), Pt(top))
    by = min(Pt(ROOM_WIDE) / picture.width, Pt(bottom - top - 6) / picture.height)
    picture.width, picture.height = int(picture.width * by), int(picture.height * by)
    picture.left = int((Pt(frame.WIDE) - picture.width) / 2)
    _described(picture, described)
    return bottom


def _table(slide: Any, page: Page, grid: Grid, deck: Deck, top: float) -> float:
    high = slide_pages.grid_title_high(grid, page.of, deck)
    if high:
        _say(_box(slide, top, high).text_frame, grid.title, deck, bold=True)
        top += high
    rows = (grid.head, *grid.rows) if grid.head else grid.rows
    heights = [slide_pages.row_high(row, deck) for row in rows]
    columns = max(len(row) for row in rows)
    place = (Pt(frame.MARGIN), Pt(top), Pt(ROOM_WIDE), Pt(sum(heights)))
    shape = slide.shapes.add_table(len(rows), columns, *place)
    table = shape.table
    table.first_row, table.horz_banding = bool(grid.head), True
    if deck.direction == "rtl":
        table._tbl.tblPr.set("rtl", "1")
    first = ROOM_WIDE * (slide_pages.FIRST_COLUMN if columns > 1 else 1)
    for number, column in enumerate(table.columns):
        column.width = Pt(first if number == 0 else (ROOM_WIDE - first) / (columns - 1))
    for number, (row, tall) in enumerate(zip(rows, heights, strict=True)):
        table.rows[number].height = Pt(tall)
        for place_in_row, words in enumerate(row):
            cell = table.cell(number, place_in_row)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            heading = number == 0 and bool(grid.head)
            colour = "FFFFFF" if heading else frame.INK
            _say(cell.text_frame, words, deck, bold=heading or place_in_row == 0, colour=colour)
    _described(shape, grid.title)
    return top + sum(heights)


def _list(placeholder: Any, page: Page, deck: Deck, box: tuple[float, ...]) -> None:
    """Sentence and lines in the slide's own text, so that outlines and screen readers have them."""
    if not page.lead and not page.points:
        placeholder.element.getparent().remove(placeholder.element)
        return
    _put(placeholder, box)
    text = placeholder.text_frame
    if page.lead:
        _say(text, page.lead, deck, size=LEAD_SIZE, bold=page.of.kind is SlideKind.TITLE)
    _points(text, page.points, deck, size=page.size, follows=bool(page.lead))


def _put(shape: Any, box: tuple[float, ...]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(side) for side in box)


def _points(text: Any, points: tuple[Point, ...], deck: Deck, *, size: float = SIZE, follows: bool = False) -> None:
    text.word_wrap = True
    for number, point in enumerate(points):
        paragraph = text.add_paragraph() if follows or number else text.paragraphs[0]
        language = point.language or deck.language
        _directed(paragraph, deck)
        paragraph.space_before = Pt(slide_pages.BETWEEN)
        if point.mark:
            colour = TONES.get(point.tone, frame.BAR)
            _run(paragraph, f"{point.mark}  ", deck.language, size=size, bold=True, colour=colour)
        words = typesetting.in_its_direction(point.words, point.language, deck)
        _run(paragraph, words, language, size=size)
        if point.detail:
            paragraph.add_line_break()
            _run(paragraph, point.detail, language, size=size, colour=frame.QUIET)


def _box(slide: Any, top: float, high: float) -> Any:
    box = slide.shapes.add_textbox(Pt(frame.MARGIN), Pt(top), Pt(ROOM_WIDE), Pt(high))
    box.text_frame.word_wrap = True
    box.text_frame.margin_top = box.text_frame.margin_bottom = 0
    return box


def _say(text: Any, words: str, deck: Deck, **look: Any) -> None:
    for number, part in enumerate(words.splitlines() or [""]):
        paragraph = text.add_paragraph() if number else text.paragraphs[0]
        _directed(paragraph, deck)
        _run(paragraph, part, deck.language, **look)


def _run(
    paragraph: Any, words: str, language: str, *, size: float = SIZE, bold: bool = False, italic: bool = False,
    colour: str = frame.INK,
) -> None:  # fmt: skip
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    run.font.color.rgb = RGBColor.from_string(colour)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", frame.culture(language))
    frame.faces(properties, language)


def _directed(paragraph: Any, deck: Deck) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("algn", "r" if deck.direction == "rtl" else "l")
    properties.set("rtl", "1" if deck.direction == "rtl" else "0")


def _described(shape: Any, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)
