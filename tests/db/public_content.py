"""A hand-written frozen content, for tests of what is done with one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from db.disclosure.content import Coarsening, Figure, Item, PublicArea, PublicTable, Release, Slide, Snapshot, Written
from db.vocabulary.briefings import CoarseningKind, FigureKind, PeriodKind, SlideKind, TableName

FEW, WITHHELD = Figure(FigureKind.FEW), Figure(FigureKind.WITHHELD)


def rounded(n: int) -> Figure:
    return Figure(FigureKind.ROUNDED, n)


def english(words: str, **others: str) -> tuple[Written, ...]:
    return (Written("en", words), *(Written(language, said) for language, said in others.items()))


def an_area(code: str, name: str, west: float) -> PublicArea:
    outline = {"type": "Polygon", "coordinates": [[[west, 50], [west + 0.1, 50], [west + 0.1, 50.1], [west, 50]]]}
    return PublicArea(code, name, "West", outline, (west + 0.05, 50.05))


def a_release(**more: Any) -> Release:
    """Two neighbourhoods, one quarter: a table of two dimensions and one of one."""
    release = Release(
        PeriodKind.QUARTER,
        date(2026, 7, 1),
        date(2026, 9, 30),
        datetime(2026, 10, 8, 9, tzinfo=UTC),
        (an_area("harbour", "Harbour", 10), an_area("capitol-hill", "Capitol Hill", 10.1)),
        (
            PublicTable(
                TableName.CONCERNS_BY_GROUP,
                (("harbour",), ("capitol-hill",)),
                (rounded(40), FEW),
                rounded(45),
                (("traffic and parking",), ("drugs", "anything else")),
                ((rounded(25), rounded(15)), (FEW, WITHHELD)),
                (rounded(30), None),
            ),
            PublicTable(TableName.CONCERNS_BY_MONTH, (("2026-07",), ("2026-08",)), (rounded(20), rounded(25)), None),
        ),
        (Coarsening(CoarseningKind.TOTALS_DROPPED, TableName.CONCERNS_BY_MONTH),),
    )
    return replace(release, **more)


def a_snapshot(*slides: Slide, **more: Any) -> Snapshot:
    contacts = Slide(SlideKind.CONTACTS, items=(Item(english("Officer Ana Rivera"), areas=("harbour",)),))
    snapshot = Snapshot(
        ref="B-2026-00001",
        title=english("July to September in Harbour"),
        agency="Example City Police",
        time_zone="America/Los_Angeles",
        areas=("harbour",),
        audience="residents",
        languages=("en",),
        frozen_on=date(2026, 11, 3),
        release=a_release(),
        slides=(*slides, contacts),
    )
    return replace(snapshot, **more)


def a_slide(words: str, kind: SlideKind = SlideKind.TEXT, **more: Any) -> Slide:
    return replace(Slide(kind, text=english(words)), **more)
