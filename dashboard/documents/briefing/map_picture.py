"""Areas in steps of one colour, hatched where there is no figure, with names and figures where they fit."""

from dashboard.documents.briefing.bar_picture import NARROW
from dashboard.documents.briefing.deck import AreaMap
from dashboard.documents.briefing.lettering import breadth, lines
from dashboard.documents.briefing.map_ground import Box
from dashboard.documents.briefing.map_labels import LETTERS, LINE, Label, laid_out
from dashboard.documents.briefing.sheet import Sheet, ramp

_SWATCH = 46.0
_GAP = 16.0
_LEGEND = 0.27  # of the width, beside a broad map


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
        columns = _columns(keys, sheet.width)
        share = sheet.width / columns
        parts = [keys[n : n + -(-len(keys) // columns)] for n in range(0, len(keys), -(-len(keys) // columns))]
        below = max((_legend_height(part, share) for part in parts), default=0)
        for n, part in enumerate(parts):
            _legend(sheet, part, x=n * share, top=top + height - below, width=share - _GAP)
        frame = (0, top, sheet.width, top + height - below - 2 * _GAP)
    if not picture.shapes:
        return
    fit, labels = laid_out(picture, frame)
    for shape in sorted(picture.shapes, key=lambda shape: shape.chosen):
        fill = sheet.hatch if shape.step is None else steps[min(shape.step, len(steps) - 1)]
        heavy = 7 if min(fit.extent(shape)) > 90 else 4
        edge = (sheet.colours.ink, heavy) if shape.chosen else (sheet.colours.line, 1.5)
        sheet.area(fit.moved(shape.outline), fill, stroke=edge[0], weight=edge[1])
    for label in labels:
        _draw_label(sheet, label)


def _columns(keys: list[tuple[str, str]], width: float) -> int:
    """Of a legend below a map: two where all words have room on one line."""
    return 2 if all(breadth(words, LETTERS) < width / 2 - _SWATCH - 2 * _GAP for _fill, words in keys) else 1


def _keys(sheet: Sheet, picture: AreaMap, steps: tuple[str, ...]) -> list[tuple[str, str]]:
    """(fill, words): most first, as one reads a ladder; then what has no figure."""
    keys = list(zip(steps, picture.steps, strict=False))[::-1]
    return [*keys, (sheet.hatch, picture.nothing)] if picture.nothing else keys


def _legend_height(keys: list[tuple[str, str]], width: float) -> float:
    return sum(_key_height(words, width) for _fill, words in keys)


def _key_height(words: str, width: float) -> float:
    said = lines(words, LETTERS, width - _SWATCH - _GAP)
    return max(_SWATCH, len(said) * LETTERS * LINE) + 8


def _legend(sheet: Sheet, keys: list[tuple[str, str]], *, x: float, top: float, width: float) -> None:
    for fill, words in keys:
        said = lines(words, LETTERS, width - _SWATCH - _GAP)
        height = _key_height(words, width) - 8
        sheet.box(x, top + (height - _SWATCH) / 2, _SWATCH, _SWATCH, fill, stroke=sheet.colours.line, weight=2)
        first = top + height / 2 - LETTERS * LINE * (len(said) - 1) / 2
        for n, line in enumerate(said):
            sheet.words(x + _SWATCH + _GAP, first + n * LETTERS * LINE, line, LETTERS)
        top += height + 8


def _draw_label(sheet: Sheet, label: Label) -> None:
    left, top, right, _bottom = label.box
    middle = (left + right) / 2
    if label.to:
        # From the side of the words that faces the map.
        start = right + _GAP / 2 if label.to[0] > right else left - _GAP / 2
        sheet.line((start, top + LETTERS * LINE / 2), label.to)
        x, y = label.to
        across = sheet.width - x if sheet.rtl else x
        sheet.box(
            sheet.width - x - 7 if sheet.rtl else x - 7,
            y - 7,
            14,
            14,
            sheet.colours.ink,
            stroke=sheet.colours.ground,
            weight=3,
        )
    # Beside the map, words stand against their line.
    before = label.to is not None and label.to[0] > right
    x, end = (middle, "middle") if not label.to else (right, "right") if before else (left, "left")
    at = {"middle": "middle", "left": "end" if sheet.rtl else "start", "right": "start" if sheet.rtl else "end"}[end]
    for n, words in enumerate((*label.name, *label.figure)):
        y = top + LETTERS * LINE * (n + 0.5)
        across = sheet.width - x if sheet.rtl else x
        sheet.words(across, y, words, LETTERS, bold=n < len(label.name), at=at, halo=not label.to)
