"""What is due and when, holds, and two people to every erasure."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.commands.counts import CountAgain
from db.commands.erasing import DecideErasure, ProposeErasure
from db.commands.holds import LiftHold, PlaceHold
from db.commands.retention import SetRetention
from db.errors import Invalid
from db.models import Base, Case, Concern, Erasure, Task
from db.queries.retention import due_records, erasures_waiting
from db.redaction import COLUMNS, STAYS, How
from db.retention import anniversary, due_before
from db.settings import get_settings
from db.vocabulary import ConcernStatus
from db.vocabulary.keeping import ErasureGround
from db.vocabulary.retention import RetentionClass
from tests.db.conftest import NOW, Desk
from tests.db.test_complaints import complaint

RETENTION = ErasureGround.RETENTION


def changed(desk: Desk, model: Any, ref: str, **values: Any) -> None:
    """Past that no command makes: closed years ago."""
    with Session(desk.store._writer) as session, session.begin():
        session.execute(update(model).where(model.ref == ref).values(**values))


def old_concern(desk: Desk, years: float = 7, **more: Any) -> str:
    """A concern that was closed so many years ago."""
    ref: str = desk.concern(**more).ref
    closed(desk, ref, NOW - timedelta(days=365.25 * years))
    return ref


def closed(desk: Desk, ref: str, at: datetime) -> None:
    changed(desk, Concern, ref, status="closed", closing_reason="resolved", closed_at=at, updated_at=at, created_at=at)
    desk.do(CountAgain(), by="system")


def test_every_column_about_people_has_its_rule_and_none_is_made_up() -> None:
    columns = {f"{t.name}.{c.name}": c for t in Base.metadata.tables.values() for c in t.columns}
    people = {name for name, column in columns.items() if "confidentiality" in column.info}
    assert people - set(COLUMNS) == set()
    assert set(COLUMNS) - set(columns) == set()
    assert {name for name, how in COLUMNS.items() if how is How.STAYS} == set(STAYS)
    empty = {name for name, how in COLUMNS.items() if how is How.EMPTIED}
    assert {name for name in empty if not columns[name].nullable} == set()


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2020, 11, 3), 6, date(2026, 11, 3)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 29), 6, date(2026, 3, 1)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
    ],
)
def test_a_record_is_due_on_its_day_so_many_years_later_and_not_a_day_before(day: date, years: int, then: date) -> None:
    zone = get_settings().zone
    assert anniversary(day, years) == then
    last_moment = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
    dawn, eve = (datetime(d.year, d.month, d.day, 0, 30, tzinfo=zone) for d in (then, then - timedelta(days=1)))
    assert last_moment < due_before(dawn, years)
    assert not last_moment < due_before(eve.replace(hour=23, minute=30), years)


def test_days_are_the_agencys_also_on_the_night_the_clocks_change() -> None:
    # 1 November 2026: Los Angeles has 25 hours; the day ends at 08:00 UTC on the 2nd.
    before, after = (datetime(2026, 11, 2, 8, 0, tzinfo=UTC) + timedelta(seconds=s) for s in (-1, 0))
    assert due_before(before, 0) == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    assert due_before(after, 0) == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    assert due_before(datetime(2026, 3, 8, 12, tzinfo=UTC), 0) == datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


def refs_due(desk: Desk, name: RetentionClass, at: datetime = NOW, by: str = "keeper") -> list[str]:
    with desk.store.reading() as session:
        return list(due_records(session, viewer=desk.viewers[by], which=name, now=at).frame["ref"])


def test_what_is_due_held_proposed_and_erased(desk: Desk) -> None:
    ref, young = old_concern(desk), old_concern(desk, years=5)
    assert refs_due(desk, RetentionClass.CONCERNS) == [ref]
    desk.do(SetRetention(RetentionClass.CONCERNS, 3, 0), by="keeper")
    assert refs_due(desk, RetentionClass.CONCERNS) == [ref, young]
    desk.do(PlaceHold(young, "Court order 12/26"), by="keeper")
    assert refs_due(desk, RetentionClass.CONCERNS) == [ref]
    desk.do(ProposeErasure((ref,), RETENTION), by="keeper")
    assert refs_due(desk, RetentionClass.CONCERNS) == []
    with pytest.raises(Invalid, match="A legal hold stands"):
        desk.do(ProposeErasure((young,), RETENTION), by="keeper")
    with pytest.raises(Invalid, match="another person"):
        desk.do(DecideErasure((ref,), True, 1), by="keeper")
    with pytest.raises(Invalid, match="Type how many"):
        desk.do(DecideErasure((ref,), True, 2), by="sue")
    desk.do(PlaceHold(ref, "Found in time"), by="keeper")
    with pytest.raises(Invalid, match="A legal hold stands"):
        desk.do(DecideErasure((ref,), True, 1), by="sue")
    desk.do(LiftHold(ref), by="keeper")
    changed(desk, Concern, ref, status=ConcernStatus.IN_PROGRESS.value)
    with pytest.raises(Invalid, match="is open"):
        desk.do(DecideErasure((ref,), True, 1), by="sue")
    changed(desk, Concern, ref, status="closed")
    assert desk.do(DecideErasure((ref,), True, 1), by="sue").done == (ref,)
    erased = desk.one(Concern, ref)
    assert (erased.summary, erased.redacted_at) == ("Erased on 2026-11-03 as the rules ask.", NOW)
    desk.do(LiftHold(young), by="keeper")
    assert refs_due(desk, RetentionClass.CONCERNS) == [young]
    with pytest.raises(Invalid, match="erased already"):
        desk.do(ProposeErasure((ref,), ErasureGround.ORDER, "Order 4"), by="keeper")
    assert desk.wrong_counts() == 0


def test_the_table_itself_refuses_one_person_twice(desk: Desk) -> None:
    ref = old_concern(desk)
    desk.do(ProposeErasure((ref,), RETENTION), by="keeper")
    who = desk.viewers["keeper"].officer_id
    with pytest.raises(Exception, match="two"), Session(desk.store._writer) as session, session.begin():
        session.execute(update(Erasure).values(decided_by_id=who, decided_at=NOW, carried_out_at=NOW))


def test_what_was_refused_can_be_proposed_again_and_what_is_not_due_only_on_other_grounds(desk: Desk) -> None:
    ref, young = old_concern(desk), old_concern(desk, years=1)
    desk.do(ProposeErasure((ref, young), RETENTION), by="keeper")
    assert desk.do(DecideErasure((ref,), False), by="sue").done == (ref,)
    with desk.store.reading() as session:
        assert session.scalars(select(Erasure.entity_ref)).all() == [ref]
    desk.do(ProposeErasure((ref,), RETENTION), by="keeper")
    desk.do(ProposeErasure((young,), ErasureGround.SUBJECT, "S-2026-00001"), by="keeper")


def test_nobody_meets_a_complaint_about_themselves_among_what_is_due(desk: Desk) -> None:
    ref = complaint(desk, "sue").ref
    at = NOW - timedelta(days=365 * 11)
    with Session(desk.store._writer) as session, session.begin():
        session.execute(update(Task).values(done_at=at))
    changed(desk, Case, ref, status="closed", outcome="Dealt with", closed_at=at)
    desk.do(ProposeErasure((ref,), RETENTION), by="keeper")
    for who, sees in (("dee", [ref]), ("sue", [])):
        with desk.store.reading() as session:
            assert list(erasures_waiting(session, viewer=desk.viewers[who])["ref"]) == sees
    with pytest.raises(Invalid, match="There is no record"):
        desk.do(DecideErasure((ref,), True, 1), by="sue")
    desk.do(DecideErasure((ref,), True, 1), by="dee")
    assert desk.one(Case, ref).title == "Erased on 2026-11-03 as the rules ask."
