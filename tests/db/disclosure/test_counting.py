"""What is counted in public, and what changes nothing there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from db.disclosure.content import Figure, Release, written
from db.disclosure.families import CONCERNS
from db.disclosure.rule import FEW, WITHHELD
from db.vocabulary import SENSITIVE_CATEGORIES, ConcernCategory
from db.vocabulary.briefings import FigureKind, TableName
from tests.db.conftest import NOW
from tests.db.disclosure.records import MIDDLE, QUARTER, Book

T = TableName


def said(n: int) -> Figure:
    return Figure(FigureKind.ROUNDED, n)


def row(release: Release, name: TableName, key: str) -> tuple[Figure | None, ...]:
    """The figures beside this key, its total first."""
    table = release.table(name)
    assert table is not None
    place = next(number for number, keys in enumerate(table.rows) if key in keys)
    return (table.row_totals[place], *(table.cells[place] if table.cells else ()))


def total(release: Release, name: TableName) -> Figure | None:
    table = release.table(name)
    assert table is not None
    return table.total


def bytes_of(release: Release) -> str:
    return written(replace(release, counted_at=NOW))


def a_city(records: Book) -> None:
    for area, n in (("harbour", 40), ("northgate", 33), ("mill", 26), ("riverside", 18), (None, 12)):
        records.concerns(n, area, "noise", status="resolved")
        records.concerns(n, area, "parking")
        records.events(n, area)
        records.activities(n, area)
        records.promises(n, area, "kept")
    records.checks(21)


def elsewhere(records: Book, *categories: str) -> None:
    """So many in the other areas that nothing has to be merged or dropped."""
    for area in ("harbour", "northgate", "riverside"):
        for category in categories:
            for end in ({"status": "resolved"}, {"status": "new"}, {"status": "closed", "closing_reason": "unfounded"}):
                records.concerns(30, area, category, **end)


def test_every_category_is_published_with_its_group_or_is_sensitive_and_nowhere() -> None:
    assert set(CONCERNS.words) | set(SENSITIVE_CATEGORIES) == set(ConcernCategory)
    assert set(CONCERNS.words) & set(SENSITIVE_CATEGORIES) == set()
    assert len(CONCERNS.words) == len(set(CONCERNS.words))


def test_counts_below_ten_are_few_zero_included_and_others_rounded_from_their_own_true_value(records: Book) -> None:
    records.concerns(9, "harbour")
    records.concerns(14, "mill")
    records.concerns(14, "riverside")
    records.concerns(14, None)
    release = records.release()
    assert row(release, T.CONCERNS_BY_GROUP, "harbour")[0] == FEW
    assert row(release, T.CONCERNS_BY_GROUP, "northgate")[0] == FEW
    assert row(release, T.CONCERNS_BY_GROUP, "mill")[0] == said(15)
    assert total(release, T.CONCERNS_BY_GROUP) == said(50)  # 51: neither 15 + 15 + 15, nor without those of no area


def test_the_standing_is_where_a_concern_stands_when_it_is_counted(records: Book) -> None:
    records.concerns(20, "mill", status="resolved")
    records.concerns(15, "mill", status="closed", closing_reason="resolved")
    records.concerns(30, "mill", status="closed", closing_reason="not a police matter")
    records.concerns(50, "mill", status="awaiting others")
    elsewhere(records, "noise")
    release = records.release()
    assert row(release, T.CONCERNS_BY_STANDING, "mill") == (said(115), said(35), said(50), said(30))


@pytest.mark.parametrize(
    "unseen",
    [
        lambda r: [r.concerns(12, "mill", str(category)) for category in SENSITIVE_CATEGORIES],
        lambda r: r.concerns(12, "mill", confidentiality=3),
        lambda r: r.concerns(12, "mill", withdrawn_at=MIDDLE),
        lambda r: r.concerns(12, "mill", duplicate_of_id=r.concerns(1, "mill", confidentiality=3)[0]),
        lambda r: r.concerns(12, "mill", day=date(2026, 6, 30)),
        lambda r: r.concerns(12, "mill", day=date(2026, 10, 1)),
        lambda r: r.events(12, "mill", status="planned"),
        lambda r: r.events(12, "mill", "officer training"),
        lambda r: r.events(12, "mill", "media event"),
        lambda r: r.events(12, "mill", withdrawn_at=MIDDLE),
        # Six in the morning of 1 July in UTC is still the evening of 30 June there.
        lambda r: r.events(12, "mill", starts_at=datetime(2026, 7, 1, 6, tzinfo=UTC)),
        lambda r: r.activities(12, "mill", "victim or witness support"),
        lambda r: r.activities(12, "mill", "admin"),
        lambda r: r.activities(12, "mill", confidentiality=3),
        lambda r: r.activities(12, "mill", case_id=r.restricted_case()),
        lambda r: r.activities(12, "mill", concern_id=r.concerns(1, "mill", "hate incident", confidentiality=2)[0]),
        lambda r: r.promises(12, "mill", case_id=r.restricted_case()),
        lambda r: r.promises(12, "mill", concern_id=r.concerns(1, "mill", "noise", confidentiality=3)[0]),
        lambda r: r.promises(12, "mill", is_promise=False),
        lambda r: r.promises(12, "mill", withdrawn_at=MIDDLE),
        lambda r: r.checks(12, confidentiality=3),
        lambda r: r.checks(12, category="hate incident"),
    ],
)
def test_what_is_not_for_the_public_changes_no_byte(records: Book, unseen: Any) -> None:
    a_city(records)
    before = bytes_of(records.release())
    unseen(records)
    assert bytes_of(records.release()) == before


def test_the_same_store_gives_the_same_bytes_but_for_the_moment_of_counting(records: Book) -> None:
    a_city(records)
    records.concerns(2, "mill", "noise", contact="ann@example.org")
    one, other = records.release(), records.release(now=NOW.replace(hour=21))
    assert one.counted_at != other.counted_at
    assert bytes_of(one) == bytes_of(other)


def test_duplicates_count_with_the_original_only(records: Book) -> None:
    elsewhere(records, "parking", "dumping")
    first = records.concerns(12, "mill", "noise")
    records.concerns(7, "mill", "noise", status="closed", closing_reason="duplicate", duplicate_of_id=first[0])
    assert row(records.release(), T.CONCERNS_BY_CATEGORY, "noise")[0] == said(10)


def test_a_known_person_counts_once_for_one_kind_in_one_area(records: Book) -> None:
    elsewhere(records, "parking", "dumping")
    records.concerns(11, "mill", "noise")
    records.concerns(3, "mill", "noise", contact="+1 (206) 555-0101")
    records.concerns(3, "mill", "noise", contact="+1 206 5550101")
    assert row(records.release(), T.CONCERNS_BY_CATEGORY, "noise")[0] == said(10)  # 12, not 17
    records.concerns(1, "mill", "noise", contact="ann@example.org")
    records.concerns(1, "harbour", "noise", contact="ann@example.org")
    assert row(records.release(), T.CONCERNS_BY_CATEGORY, "noise")[0] == said(15)  # 14: another area is another matter


def test_the_earliest_of_a_known_person_is_the_one_that_counts(records: Book) -> None:
    records.concerns(40, "mill", "noise", status="resolved")
    records.concerns(31, "mill", "noise", status="new")
    elsewhere(records, "noise")
    for day, end in ((2, {"status": "new"}), (1, {"status": "closed", "closing_reason": "unfounded"})):
        for contact in map(str, range(100, 130)):
            records.concerns(1, "mill", "noise", contact=contact, day=QUARTER.replace(day=day), **end)
    release = records.release()
    assert row(release, T.CONCERNS_BY_STANDING, "mill") == (said(100), said(40), said(30), said(30))


def test_what_comes_mostly_from_one_source_is_not_shown_and_said_to_be_left_out(records: Book) -> None:
    for category in CONCERNS.words[:9]:
        records.concerns(1, "mill", category, contact="ann@example.org")
        records.concerns(30, "harbour", category)
    records.concerns(8, "mill", "graffiti and vandalism")
    release = records.release()
    assert row(release, T.CONCERNS_BY_GROUP, "mill")[0] == WITHHELD  # 9 of 17
    left_out = [one.keys for one in release.coarsened if one.kind == "mostly from one source"]
    assert left_out == [("mill",), ("mill", "under way")]
    records.concerns(1, "mill", "dumping")
    assert row(records.release(), T.CONCERNS_BY_GROUP, "mill")[0] == said(20)  # 9 of 18 is half


def test_promises_given_up_are_outstanding_and_late_ones_kept_late(records: Book) -> None:
    for area in ("mill", "harbour", "northgate", "riverside"):
        records.promises(20, area, "kept")
        records.promises(25, area, "kept late")
        records.promises(10, area, "outstanding")
        records.promises(5, area, "kept", not_kept_why="The park was sold")
    assert row(records.release(), T.PROMISES_BY_FATE, "mill") == (said(60), said(20), said(25), said(15))


def test_outcome_checks_say_what_came_back(records: Book) -> None:
    records.checks(31)
    records.checks(12, came_back=True)
    release = records.release()
    assert row(release, T.CHECKS_BY_RESULT, "solved for good")[0] == said(30)
    assert row(release, T.CHECKS_BY_RESULT, "came back")[0] == said(10)
