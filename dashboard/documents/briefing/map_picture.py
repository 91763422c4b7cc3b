"""Areas in steps of one colour, hatched where there is no figure, with names and figures where they fit."""

import math
from collections.abc import Iterator
from typing import Any

from dashboard.documents.briefing.bar_picture import NARROW
from dashboard.documents.briefing.deck import AreaMap, Shape
from dashboard.documents.briefing.lettering import breadth, lines
from dashboard.documents.briefing.sheet import Sheet, ramp

LETTERS = 28.0
_LINE = 1.2
_SWATCH = 46.0
_GAP = 16.0
_LEGEND = 0.27  # of the width, beside a broad map
Box = tuple[float, float, float, float]  # left, top, right, bottom


def draw(sheet: Sheet, picture: AreaMap, *, top: float, height: float) -> None:
    steps = ramp(sheet.colours, len(picture.steps))
    keys = _keys(sheet, picture, steps)
    if sheet.width >= NARROW:
        beside = sheet.width * _LEGEND
        # The legend stands where reading ends.
        left = beside if sheet.rtl else 0.0
        _legend(sheet, keys, x=sheet.width - beside + _GAP, top=top, width=beside - _GAP)
        frame: Box = (left, top, left + sheet.width - beside - _GAP, top + height)
    else:
        below = _legend_height(keys, sheet.width)
        _legend(sheet, keys, x=0, top=top + height - below, width=sheet.width)
        frame = (0, top, sheet.width, top + height - below - _GAP)
    if not picture.shapes:
        return
    place = _Fit(picture, frame)
    for shape in sorted(picture.shapes, key=lambda shape: shape.chosen):
        fill = sheet.hatch if shape.step is None else steps[min(shape.step, len(steps) - 1)]
        edge = (sheet.colours.ink, 7) if shape.chosen else (sheet.colours.line, 1.5)
        sheet.area(_moved(shape.outline, place), fill, stroke=edge[0], weight=edge[1])
    _labels(sheet, picture, place, frame)


def _keys(sheet: Sheet, picture: AreaMap, steps: tuple[str, ...]) -> list[tuple[str, str]]:
    """(fill, words): most first, as one reads a ladder; then what has no figure."""
    keys = list(zip(steps, picture.steps, strict=False))[::-1]
    return [*keys, (sheet.hatch, picture.nothing)] if picture.nothing else keys


def _legend_height(keys: list[tuple[str, str]], width: float) -> float:
    return sum(_key_height(words, width) for _fill, words in keys)


def _key_height(words: str, width: float) -> float:
    said = lines(words, LETTERS, width - _SWATCH - _GAP)
    return max(_SWATCH, len(said) * LETTERS * _LINE) + 8


def _legend(sheet: Sheet, keys: list[tuple[str, str]], *, x: float, top: float, width: float) -> None:
    for fill, words in keys:
        said = lines(words, LETTERS, width - _SWATCH - _GAP)
        height = _key_height(words, width) - 8
        sheet.box(x, top + (height - _SWATCH) / 2, _SWATCH, _SWATCH, fill, stroke=sheet.colours.line, weight=2)
        first = top + height / 2 - LETTERS * _LINE * (len(said) - 1) / 2
        for n, line in enumerate(said):
            sheet.words(x + _SWATCH + _GAP, first + n * LETTERS * _LINE, line, LETTERS)
        top += height + 8


class _Fit:
    """Degrees to pixels: true to shape at this latitude, as large as the frame allows, in its middle."""

    def __init__(self, picture: AreaMap, frame: Box) -> None:
        points = [point for shape in picture.shapes for point in _points(shape.outline["coordinates"])]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        self.narrowing = math.cos(math.radians((south + north) / 2))
        self.west, self.north = west, north
        across, down = max((east - west) * self.narrowing, 1e-9), max(north - south, 1e-9)
        left, top, right, bottom = frame
        edge = 8
        self.scale = min((right - left - 2 * edge) / across, (bottom - top - 2 * edge) / down)
        self.left = (left + right - across * self.scale) / 2
        self.top = (top + bottom - down * self.scale) / 2

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        x = self.left + (point[0] - self.west) * self.narrowing * self.scale
        return round(x, 1), round(self.top + (self.north - point[1]) * self.scale, 1)


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)


def _moved(outline: dict[str, Any], place: _Fit) -> dict[str, Any]:
    def moved(coordinates: Any) -> Any:
        if coordinates and isinstance(coordinates[0], int | float):
            return list(place((coordinates[0], coordinates[1])))
        return [moved(part) for part in coordinates]

    return {"type": outline["type"], "coordinates": moved(outline["coordinates"])}


def _labels(sheet: Sheet, picture: AreaMap, place: _Fit, frame: Box) -> None:
    """Chosen areas first, then the largest: as many as have room without touching."""
    taken: list[Box] = []
    for shape in sorted(picture.shapes, key=lambda shape: (not shape.chosen, -_size(shape), shape.code)):
        x, y = place(shape.at)
        name = lines(shape.name, LETTERS, 330, bold=True, most=2)
        words = [*name, shape.shown]
        half = max(breadth(line, LETTERS, bold=True) for line in words) / 2
        tall = LETTERS * _LINE * len(words)
        x = min(max(x, frame[0] + half), frame[2] - half)
        y = min(max(y, frame[1] + tall / 2), frame[3] - tall / 2)
        box = (x - half - 6, y - tall / 2 - 2, x + half + 6, y + tall / 2 + 2)
        # One that was not chosen keeps within its own area's size, so that it is plain which it names.
        if any(_touch(box, other) for other in taken) or not (shape.chosen or _within(shape, place, box)):
            continue
        taken.append(box)
        for n, line in enumerate(words):
            middle = y - tall / 2 + LETTERS * _LINE * (n + 0.5)
            at = sheet.width - x if sheet.rtl else x
            sheet.words(at, middle, line, LETTERS, bold=n < len(name), at="middle", halo=True)


def _size(shape: Shape) -> float:
    points = list(_points(shape.outline["coordinates"]))
    return (max(x for x, _ in points) - min(x for x, _ in points)) * (
        max(y for _, y in points) - min(y for _, y in points)
    )


def _within(shape: Shape, place: _Fit, box: Box) -> bool:
    corners = [place(point) for point in _points(shape.outline["coordinates"])]
    across = max(x for x, _ in corners) - min(x for x, _ in corners)
    down = max(y for _, y in corners) - min(y for _, y in corners)
    return box[2] - box[0] <= across * 1.15 and box[3] - box[1] <= down


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
