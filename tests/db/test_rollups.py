"""The counts equal the concerns, whatever happened to them and in whatever order."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from db import rollups
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.cases import LinkConcern
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern
from db.commands.counts import CountAgain
from db.commands.duplicates import MergeConcern, UnmergeConcern
from db.commands.geography import LoadNeighbourhoods
from db.commands.log import LogEntry
from db.commands.tasks import AddTask
from db.commands.undo import Undo
from db.errors import CommonGroundError, Invalid, NotFound, Stale
from db.geography import read_areas
from db.models import NO_AREA, Concern, ConcernCityCount, ConcernCount, ConcernDayCount, ConcernKindCount
from db.settings import get_settings
from db.vocabulary import (
    OPEN_STATUSES,
    SENSITIVE_CATEGORIES,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    Priority,
    SourceType,
)
from tests.db.conftest import CENTRES, NOW, THE_SEA, Desk, a_concern, squares

CATEGORIES = st.sampled_from(
    [ConcernCategory.NOISE, ConcernCategory.LIGHTING, ConcernCategory.HATE_INCIDENT, ConcernCategory.HOMELESSNESS]
)
PLACES = st.sampled_from([*CENTRES, None])
SOURCES = st.sampled_from([SourceType.RESIDENT, SourceType.BUSINESS])
DAYS_AGO = st.integers(0, 2)
LEVELS = st.sampled_from([Confidentiality.INTERNAL, Confidentiality.PERSONAL, Confidentiality.RESTRICTED])
WHICH = st.integers(0, 99)


class AnyHistory(RuleBasedStateMachine):
    """Commands in any order; the counts are compared after each with a count of the rows themselves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.refs: list[str] = []

    @initialize(category=CATEGORIES)
    def something_there(self, category: ConcernCategory) -> None:
        self.record(category, "harbour", 0, Confidentiality.INTERNAL, SourceType.RESIDENT)

    def concern(self, which: int) -> Concern:
        concern: Concern = self.desk.one(Concern, self.refs[which % len(self.refs)])
        return concern

    def attempt(self, command: Any) -> Any:
        """A refusal is as good as a save: what counts is that the counts stay true."""
        try:
            return self.desk.do(command)
        except CommonGroundError:
            return None

    @rule(category=CATEGORIES, place=PLACES, ago=DAYS_AGO, level=LEVELS, source=SOURCES)
    def record(
        self, category: ConcernCategory, place: str | None, ago: int, level: Confidentiality, source: SourceType
    ) -> None:
        saved = self.desk.do(
            a_concern(
                category=category,
                neighbourhood_id=self.desk.areas[place] if place else None,
                received_at=NOW - timedelta(days=ago),
                confidentiality=level,
                source_type=source,
            )
        )
        self.refs.append(saved.ref)

    @rule(which=WHICH, to=st.sampled_from(ConcernStatus), reason=st.sampled_from([*ClosingReason, None]))
    def move(self, which: int, to: ConcernStatus, reason: ClosingReason | None) -> None:
        concern = self.concern(which)
        self.attempt(MoveConcern(concern.ref, concern.version, to, "Because", closing_reason=reason))

    @rule(which=WHICH)
    def assign(self, which: int) -> None:
        concern = self.concern(which)
        self.attempt(AssignConcern(concern.ref, concern.version, self.desk.viewers["ben"].officer_id or 0))

    @rule(which=WHICH, category=CATEGORIES, source=SOURCES)
    def edit(self, which: int, category: ConcernCategory, source: SourceType) -> None:
        concern = self.concern(which)
        self.attempt(EditConcern(concern.ref, concern.version, "Corrected", category, Priority.LOW, source))

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        self.attempt(Undo(self.desk.saves.get(self.concern(which).ref, "none")))

    @rule(which=WHICH)
    def link_to_a_case(self, which: int) -> None:
        concern = self.concern(which)
        self.attempt(LinkConcern(self.desk.case().ref, concern.ref, concern.version))

    @rule(which=WHICH, other=WHICH)
    def merge(self, which: int, other: int) -> None:
        concern, main = self.concern(which), self.concern(other)
        self.attempt(MergeConcern(concern.ref, concern.version, main.ref, main.version))

    @rule(which=WHICH)
    def take_apart(self, which: int) -> None:
        concern = self.concern(which)
        self.attempt(UnmergeConcern(concern.ref, concern.version))

    @rule(category=CATEGORIES)
    def log_with_a_follow_up(self, category: ConcernCategory) -> None:
        saved = self.desk.do(LogEntry(concern=a_concern(category=category), follow_up=AddTask("Look", NOW)))
        self.refs.append(saved.ref)

    @rule(which=WHICH)
    def be_too_late(self, which: int) -> None:
        concern = self.concern(which)
        with pytest.raises((Stale, NotFound)):  # withdrawn, restricted or imported elsewhere: it is not there for her
            self.desk.do(MoveConcern(concern.ref, concern.version - 1, ConcernStatus.TRIAGED, "Late"))

    @rule()
    def be_refused_half_way(self) -> None:
        with pytest.raises(Invalid):  # the concern is fine and already counted when the task is found wanting
            self.desk.do(LogEntry(concern=a_concern(), follow_up=AddTask("", NOW)))

    @rule(
        rows=st.lists(
            st.tuples(
                CATEGORIES, PLACES, DAYS_AGO, st.sampled_from(["1", "2", "3", None]), st.sampled_from(ConcernStatus)
            ),
            max_size=6,
        )
    )
    def import_rows(self, rows: list[tuple[ConcernCategory, str | None, int, str | None, ConcernStatus]]) -> None:
        imported = []
        for category, place, ago, number, status in rows:
            latitude, longitude = CENTRES[place] if place else THE_SEA
            imported.append(
                BulkConcern(
                    "Imported",
                    category,
                    NOW - timedelta(days=ago),
                    number,
                    status=status,
                    closing_reason=ClosingReason.UNFOUNDED if status == ConcernStatus.CLOSED else None,
                    latitude=latitude,
                    longitude=longitude,
                )
            )
        self.refs += self.desk.do(RecordConcernsInBulk(imported, "test"), by="system").refs

    @invariant()
    def the_counts_are_true(self) -> None:
        counts_must_be_true(self.desk)


def counts_must_be_true(desk: Desk) -> None:
    zone = get_settings().zone
    with desk.store.reading() as session:
        assert rollups.check(session) == 0
        fine: Counter[tuple[Any, ...]] = Counter()
        coarse: Counter[tuple[Any, ...]] = Counter()
        city: Counter[tuple[Any, ...]] = Counter()
        kinds: Counter[tuple[Any, ...]] = Counter()
        for c in session.scalars(select(Concern).where(Concern.withdrawn_at.is_(None))):
            day, area = c.received_at.astimezone(zone).date(), c.neighbourhood_id or NO_AREA
            fine[(area, c.status, c.category, day, c.source_type, c.confidentiality)] += 1
            is_open, sensitive = c.status in OPEN_STATUSES, c.category in SENSITIVE_CATEGORIES
            coarse[(day, area, is_open, sensitive, c.confidentiality)] += 1
            placed = c.neighbourhood_id is not None
            city[(day, c.status, sensitive, c.confidentiality, placed)] += 1
            kinds[(c.category, c.source_type, day, c.confidentiality, placed)] += 1
        expected = {ConcernCount: fine, ConcernDayCount: coarse, ConcernCityCount: city, ConcernKindCount: kinds}
        assert set(expected) == set(rollups.KEYS)
        for rollup, keys in rollups.KEYS.items():
            kept = {tuple(getattr(row, key) for key in keys): row.n for row in session.scalars(select(rollup))}
            assert kept == dict(expected[rollup])


def examples(desk: Desk) -> int:
    return 20 if desk.store.settings.is_sqlite else 5


def test_counts_equal_the_concerns_after_any_history(desk: Desk) -> None:
    run_state_machine_as_test(
        lambda: AnyHistory(desk),
        settings=settings(
            max_examples=examples(desk), stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_concern_that_moves_leaves_no_empty_count_behind(desk: Desk) -> None:
    saved = desk.concern()
    desk.do(MoveConcern(saved.ref, 1, ConcernStatus.IN_PROGRESS, "Went there"))
    with desk.store.reading() as session:
        rows = session.execute(select(ConcernCount.status, ConcernCount.n)).all()
    assert [tuple(row) for row in rows] == [("in progress", 1)]


def test_an_undone_concern_counts_nowhere(desk: Desk) -> None:
    saved = desk.concern()
    desk.undo(saved.ref)
    assert (desk.count(ConcernCount), desk.count(ConcernDayCount), desk.count(Concern)) == (0, 0, 1)


def test_a_concern_counts_on_its_day_in_the_agencys_zone_not_in_utc(desk: Desk) -> None:
    evening = NOW.replace(day=2, hour=7, minute=59)  # 23:59 on 1 November in Los Angeles
    desk.concern(received_at=evening)
    with desk.store.reading() as session:
        assert [str(day) for day in session.scalars(select(ConcernDayCount.received_day))] == ["2026-11-01"]


def test_concerns_that_get_their_area_from_a_later_map_are_counted_there(desk: Desk) -> None:
    rows = [BulkConcern("Beyond the city", ConcernCategory.NOISE, NOW, latitude=50.05, longitude=10.45)]
    assert desk.do(RecordConcernsInBulk(rows, "test"), by="system").outside_every_area == 1
    desk.do(LoadNeighbourhoods(read_areas(squares(eastern_edge=10.5)).areas), by="system")
    counts_must_be_true(desk)
    with desk.store.reading() as session:
        assert session.scalars(select(ConcernDayCount.neighbourhood_id)).all() == [desk.areas["riverside"]]


def test_the_check_finds_a_missing_a_wrong_and_an_extra_count(desk: Desk) -> None:
    for category in (ConcernCategory.NOISE, ConcernCategory.LIGHTING, ConcernCategory.PARKING):
        desk.concern(category=category)
    with desk.store._writer.begin() as connection:
        connection.execute(delete(ConcernCount).where(ConcernCount.category == "noise"))
        connection.execute(update(ConcernCount).where(ConcernCount.category == "parking").values(n=7))
        connection.execute(update(ConcernDayCount).values(confidentiality=2))  # one missing there, one too many here
    assert desk.wrong_counts() == 4


def test_counting_again_repairs_what_was_wrong(desk: Desk) -> None:
    desk.concern()
    desk.theirs()
    with desk.store._writer.begin() as connection:
        connection.execute(update(ConcernCount).values(n=7))
        connection.execute(delete(ConcernDayCount))
    assert desk.do(CountAgain(), by="system") == 4
    counts_must_be_true(desk)
