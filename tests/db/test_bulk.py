"""Bulk: many rows in one save, stored exactly as if each had been saved alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.commands.bulk_community import RecordPast
from db.commands.bulk_concerns import BulkConcern, BulkSaved, Moved, RecordConcernsInBulk
from db.commands.concern_details import OpenConcern
from db.commands.concerns import VoiceGiven
from db.commands.insertion import insert_rows
from db.commands.past import PastActivity, PastCase, PastEvent, PastOrganisation, PastTask
from db.errors import Invalid, NotFound
from db.models import AuditEntry, Base, Case, Concern, ConcernAccess, Event, StatusChange, Task, Voice
from db.vocabulary import (
    ActivityType,
    CaseKind,
    CaseStatus,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    EventStatus,
    EventType,
    OrganisationSector,
    PlacePrecision,
    Priority,
)
from tests.db.conftest import CENTRES, NOW, THE_SEA, Desk

RECEIVED = datetime(2026, 10, 1, 7, 30, 0, 250_000, tzinfo=UTC)
SOFA = BulkConcern("Dumped sofa", ConcernCategory.DUMPING, RECEIVED, "1")


def bring_in(desk: Desk, *rows: BulkConcern, source: str = "city", file_hash: str | None = None) -> BulkSaved:
    saved: BulkSaved = desk.do(RecordConcernsInBulk(rows, source, file_hash), by="system")
    return saved


def test_a_full_row_arrives_with_every_field(desk: Desk) -> None:
    case, event = desk.case(), desk.event()
    row = BulkConcern(
        "Lamp out, “tunnel” — 漢字 🚲; 100 %",
        ConcernCategory.LIGHTING,
        RECEIVED,
        "A-1",
        status=ConcernStatus.CLOSED,
        closing_reason=ClosingReason.REFERRED,
        closed_at=RECEIVED - timedelta(days=1),
        resolved_at=RECEIVED + timedelta(hours=1),
        acknowledged_at=RECEIVED + timedelta(minutes=1),
        dates_disputed=True,
        latitude=50.012345678901234,
        longitude=10.098765432109876,
        at_venue=True,
        details="  Third lamp\tfrom the \\N left\nNULL  ",
        outcome="Passed on",
        priority=Priority.URGENT,
        language="Deutsch",
        owner="ana",
        recorded_by="ben",
        case=case.ref,
        raised_at_event=event.ref,
        source_note={"queue": "Lights", "ü": "“”"},
    )
    (ref,) = bring_in(desk, row).refs
    c = desk.one(Concern, ref)
    assert (c.summary, c.category, c.external_id, c.source) == (row.summary, "lighting and environment", "A-1", "city")
    assert (c.latitude, c.longitude, c.place_precision) == (row.latitude, row.longitude, PlacePrecision.VENUE)
    assert (c.received_at, str(c.received_day)) == (RECEIVED, "2026-10-01")
    assert (c.due_at, c.acknowledged_at) == (RECEIVED + timedelta(hours=24), row.acknowledged_at)
    assert (c.closed_at, c.resolved_at, c.dates_disputed) == (row.closed_at, row.resolved_at, True)
    assert c.details == "Third lamp\tfrom the \\N left\nNULL"
    assert (c.outcome, c.language, c.source_note) == ("Passed on", "Deutsch", row.source_note)
    assert (c.owner_id, c.recorded_by_id) == (desk.viewers["ana"].officer_id, desk.viewers["ben"].officer_id)
    assert (c.case_id, c.raised_at_event_id) == (desk.one(Case, case.ref).id, desk.one(Event, event.ref).id)
    assert (c.neighbourhood_id, c.version, c.created_at) == (desk.areas["harbour"], 1, NOW)


def test_rows_lie_in_the_store_exactly_as_single_saves_do(desk: Desk) -> None:
    desk.concern(details="Said", received_at=RECEIVED)
    with desk.store.reading() as session:
        concern = session.scalars(select(Concern)).one()
        row = {column.name: getattr(concern, column.name) for column in Concern.__table__.columns}
    del row["id"]
    copy = {**row, "ref": "C-2026-00002"}
    # Another row beside it, so that no column is the same throughout: such a column goes in by a shorter way.
    other = {name: None if Concern.__table__.c[name].nullable else value for name, value in row.items()}
    other |= {"ref": "C-2026-00003", "received_at": NOW, "created_at": RECEIVED, "updated_at": RECEIVED}
    with desk.store._writer.begin() as connection:
        insert_rows(Session(connection), Concern, [copy, other])
    with desk.store.reading() as session:
        cursor = session.connection().connection.cursor()
        cursor.execute("SELECT * FROM concern ORDER BY id")
        single, bulk, _ = cursor.fetchall()
    assert [(value, type(value)) for value in single[2:]] == [(value, type(value)) for value in bulk[2:]]


def test_a_repeat_points_at_what_it_repeats_in_this_file_or_an_earlier_one(desk: Desk) -> None:
    first, repeat = bring_in(desk, SOFA, replace(SOFA, external_id="2", duplicate_of="1")).refs
    (later,) = bring_in(desk, replace(SOFA, external_id="3", duplicate_of="1")).refs
    original = desk.one(Concern, first).id
    assert [desk.one(Concern, ref).duplicate_of_id for ref in (first, repeat, later)] == [None, original, original]
    with pytest.raises(Invalid):
        bring_in(desk, replace(SOFA, external_id="4", duplicate_of="999"))


def test_an_empty_file_is_saved_as_nothing_with_its_entry(desk: Desk) -> None:
    assert bring_in(desk) == BulkSaved(0, 0, 0, 0)
    assert desk.count(Concern) == 0


def test_the_same_file_again_adds_nothing(desk: Desk) -> None:
    rows = [replace(SOFA, external_id=str(number)) for number in range(3)]
    assert bring_in(desk, *rows).added == 3
    again = bring_in(desk, *rows, replace(SOFA, external_id="new"))
    assert (again.added, again.already_there) == (1, 3)
    assert bring_in(desk, *rows, source="another city").added == 3
    assert desk.count(Concern) == 7
    assert desk.wrong_counts() == 0


def test_a_number_twice_in_one_file_comes_in_once_and_no_number_every_time(desk: Desk) -> None:
    saved = bring_in(desk, SOFA, SOFA, replace(SOFA, external_id=None), replace(SOFA, external_id=None))
    assert (saved.added, saved.already_there) == (3, 1)


def test_places_are_found_and_what_has_none_is_counted(desk: Desk) -> None:
    rows = [
        replace(SOFA, external_id=str(n), latitude=place[0], longitude=place[1])
        for n, place in enumerate([*CENTRES.values(), THE_SEA])
    ]
    rows.append(replace(SOFA, external_id="nowhere"))
    rows.append(replace(SOFA, external_id="area", neighbourhood_id=desk.areas["mill"]))
    saved = bring_in(desk, *rows)
    assert (saved.added, saved.outside_every_area, saved.without_place) == (7, 1, 1)
    areas = [desk.one(Concern, ref).neighbourhood_id for ref in saved.refs]
    assert areas == [*(desk.areas[code] for code in CENTRES), None, None, desk.areas["mill"]]


def test_references_follow_the_rows_whatever_order_they_are_stored_in(desk: Desk) -> None:
    days = [RECEIVED, RECEIVED - timedelta(days=400), RECEIVED - timedelta(days=1)]
    saved = bring_in(desk, *(replace(SOFA, external_id=str(n), received_at=at) for n, at in enumerate(days)))
    assert saved.refs == ("C-2026-00001", "C-2025-00001", "C-2026-00002")
    assert [desk.one(Concern, ref).received_at for ref in saved.refs] == days


def test_history_and_voices_come_along(desk: Desk) -> None:
    moves = (Moved(RECEIVED, ConcernStatus.NEW), Moved(NOW, ConcernStatus.ASSIGNED, "ana", "Hers"))
    voice = VoiceGiven(name="J. Doe", contact="555-0100", wants_answer=True)
    row = replace(SOFA, status=ConcernStatus.ASSIGNED, history=moves, voices=(voice, VoiceGiven()), neighbourhood_id=1)
    (ref,) = bring_in(desk, row).refs
    with desk.store.reading() as session:
        steps = session.execute(
            select(StatusChange.from_status, StatusChange.to_status, StatusChange.officer_id, StatusChange.reason)
            .where(StatusChange.entity == "concern")
            .order_by(StatusChange.id)
        ).all()
        voices = session.execute(select(Voice.name, Voice.anonymous, Voice.wants_answer).order_by(Voice.id)).all()
    ana = desk.viewers["ana"].officer_id
    assert [tuple(s) for s in steps] == [(None, "new", None, None), ("new", "assigned", ana, "Hers")]
    assert [tuple(v) for v in voices] == [("J. Doe", False, True), (None, True, False)]
    assert desk.do(OpenConcern(ref)).voices[0].contact == "555-0100"


def test_a_sensitive_row_is_restricted_and_opens_for_its_owner_and_its_writer(desk: Desk) -> None:
    row = replace(SOFA, category=ConcernCategory.DOMESTIC_ABUSE, owner="ana", recorded_by="cal", neighbourhood_id=1)
    (ref,) = bring_in(desk, row).refs
    assert desk.one(Concern, ref).confidentiality == 3
    for name in ("ana", "cal"):
        desk.do(OpenConcern(ref), by=name)
    for name in ("ben", "sue", "spec", "system"):
        with pytest.raises(NotFound):
            desk.do(OpenConcern(ref), by=name)
    assert desk.count(ConcernAccess) == 2


def test_one_save_leaves_one_entry_with_the_files_hash_and_the_count(desk: Desk) -> None:
    before = desk.count(AuditEntry)
    bring_in(desk, SOFA, replace(SOFA, external_id="2"), file_hash="abc123")
    with desk.store.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.id > before))
    assert entry.action == "recorded in bulk"
    assert {name: entry.detail[name] for name in ("source", "count", "file")} == {
        "source": "city",
        "count": 2,
        "file": "abc123",
    }


def test_one_bad_row_keeps_the_good_ones_out(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        bring_in(desk, SOFA, replace(SOFA, external_id="2", summary=""))
    assert list(refusal.value.problems) == ["1"]
    assert desk.count(Concern) == 0


def test_more_rows_than_one_statement_takes_all_arrive(desk: Desk) -> None:
    rows = [replace(SOFA, external_id=str(n), received_at=RECEIVED - timedelta(hours=n % 700)) for n in range(6_001)]
    assert bring_in(desk, *rows).added == 6_001
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Concern.external_id.distinct()))) == 6_001
    assert desk.wrong_counts() == 0


def test_the_engines_own_checks_hold_for_bulk_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.commands.bulk_concerns.problem_of", lambda row, now: None)
    for bad in (replace(SOFA, latitude=500.0, longitude=0.0), replace(SOFA, status=ConcernStatus.CLOSED)):
        with pytest.raises(IntegrityError):
            bring_in(desk, bad)
    assert desk.count(Concern) == 0


PAST: tuple[Any, ...] = (
    PastOrganisation("Elm school", OrganisationSector.SCHOOL, RECEIVED, languages=("Deutsch",), is_venue=True),
    PastEvent(EventType.DROP_IN, "Drop-in", RECEIVED, NOW, "ana", EventStatus.HELD, attendance_total=0),
    PastCase(CaseKind.COMPLAINT, "Rude at the counter", "sue", RECEIVED, CaseStatus.OPEN, neighbourhood_ids=(1, 2)),
    PastActivity("ana", ActivityType.FOOT_PATROL, RECEIVED, 30, people_reached=4),
    PastTask("Call", "ana", RECEIVED, NOW, is_promise=True),
)


@pytest.mark.parametrize("row", PAST, ids=lambda row: type(row).__name__)
def test_the_past_of_every_kind_comes_in_and_goes_into_the_trail(desk: Desk, row: Any) -> None:
    refs = desk.do(RecordPast([row, replace(row)]), by="system")
    assert [ref[1:] for ref in refs] == ["-2026-00001", "-2026-00002"]
    assert desk.store.verify_audit() is None


def test_a_past_complaint_is_restricted_and_its_owners(desk: Desk) -> None:
    (ref,) = desk.do(RecordPast([PAST[2]]), by="system")
    case = desk.one(Case, ref)
    assert (case.confidentiality, case.owner_id, case.created_at) == (3, desk.viewers["sue"].officer_id, RECEIVED)


def test_kinds_do_not_mix_and_nothing_is_nothing(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.do(RecordPast(PAST), by="system")
    assert desk.do(RecordPast([]), by="system") == ()
    assert [desk.count(model) for model in (Case, Event, Task)] == [0, 0, 0]


@pytest.mark.parametrize(
    "row",
    [
        replace(PAST[0], name="x" * 161),
        replace(PAST[1], title=""),
        replace(PAST[1], ends_at=RECEIVED),
        replace(PAST[1], owner="nobody"),
        replace(PAST[2], status=CaseStatus.CLOSED),
        replace(PAST[4], text=""),
        replace(PAST[4], concern="C-1999-00001"),
    ],
    ids=["long name", "no title", "ends at once", "nobody's", "closed without outcome", "no words", "no such concern"],
)
def test_a_bad_row_of_the_past_is_said_by_its_number(shared_desk: Desk, row: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(RecordPast([replace(row) for row in (_good(row), row)]), by="system")
    assert list(refusal.value.problems) == ["1"]


def _good(row: Any) -> Any:
    return next(good for good in PAST if type(good) is type(row))


def test_no_table_of_the_bulk_rows_has_a_default_only_python_knows(desk: Desk) -> None:
    """insert_rows() leaves out what is empty everywhere: the database must agree that it is empty."""
    for model in (Concern, StatusChange, Voice, ConcernAccess):
        table = Base.metadata.tables[model.__tablename__]
        with desk.store.reading() as session:
            session.execute(text(f'SELECT 1 FROM "{table.name}"'))
        assert [c.name for c in table.columns if c.nullable and c.default is not None] == []
