"""Concerns from a table: literal rows in, and every one of them accounted for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.errors import BadFile
from db.models import AuditEntry, Concern, Neighbourhood
from db.store import Store
from seed import reports
from seed.import_concerns import ConcernReport, import_concerns
from seed.mapping import read_mapping

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEADER = "number,opened,closed,state,kind,street,lat,lon\n"
GOOD = "1,2026-01-05 18:40,,open,lamp,3 Oak St,50.05,10.05\n"


@pytest.fixture
def bring(store: Store, mapping_file: Path, tmp_path: Path) -> Any:
    """Import literal rows under the small mapping."""

    def run(rows: str, *, header: str = HEADER, accept_good_rows: bool = False) -> ConcernReport:
        file = tmp_path / "rows.csv"
        file.write_text(header + rows, encoding="utf-8")
        return import_concerns(
            store,
            file,
            read_mapping(mapping_file),
            accept_good_rows=accept_good_rows,
            now=NOW,
            tell=lambda _: None,
        )

    return run


def rows_of(store: Store, *columns: Any) -> list[tuple[Any, ...]]:
    with store.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(Concern.external_id))]


def count(store: Store, table: Any = Concern) -> int:
    with store.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_a_row_becomes_a_concern_in_its_area_with_our_own_words(store: Store, bring: Any) -> None:
    report = bring(GOOD)
    assert (report.saved.added, report.refused) == (1, ())
    with store.reading() as session:
        concern = session.scalars(select(Concern)).one()
        area = session.get(Neighbourhood, concern.neighbourhood_id)
        assert area is not None and area.name == "West End"
        assert (concern.source, concern.external_id, concern.category) == (
            "town-hall",
            "1",
            "lighting and environment",
        )
        assert concern.summary == "Street light out (town hall)"
        assert (concern.status, concern.source_type, concern.channel) == ("new", "service request", "import")
        assert concern.received_at == datetime(2026, 1, 5, 17, 40, tzinfo=UTC)
        assert concern.source_note == {"street": "3 Oak St"}


def test_the_import_is_one_audit_entry_of_a_named_importer_with_the_files_hash(store: Store, bring: Any) -> None:
    before = count(store, AuditEntry)
    bring(GOOD + "2,2026-01-06 10:00,,open,rubbish,4 Elm St,50.05,10.15\n")
    assert count(store, AuditEntry) == before + 1
    with store.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert "Concern importer" in entry.actor
        assert entry.detail["count"] == 2 and len(entry.detail["file"]) == 64


def test_running_it_twice_adds_nothing(store: Store, bring: Any) -> None:
    bring(GOOD)
    again = bring(GOOD)
    assert (again.saved.added, again.saved.already_there, count(store)) == (0, 1, 1)
    more = bring(GOOD + "2,2026-01-06 10:00,,open,rubbish,,50.05,10.15\n")
    assert (more.saved.added, more.saved.already_there, count(store)) == (1, 1, 2)


BAD = (
    GOOD
    + '2,2026-01-06 10:00,,open,rubbish,"two\nlines",50.05,10.15\n'  # good, on lines 3 and 4
    + "3,06/01/2026,,open,lamp,,50.05,10.05\n"
    + "4,2026-01-06 10:00,,open,meteor,,50.05,10.05\n"
    + "5,2026-01-06 10:00,,lost,lamp,,50.05,10.05\n"
    + ",2026-01-06 10:00,,open,lamp,,50.05,10.05\n"
    + "7,2026-01-06 10:00,,open,lamp,,north,10.05\n"
    + "8,2026-01-06 10:00,,open,lamp,,,10.05\n"
    + "9,2026-01-06 10:00,,open,lamp,,122.3,47.6\n"
    + "10,2031-01-06 10:00,,open,lamp,,50.05,10.05\n"
    + "11,2026-01-06 10:00,,open,lamp\n"
    + "1,2026-01-09 10:00,,open,lamp,another,50.05,10.05\n"
    + "12,,,open,lamp,,50.05,10.05\n"
    + "13,2026-01-06 10:00,2031-01-01 10:00,done,lamp,,50.05,10.05\n"
)
REASONS = {
    5: "“06/01/2026” in opened is not a date like %Y-%m-%d %H:%M.",
    6: "“meteor” in kind is not in the mapping.",
    7: "“lost” in state is not in the mapping.",
    8: "It has no number in number.",
    9: "“north, 10.05” is not a latitude and a longitude.",
    10: "“, 10.05” is not a latitude and a longitude.",
    11: "Latitude and longitude look swapped: 122.3 cannot be a latitude.",
    12: "This is in the future. Check the date and the time.",
    13: "It has 5 cells, the header has 8.",
    14: "Its number 1 is already on line 2.",
    15: "It has no date in opened.",
    16: "This is in the future. Check the date and the time.",
}


def test_a_file_with_refused_rows_changes_nothing_and_names_every_line(store: Store, bring: Any) -> None:
    report = bring(BAD)
    assert {line: str(reason) for line, reason in report.refused} == REASONS
    assert report.saved is None
    assert count(store) == 0
    said = reports.concerns(report)
    assert "Nothing was changed." in said and "--accept-good-rows" in said
    assert "This is in the future. Check the date and the time. (lines 12, 16)" in said


def test_the_good_rows_come_in_when_a_person_accepts_them(store: Store, bring: Any) -> None:
    report = bring(BAD, accept_good_rows=True)
    assert report.saved.added == 2 == count(store)
    assert len(report.refused) == 12
    assert report.rows == 14


def test_the_same_row_twice_in_a_file_counts_once(store: Store, bring: Any) -> None:
    report = bring(GOOD + GOOD)
    assert (report.repeated, report.saved.added, report.refused) == (1, 1, ())


def test_a_placeholder_point_is_found_and_its_rows_come_in_without_a_place(store: Store, bring: Any) -> None:
    true_places = "".join(f"a{i},2026-01-05 10:00,,open,lamp,{i} Oak St,50.0{i:02},10.05\n" for i in range(1, 100))
    nowhere = "".join(f"b{i},2026-01-05 10:00,,open,lamp,,50.15,10.1\n" for i in range(30))
    busy = "".join(f"c{i},2026-01-05 10:00,,open,lamp,1 Town Hall,50.16,10.12\n" for i in range(30))
    report = bring(true_places + nowhere + busy)
    assert report.no_usable_place == 30
    assert [(p.latitude, p.longitude, p.rows) for p in report.placeholders] == [(50.15, 10.1, 30)]
    placed = dict(rows_of(store, Concern.external_id, Concern.latitude))
    assert placed["b0"] is None and placed["c0"] == 50.16
    precisions = {p for n, p in rows_of(store, Concern.external_id, Concern.place_precision) if n.startswith("b")}
    assert precisions == {"no place"}
    assert "30 share the point 50.15, 10.1" in reports.concerns(report)


def test_no_coordinates_and_zero_zero_are_no_place_not_a_mistake(store: Store, bring: Any) -> None:
    report = bring(
        "1,2026-01-05 10:00,,open,lamp,x,,\n"
        "2,2026-01-05 10:00,,open,lamp,x,0,0\n"
        "3,2026-01-05 10:00,,open,lamp,x,0.0,-0.0\n"
    )
    assert (report.no_usable_place, report.saved.added) == (3, 3)
    assert {row[0] for row in rows_of(store, Concern.latitude)} == {None}


def test_a_point_outside_every_area_is_kept_without_an_area(store: Store, bring: Any) -> None:
    report = bring("1,2026-01-05 10:00,,open,lamp,x,51.5,10.05\n")
    assert report.saved.outside_every_area == 1
    assert "are the right neighbourhoods loaded?" in reports.concerns(report)
    assert rows_of(store, Concern.latitude, Concern.neighbourhood_id) == [(51.5, None)]


def test_a_concern_closed_before_it_was_received_comes_in_flagged(store: Store, bring: Any) -> None:
    report = bring(
        "1,2026-01-05 10:00,2026-01-05 09:59,done,lamp,x,50.05,10.05\n"
        "2,2026-01-05 10:00,2026-01-05 10:00,done,lamp,x,50.05,10.05\n"
    )
    assert report.disputed == 1
    flagged = rows_of(store, Concern.dates_disputed, Concern.status, Concern.closing_reason, Concern.closed_at)
    assert flagged == [
        (True, "closed", "resolved", datetime(2026, 1, 5, 8, 59, tzinfo=UTC)),
        (False, "closed", "resolved", datetime(2026, 1, 5, 9, 0, tzinfo=UTC)),
    ]


def test_times_in_the_hour_that_autumn_repeats_are_not_called_impossible(store: Store, bring: Any) -> None:
    report = bring("1,2025-10-26 02:50,2025-10-26 02:10,done,lamp,x,50.05,10.05\n")
    assert report.disputed == 0
    assert rows_of(store, Concern.received_at, Concern.closed_at) == [
        (datetime(2025, 10, 26, 0, 50, tzinfo=UTC), datetime(2025, 10, 26, 1, 10, tzinfo=UTC))
    ]


def test_free_text_of_the_source_never_becomes_a_summary(store: Store, bring: Any) -> None:
    bring("1,2026-01-05 10:00,,open,lamp,Call Ann Lee 555-0100,50.05,10.05\n")
    assert [row[0] for row in rows_of(store, Concern.summary)] == ["Street light out (town hall)"]


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("", GOOD, "does not look like a header"),
        (
            "number,opened,kind\n",
            "1,2026-01-05 10:00,lamp\n",
            "has no column closed, state, lat, lon, street",
        ),
        (HEADER, "", "a header but no rows"),
        (HEADER, GOOD + '2,"2026\n', "quotation mark"),
    ],
)
def test_a_table_that_cannot_be_read_changes_nothing(
    store: Store, bring: Any, header: str, rows: str, said: str
) -> None:
    with pytest.raises(BadFile) as refused:
        bring(rows, header=header, accept_good_rows=True)
    assert said in str(refused.value)
    assert count(store) == 0
