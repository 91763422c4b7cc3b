"""Numbers into public figures, and public figures into tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.disclosure.content import Coarsening, Figure, PublicTable
from db.disclosure.families import Counts, Family, Key, Layer, Shape, sums
from db.disclosure.rule import figure
from db.vocabulary.briefings import CoarseningKind, FigureKind, TableName


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A family in one shape: every true number, and the figures that its tables show."""

    family: Family
    shape: Shape
    numbers: Mapping[Key, int]
    said: Mapping[Key, Figure]


def laid_out(family: Family, shape: Shape, counts: Counts) -> LaidOut:
    numbers = sums(family, shape, counts.all)
    sources = [sums(family, shape, given) for given in counts.sources]
    said = {key: figure(numbers[key], (one[key] for one in sources)) for key in shown(family, shape)}
    return LaidOut(family, shape, numbers, said)


def shown(family: Family, shape: Shape) -> tuple[Key, ...]:
    """The keys of all figures that the tables of this shape show."""
    across, standing = shape.has(family.across), shape.has(family.standing)
    keys: list[Key] = []
    if any(shape.has(table) for table in family.tables()) and Layer.GRAND not in shape.no_totals:
        keys.append(Key(Layer.GRAND))
    if across and shape.columns:
        keys += [Key(Layer.CELL, row, column) for row in shape.areas for column in shape.columns]
        if Layer.COLUMN not in shape.no_totals:
            keys += [Key(Layer.COLUMN, column=column) for column in shape.columns]
    if (across or standing) and _row_totals(family, shape):
        keys += [Key(Layer.ROW, row) for row in shape.areas]
    if standing:
        keys += [Key(Layer.STANDING_CELL, row, one) for row in shape.areas for one in shape.standings]
        if Layer.STANDING not in shape.no_totals:
            keys += [Key(Layer.STANDING, column=one) for one in shape.standings]
    if shape.has(family.by_word):
        keys += [Key(Layer.WORD, word) for word in shape.words]
    if shape.has(family.months):
        keys += [Key(Layer.MONTH, (month,)) for month in shape.months]
    return tuple(keys)


def _row_totals(family: Family, shape: Shape) -> bool:
    """In one dimension they are the table itself."""
    return Layer.ROW not in shape.no_totals or (shape.has(family.across) and not shape.columns)


def tables(of: LaidOut) -> tuple[PublicTable, ...]:
    family, shape = of.family, of.shape
    grand = of.said.get(Key(Layer.GRAND))
    found: list[PublicTable] = []
    for name, columns, cell, column in (
        (family.across, shape.columns, Layer.CELL, Layer.COLUMN),
        (family.standing, shape.standings, Layer.STANDING_CELL, Layer.STANDING),
    ):
        if name is not None and shape.has(name):
            found.append(
                PublicTable(
                    name,
                    rows=shape.areas,
                    row_totals=tuple(of.said.get(Key(Layer.ROW, row)) for row in shape.areas),
                    total=grand,
                    columns=columns,
                    cells=tuple(tuple(of.said[Key(cell, row, c)] for c in columns) for row in shape.areas)
                    if columns
                    else (),
                    column_totals=tuple(of.said.get(Key(column, column=c)) for c in columns),
                )
            )
    if family.by_word is not None and shape.has(family.by_word):
        words = tuple(of.said[Key(Layer.WORD, word)] for word in shape.words)
        found.append(PublicTable(family.by_word, rows=shape.words, row_totals=words, total=grand))
    if family.months is not None and shape.has(family.months):
        by_month = tuple(of.said[Key(Layer.MONTH, (month,))] for month in shape.months)
        rows = tuple((month,) for month in shape.months)
        found.append(PublicTable(family.months, rows=rows, row_totals=by_month, total=grand))
    order = list(family.tables())
    return tuple(sorted(found, key=lambda table: order.index(table.name)))


def table_of(family: Family, layer: Layer) -> TableName:
    """The table that shows figures of this layer; of figures that several show, the first."""
    own = {
        Layer.WORD: family.by_word,
        Layer.MONTH: family.months,
        Layer.STANDING: family.standing,
        Layer.STANDING_CELL: family.standing,
    }
    return own.get(layer, family.across) or next(family.tables())


def withheld(of: LaidOut) -> tuple[Coarsening, ...]:
    """What is not shown because most of it comes from one source."""
    return tuple(
        Coarsening(CoarseningKind.ONE_SOURCE, table_of(of.family, key.layer), (*key.row, *key.column))
        for key, figure_said in of.said.items()
        if figure_said.kind == FigureKind.WITHHELD
    )
