"""Families of public tables: tables about the same records, whose figures bear on one another."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from db.vocabulary import NOT_ENGAGEMENT, SENSITIVE_ACTIVITIES, ActivityType, EventType
from db.vocabulary.briefings import PUBLIC_GROUPS, CheckResult, PublicFate, Standing, TableName

NOT_FOR_THE_PUBLIC = (EventType.TRAINING, EventType.MEDIA)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one counted record. `area`: a code, "" for none; `word`: its category, type, fate or result."""

    area: str
    word: str
    standing: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Records as the tables need them: by area and word, by area and standing, by month."""

    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    standings: Counter[tuple[str, str]] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)

    def add(self, fact: Fact, n: int = 1) -> None:
        self.words[fact.area, fact.word] += n
        self.standings[fact.area, fact.standing] += n
        self.months[fact.month] += n


@dataclass(frozen=True, slots=True)
class Counts:
    """The records of one family in the period. `sources`: of those, what each known source that gave many has given."""

    all: Tally
    sources: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """`across`: the table by area, in two dimensions when there are `groups` (their words by group); `by_word`, `standing`
    and `months`: the other tables."""

    name: str
    across: TableName | None
    by_word: TableName | None
    words: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: TableName | None = None
    months: TableName | None = None

    def tables(self) -> Iterator[TableName]:
        """In the order they are published."""
        yield from (table for table in (self.across, self.by_word, self.standing, self.months) if table)


STANDINGS = tuple(str(one) for one in Standing)
GROUPS = {str(group): tuple(str(word) for word in words) for group, words in PUBLIC_GROUPS.items()}

CONCERNS = Family(
    "concerns",
    TableName.CONCERNS_BY_GROUP,
    TableName.CONCERNS_BY_CATEGORY,
    tuple(word for words in GROUPS.values() for word in words),
    GROUPS,
    TableName.CONCERNS_BY_STANDING,
    TableName.CONCERNS_BY_MONTH,
)
EVENTS = Family(
    "events",
    TableName.EVENTS_BY_AREA,
    TableName.EVENTS_BY_TYPE,
    tuple(str(one) for one in EventType if one not in NOT_FOR_THE_PUBLIC),
)
ACTIVITIES = Family(
    "activities",
    TableName.ACTIVITIES_BY_AREA,
    TableName.ACTIVITIES_BY_TYPE,
    tuple(str(one) for one in ActivityType if one not in (*SENSITIVE_ACTIVITIES, *NOT_ENGAGEMENT)),
)
PROMISES = Family(
    "promises",
    TableName.PROMISES_BY_FATE,
    None,
    tuple(str(one) for one in PublicFate),
    {str(one): (str(one),) for one in PublicFate},
)
CHECKS = Family("checks", None, TableName.CHECKS_BY_RESULT, tuple(str(one) for one in CheckResult))
FAMILIES = (CONCERNS, EVENTS, ACTIVITIES, PROMISES, CHECKS)


class Layer(StrEnum):
    """What a number is, from the whole to the parts. BASE: area by word, which no table shows."""

    GRAND = "grand"
    MONTH = "month"
    COLUMN = "column"
    WORD = "word"
    BASE = "base"
    CELL = "cell"
    ROW = "row"
    STANDING_CELL = "standing cell"
    STANDING = "standing"


IN_AN_AREA = (Layer.ROW, Layer.CELL, Layer.STANDING_CELL, Layer.BASE)  # their keys have a row of areas

Part = tuple[str, ...]  # one key, or several that were merged; () for the records without an area


@dataclass(frozen=True, slots=True, order=True)
class Key:
    layer: Layer
    row: Part = ()
    column: Part = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """How a family's tables are laid out: what is merged, what is dropped. Words merge within a column only."""

    areas: tuple[Part, ...]
    columns: tuple[Part, ...]  # groups; () in one dimension
    words: tuple[Part, ...]
    standings: tuple[Part, ...]
    months: tuple[str, ...]
    no_tables: frozenset[TableName] = frozenset()
    no_totals: frozenset[Layer] = frozenset()

    def has(self, table: TableName | None) -> bool:
        return table is not None and table not in self.no_tables


def first_shape(family: Family, areas: tuple[str, ...], months: tuple[str, ...]) -> Shape:
    """Nothing merged, nothing dropped."""
    return Shape(
        areas=tuple((code,) for code in areas) if family.across else (),
        columns=tuple((group,) for group in family.groups),
        words=tuple((word,) for word in family.words),
        standings=tuple((one,) for one in STANDINGS) if family.standing else (),
        months=months if family.months and len(months) > 1 else (),
        no_tables=frozenset({family.months} if family.months and len(months) == 1 else ()),
    )


def sums(family: Family, shape: Shape, tally: Tally) -> Counter[Key]:
    """Every number of every layer, published or not."""
    group_of = {word: group for group, words in family.groups.items() for word in words}
    row = {code: part for part in shape.areas for code in part}
    column = {group: part for part in shape.columns for group in part}
    word = {one: part for part in shape.words for one in part}
    standing = {one: part for part in shape.standings for one in part}
    found: Counter[Key] = Counter()
    for (area, said), n in tally.words.items():
        here, about, there = row.get(area, ()), word[said], column.get(group_of.get(said, ""), ())
        for key in (
            Key(Layer.GRAND),
            Key(Layer.COLUMN, column=there),
            Key(Layer.WORD, about),
            Key(Layer.BASE, here, about),
            Key(Layer.CELL, here, there),
            Key(Layer.ROW, here),
        ):
            found[key] += n
    for (area, stands), n in tally.standings.items():
        part = standing.get(stands, ())
        found[Key(Layer.STANDING_CELL, row.get(area, ()), part)] += n
        found[Key(Layer.STANDING, column=part)] += n
    for month, n in tally.months.items():
        found[Key(Layer.MONTH, (month,))] += n
    return found
