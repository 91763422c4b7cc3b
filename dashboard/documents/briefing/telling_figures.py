"""Figures in words: what a public figure reads as, bars, the map, and the sentences that count something."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from dashboard.documents.briefing.deck import AreaMap, Bar, Bars, Shape
from dashboard.documents.briefing.words import Speaker
from db.disclosure.content import Figure, PublicTable, Release
from db.vocabulary.briefings import FigureKind

CLEAR = 10  # rounded figures that are closer than this are "about the same"
_BOUNDS = (25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000)
_STEPS = 4
APART = 3  # this many figures below 10 are shown one by one

Keys = tuple[str, ...]
Row = tuple[Keys, Figure | None]


def shown(speaker: Speaker, figure: Figure | None) -> str:
    """ "about 45", "fewer than 10", "not shown" (also for a total that was dropped)."""
    if figure is None or figure.kind == FigureKind.WITHHELD:
        return speaker.say("not shown")
    if figure.kind == FigureKind.FEW or figure.n is None:
        return speaker.say("fewer than 10")
    return speaker.say("about {n}", n=speaker.number(figure.n))


def length(figure: Figure | None) -> int | None:
    return figure.n if figure is not None and figure.kind == FigureKind.ROUNDED else None


def few(figure: Figure | None) -> bool:
    return figure is not None and figure.kind == FigureKind.FEW


def sentence(figure: Figure | None, counted: Callable[[int], str], fewer: Callable[[], str]) -> str:
    """A sentence about a figure: one for a rounded figure, one for "fewer than 10", none for what is not shown."""
    n = length(figure)
    if n is not None:
        return counted(n)
    return fewer() if few(figure) else ""


def change(now: Figure | None, before: Figure | None) -> int | None:
    """1 more, -1 fewer, 0 about the same; None where one of them is not shown. "Fewer than 10" stands for ten at most."""
    if any(length(figure) is None and not few(figure) for figure in (now, before)):
        return None
    difference = (length(now) or CLEAR) - (length(before) or CLEAR)
    return 0 if abs(difference) < CLEAR else (1 if difference > 0 else -1)


def rows(table: PublicTable) -> list[Row]:
    return list(zip(table.rows, table.row_totals, strict=True))


def columns(table: PublicTable) -> list[Row]:
    return list(zip(table.columns, table.column_totals, strict=True))


def cells(table: PublicTable, row: Keys) -> list[Row]:
    """None in a table of one dimension, which a merged one may have become."""
    return list(zip(table.columns, table.cells[table.rows.index(row)], strict=True)) if table.cells else []


def rows_of(table: PublicTable, areas: Sequence[str]) -> list[Keys]:
    """The rows that the areas are in, in the order of the areas; merged ones once."""
    return list(dict.fromkeys(row for area in areas for row in table.rows if area in row))


def largest_first(figures: Iterable[Row]) -> list[Row]:
    """By length, then "fewer than 10", then what is not shown; ties as they came."""
    return sorted(figures, key=lambda row: (length(row[1]) is None, -(length(row[1]) or 0), not few(row[1])))


def gathered(figures: Iterable[Row], longest: int) -> list[Row]:
    """The largest first; many that read "fewer than 10" become one, without keys: "every other kind"."""
    ordered = largest_first(figures)
    rest = [row for row in ordered if not few(row[1])]
    if len(rest) > longest:
        return rest[:longest]
    small = [row for row in ordered if few(row[1])]
    if len(small) <= APART and len(ordered) <= longest:
        return ordered
    return [*rest, ((), small[0][1])]


def any_length(figures: Iterable[Row]) -> bool:
    """Whether there is anything to draw: not all "fewer than 10" or not shown."""
    return any(length(figure) is not None for _keys, figure in figures)


def foremost(figures: Iterable[Row]) -> list[Keys]:
    """What clearly leads: the largest and those too close to tell apart; none when that would be more than three."""
    ordered = [(keys, n) for keys, figure in largest_first(figures) if (n := length(figure)) is not None]
    close = [keys for keys, n in ordered if ordered[0][1] - n < CLEAR]
    return close if len(close) <= 3 and len(close) < max(2, len(ordered)) else []


def file_name(*parts: str) -> str:
    """Latin letters, figures and hyphens, as files of pictures are named."""
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))


def bars(
    speaker: Speaker,
    figures: Iterable[Row],
    label: Callable[[Keys], str],
    *,
    name: str,
    title: str,
    caption: str,
    axis: str,
) -> Bars:
    drawn = tuple(Bar(label(keys), shown(speaker, figure), length(figure)) for keys, figure in figures)
    return Bars(name=name, title=title, caption=caption, axis=axis, bars=drawn)


def area_names(speaker: Speaker, release: Release, keys: Iterable[str]) -> str:
    """ "Ballard", or "Ballard and Fremont together" for a merged row."""
    names = {area.code: area.name for area in release.areas}
    said = [names.get(key, key) for key in keys]
    if len(said) == 1:
        return said[0]
    return speaker.say("{areas} together", areas=speaker.listed(said))


def area_map(
    speaker: Speaker, release: Release, figures: Iterable[Row], chosen: Sequence[str], *, title: str, caption: str
) -> AreaMap:
    by_area: Mapping[str, Row] = {area: row for row in figures for area in row[0]}
    bounds = _bounds([n for _keys, figure in by_area.values() if (n := length(figure)) is not None])
    shapes = []
    for area in release.areas:
        keys, figure = by_area.get(area.code, ((area.code,), None))
        n = length(figure)
        said = shown(speaker, figure)
        if len(keys) > 1:
            said = speaker.say("{figure} together", figure=said)
        step = None if n is None else max(place for place, bound in enumerate(bounds) if n >= bound)
        shapes.append(Shape(area.code, area.name, area.outline, area.at, said, step, chosen=area.code in chosen))
    steps = [
        speaker.say("{first} to {last}", first=speaker.number(low), last=speaker.number(high - 5))
        for low, high in zip(bounds, bounds[1:], strict=False)
    ]
    steps += [speaker.say("{n} and more", n=speaker.number(bound)) for bound in bounds[-1:]]
    nothing = speaker.say("fewer than 10, or not shown")
    return AreaMap("where", title, caption, tuple(shapes), tuple(steps), nothing)


def _bounds(lengths: Sequence[int]) -> list[int]:
    """Where colours change: 10 and at most three more, the highest that somebody reaches."""
    if not lengths:
        return []
    return [CLEAR, *[bound for bound in _BOUNDS if bound <= max(lengths)][1 - _STEPS :]]
