"""Names and figures of areas: in the area where it is large enough, otherwise beside the map with a line to it."""

from dataclasses import dataclass

from dashboard.documents.briefing.deck import AreaMap, Shape
from dashboard.documents.briefing.lettering import breadth, lines
from dashboard.documents.briefing.map_ground import Box, Fit

LETTERS = 28.0
LINE = 1.2
_BROADEST = 300.0
_GAP = 16.0
_BESIDE = 5  # areas named beside the map where none was chosen: those with most


@dataclass(frozen=True, slots=True)
class Label:
    """`name` and `figure` in so many lines; `box`: what they cover; `to`: where the line ends, None in the area."""

    name: tuple[str, ...]
    figure: tuple[str, ...]
    box: Box
    to: tuple[float, float] | None = None


def laid_out(picture: AreaMap, frame: Box) -> tuple[Fit, list[Label]]:
    """The map as large as it can be with the names that it needs beside it."""
    fit = Fit(picture, frame)
    outside = [shape for shape in _needed(picture) if _inside(shape, fit, _broadest(frame)) is None]
    if outside:
        column = max(_breadth(shape, _broadest(frame)) for shape in outside) + 3 * _GAP
        fit = Fit(picture, (frame[0] + column, frame[1], frame[2] - column, frame[3]))
        outside = [shape for shape in _needed(picture) if _inside(shape, fit, _broadest(frame)) is None]
    labels: list[Label] = []
    beside = {shape.code for shape in outside}
    for shape in sorted(picture.shapes, key=lambda shape: (not shape.chosen, -min(fit.extent(shape)), shape.code)):
        # On hatching no words can be read, and that an area has too few is what the hatching says.
        bare = shape.step is None and not shape.chosen
        label = None if bare or shape.code in beside else _inside(shape, fit, _broadest(frame))
        if label and not any(touch(label.box, other.box) for other in labels):
            labels.append(label)
    return fit, [*labels, *_beside(outside, fit, frame)]


def _broadest(frame: Box) -> float:
    return min(_BROADEST, (frame[2] - frame[0]) * 0.28)


def _needed(picture: AreaMap) -> list[Shape]:
    """Those that must be named: the chosen; where none was, the few with most."""
    chosen = [shape for shape in picture.shapes if shape.chosen]
    if chosen:
        return chosen
    counted = sorted(
        (shape for shape in picture.shapes if shape.step), key=lambda shape: (-(shape.step or 0), shape.code)
    )
    return counted[:_BESIDE]


def _name(shape: Shape, width: float) -> tuple[str, ...]:
    return tuple(lines(shape.name, LETTERS, width, bold=True, most=3))


def _figure(shape: Shape, width: float) -> tuple[str, ...]:
    return tuple(lines(shape.shown, LETTERS, width, most=3)) if shape.shown else ()


def _breadth(shape: Shape, width: float) -> float:
    name = [breadth(line, LETTERS, bold=True) for line in _name(shape, width)]
    return max(name + [breadth(line, LETTERS) for line in _figure(shape, width)], default=0)


def _tall(shape: Shape, width: float) -> float:
    return LETTERS * LINE * len((*_name(shape, width), *_figure(shape, width)))


def _inside(shape: Shape, fit: Fit, width: float) -> Label | None:
    """None where it would cover more than its own area."""
    x, y = fit(shape.at)
    width = min(width, fit.extent(shape)[0] * 0.96)
    half, tall = _breadth(shape, width) / 2, _tall(shape, width)
    across, down = fit.extent(shape)
    if 2 * half > across * 0.98 or tall > down * 0.9:
        return None
    left, top, right, bottom = fit.bounds(shape)
    x = min(max(x, left + half), right - half)
    y = min(max(y, top + tall / 2), bottom - tall / 2)
    return Label(_name(shape, width), _figure(shape, width), (x - half, y - tall / 2, x + half, y + tall / 2))


def _beside(shapes: list[Shape], fit: Fit, frame: Box) -> list[Label]:
    """On the side that each is nearer to, from north to south, so that no two lines cross; as many as have room."""
    middle = (fit.frame[0] + fit.frame[2]) / 2
    width = _broadest(frame)
    sides: tuple[list[Shape], list[Shape]] = ([], [])
    room = [frame[3] - frame[1]] * 2
    for shape in shapes:
        nearer = int(fit(shape.at)[0] > middle)
        for side in (nearer, 1 - nearer):
            if room[side] >= _tall(shape, width) + _GAP:
                room[side] -= _tall(shape, width) + _GAP
                sides[side].append(shape)
                break
    return [label for side in (0, 1) for label in _column(sides[side], fit, frame, width, right=bool(side))]


def _column(shapes: list[Shape], fit: Fit, frame: Box, width: float, *, right: bool) -> list[Label]:
    made: list[Label] = []
    ordered = sorted(shapes, key=lambda shape: fit(shape.at)[1])
    left_over = sum(_tall(shape, width) + _GAP for shape in ordered)
    top = frame[1]
    for shape in ordered:
        tall, broad = _tall(shape, width), _breadth(shape, width)
        # At its own height, unless those above or below need the place.
        top = max(top, min(fit(shape.at)[1] - tall / 2, frame[3] - left_over))
        edge = fit.right + 3 * _GAP if right else fit.left - 3 * _GAP - broad
        edge = min(max(edge, frame[0]), frame[2] - broad)
        made.append(
            Label(_name(shape, width), _figure(shape, width), (edge, top, edge + broad, top + tall), fit(shape.at))
        )
        top += tall + _GAP
        left_over -= tall + _GAP
    return made


def touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
