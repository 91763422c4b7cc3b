"""What an auditor can ask the trail: each filter, page by page, by the indexes, and never about oneself."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from db.audit import Action
from db.commands.audit_trail import NoteCheck
from db.commands.complaints import NameComplained
from db.commands.concern_details import OpenConcern
from db.commands.exports import Export, NoteExport
from db.errors import Refused
from db.models import AuditEntry
from db.queries import audit_trail
from db.queries.audit_trail import LOOKS, NOBODY, Asked, Found
from db.vocabulary import CaseKind
from tests.db.conftest import NOW, Desk

TODAY = NOW.date()


def ask(desk: Desk, *, by: str = "auditor", page: int = 0, **asked: Any) -> Found:
    with desk.store.reading() as session:
        return audit_trail.trail(session, viewer=desk.viewers[by], asked=Asked(**asked), page=page)


def test_each_filter_finds_its_own_newest_first(desk: Desk) -> None:
    one, other = desk.concern().ref, desk.concern(by="ben", at=NOW + timedelta(days=2)).ref
    desk.do(OpenConcern(one), by="ben", at=NOW + timedelta(hours=1))
    desk.do(NoteExport(Export.FIGURES, 3), by="analyst", at=NOW + timedelta(hours=2))
    assert [(e.action, e.actor) for e in ask(desk, ref=one).entries] == [
        (Action.CONCERN_OPENED, "Ben Ito (officer)"),
        (Action.CONCERN_RECORDED, "Ana Rivera (officer)"),
    ]
    assert [e.action for e in ask(desk, ref=one, actions=LOOKS).entries] == [Action.CONCERN_OPENED]
    assert [e.ref for e in ask(desk, since=TODAY + timedelta(days=2)).entries] == [other]
    assert other not in [e.ref for e in ask(desk, until=TODAY).entries]
    assert [e.ref for e in ask(desk, officer_id=desk.viewers["ben"].officer_id).entries] == [other, one]
    assert [e.detail["rows"] for e in ask(desk, entity="export").entries] == [3]
    assert {e.actor for e in ask(desk, officer_id=NOBODY).entries} == {"tests (system)"}
    assert ask(desk, ref="C-1999-00001").entries == ()


def test_a_page_follows_the_one_before_and_nothing_comes_twice(desk: Desk) -> None:
    for _ in range(60):
        desk.do(NoteExport(Export.FIGURES, 3), by="analyst")
    first, second = ask(desk, entity="export"), ask(desk, entity="export", page=1)
    numbers = [e.number for e in (*first.entries, *second.entries)]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 60
    assert (first.total, first.more, len(first.entries)) == (60, False, 50)


@pytest.mark.parametrize("who", ["ana", "sue", "spec", "analyst", "presenter", "partner", "keeper", "administrator"])
def test_only_an_auditor_asks(shared_desk: Desk, who: str) -> None:
    with shared_desk.store.reading() as session:
        viewer = shared_desk.viewers[who]
        for query in (audit_trail.kinds, audit_trail.people, audit_trail.chain):
            with pytest.raises(Refused):
                query(session, viewer=viewer)
        with pytest.raises(Refused):
            audit_trail.trail(session, viewer=viewer, asked=Asked())


def test_an_auditor_who_is_complained_about_does_not_find_it(desk: Desk) -> None:
    case = desk.case(by="sue", kind=CaseKind.COMPLAINT)
    refs = {case.ref, *case.also}
    assert refs <= {e.ref for e in ask(desk).entries}
    desk.do(NameComplained(case.ref, case.version, officers=(desk.viewers["auditor"].officer_id or 0,)), by="sue")
    found = ask(desk)
    assert refs & {e.ref for e in found.entries} == set()
    assert found.total == len(found.entries)
    assert ask(desk, ref=case.ref).entries == ()


def test_the_kinds_are_those_there_are(desk: Desk) -> None:
    desk.event()
    with desk.store.reading() as session:
        kinds = audit_trail.kinds(session, viewer=desk.viewers["auditor"])
    assert kinds == tuple(sorted(kinds))
    assert {"event", "officer", "team"} <= set(kinds) and "case" not in kinds


def test_the_last_check_is_remembered(desk: Desk) -> None:
    viewer = desk.viewers["auditor"]
    with desk.store.reading() as session:
        assert audit_trail.chain(session, viewer=viewer).checked_at is None
    desk.do(NoteCheck(9, whole=True), by="auditor")
    with desk.store.reading() as session:
        found = audit_trail.chain(session, viewer=viewer)
    assert (found.checked_at, found.checked_entries, found.whole) == (NOW, 9, True)
    assert found.entries > 9 and len(found.head) == 64


MANY = 20_000


def long(desk: Desk) -> None:
    """So many entries that a plan shows; not a chain: nobody verifies it here."""
    kinds = ("concern", "case", "session", "export", "task")
    rows = [
        {
            "id": number, "at": NOW + timedelta(minutes=number), "officer_id": number % 60, "actor": "x",
            "action": Action.EXPORTED if number % 50 == 0 else Action.CONCERN_EDITED, "entity": kinds[number % 5],
            "entity_ref": f"C-2026-{number // 4:05d}", "detail": {}, "previous_hash": "0" * 64, "hash": "0" * 64,
        }
        for number in range(1_000, 1_000 + MANY)
    ]  # fmt: skip
    with desk.store._writer.begin() as connection:
        connection.execute(insert(AuditEntry), rows)
        connection.execute(text("ANALYZE"))


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"ref": "C-2026-00300"}, "ix_audit_entry_entity"),
        ({"ref": "C-2026-00300", "actions": LOOKS}, "ix_audit_entry_entity"),
        ({"since": TODAY + timedelta(days=3), "until": TODAY + timedelta(days=4)}, "ix_audit_entry_at"),
        ({"officer_id": 7}, "ix_audit_entry_officer_at"),
        ({"officer_id": 7, "since": TODAY + timedelta(days=3)}, "ix_audit_entry_officer_at"),
    ],
    ids=["reference", "looks", "days", "person", "person and days"],
)
def test_a_long_trail_is_asked_by_its_indexes(long_desk: Desk, asked: dict[str, Any], index: str) -> None:
    plans: list[str] = []
    sqlite = long_desk.store.settings.is_sqlite

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "audit_entry" in statement and "detail" in statement:
            prefix = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            cursor = connection.connection.cursor()
            cursor.execute(prefix + statement, parameters)
            plans.append(str(cursor.fetchall()))

    reader = long_desk.store._reader
    event.listen(reader, "before_cursor_execute", explain)
    try:
        assert ask(long_desk, **asked).total >= 0
    finally:
        event.remove(reader, "before_cursor_execute", explain)
    assert index in plans[0], plans[0]


@pytest.fixture(scope="module")
def long_desk(shared_desk: Desk) -> Desk:
    long(shared_desk)
    return shared_desk
