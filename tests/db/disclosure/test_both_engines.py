"""History sent as commands, on both engines: the figures of the quarter it fell into."""

from datetime import UTC, datetime, timedelta

from db.disclosure.content import Figure
from db.disclosure.publishing import prepared
from db.disclosure.rule import FEW
from db.vocabulary import ConcernCategory
from db.vocabulary.briefings import FigureKind, PeriodKind, TableName
from tests.db.conftest import NOW, Desk
from tests.db.disclosure.records import QUARTER

AUGUST = datetime(2026, 8, 12, 19, 0, tzinfo=UTC)


def said(n: int) -> Figure:
    return Figure(FigureKind.ROUNDED, n)


def test_what_was_recorded_is_counted_and_what_was_taken_back_is_not(desk: Desk) -> None:
    mill = desk.areas["mill"]
    for number in range(24):
        when = AUGUST + timedelta(hours=number)
        desk.concern(at=when, received_at=when, category=ConcernCategory.NOISE)
        desk.concern(at=when, received_at=when, category=ConcernCategory.DUMPING, by="cal", neighbourhood_id=mill)
    last = desk.concern(at=when, received_at=when, category=ConcernCategory.NOISE)
    desk.undo(last.ref, at=when)
    with desk.store.reading() as session:
        release = prepared(session, PeriodKind.QUARTER, QUARTER, now=NOW)
    categories, months = release.table(TableName.CONCERNS_BY_CATEGORY), release.table(TableName.CONCERNS_BY_MONTH)
    assert categories is not None
    assert months is not None
    assert [area.code for area in release.areas] == ["harbour", "mill", "northgate", "riverside"]
    assert categories.total == said(50)
    assert {row: n for row, n in zip(categories.rows, categories.row_totals, strict=True) if n != FEW} == {
        ("noise",): said(25),
        ("dumping",): said(25),
    }
    assert dict(zip(months.rows, months.row_totals, strict=True)) == {
        ("2026-07",): FEW,
        ("2026-08",): said(50),
        ("2026-09",): FEW,
    }
