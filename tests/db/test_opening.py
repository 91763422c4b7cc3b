"""Looking at a personal or restricted record: by a command, in the trail, kept by nobody."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import audit
from db.audit import Action
from db.commands.opening import ONE_LOOK, OpenRecord
from db.errors import NotFound, OpenedByCommand
from db.models import AuditEntry
from db.queries.cases import CaseRecord, case_record
from db.queries.concerns import ConcernRecord, concern_record
from db.vocabulary import CaseKind, ConcernCategory, Confidentiality
from tests.db.conftest import NOW, Desk
from tests.db.rows_access import broken, restricted


def looks(desk: Desk, ref: str) -> list[tuple[str, Any]]:
    """Who has looked at it, as the trail says it, oldest first."""
    entries = select(AuditEntry).where(AuditEntry.entity_ref == ref, AuditEntry.action == Action.RECORD_OPENED)
    with desk.store.reading() as session:
        return [(entry.actor.split(" ")[0], entry.detail) for entry in session.scalars(entries.order_by(AuditEntry.id))]


def test_a_look_is_in_the_trail_once_in_a_quarter_of_an_hour_for_each_who_looks(desk: Desk) -> None:
    ref = desk.concern(category=ConcernCategory.HOMELESSNESS).ref
    for minutes in (0, 1, 14):
        record = desk.do(OpenRecord(ref), at=NOW + timedelta(minutes=minutes))
        assert isinstance(record, ConcernRecord)
        assert record.summary == "Lamp out by the steps"
    desk.do(OpenRecord(ref), by="sue", at=NOW + timedelta(minutes=1))
    desk.do(OpenRecord(ref), at=NOW + ONE_LOOK)
    level = {"level": 2}
    assert looks(desk, ref) == [("Ana", level), ("Sue", level), ("Ana", level)]
    assert desk.store.verify_audit() is None


def test_a_case_is_opened_the_same_way_and_through_the_glass_it_says_so(desk: Desk) -> None:
    case = desk.case(kind=CaseKind.COMPLAINT, owner_id=desk.viewers["sue"].officer_id).ref
    assert isinstance(desk.do(OpenRecord(case)), CaseRecord)
    assert looks(desk, case) == [("Ana", {"level": 3})]
    ref = broken(desk)
    desk.do(OpenRecord(ref), by="ben")
    assert looks(desk, ref) == [("Ben", {"level": 3, "without assignment": True})]


@pytest.mark.parametrize("level", Confidentiality)
def test_what_a_query_answers_is_below_level_2(shared_desk: Desk, level: Confidentiality) -> None:
    concern, case = shared_desk.concern(confidentiality=level).ref, shared_desk.case(confidentiality=level).ref
    ana = shared_desk.viewers["ana"]
    asked = ((concern_record, concern), (case_record, case))
    with shared_desk.store.reading() as session:
        for query, ref in asked:
            if level < Confidentiality.PERSONAL:
                assert query(session, viewer=ana, ref=ref).ref == ref
                continue
            with pytest.raises(OpenedByCommand):
                query(session, viewer=ana, ref=ref)
            # Nobody else learns from the other sentence that there is such a record.
            with pytest.raises(NotFound) as refusal:
                query(session, viewer=shared_desk.viewers["cal"], ref=ref)
            assert type(refusal.value) is NotFound


def test_without_its_entry_nothing_is_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = restricted(desk)

    def broken_trail(*_: object, **__: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "seal", broken_trail)
    with pytest.raises(RuntimeError, match="trail cannot be written"):
        desk.do(OpenRecord(ref))
