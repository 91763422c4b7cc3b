"""Several people at once, on both engines: nothing is lost, nothing is made twice, every conflict is told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import select

from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.concern_work import EditConcern, MoveConcern
from db.commands.drafts import SaveDraft
from db.commands.people import AddTeam
from db.commands.sessions import RedeemTicket, SignInDemo
from db.errors import CommonGroundError, Invalid, Stale
from db.models import AuditEntry, Concern, Team
from db.queries.drafts import draft
from db.vocabulary import ConcernCategory, ConcernStatus, Priority, Role, SourceType
from tests.db.conftest import NOW, Desk, a_concern

WRITERS = 8
EDITS = 20


def together(work: Callable[[int], Any], *, people: int = WRITERS) -> list[Any]:
    """Everybody begins at the same moment; what each got, in their order. Errors of ours are answers too."""
    start = Barrier(people)

    def one(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        except CommonGroundError as error:
            return error

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def test_eight_people_editing_the_same_concerns_lose_no_edit(desk: Desk) -> None:
    refs = [desk.concern(summary="0").ref for _ in range(4)]

    def add_one(ref: str, by: str) -> tuple[Stale, int, str] | None:
        concern = desk.one(Concern, ref)
        summary = str(int(concern.summary) + 1)
        edit = EditConcern(ref, concern.version, summary, ConcernCategory.NOISE, Priority.LOW, SourceType.RESIDENT)
        try:
            desk.do(edit, by=by)
        except Stale as refused:
            return refused, concern.version, summary
        return None

    def write(number: int) -> int:
        conflicts, done = 0, 0
        while done < EDITS:
            refused = add_one(refs[(number + done) % 4], "ana" if number % 2 else "ben")
            if refused is None:
                done += 1
                continue
            conflicts += 1
            stale, mine, typed = refused  # both versions are there to be shown: theirs is newer, and says what it says
            assert stale.version > mine
            assert int(str(stale.theirs["summary"])) >= int(typed)
        return conflicts

    conflicts = together(write)
    assert all(isinstance(number, int) for number in conflicts), conflicts
    assert sum(conflicts) > 0, "nobody met anybody: the test proves nothing"
    concerns = [desk.one(Concern, ref) for ref in refs]
    assert sum(int(c.summary) for c in concerns) == WRITERS * EDITS
    assert sum(c.version - 1 for c in concerns) == WRITERS * EDITS
    assert desk.store.verify_audit() is None
    assert desk.wrong_counts() == 0


def test_a_double_click_makes_one_record(desk: Desk) -> None:
    answers = together(lambda _: desk.do(a_concern(), key="the same form"), people=4)
    assert len({answer.ref for answer in answers}) == 1
    assert desk.count(Concern) == 1


def test_of_two_who_move_the_same_concern_one_is_shown_what_the_other_did(desk: Desk) -> None:
    saved = desk.concern()
    moves = [ConcernStatus.TRIAGED, ConcernStatus.IN_PROGRESS]
    answers = together(lambda n: desk.do(MoveConcern(saved.ref, 1, moves[n], "Mine")), people=2)
    stale = [answer for answer in answers if isinstance(answer, Stale)]
    assert len(stale) == 1
    now = desk.one(Concern, saved.ref)
    assert (stale[0].theirs["status"], stale[0].version) == (now.status, 2)


def test_references_are_unique_and_gapless_for_each_year_at_new_years_eve(desk: Desk) -> None:
    midnight = datetime(2027, 1, 1, 8, 0, tzinfo=UTC)  # in Los Angeles

    def record(number: int) -> list[str]:
        refs = []
        for n in range(6):
            received = midnight + timedelta(minutes=30 if (number + n) % 2 else -30)
            refs.append(desk.do(a_concern(received_at=received), at=midnight + timedelta(hours=1)).ref)
        return refs

    answers = together(record)
    refs = [ref for answer in answers for ref in answer]
    assert len(set(refs)) == WRITERS * 6
    for year, count in Counter(ref[2:6] for ref in refs).items():
        assert sorted(ref for ref in refs if ref[2:6] == year) == [f"C-{year}-{n:05d}" for n in range(1, count + 1)]
    assert {ref[2:6] for ref in refs} == {"2026", "2027"}
    assert desk.wrong_counts() == 0


def test_the_same_file_imported_twice_at_once_comes_in_once(desk: Desk) -> None:
    rows = [BulkConcern("Dumped sofa", ConcernCategory.DUMPING, NOW, str(number)) for number in range(200)]
    answers = together(lambda _: desk.do(RecordConcernsInBulk(rows, "city"), by="system"), people=2)
    assert sorted((answer.added, answer.already_there) for answer in answers) == [(0, 200), (200, 0)]
    assert desk.count(Concern) == 200
    assert desk.wrong_counts() == 0


def test_imports_and_officers_at_once_keep_the_counts_true(desk: Desk) -> None:
    def work(number: int) -> None:
        for n in range(5):
            if number % 2:
                desk.concern(category=list(ConcernCategory)[n])
            else:
                rows = [BulkConcern("Imported", category, NOW) for category in reversed(ConcernCategory)]
                desk.do(RecordConcernsInBulk(rows, f"source {number}"), by="system")

    assert together(work, people=4) == [None] * 4
    assert desk.wrong_counts() == 0
    assert desk.store.verify_audit() is None


def test_two_teams_of_the_same_name_at_once_are_one_team_and_one_sentence(desk: Desk) -> None:
    answers = together(lambda _: desk.do(AddTeam("West"), by="system"), people=2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Invalid", "Saved"]
    assert isinstance(next(a for a in answers if isinstance(a, Invalid)).problems["name"].template, str)
    with desk.store.reading() as session:
        assert len(session.scalars(select(Team).where(Team.name == "West")).all()) == 1


def test_two_tabs_that_fill_in_one_form_keep_each_others_fields(desk: Desk) -> None:
    def type_in(number: int) -> None:
        for n in range(5):
            desk.do(SaveDraft("log", {f"field {number}.{n}": n}))

    assert together(type_in, people=4) == [None] * 4
    with desk.store.reading() as session:
        kept = draft(session, viewer=desk.viewers["ana"], form="log")
    assert kept is not None
    assert set(kept.fields) == {f"field {number}.{n}" for number in range(4) for n in range(5)}


def test_a_ticket_handed_in_by_two_browsers_at_once_lets_one_in(desk: Desk) -> None:
    for _ in range(10):
        ticket = desk.do(SignInDemo(Role.OFFICER), by="system").ticket
        tokens = together(lambda _, ticket=ticket: desk.do(RedeemTicket(ticket), by="system"), people=4)
        assert len([token for token in tokens if token is not None]) == 1


def test_the_trail_has_no_gaps_when_everybody_writes(desk: Desk) -> None:
    before = desk.count(AuditEntry)
    together(lambda _: [desk.concern() for _ in range(5)])
    with desk.store.reading() as session:
        numbers = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
    assert list(numbers) == list(range(1, before + WRITERS * 5 + 1))
    assert desk.store.verify_audit() is None
