"""Coarser until safe: what nobody may work out is merged with its neighbour, then totals go, then whole tables.

Every step makes the shape coarser, and a family without tables says nothing: this always ends. The same counts are always
coarsened the same way.
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from db.disclosure.content import Coarsening
from db.disclosure.families import IN_AN_AREA, Counts, Family, Key, Layer, Part, Shape
from db.disclosure.laying_out import LaidOut, laid_out
from db.disclosure.neighbours import Neighbours
from db.disclosure.ranges import safe, unsafe
from db.vocabulary.briefings import CoarseningKind, TableName

MOST_AREAS = 4  # larger rows tell nobody about their neighbourhood: from there on something else gives way
MOST_TRIES = 40  # of better layouts; a layout of a large city takes a fraction of a second to look at
FEWEST_COLUMNS = 2

Step = Callable[[LaidOut, Key], Shape | None]  # None: nothing left to do there


def protected(family: Family, shape: Shape, counts: Counts, neighbours: Neighbours) -> LaidOut:
    """The family laid out so that every hidden number keeps its range, and nothing coarser than it must be."""
    now = laid_out(family, shape, counts)
    wrong, stuck, tries = unsafe(now), set[str](), Tries(MOST_TRIES)
    while wrong:
        rows = _rows(wrong, stuck)
        too_large = [row for row in rows if len(row) >= MOST_AREAS]
        if too_large:  # so many together did not help: they stand by themselves again, and something else gives way
            stuck.update(code for row in too_large for code in row)
            now = laid_out(family, replace(now.shape, areas=_apart(now.shape.areas, too_large)), counts)
            wrong = unsafe(now)
            continue
        merged = _areas_merged(now, rows, neighbours, counts, tries) if rows else None
        now = laid_out(family, merged, counts) if merged else _given_way(now, wrong, counts)
        # Of merged areas only what they are part of is looked at again; before the end, everything.
        again = {code for row in rows for code in row} if merged else set()
        wrong = (unsafe(now, again) if again else []) or unsafe(now)
    return _finer(now, shape, counts, tries)


@dataclass
class Tries:
    """How many more layouts may be tried for a better one. A number and not a time: the same counts, the same tables."""

    left: int

    def one(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _finer(now: LaidOut, first: Shape, counts: Counts, tries: Tries) -> LaidOut:
    """What was given up on the way and need not have been, seen from the end: tables first, then totals, then detail."""

    def back() -> Iterator[Callable[[Shape], Shape]]:
        for table in now.family.tables():
            if table in now.shape.no_tables - first.no_tables:
                yield lambda shape, table=table: _with_table(now.family, shape, first, table)  # type: ignore[misc]
        for layer in sorted(now.shape.no_totals):
            yield lambda shape, layer=layer: replace(shape, no_totals=shape.no_totals - {layer})  # type: ignore[misc]
        for row in now.shape.areas:
            if len(row) > 1:
                yield lambda shape, row=row: replace(shape, areas=_apart(shape.areas, [row]))  # type: ignore[misc]

    for change in list(back()):
        shape = change(now.shape)
        if shape != now.shape and tries.one():
            then = laid_out(now.family, shape, counts)
            now = then if safe(then) else now
    return now


def _with_table(family: Family, shape: Shape, first: Shape, table: TableName) -> Shape:
    shape = replace(shape, no_tables=shape.no_tables - {table})
    if table == family.across:
        return replace(shape, columns=first.columns)
    return replace(shape, standings=first.standings) if table == family.standing else shape


def _apart(areas: tuple[Part, ...], rows: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(part for row in areas for part in ([(code,) for code in row] if row in rows else [row])))


def _rows(wrong: Iterable[Key], stuck: AbstractSet[str]) -> tuple[Part, ...]:
    """The areas that something is wrong with; none when it is wrong for the whole city, which no merging of areas mends."""
    if any(key.layer not in IN_AN_AREA for key in wrong):
        return ()
    return tuple(sorted({key.row for key in wrong if key.row and stuck.isdisjoint(key.row)}))


def _areas_merged(
    of: LaidOut, rows: tuple[Part, ...], neighbours: Neighbours, counts: Counts, tries: Tries
) -> Shape | None:
    """Each with a neighbour, the smallest first; an area moves once in a round. The first neighbour with whom nothing is
    wrong any more is taken, or else the first."""
    records = {row: of.numbers.get(Key(Layer.ROW, row), 0) for row in of.shape.areas}
    shape, moved = of.shape, set[Part]()
    for row in sorted(rows, key=lambda row: (records[row], row)):
        others = neighbours.of(row, [one for one in of.shape.areas if one != row], records)
        found = None
        for other in () if row in moved else others:
            if other in moved:
                continue
            then = replace(shape, areas=_joined_areas(shape.areas, row, other))
            found = found or (other, then)
            if not tries.one():
                break
            if not unsafe(laid_out(of.family, then, counts), set(row)):
                found = (other, then)
                break
        if found is not None:
            other, shape = found
            moved |= {row, other}
    return shape if moved else None


def _joined_areas(areas: tuple[Part, ...], one: Part, other: Part) -> tuple[Part, ...]:
    return tuple(sorted((*(part for part in areas if part not in (one, other)), tuple(sorted((*one, *other))))))


def _given_way(now: LaidOut, wrong: list[Key], counts: Counts) -> LaidOut:
    """The layer that is wrong first decides, the whole city's before an area's: the mildest kind of step that mends it is
    taken as often as it takes; where none does by itself, the mildest once."""
    layer = min((key.layer for key in wrong), key=lambda one: (one in IN_AN_AREA, ORDER.index(one)))
    mildest = None
    for step in (*STEPS[layer], *LAST):
        then, left = now, wrong
        while keys := sorted(key for key in left if key.layer == layer):
            shape = step(then, keys[0])
            if shape is None:
                break
            then = laid_out(now.family, shape, counts)
            mildest = mildest or then
            left = unsafe(then)
        else:
            return then
    assert mildest is not None, "a family without tables has nothing to protect"
    return mildest


def _columns_merged(of: LaidOut, key: Key) -> Shape | None:
    columns = _merged(of, key.column, of.shape.columns, Layer.COLUMN)
    return replace(of.shape, columns=columns) if columns else None


def _standings_merged(of: LaidOut, key: Key) -> Shape | None:
    standings = _merged(of, key.column, of.shape.standings, Layer.STANDING)
    return replace(of.shape, standings=standings) if standings else None


def _merged(of: LaidOut, part: Part, parts: tuple[Part, ...], layer: Layer) -> tuple[Part, ...] | None:
    """With the smallest of the others; two at least stay. In the place of the first of the two."""
    if len(parts) <= FEWEST_COLUMNS or part not in parts:
        return None
    other = min(
        (p for p in parts if p != part), key=lambda p: (of.numbers.get(Key(layer, column=p), 0), parts.index(p))
    )
    return _joined(parts, part, other)


def _joined(parts: tuple[Part, ...], one: Part, other: Part) -> tuple[Part, ...]:
    first, second = sorted((one, other), key=parts.index)
    return tuple((*first, *second) if part == first else part for part in parts if part != second)


def _words_merged(of: LaidOut, key: Key) -> Shape | None:
    """Within a column of the table by area, so that the tables stay parts of one another."""
    words, word = of.shape.words, key.column if key.layer == Layer.BASE else key.row
    group_of = {one: group for group, inside in of.family.groups.items() for one in inside}
    column_of = {group: column for column in of.shape.columns for group in column}

    def column(part: Part) -> Part:
        return column_of.get(group_of.get(part[0], ""), ())

    others = [part for part in words if part != word and column(part) == column(word)]
    if len(words) <= FEWEST_COLUMNS or not others:
        return None
    other = min(others, key=lambda part: (of.numbers.get(Key(Layer.WORD, part), 0), words.index(part)))
    return replace(of.shape, words=_joined(words, word, other))


def _no_totals(layer: Layer) -> Step:
    def step(of: LaidOut, key: Key) -> Shape | None:
        if not any(said.layer == layer for said in of.said) or not _is_total(of, layer):
            return None
        return replace(of.shape, no_totals=of.shape.no_totals | {layer})

    return step


def _is_total(of: LaidOut, layer: Layer) -> bool:
    """The totals of a table of one dimension are the table."""
    return layer != Layer.ROW or not of.shape.has(of.family.across) or bool(of.shape.columns)


def _without(which: str) -> Step:
    def step(of: LaidOut, key: Key) -> Shape | None:
        table: TableName | None = getattr(of.family, which)
        if table is None or not of.shape.has(table):
            return None
        shape = replace(of.shape, no_tables=of.shape.no_tables | {table})
        if which == "across":
            return replace(shape, columns=())
        return replace(shape, standings=()) if which == "standing" else shape

    return step


GRAND, ROWS = _no_totals(Layer.GRAND), _no_totals(Layer.ROW)
COLUMNS, STANDINGS = _no_totals(Layer.COLUMN), _no_totals(Layer.STANDING)
# What gives way for what, mildest first.
STEPS: dict[Layer, tuple[Step, ...]] = {
    Layer.MONTH: (_without("months"),),
    Layer.STANDING: (_standings_merged, STANDINGS, _without("standing")),
    Layer.WORD: (_words_merged, GRAND, _without("by_word")),
    Layer.COLUMN: (_columns_merged, COLUMNS, _without("by_word"), _without("across")),
    Layer.GRAND: (GRAND, _without("months"), COLUMNS, STANDINGS, _without("standing")),
    Layer.STANDING_CELL: (_standings_merged, STANDINGS, _without("standing")),
    Layer.BASE: (_words_merged, GRAND, _without("by_word")),
    Layer.CELL: (_columns_merged, COLUMNS, _without("by_word"), ROWS, _without("across")),
    Layer.ROW: (GRAND, _without("months"), STANDINGS, _without("standing"), COLUMNS, _without("by_word"), ROWS),
}
ORDER = tuple(STEPS)
LAST: tuple[Step, ...] = tuple(_without(which) for which in ("months", "standing", "by_word", "across"))


def told(family: Family, first: Shape, final: Shape) -> Iterator[Coarsening]:
    """What was merged and dropped on the way from one shape to the other."""
    for table in family.tables():
        if table not in first.no_tables and table in final.no_tables:
            yield Coarsening(CoarseningKind.TABLE_DROPPED, table)
    by_area = next((table for table in (family.across, family.standing) if table and final.has(table)), None)
    if by_area is not None:
        for row in final.areas:
            if len(row) > 1:
                yield Coarsening(CoarseningKind.AREAS_MERGED, by_area, row)
    for name, parts in (
        (family.across, final.columns),
        (family.by_word, final.words),
        (family.standing, final.standings),
    ):
        if name is not None and final.has(name):
            for part in parts:
                if len(part) > 1:
                    yield Coarsening(CoarseningKind.COLUMNS_MERGED, name, part)
    for layer in sorted(final.no_totals):
        shows = family.standing if layer == Layer.STANDING else next((t for t in family.tables() if final.has(t)), None)
        if shows is not None and final.has(shows):
            yield Coarsening(CoarseningKind.TOTALS_DROPPED, shows, (str(layer),))
