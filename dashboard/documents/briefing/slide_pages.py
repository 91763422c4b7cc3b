"""A deck cut into slides on which nothing runs over the edge at 24 points, from the widths of the letters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.documents.briefing import slide_chart
from dashboard.documents.briefing.deck import Bar, Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.slide_frame import (
    FOOT_BOTTOM,
    MARGIN,
    SMALLEST,
    TITLE_HIGH,
    TITLE_SIZE,
    TITLE_TOP,
    WIDE,
    foot_high,
)
from dashboard.documents.briefing.slide_lines import lines_high, shortened, spacing, wrapped
from db.vocabulary.briefings import SlideKind

ROOM_WIDE = WIDE - 2 * MARGIN
TEXT_WIDE = ROOM_WIDE - 16  # what a text box keeps free inside
TOP = TITLE_TOP + TITLE_HIGH
LEAD_SIZE = 28.0
OPENING_TOP, OPENING_HIGH = 90.0, 160.0  # the title of the first slide
BETWEEN = 10.0  # points between two lines of a list
LEAST_PICTURE = 210.0  # a map or photo lower than this is not worth showing
MOST_COLUMNS = 4  # of figures in one table
FIRST_COLUMN = 0.34
CELL = 14.0  # what a table's cell keeps free above and below


@dataclass(frozen=True, slots=True)
class Page:
    """One slide of the file. Of bars and table: only the part that stands here. `title`: numbered where cut."""

    of: DeckSlide
    title: str
    lead: str = ""
    bars: tuple[Bar, ...] = ()
    grid: Grid | None = None
    picture: bool = False  # the map or the photo of the slide
    points: tuple[Point, ...] = ()
    size: float = SMALLEST  # of the lines

    @property
    def has_figure(self) -> bool:
        return bool(self.bars or self.grid or self.picture)


def pages(deck: Deck) -> list[Page]:
    return [page for slide in _together(deck.slides) for page in _cut(slide, deck)]


def title_size(words: str, language: str, *, opening: bool) -> tuple[float, str]:
    """As large as its place allows; a title too long for 24 points ends in an ellipsis."""
    high = OPENING_HIGH if opening else TITLE_HIGH
    for size in (54.0, 48.0, 42.0, TITLE_SIZE, 32.0, 28.0, SMALLEST)[0 if opening else 3 :]:
        if lines_high(words, size, TEXT_WIDE, language) <= high:
            return size, words
    lines = int(high // (SMALLEST * spacing(language)))
    return SMALLEST, shortened(words, SMALLEST, TEXT_WIDE * (lines - 0.5))


def top(slide: DeckSlide) -> float:
    """Where what is below the title begins."""
    return OPENING_TOP + OPENING_HIGH if slide.kind is SlideKind.TITLE else TOP


def bottom(deck: Deck) -> float:
    return FOOT_BOTTOM - foot_high(deck) - 4


def lead_high(words: str, deck: Deck) -> float:
    return lines_high(words, LEAD_SIZE, TEXT_WIDE, deck.language) + BETWEEN if words else 0.0


def mark_words(slide: DeckSlide, deck: Deck) -> str:
    """The notice is in every footer."""
    return " · ".join(mark for mark in slide.marks if mark != deck.notice)


def marks_high(slide: DeckSlide, deck: Deck) -> float:
    words = mark_words(slide, deck)
    return lines_high(words, SMALLEST, TEXT_WIDE, deck.language) + 6 if words else 0.0


def points_high(points: tuple[Point, ...], deck: Deck, size: float = SMALLEST) -> float:
    return sum(_point_high(point, deck, size) for point in points)


def row_high(row: tuple[str, ...], deck: Deck) -> float:
    figures = ROOM_WIDE * (1 - FIRST_COLUMN) / max(len(row) - 1, 1)
    widths = (ROOM_WIDE * FIRST_COLUMN, *[figures] * (len(row) - 1))
    return (
        max(lines_high(words, SMALLEST, wide - 16, deck.language) for words, wide in zip(row, widths, strict=True))
        + CELL
    )


def grid_title_high(grid: Grid, slide: DeckSlide, deck: Deck) -> float:
    return 0.0 if grid.title == slide.title else lines_high(grid.title, SMALLEST, TEXT_WIDE, deck.language) + 6


def bars_high(part: tuple[Bar, ...], slide: DeckSlide, deck: Deck) -> float:
    if slide.bars is None:
        return 0.0
    bars = slide.bars
    return slide_chart.head_high(bars, deck, ROOM_WIDE) + sum(
        slide_chart.rows_high(bar, bars, deck, ROOM_WIDE) for bar in part
    )


def _together(slides: tuple[DeckSlide, ...]) -> list[DeckSlide]:
    """A slide whose lines go on on the next of the same title is one again, and then cut as this format needs it."""
    made: list[DeckSlide] = []
    for slide in slides:
        before = made[-1] if made else None
        only_lines = not (slide.lead or slide.bars or slide.map or slide.grid or slide.photo)
        if before and only_lines and (before.kind, before.title) == (slide.kind, slide.title):
            notes, marks = (before.note, slide.note), (*before.marks, *slide.marks)
            made[-1] = replace(
                before,
                points=(*before.points, *slide.points),
                note="\n".join(dict.fromkeys(filter(None, notes))),
                marks=tuple(dict.fromkeys(marks)),
            )
        else:
            made.append(slide)
    return made


def _cut(slide: DeckSlide, deck: Deck) -> list[Page]:
    room = bottom(deck) - top(slide) - marks_high(slide, deck)
    whole = Page(slide, slide.title)
    lead = lead_high(slide.lead, deck)
    made: list[Page] = []
    if lead <= room / 2 or slide.kind is SlideKind.TITLE:
        whole, points = replace(whole, lead=slide.lead), slide.points
    else:  # a text, not a sentence: it is cut like the lines of a list
        lead, points = 0.0, (*(Point(part) for part in slide.lead.splitlines() if part.strip()), *slide.points)
    made = list(_figures(slide, whole, room, lead, deck))
    last = made[-1] if made else None
    if last and points and _left(last, room, deck) >= points_high(points, deck):
        made[-1] = replace(last, points=points)
    elif points or not made:
        first = whole if not made else Page(slide, slide.title)
        made += _listed(points, first, room, lead if not made else 0.0, deck)
    if len(made) == 1:
        return made
    said = deck.word("continued")
    return [
        replace(
            page, title=said.replace("{title}", page.title).replace("{n}", str(n)).replace("{total}", str(len(made)))
        )
        for n, page in enumerate(made, start=1)
    ]


def _figures(slide: DeckSlide, first: Page, room: float, lead: float, deck: Deck) -> Iterator[Page]:
    """The pages with chart, map, table and photo; the first of them has the sentence."""
    page = first
    if slide.bars:
        bars = list(slide.bars.bars)
        while bars:
            fits = _fitting([bars_high(tuple(bars[: n + 1]), slide, deck) for n in range(len(bars))], room - lead)
            fits = min(fits, -(-len(bars) // -(-len(bars) // fits)))  # 4 and 4 rather than 6 and 2
            yield replace(page, bars=tuple(bars[:fits]))
            bars, lead, page = bars[fits:], 0.0, Page(slide, slide.title)
    if slide.map:
        yield replace(page, picture=True)
        lead, page = 0.0, Page(slide, slide.title)
    for grid in _narrow(slide.grid) if slide.grid else ():
        rows = list(grid.rows)
        head = row_high(grid.head, deck) + grid_title_high(grid, slide, deck) if grid.head else 0.0
        while rows:
            high = [head + sum(row_high(row, deck) for row in rows[: n + 1]) for n in range(len(rows))]
            fits = _fitting(high, room - lead)
            yield replace(page, grid=replace(grid, rows=tuple(rows[:fits])))
            rows, lead, page = rows[fits:], 0.0, Page(slide, slide.title)
    if slide.photo:
        yield replace(page, picture=True, of=replace(slide, map=None))


def _listed(points: tuple[Point, ...], first: Page, room: float, lead: float, deck: Deck) -> list[Page]:
    """Lines of a list, as many as fit on each slide; one line longer than a slide goes on on the next."""
    if points_high(points, deck, LEAD_SIZE) <= (room - lead) * 0.9:
        return [replace(first, points=points, size=LEAD_SIZE)]
    pieces = [piece for point in points for piece in _short_enough(point, room - lead, deck)]
    made, page = [], first
    while pieces:
        fits = _fitting([points_high(tuple(pieces[: n + 1]), deck) for n in range(len(pieces))], room - lead)
        made.append(replace(page, points=tuple(pieces[:fits])))
        pieces, lead, page = pieces[fits:], 0.0, Page(first.of, first.of.title)
    return made


def _short_enough(point: Point, room: float, deck: Deck) -> list[Point]:
    if _point_high(point, deck) <= room:
        return [point]
    lines = wrapped(point.words, SMALLEST, TEXT_WIDE)
    each = max(int((room - BETWEEN) / (SMALLEST * spacing(deck.language))) - 2, 1)
    joint = "" if deck.language == "zh-Hans" else " "
    parts = [joint.join(lines[start : start + each]) for start in range(0, len(lines), each)]
    return [
        replace(
            point, words=part, mark=point.mark if n == 0 else "", detail=point.detail if n == len(parts) - 1 else ""
        )
        for n, part in enumerate(parts)
    ]


def _left(page: Page, room: float, deck: Deck) -> float:
    """What a figure leaves to the lines below it."""
    used = lead_high(page.lead, deck)
    if page.bars:
        used += bars_high(page.bars, page.of, deck)
    elif page.grid:
        rows = (page.grid.head, *page.grid.rows) if page.grid.head else page.grid.rows
        used += sum(row_high(row, deck) for row in rows) + grid_title_high(page.grid, page.of, deck)
    else:
        used += LEAST_PICTURE
    return room - used


def _narrow(grid: Grid) -> Iterator[Grid]:
    """A table of many columns as several of few, each with the first one."""
    columns = max((len(row) for row in (grid.head, *grid.rows)), default=0)
    for start in range(1, max(columns, 2), MOST_COLUMNS):
        part = slice(start, start + MOST_COLUMNS)
        yield replace(
            grid,
            head=(*grid.head[:1], *grid.head[part]) if grid.head else (),
            rows=tuple((*row[:1], *row[part]) for row in grid.rows),
        )


def _fitting(heights: list[float], room: float) -> int:
    """How many of them: one at least, or nothing would ever be shown."""
    return max(sum(high <= room for high in heights), 1)


def _point_high(point: Point, deck: Deck, size: float = SMALLEST) -> float:
    first = f"{point.mark}  {point.words}" if point.mark else point.words
    high = lines_high(first, size, TEXT_WIDE, deck.language) + BETWEEN
    return high + (lines_high(point.detail, size, TEXT_WIDE, deck.language) if point.detail else 0.0)
