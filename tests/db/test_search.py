"""Search on both engines: what is found, in which order, for whom; and that the index says what the tables say."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import create_engine, select, text

from db import migrations
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.cases import MoveCase
from db.commands.concern_work import AssignConcern, EditConcern
from db.commands.concerns import VoiceGiven
from db.commands.events import CloseOutEvent
from db.commands.organisations import RecordOrganisation
from db.commands.undo import Undo
from db.errors import CommonGroundError, Refused
from db.models import Case, Concern, Event, Organisation, Task
from db.queries import cases, concerns
from db.queries.filters import Filters
from db.queries.matching import INDEXED, matching, with_words
from db.queries.search import KINDS, OTHER, REFERENCE, WHOLE_WORDS, search
from db.queries.words import folded, looked_for
from db.store import migrate
from db.vocabulary import (
    ActivityType,
    CaseKind,
    CaseStatus,
    ConcernCategory,
    OrganisationSector,
    Priority,
    SourceType,
)
from tests.db.conftest import BOTH, NOW, Desk, opened
from tests.db.test_migrations import NothingYet
from tests.db.test_words import NASTY

EVER = Filters((NOW - timedelta(days=3650)).date(), NOW.date())


def look(desk: Desk, typed: str, *, by: str = "ana", **more: Any) -> Any:
    with desk.store.reading() as session:
        return search(session, viewer=desk.viewers[by], text=typed, **more)


def refs(desk: Desk, typed: str, *, by: str = "ana", **more: Any) -> list[str]:
    return list(look(desk, typed, by=by, **more)["ref"])


def test_every_kind_of_record_is_found_by_the_words_its_list_shows(desk: Desk) -> None:
    concern = desk.concern(summary="Lantern broken on the quay")
    case = desk.case(title="Racing", goal="A lantern at each end")
    event = desk.event(title="Lantern walk")
    task = desk.task(text="Order a lantern")
    desk.activity(type=ActivityType.FOOT_PATROL)
    partner = desk.do(RecordOrganisation("Lantern Society", OrganisationSector.NON_PROFIT))
    found = look(desk, "lantern")
    assert list(found["ref"]) == [concern.ref, case.ref, event.ref, task.ref, partner.ref]
    assert list(found["kind"]) == ["concern", "case", "event", "task", "organisation"]
    assert list(found["title"]) == [
        "Lantern broken on the quay", "Racing", "Lantern walk", "Order a lantern", "Lantern Society",
    ]  # fmt: skip
    assert list(found["title_hits"]) == [((0, 7),), (), ((0, 7),), ((8, 15),), ((0, 7),)]
    assert list(found["excerpt"]) == ["", "A lantern at each end", "", "", ""]
    assert found["excerpt_hits"][1] == ((2, 9),)
    assert list(found["area"])[:4] == ["Harbour"] * 4
    assert found["at"][0] == NOW - timedelta(hours=2)
    assert list(look(desk, "patrol")["kind"]) == ["activity"]
    assert list(look(desk, "lantern", kinds=("task", "event"))["kind"]) == ["event", "task"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cafe", True), ("CAFÉ", True), ("caf", True), ("müll", True), ("muell", False), ("MULLTONNE", True),
        ("cafe mull", True), ("cafe stairs", False), ("afé", False), ("12", True), ("e-mail", True), ("mail", True),
        ("rubbish/bins", True), ("東京", True), ("notes", False),
    ],
)  # fmt: skip
def test_words_count_by_their_beginnings_without_case_and_accents(shared_desk: Desk, typed: str, found: bool) -> None:
    (ref,) = refs(shared_desk, "kaleidoscope") or [
        shared_desk.concern(summary="Kaleidoscope: Café (Mülltonne), rubbish/bins; e-mail 🔥fire 12th, 東京").ref
    ]
    assert (ref in refs(shared_desk, typed)) is found
    assert refs(shared_desk, "fire") == [ref]


def test_an_exact_reference_comes_first_however_it_is_typed(desk: Desk) -> None:
    first = desk.concern()
    mentions = desk.concern(summary=f"As in {first.ref} again")
    for typed in (first.ref, first.ref.lower(), "c 2026 1", "c2026-00001"):
        found = look(desk, typed)
        assert found["ref"][0] == first.ref
        assert found["rank"][0] == REFERENCE
    assert refs(desk, first.ref) == [first.ref, mentions.ref]
    assert refs(desk, "1", kinds=("concern",)) == [first.ref]


def test_whole_words_come_before_beginnings_and_newer_before_older(desk: Desk) -> None:
    old = desk.concern(summary="Lamp out", received_at=NOW - timedelta(days=3))
    new = desk.concern(summary="The lamp again", received_at=NOW - timedelta(days=1))
    newest = desk.concern(summary="Lamps everywhere")
    found = look(desk, "lamp")
    assert list(found["ref"]) == [new.ref, old.ref, newest.ref]
    assert list(found["rank"]) == [WHOLE_WORDS, WHOLE_WORDS, OTHER]
    assert refs(desk, "lamp", limit=1) == [new.ref]


def test_a_record_is_found_by_exactly_those_whose_lists_show_it(desk: Desk) -> None:
    open_to_team = desk.concern(summary="Zebra by the steps").ref
    restricted = desk.concern(summary="Zebra at home", category=ConcernCategory.DOMESTIC_ABUSE).ref
    theirs = desk.theirs(summary="Zebra of the mill").ref
    complaint = desk.case(kind=CaseKind.COMPLAINT, title="Zebra complaint").ref
    task = desk.task(text="Feed the zebra", concern=restricted).ref
    support = desk.activity(type=ActivityType.SUPPORT).ref
    assert set(refs(desk, "zebra")) == {open_to_team, restricted, complaint, task}
    assert refs(desk, "zebra", by="ben") == [open_to_team]
    assert refs(desk, "zebra", by="sue") == [open_to_team, complaint]  # it went to her
    assert refs(desk, "zebra", by="cal") == refs(desk, "zebra", by="dee") == [theirs]
    assert set(refs(desk, "zebra", by="spec")) == {open_to_team, theirs}
    assert refs(desk, "support") == [support]
    assert refs(desk, "support", by="ben") == []
    for ref in (restricted, complaint, task):
        assert refs(desk, ref, by="ben") == []
    desk.do(AssignConcern(restricted, 1, desk.viewers["spec"].officer_id or 0))
    assert restricted in refs(desk, "zebra", by="spec")


@pytest.mark.parametrize("role", ["analyst", "presenter", "partner", "keeper", "administrator", "auditor"])
def test_roles_without_records_may_not_search(shared_desk: Desk, role: str) -> None:
    with pytest.raises(Refused):
        look(shared_desk, "lamp", by=role)


def test_a_restricted_record_changes_no_list_no_order_and_no_count_of_others(desk: Desk) -> None:
    def all_that_ben_sees() -> Any:
        with desk.store.reading() as session:
            ben = desk.viewers["ben"]
            page = concerns.concern_list(session, viewer=ben, filters=EVER, view="everything", search="yak", now=NOW)
            listed = cases.case_list(session, viewer=ben, search="yak", now=NOW)
        return page.total, list(page.rows["ref"]), list(listed["ref"]), look(desk, "yak", by="ben").to_dict("list")

    desk.concern(summary="Yak seen")
    desk.concern(summary="Yaks and a cow")
    before = all_that_ben_sees()
    for n in range(5):
        desk.concern(summary=f"Yak yak {n}", category=ConcernCategory.HATE_INCIDENT)
    desk.case(kind=CaseKind.COMPLAINT, title="Yak", goal="Yak")
    assert all_that_ben_sees() == before
    assert before[0] == 2


def test_nothing_of_level_two_is_searched(desk: Desk) -> None:
    concern = desk.concern(
        summary="Plain",
        details="Quokka in the hall",
        voice=VoiceGiven(name="Quokka Smith", contact="quokka@example.org"),
    )
    desk.activity(note="Quokka again", concern=concern.ref)
    row = BulkConcern("Plain too", ConcernCategory.NOISE, NOW, "q", details="Quokka", source_note={"queue": "Quokka"})
    desk.do(RecordConcernsInBulk([row], source="city"), by="system")
    assert refs(desk, "quokka") == refs(desk, "smith") == refs(desk, "example") == []
    people = {c.name for m in INDEXED for c in m.__table__.columns if c.info.get("confidentiality", 0) >= 2}
    assert not people & {name for columns in INDEXED.values() for name in columns}


def test_the_record_something_belongs_to_is_named_only_to_those_who_may_see_it(desk: Desk) -> None:
    concern = desk.concern()
    desk.task(text="Ocelot", concern=concern.ref, owner_id=desk.viewers["cal"].officer_id)
    assert list(look(desk, "ocelot")["about"]) == [concern.ref]
    assert list(look(desk, "ocelot", by="cal")["about"]) == [None]


def test_what_was_withdrawn_is_not_found(desk: Desk) -> None:
    saved = [desk.concern(), desk.event(title="Lamp walk"), desk.task(text="Buy a lamp")]
    assert refs(desk, "lamp") == [record.ref for record in saved]
    for record in saved:
        desk.undo(record.ref)
    assert refs(desk, "lamp") == []
    assert refs(desk, saved[0].ref) == []


def test_changed_words_are_found_and_the_old_ones_are_not(desk: Desk) -> None:
    ref = desk.concern().ref
    desk.do(EditConcern(ref, 1, "Otter in the pond", ConcernCategory.ANIMALS, Priority.LOW, SourceType.RESIDENT))
    assert refs(desk, "otter") == [ref]
    assert refs(desk, "lamp") == []
    case, event = desk.case(), desk.event(starts_at=NOW - timedelta(days=1))
    found = {"assessment": "Nobody rang for a month"}
    desk.do(MoveCase(case.ref, case.version, CaseStatus.CLOSED, "Done", outcome="Otters moved", values=found))
    desk.do(CloseOutEvent(event.ref, event.version, 4, True, outcome_note="Otter talk"))
    assert refs(desk, "otter") == [ref, case.ref, event.ref]


@pytest.mark.parametrize("typed", NASTY)
def test_whatever_is_typed_is_harmless(shared_desk: Desk, typed: str) -> None:
    found = look(shared_desk, typed)
    assert set(found["kind"]) <= set(KINDS)
    with shared_desk.store.reading() as session:
        ana = shared_desk.viewers["ana"]
        concerns.concern_list(session, viewer=ana, filters=EVER, search=typed, now=NOW)
        cases.case_list(session, viewer=ana, search=typed, now=NOW)


@given(typed=st.text(max_size=80))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_is_harmless(shared_desk: Desk, typed: str) -> None:
    look(shared_desk, typed)


def test_a_text_of_one_very_long_word_is_saved_and_found(desk: Desk) -> None:
    case = desk.case(goal="x" * 300 + " lighthouse " + "東" * 1_500)
    assert refs(desk, "lighthouse") == refs(desk, "x" * 100) == refs(desk, "東" * 100) == [case.ref]


# The index and the tables

WORDS = ("lamp", "Lamps", "CAFÉ", "café", "quay-side", "O'Neil", "12th", "🔥", "straße", "12.30", "東京")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


def misses(desk: Desk) -> list[tuple[str, str]]:
    """Every word of every record, looked for: the pairs (table, word) where the index and the rows disagree."""
    wrong = []
    with desk.store.reading() as session:
        for model, columns in INDEXED.items():
            rows = session.execute(select(model.id, *[getattr(model, name) for name in columns])).all()
            there = {id_: {folded(word) for value in values for word in looked_for_all(value)} for id_, *values in rows}
            for word in set().union(*there.values()) | {"zzz"}:
                expected = {id_ for id_, words in there.items() if any(w.startswith(word) for w in words)}
                if set(session.scalars(select(model.id).where(with_words(session, model, word)))) != expected:
                    wrong.append((model.__tablename__, word))
    return wrong


def looked_for_all(value: str | None) -> list[str]:
    return [word for part in (value or "").split() for word in looked_for(part)]


def integrity(desk: Desk) -> None:
    """FTS5's own comparison of an index with its table: raises when they differ. PostgreSQL's index is the table's."""
    if desk.store.settings.is_sqlite:
        with desk.store._writer.begin() as connection:
            for model in INDEXED:
                index = f"search_{model.__tablename__}"
                connection.execute(text(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"))


class AnyHistory(RuleBasedStateMachine):
    """Commands in any order; after each the index is compared with the rows."""

    desk: Desk

    @initialize()
    def begin(self) -> None:
        self.saved: list[Any] = []

    def attempt(self, command: Any, by: str = "ana") -> None:
        with suppress(CommonGroundError):  # refused: then nothing has changed
            self.desk.do(command, by=by)

    @rule(words=SENTENCES)
    def log(self, words: str) -> None:
        self.saved += [self.desk.concern(summary=words), self.desk.task(text=words)]
        self.saved.append(self.desk.event(title=words, venue=words[::-1] or None))
        self.desk.case(title=words, goal=words.upper())

    @rule(words=SENTENCES, which=st.integers(0, 99))
    def edit(self, words: str, which: int) -> None:
        if not self.saved:
            self.log("lamp by the quay-side")
        refs = [s.ref for s in self.saved if s.ref.startswith("C")]
        ref = refs[which % len(refs)]
        version = self.desk.one(Concern, ref).version
        self.attempt(EditConcern(ref, version, words, ConcernCategory.NOISE, Priority.LOW, SourceType.RESIDENT))

    @rule(which=st.integers(0, 99))
    def undo(self, which: int) -> None:
        if self.saved:
            self.attempt(Undo(self.desk.saves[self.saved[which % len(self.saved)].ref]))

    @rule(words=st.lists(SENTENCES, min_size=1, max_size=8))
    def bulk(self, words: list[str]) -> None:
        rows = [BulkConcern(w, ConcernCategory.NOISE, NOW - timedelta(hours=i)) for i, w in enumerate(words)]
        self.attempt(RecordConcernsInBulk(rows, source="city"), by="system")

    @invariant()
    def the_index_says_what_the_tables_say(self) -> None:
        integrity(self.desk)
        assert misses(self.desk) == []


@pytest.mark.engine_free
def test_after_any_history_the_index_says_what_the_tables_say(desk: Desk) -> None:
    AnyHistory.desk = desk
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=5, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_row_that_is_gone_is_out_of_the_index(desk_to_break: Desk) -> None:
    saved = desk_to_break.do(RecordOrganisation("Gibbon House", OrganisationSector.NON_PROFIT))
    with desk_to_break.store._writer.begin() as connection:
        connection.execute(text("DELETE FROM organisation WHERE ref = :ref"), {"ref": saved.ref})
    integrity(desk_to_break)
    with desk_to_break.store.reading() as session:
        assert session.scalars(select(Organisation.id).where(matching(session, Organisation, "gibbon"))).all() == []


def test_a_save_that_fails_leaves_the_index_as_it_was(desk: Desk) -> None:
    desk.concern()
    rows = [BulkConcern("Lamp of the failed", ConcernCategory.NOISE, NOW), BulkConcern("", ConcernCategory.NOISE, NOW)]
    with pytest.raises(CommonGroundError):
        desk.do(RecordConcernsInBulk(rows, source="city"), by="system")
    integrity(desk)
    assert refs(desk, "failed") == []


@pytest.mark.parametrize("model", [Concern, Case, Event, Task, Organisation])
def test_a_condition_uses_the_engines_index(shared_desk: Desk, model: Any) -> None:
    with shared_desk.store._writer.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        with shared_desk.store.reading() as session:
            statement = (
                select(model.id)
                .where(with_words(session, model, "lamp"))
                .compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            )
        prefix = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = " ".join(str(row) for row in connection.exec_driver_sql(prefix + str(statement).replace("%", "%%")))
    assert f"search_{model.__tablename__}" in plan


@pytest.mark.parametrize("engine", BOTH)
def test_a_store_from_before_is_indexed_by_the_migration(request: Any, engine: str, tmp_path: Any) -> None:
    request.param = engine
    with NothingYet(request, tmp_path) as url:
        before = create_engine(url)
        migrations.upgrade(before, "0002")
        with before.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO organisation (ref, name, sector, languages, is_venue, version, created_at, updated_at) "
                    "VALUES ('O-2026-00001', 'Emu Café', 'business', '[]', false, 1, :now, :now)"
                ),
                {"now": NOW.replace(tzinfo=None) if engine == "sqlite" else NOW},
            )
        before.dispose()
        migrate(url)
        with opened(url) as store, store.reading() as session:
            for typed in ("emu", "cafe"):
                found = session.scalars(select(Organisation.ref).where(matching(session, Organisation, typed)))
                assert found.all() == ["O-2026-00001"]
