"""Slides to screens: what one look can hold, with letters that the last row can read.

A slide with more than that goes on over several screens of the same title. Sizes are in units of a stage of 1920 x 1080
(a projector) and of 780 x 1500 (a telephone held upright); what is laid out has to fit both.
"""

from dataclasses import dataclass, replace
from math import ceil

from dashboard.documents.briefing import bar_picture
from dashboard.documents.briefing.deck import Bars, Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.lettering import lines

# A table of more columns is told in parts; the first column comes again with each.
COLUMNS = 4
_ROWS = 7
_POINTS = 6
_LONGEST_LEAD = 260
_SMALLER = 0.85


@dataclass(frozen=True, slots=True)
class Stage:
    """Sizes as presentation.css has them."""

    width: float
    height: float
    title: float
    lead: float
    words: float
    detail: float
    note: float
    cell: float
    beside: float  # a mark's column; 0 where marks stand above their words
    line: float = 1.3  # of a line, in letters


BROAD = Stage(1760, 1080 - 48 - 96, 64, 44, 40, 32, 28, 34, 400)
UPRIGHT = Stage(700, 1500 - 48 - 165, 50, 40, 38, 30, 28, 29, 0)
_AIR = 28.0
# Scripts whose letters need more above and below.
_HIGH = ("ar", "am")


def stages(deck: Deck) -> tuple[Stage, Stage]:
    """The projector's and the telephone's."""
    if deck.language not in _HIGH:
        return BROAD, UPRIGHT
    return replace(BROAD, line=1.5), replace(UPRIGHT, line=1.5)


def _tall(words: str, size: float, stage: Stage, width: float = 0, *, bold: bool = False) -> float:
    return len(lines(words, size, width or stage.width, bold=bold)) * size * stage.line if words else 0.0


def room(slide: DeckSlide, stage: Stage) -> float:
    """The height that is left for what stands below title and lead, above the note."""
    taken = _tall(slide.title, stage.title, stage, bold=True) + _AIR
    if slide.lead:
        taken += _tall(slide.lead, stage.lead, stage) + _AIR
    if slide.note:
        taken += _tall(slide.note, stage.note, stage) + _AIR
    return stage.height - taken


def picture_room(slide: DeckSlide, stage: Stage) -> float:
    """The same under the picture's own caption."""
    said = caption(slide)
    return room(slide, stage) - (_tall(said, stage.note, stage) + 16 if said else 0)


def caption(slide: DeckSlide) -> str:
    picture = slide.bars or slide.map
    if picture is None:
        return slide.grid.title if slide.grid else ""
    axis = picture.axis if isinstance(picture, Bars) else ""
    return " · ".join(filter(None, (picture.caption or picture.title, axis)))


def _height(point: Point, stage: Stage) -> float:
    width = stage.width - 40
    above = 0.0
    if point.mark:
        above = 0 if stage.beside else stage.detail * 1.7
        width -= stage.beside
    own = _tall(point.words, stage.words, stage, width, bold=True) + _tall(point.detail, stage.detail, stage, width)
    return above + own + _AIR


def screens(deck: Deck) -> tuple[DeckSlide, ...]:
    """In order; a screen is a slide that fits. Titles of those that go on say so."""
    made: list[DeckSlide] = []
    for slide in deck.slides:
        parts = _parts(slide, stages(deck))
        for n, part in enumerate(parts, 1):
            title = slide.title
            if len(parts) > 1:
                title = deck.word("continued").format(title=title, n=n, total=len(parts))
            made.append(replace(part, title=title))
    return tuple(made)


def _parts(slide: DeckSlide, both: tuple[Stage, Stage]) -> list[DeckSlide]:
    """One idea: a picture, a table or some lines, never two of them below each other."""
    if len(slide.lead) > _LONGEST_LEAD:
        slide = replace(slide, lead="", points=(Point(slide.lead), *slide.points))
    bare = replace(slide, points=(), bars=None, map=None, grid=None, photo=None)
    parts: list[DeckSlide] = []
    if slide.bars:
        parts += _bars(replace(bare, bars=slide.bars), both)
    if slide.map:
        parts.append(replace(bare, map=slide.map))
    if slide.grid:
        parts += _grids(replace(bare, grid=slide.grid), both)
    beside = replace(bare, photo=slide.photo)
    if slide.points:
        parts += _points(replace(beside, points=slide.points), both)
    elif slide.photo:
        parts.append(beside)
    if not parts:
        return [slide]
    # The answer is said once; what is counted, beside every figure.
    return [parts[0], *(part if part.photo else replace(part, lead="") for part in parts[1:])]


def _bars(slide: DeckSlide, both: tuple[Stage, Stage]) -> list[DeckSlide]:
    assert slide.bars is not None
    fits = min(bar_picture.rows_that_fit(slide.bars, stage.width, picture_room(slide, stage)) for stage in both)
    return [
        replace(slide, bars=replace(slide.bars, bars=slide.bars.bars[first:last]))
        for first, last in _shares(len(slide.bars.bars), fits)
    ]


def _grids(slide: DeckSlide, both: tuple[Stage, Stage]) -> list[DeckSlide]:
    grid = slide.grid
    assert grid is not None
    made = []
    broadest = max([len(grid.head), *(len(row) for row in grid.rows)])
    for left, right in _shares(max(broadest - 1, 1), COLUMNS - 1):
        part = _part(grid, 0, len(grid.rows), left + 1, right + 1)
        most = min(_rows(part, slide, stage) for stage in both)
        for first, last in _shares(len(grid.rows), most):
            made.append(replace(slide, grid=_part(grid, first, last, left + 1, right + 1)))
    return made


def _rows(grid: Grid, slide: DeckSlide, stage: Stage) -> int:
    """How many of the tallest have room below the head."""
    width = stage.width / max(len(grid.head), 1) - 40

    def tall(row: tuple[str, ...]) -> float:
        return max((_tall(cell, stage.cell, stage, width, bold=True) for cell in row), default=0) + 30

    left = picture_room(slide, stage) - tall(grid.head)
    return max(1, min(_ROWS, int(left / max(map(tall, grid.rows), default=left))))


def _part(grid: Grid, first: int, last: int, left: int, right: int) -> Grid:
    rows = tuple((*row[:1], *row[left:right]) for row in grid.rows[first:last])
    return replace(grid, head=(*grid.head[:1], *grid.head[left:right]), rows=rows)


def _points(slide: DeckSlide, both: tuple[Stage, Stage]) -> list[DeckSlide]:
    if slide.photo:  # beside the lines on a projector, above them on a telephone
        broad, upright = both
        both = (replace(broad, width=broad.width / 2 - 40, beside=0), replace(upright, height=upright.height - 620))
    # The page makes words smaller where a screen is full: rather that than a screen for every line.
    both = (_smaller(both[0]), _smaller(both[1]))
    pieces = [piece for point in slide.points for piece in _pieces(point, slide, both)]
    for parts in range(1, len(pieces) + 1):
        shares = _shares(len(pieces), ceil(len(pieces) / parts))
        made = [
            replace(slide, points=tuple(pieces[first:last]), lead="" if first and not slide.photo else slide.lead)
            for first, last in shares
        ]
        if all(len(part.points) <= _POINTS and _fits(part, both) for part in made):
            return made
    return [replace(slide, points=(piece,)) for piece in pieces]


def _smaller(stage: Stage) -> Stage:
    sizes = {name: getattr(stage, name) * _SMALLER for name in ("title", "lead", "words", "detail")}
    return replace(stage, **sizes)


def _fits(slide: DeckSlide, both: tuple[Stage, Stage]) -> bool:
    return all(sum(_height(point, stage) for point in slide.points) <= room(slide, stage) for stage in both)


def _pieces(point: Point, slide: DeckSlide, both: tuple[Stage, Stage]) -> list[Point]:
    """A line that no screen can hold is said in pieces, broken between words."""
    if _fits(replace(slide, points=(point,)), both):
        return [point]
    narrowest = min(both, key=lambda stage: room(slide, stage) * stage.width)
    said = lines(point.words, narrowest.words, narrowest.width - 40 - narrowest.beside, bold=True)
    at_once = max(
        2, int((room(slide, narrowest) - 3 * _AIR - narrowest.detail * 4) / (narrowest.words * narrowest.line))
    )
    joined = ["".join(_spaced(said[first:last])) for first, last in _shares(len(said), at_once)]
    return [replace(point, words=words, detail=point.detail if not n else "") for n, words in enumerate(joined)]


def _spaced(said: list[str]) -> list[str]:
    """Lines joined again: with a space where there was one, without between Chinese characters."""
    broad = [line and line[-1] > "\u2e80" for line in said]
    return [line if last or wide else line + " " for line, wide, last in zip(said, broad, _last(said), strict=True)]


def _last(said: list[str]) -> list[bool]:
    return [n == len(said) - 1 for n in range(len(said))]


def _shares(count: int, most: int) -> list[tuple[int, int]]:
    """So many things in parts of `most` at the highest, the parts alike in size: 7 by 6 gives 4 and 3."""
    parts = max(1, ceil(count / max(most, 1)))
    edges = [ceil(count * part / parts) for part in range(parts + 1)]
    return list(zip(edges[:-1], edges[1:], strict=True))
