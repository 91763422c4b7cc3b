"""Frozen briefings as the store hands them on: two periods of a city of six neighbourhoods, every kind of slide."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime

from db.disclosure.content import (
    Coarsening,
    Figure,
    Item,
    Picture,
    PublicArea,
    PublicTable,
    Release,
    Slide,
    Snapshot,
    Written,
)
from db.vocabulary import ActivityType, ConcernCategory, EventType
from db.vocabulary.briefings import (
    LAID_OUT,
    CheckResult,
    CoarseningKind,
    FigureKind,
    PeriodKind,
    PublicFate,
    PublicGroup,
    SlideKind,
    Standing,
    TableName,
)

FEW = Figure(FigureKind.FEW)
WITHHELD = Figure(FigureKind.WITHHELD)

NAMES = {
    "NA": "Northgate",
    "NB": "Fairmount",
    "NC": "Capitol Heights",
    "SA": "Riverside",
    "SB": "Old Harbour",
    "SC": "Georgetown",
}
# One dot of red, the smallest picture there is.
DOT = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
        "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
).decode()


def figure(n: int | None) -> Figure:
    """A rounded figure; 0: fewer than 10; None: not shown."""
    return WITHHELD if n is None else FEW if n == 0 else Figure(FigureKind.ROUNDED, n)


def figures(*numbers: int | None) -> tuple[Figure, ...]:
    return tuple(figure(n) for n in numbers)


def keys(*words: str) -> tuple[tuple[str, ...], ...]:
    """One key for each row; "SB+SC" for a merged one."""
    return tuple(tuple(word.split("+")) for word in words)


def _areas() -> tuple[PublicArea, ...]:
    made = []
    for place, (code, name) in enumerate(NAMES.items()):
        west, south = -122.40 + (place % 3) * 0.04, 47.63 if place < 3 else 47.60
        ring = [[west, south], [west + 0.04, south], [west + 0.04, south + 0.03], [west, south + 0.03], [west, south]]
        outline = {"type": "Polygon", "coordinates": [ring]}
        made.append(PublicArea(code, name, "North" if place < 3 else "South", outline, (west + 0.02, south + 0.015)))
    return tuple(made)


ROWS = keys("NA", "NB", "NC", "SA", "SB+SC")
GROUPS = tuple((group.value,) for group in PublicGroup)
# Area by area, in the order of the groups: traffic, disorder, drugs, property, violence, street, policing, anything else.
NOW = (
    (85, 30, 0, 10, 0, 20, 0, 0),
    (15, 10, 0, 10, 0, 0, 0, 0),
    (0, 10, 0, 0, 0, 0, 0, 0),
    (20, 25, 0, 15, 0, 10, None, 0),
    (15, 15, 0, 10, 0, 10, 0, 0),
)
THEN = (
    (55, 30, 0, 35, 0, 15, 0, 0),
    (15, 10, 0, 10, 0, 0, 0, 0),
    (0, 10, 0, 0, 0, 0, 0, 0),
    (20, 0, 0, 15, 0, 10, 0, 0),
    (15, 15, 0, 10, 0, 10, 0, 0),
)


def by_group(cells: tuple[tuple[int | None, ...], ...], row_totals: tuple[int, ...]) -> PublicTable:
    return PublicTable(
        TableName.CONCERNS_BY_GROUP,
        ROWS,
        figures(*row_totals),
        figure(330),
        GROUPS,
        tuple(figures(*row) for row in cells),
        figures(140, 90, 0, 45, 0, 45, 20, 10),
    )


def one_dimension(name: TableName, words: tuple[tuple[str, int | None], ...], total: int) -> PublicTable:
    return PublicTable(name, keys(*(word for word, _n in words)), figures(*(n for _word, n in words)), figure(total))


def _tables() -> tuple[PublicTable, ...]:
    category = ConcernCategory
    return (
        by_group(NOW, (145, 40, 15, 75, 55)),
        one_dimension(
            TableName.CONCERNS_BY_CATEGORY,
            (
                (category.NOISE, 60),
                (category.SPEEDING, 95),
                (category.PARKING, 45),
                (category.BURGLARY, 25),
                (category.VEHICLE_CRIME, 20),
                (category.DRUGS, 0),
                (category.GRAFFITI, 30),
                (category.LIGHTING, 15),
                (category.FEAR_OF_CRIME, None),
                (category.OTHER, 10),
            ),
            330,
        ),
        PublicTable(
            TableName.CONCERNS_BY_STANDING,
            ROWS,
            figures(145, 40, 15, 75, 55),
            figure(330),
            tuple((standing.value,) for standing in Standing),
            (figures(80, 50, 15), figures(25, 10, 0), figures(0, 0, 0), figures(40, 30, 0), figures(30, 20, 0)),
            figures(180, 120, 25),
        ),
        one_dimension(TableName.CONCERNS_BY_MONTH, (("2026-07", 110), ("2026-08", 95), ("2026-09", 125)), 330),
        one_dimension(
            TableName.EVENTS_BY_AREA, (("NA", 10), ("NB", 0), ("NC", 0), ("SA", 10), ("SB", 0), ("SC", 0)), 35
        ),
        one_dimension(
            TableName.EVENTS_BY_TYPE,
            ((EventType.BEAT_MEETING, 15), (EventType.COFFEE, 10), (EventType.CLEAN_UP, 0)),
            35,
        ),
        PublicTable(TableName.ACTIVITIES_BY_AREA, ROWS, figures(130, 45, 20, 85, 25), figure(305)),
        one_dimension(
            TableName.ACTIVITIES_BY_TYPE,
            (
                (ActivityType.FOOT_PATROL, 210),
                (ActivityType.BUSINESS_VISIT, 55),
                (ActivityType.SCHOOL_LIAISON, 30),
                (ActivityType.MEDIATION, 0),
            ),
            305,
        ),
        PublicTable(
            TableName.PROMISES_BY_FATE,
            ROWS,
            figures(20, 0, 0, 15, 10),
            figure(50),
            tuple((fate.value,) for fate in PublicFate),
            (figures(15, 0, 0), figures(0, 0, 0), figures(0, 0, 0), figures(10, 0, 0), figures(0, 0, 0)),
            figures(30, 15, 0),
        ),
        PublicTable(
            TableName.CHECKS_BY_RESULT,
            tuple((result.value,) for result in CheckResult),
            figures(35, 0),
            figure(40),
        ),
    )


RELEASE = Release(
    kind=PeriodKind.QUARTER,
    starts_on=date(2026, 7, 1),
    last_day=date(2026, 9, 30),
    counted_at=datetime(2026, 10, 9, 8, 30, tzinfo=UTC),
    areas=_areas(),
    tables=_tables(),
    coarsened=(
        Coarsening(CoarseningKind.AREAS_MERGED, TableName.CONCERNS_BY_GROUP, ("SB", "SC")),
        Coarsening(CoarseningKind.ONE_SOURCE, TableName.CONCERNS_BY_GROUP, ("SA", PublicGroup.POLICING)),
    ),
)
BEFORE = replace(
    RELEASE,
    starts_on=date(2026, 4, 1),
    last_day=date(2026, 6, 30),
    counted_at=datetime(2026, 7, 10, 8, 30, tzinfo=UTC),
    tables=(by_group(THEN, (130, 40, 15, 55, 55)),),
    coarsened=(),
)


def english(words: str) -> tuple[Written, ...]:
    return (Written("en", words),)


ITEMS = {
    SlideKind.TOLD: (Item(english("Cars race on Holman Road at night."), areas=("NA",)),),
    SlideKind.PROMISES: (
        Item(english("Measure speed on Holman Road for two weeks"), PublicFate.KEPT, ("NA",), date(2026, 9, 9)),
        Item(english("Ask the city to mend the lamps"), PublicFate.KEPT_LATE, ("SA",), date(2026, 8, 20)),
        Item(
            (
                Written("en", "Walk the market with traders"),
                Written("es", "Recorrer el mercado con los comerciantes", machine=True),
            ),
            PublicFate.OUTSTANDING,
            (),
            date(2026, 9, 30),
        ),
    ),
    SlideKind.WORKS: (Item(english("Two speed displays stay where they are.")),),
    SlideKind.NEXT: (
        Item(
            english("Northgate meets its officers"),
            EventType.BEAT_MEETING,
            ("NA",),
            date(2026, 11, 10),
            "18:30",
            "Northgate Library",
            "Vietnamese",
        ),
        Item(
            (Written("es", "Café con la policía"),),
            EventType.COFFEE,
            ("SA",),
            date(2026, 11, 19),
            "09:00",
            "Centro Ribera",
        ),
    ),
    SlideKind.CONTACTS: (
        Item(english("Officer A. Rivera"), areas=("NA",)),
        Item(english("Officer L. Chen"), areas=("SA", "SC")),
    ),
}

CITY = Snapshot(
    ref="B-2026-00007",
    title=(Written("en", "What we heard this summer"), Written("es", "Lo que escuchamos este verano")),
    agency="Harbour City Police",
    time_zone="America/Los_Angeles",
    areas=(),
    audience="residents",
    languages=("en", "es", "zh_Hans", "vi", "so", "ar", "am"),
    frozen_on=date(2026, 10, 12),
    release=RELEASE,
    slides=(
        *(Slide(kind, items=ITEMS.get(kind, ())) for kind in LAID_OUT),
        Slide(SlideKind.TEXT, english("Holman Road"), english("Two speed displays stay.\nThey go in March.")),
        Slide(
            SlideKind.PICTURE,
            english("The new crossing"),
            picture=Picture("image/png", DOT, 1, 1, english("A zebra crossing in front of a school")),
        ),
        Slide(SlideKind.STORY, english("The lamps of Ravine Park"), english("“We use the path again.”")),
    ),
    before=BEFORE,
    before_ref="B-2026-00003",
    public_contact="206-555-0110, desk@police.example",
)
ONE_AREA = replace(CITY, areas=("NA",))
FEW_AREAS = replace(CITY, areas=("NA", "SA", "SC"))
MANY_AREAS = replace(CITY, areas=tuple(NAMES))
