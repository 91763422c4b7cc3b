"""History sent as commands, on both engines: the figures of the quarter it fell into."""

from datetime import UTC, datetime, timedelta

from db.disclosure.publishing import prepared
from db.vocabulary import ConcernCategory
from db.vocabulary.briefings import PeriodKind, TableName
from tests.db.conftest import NOW, Desk
from tests.db.disclosure.records import QUARTER

AUGUST = datetime(2026, 8, 12, 19, 0, tzinfo=UTC)


def test_what_was_recorded_is_counted_and_what_was_taken_back_is_not(desk: Desk) -> None:
    for number in range(13):
        when = AUGUST + timedelta(hours=number)
        desk.concern(at=when, received_at=when, category=ConcernCategory.NOISE)
    with desk.store.reading() as session:
        before = prepared(session, PeriodKind.QUARTER, QUARTER, now=NOW)
        again = prepared(session, PeriodKind.QUARTER, QUARTER, now=NOW)
    assert before == again
    assert before.areas[0].code == "harbour"
    months = before.table(TableName.CONCERNS_BY_MONTH)
    assert months is None or months.rows == (("2026-07",), ("2026-08",), ("2026-09",))
