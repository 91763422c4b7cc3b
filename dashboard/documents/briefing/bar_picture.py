"""Bars with their words and figures directly on them: no axis to read off, no legend to look up."""

from dataclasses import dataclass

from dashboard.documents.briefing.deck import Bar, Bars
from dashboard.documents.briefing.lettering import breadth, lines
from dashboard.documents.briefing.sheet import Sheet, room_for

NARROW = 1000  # below this many pixels, labels stand above their bars
SMALLEST, LARGEST = 26.0, 40.0  # letters
_GAP = 18.0
_LABELS = 0.34  # of the width, at most
_TALLEST_ROW = 150.0
_TALLEST_BAR = 64.0
_KEY_LETTERS = 30.0
_KEY = 56.0  # which bar is of which period


def rows_that_fit(bars: Bars, width: float, height: float) -> int:
    """How many bars have room with letters of readable size."""
    return max(1, int((height - _key_height(bars, width)) // _row(bars, width)))


def _row(bars: Bars, width: float) -> float:
    """The least height of one bar's place."""
    line = SMALLEST * 1.25
    if width < NARROW:
        labels = max((len(_label(bar, width, SMALLEST)) for bar in bars.bars), default=1)
        return line * (labels + (2.5 if bars.series else 1.3)) + 14
    most = max((len(_label(bar, width * _LABELS, SMALLEST)) for bar in bars.bars), default=1)
    return max(line * most + 10, 2.5 * line + 14 if bars.series else 1.5 * line + 8)


def _label(bar: Bar, width: float, size: float) -> list[str]:
    return lines(bar.label, size, width, bold=True, most=3)


@dataclass(slots=True)
class _Lay:
    """Sizes that all rows share. `begins`: where bars start; `longest`: the pixels of the longest."""

    size: float
    row: float
    begins: float
    longest: float
    most: int


def height_of(bars: Bars, width: float, height: float) -> float:
    """What the bars take of a height: few bars need not be stretched over all of it."""
    tallest = _TALLEST_ROW * (1.4 if width < NARROW else 1) * max(len(bars.bars), 1)
    return min(height, tallest + _key_height(bars, width))


def _key_height(bars: Bars, width: float) -> float:
    return _KEY * (len(bars.series) if width < NARROW else 1) if bars.series else 0.0


def draw(sheet: Sheet, bars: Bars, *, top: float, height: float, scale_to: int | None = None) -> None:
    """`scale_to`: the number that fills the width, where the bars are one part of several."""
    if not bars.bars:
        return
    key = _key_height(bars, sheet.width)
    lay = _laid_out(bars, sheet.width, height_of(bars, sheet.width, height) - key, scale_to)
    if bars.series:
        _draw_key(sheet, bars.series, lay.begins, top)
        top += key
    for place, bar in enumerate(bars.bars):
        _draw_row(sheet, bars, bar, lay, top + place * lay.row)
    if sheet.width >= NARROW:
        sheet.box(lay.begins - 3, top, 3, lay.row * len(bars.bars), sheet.colours.line)


def _laid_out(bars: Bars, width: float, height: float, scale_to: int | None) -> _Lay:
    row = height / len(bars.bars)
    size = min(LARGEST, max(SMALLEST, row * _share(bars, width))) if row >= SMALLEST * 1.2 else row / 1.3
    figures = [figure for bar in bars.bars for figure in _figures(bars, bar)]
    figure_room = room_for(figures, size, bold=True) + 2 * _GAP
    begins = 0.0
    if width >= NARROW:
        labels = [line for bar in bars.bars for line in _label(bar, width * _LABELS, size)]
        begins = room_for(labels, size, bold=True) + _GAP
    counted = [n for bar in bars.bars for n in (bar.n, bar.before) if n]
    return _Lay(size, row, begins, max(width - begins - figure_room, 60), scale_to or max(counted, default=1))


def _share(bars: Bars, width: float) -> float:
    """How much of a row the letters may be: labels of several lines need room above the bar, or beside it."""
    if width < NARROW:
        most = max(len(_label(bar, width, SMALLEST)) for bar in bars.bars)
        return 1 / (1.3 * (most + (2.4 if bars.series else 1.5)))
    most = max(len(_label(bar, width * _LABELS, SMALLEST * 1.2)) for bar in bars.bars)
    return min(0.3, 0.9 / (1.2 * most))


def _figures(bars: Bars, bar: Bar) -> list[str]:
    return [bar.shown, bar.before_shown][: max(len(bars.series), 1)]


def _draw_key(sheet: Sheet, series: tuple[str, ...], begins: float, top: float) -> None:
    """In the order of the bars, just above them."""
    x, y = begins, top + _KEY / 2 - 6
    fills = (sheet.colours.bar, sheet.striped)
    for fill, words in zip(fills, series, strict=False):
        sheet.box(x, y - 16, 52, 32, fill, stroke=sheet.colours.ink if fill == sheet.striped else fill, weight=2)
        sheet.words(x + 52 + _GAP, y, words, _KEY_LETTERS, bold=fill == sheet.colours.bar)
        if sheet.width < NARROW:
            y += _KEY - 8
        else:
            x += 52 + 3.5 * _GAP + breadth(words, _KEY_LETTERS, bold=True)


def _draw_row(sheet: Sheet, bars: Bars, bar: Bar, lay: _Lay, top: float) -> None:
    label = _label(bar, sheet.width * _LABELS if lay.begins else sheet.width, lay.size)
    line = lay.size * 1.2
    room = lay.row
    if lay.begins:
        first = top + lay.row / 2 - line * (len(label) - 1) / 2
        for number, words in enumerate(label):
            sheet.words(lay.begins - _GAP, first + number * line, words, lay.size, bold=True, at="end")
    else:
        for number, words in enumerate(label):
            sheet.words(0, top + line * (number + 0.6), words, lay.size, bold=True)
        top += line * len(label)
        room -= line * len(label) + 8
    figures = _figures(bars, bar)
    numbers: list[int | None] = [bar.n, bar.before][: len(figures)]
    thick = min(_TALLEST_BAR, room * 0.72 / len(figures))
    first = top + (room - thick * len(figures) - 4 * (len(figures) - 1)) / 2
    for place, (figure, n) in enumerate(zip(figures, numbers, strict=True)):
        y = first + place * (thick + 4)
        length = lay.longest * n / lay.most if n else max(14.0, min(44.0, lay.longest * 8 / lay.most))
        fill = sheet.hatch if n is None else sheet.striped if place else sheet.colours.bar
        edge = sheet.colours.line if n is None else sheet.colours.ink if place else sheet.colours.bar
        sheet.box(lay.begins, y, length, thick, fill, stroke=edge, weight=2)
        size = min(lay.size, max(thick * 0.95, SMALLEST))
        sheet.words(lay.begins + length + _GAP * 0.8, y + thick / 2, figure, size, bold=not place, quiet=bool(place))
