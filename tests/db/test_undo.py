"""Undo: one's own, at once, and only while nothing has followed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from db.commands.activities import LogActivity, OpenActivityNote
from db.commands.cases import LinkConcern
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import EditConcern, MoveConcern, RecordAnswer
from db.commands.concerns import VoiceGiven
from db.commands.events import CancelEvent
from db.commands.log import LogEntry
from db.commands.many import Chosen, MoveConcerns
from db.commands.registry import HANDLERS
from db.commands.tasks import AddTask, FinishTask
from db.commands.undo import Undo
from db.errors import NotFound, Refused
from db.models import Activity, AuditEntry, Base, Concern, Event, IdempotencyKey, Task, Voice
from db.queries.saves import can_undo
from db.vocabulary import ActivityType, CaseKind, ConcernCategory, ConcernStatus, Priority, SourceType
from tests.db.command_rows import ROWS
from tests.db.conftest import NOW, Desk, a_concern, an_event
from tests.db.row import Row

SOON = NOW + timedelta(minutes=10)
TOO_LATE = SOON + timedelta(seconds=1)
TOMORROW = NOW + timedelta(days=1)


def log_everything(desk: Desk) -> tuple[str, ...]:
    saved = desk.do(
        LogEntry(
            activity=LogActivity(ActivityType.FOOT_PATROL, NOW, 30),
            concern=a_concern(),
            event=an_event(),
            follow_up=AddTask("Call back", TOMORROW),
        )
    )
    return (saved.ref, *saved.also)


def test_a_receipt_with_four_records_is_taken_back_whole(desk: Desk) -> None:
    refs = log_everything(desk)
    assert [ref[0] for ref in refs] == ["E", "C", "A", "T"]
    assert desk.undo(refs[0], at=SOON) == 4
    for model, ref in zip((Event, Concern, Activity, Task), refs, strict=True):
        assert desk.one(model, ref).withdrawn_at == SOON
    assert desk.wrong_counts() == 0


def test_what_is_taken_back_stays_as_evidence(desk: Desk) -> None:
    saved = desk.concern(voice=VoiceGiven(name="Mrs Ito"))
    desk.undo(saved.ref)
    assert desk.one(Concern, saved.ref).summary == "Lamp out by the steps"
    with desk.store.reading() as session:
        entries = session.query(AuditEntry).filter_by(entity_ref=saved.ref).order_by(AuditEntry.id)
        trail = [entry.action for entry in entries]
        assert session.scalars(select(Voice.name)).all() == ["Mrs Ito"]
    assert trail == ["concern recorded", "undone"]


def test_after_ten_minutes_it_is_corrected_instead(desk: Desk) -> None:
    saved = desk.concern()
    with pytest.raises(Refused, match="more than ten minutes ago"):
        desk.undo(saved.ref, at=TOO_LATE)
    assert desk.undo(saved.ref, at=SOON) == 1


def test_only_who_saved_it_can_take_it_back_and_others_learn_nothing_from_trying(desk: Desk) -> None:
    for save in (desk.saves[desk.concern().ref], "nonsense", ""):
        with pytest.raises(NotFound) as refusal:
            desk.do(Undo(save), by="ben")
        assert str(refusal.value) == "There is nothing to undo."


def test_it_is_undone_once(desk: Desk) -> None:
    saved = desk.concern()
    desk.undo(saved.ref)
    with pytest.raises(NotFound):
        desk.undo(saved.ref)


def test_what_was_changed_is_kept_no_longer_than_it_can_be_taken_back(desk: Desk) -> None:
    old = desk.concern(voice=VoiceGiven(name="Mrs Ito"))
    desk.concern(at=TOO_LATE)
    with desk.store.reading() as session:
        assert session.get_one(IdempotencyKey, desk.saves[old.ref]).changes is None


UNDONE = [row for row in ROWS.values() if HANDLERS[row.command].can_undo]


@pytest.mark.engine_free
@pytest.mark.parametrize("row", UNDONE, ids=[row.command.__name__ for row in UNDONE])
def test_a_save_that_is_taken_back_leaves_everything_as_it_was(row: Row, shared_desk: Desk) -> None:
    command, key = row.good(shared_desk), f"undo-{shared_desk.serial()}"
    before = live(shared_desk)
    shared_desk.do(command, by=row.by, key=key)
    assert live(shared_desk) != before
    shared_desk.do(Undo(key), by=row.by, at=SOON)
    assert live(shared_desk) == before
    assert shared_desk.wrong_counts() == 0


def live(desk: Desk) -> dict[str, list[Any]]:
    """Every row that counts, without what each change stamps anew and what the store keeps of its own work."""
    own = ("audit_entry", "audit_end", "idempotency_key", "reference_counter", "store_revision", "notice")
    with desk.store.reading() as session:
        withdrawn = {
            (name, id_)
            for name, table in Base.metadata.tables.items()
            if "withdrawn_at" in table.c
            for id_ in session.scalars(select(table.c.id).where(table.c.withdrawn_at.is_not(None)))
        }
        return {
            name: [row for row in rows_of(session, table) if not hidden(name, table, row, withdrawn)]
            for name, table in Base.metadata.tables.items()
            if name not in own and not name.startswith("search")
        }


def rows_of(session: Session, table: Table) -> list[dict[str, Any]]:
    stamps = ("version", "updated_at")
    columns = [column for column in table.c if column.name not in stamps]
    return [dict(row) for row in session.execute(select(*columns).order_by(*table.primary_key)).mappings()]


def hidden(name: str, table: Table, row: dict[str, Any], withdrawn: set[tuple[str, int]]) -> bool:
    owners = {(key.column.table.name, row[c.name]) for c in table.c if c.name in row for key in c.foreign_keys}
    owners |= {(row["entity"], row["entity_id"])} if name == "status_change" else {(name, row.get("id", 0))}
    return not owners.isdisjoint(withdrawn)


def test_several_at_once_are_taken_back_but_for_the_one_that_was_left(desk: Desk) -> None:
    one, two, stale = (desk.concern().ref for _ in range(3))
    desk.do(MoveConcern(stale, 1, ConcernStatus.TRIAGED, "Seen"))
    several = MoveConcerns((Chosen(one, 1), Chosen(two, 1), Chosen(stale, 1)), ConcernStatus.IN_PROGRESS, "Patrol")
    assert len(desk.do(several, by="sue", key="many").left) == 1
    assert desk.do(Undo("many"), by="sue") == 2
    assert [desk.one(Concern, ref).status for ref in (one, two, stale)] == ["new", "new", "triaged"]


def test_the_change_before_the_last_cannot_be_taken_back(desk: Desk) -> None:
    ref = desk.concern().ref
    desk.do(MoveConcern(ref, 1, ConcernStatus.TRIAGED, "Seen"), key="first")
    desk.do(MoveConcern(ref, 2, ConcernStatus.IN_PROGRESS, "On it"), key="second")
    with pytest.raises(Refused, match="Something has followed"):
        desk.do(Undo("first"))
    desk.do(Undo("second"))
    assert desk.one(Concern, ref).status == "triaged"


def test_a_case_somebody_has_built_on_stays(shared_desk: Desk) -> None:
    for follow in (
        lambda ref: shared_desk.task(by="ben", case=ref),
        lambda ref: shared_desk.activity(by="ben", case=ref),
        lambda ref: shared_desk.do(LinkConcern(ref, shared_desk.concern().ref, 1), by="ben"),
    ):
        ref = shared_desk.case().ref
        save = shared_desk.saves[ref]
        follow(ref)
        with pytest.raises(Refused, match="Something has followed"):
            shared_desk.do(Undo(save))


def test_a_complaint_is_not_taken_back_by_a_click(desk: Desk) -> None:
    made = desk.case(kind=CaseKind.COMPLAINT, officers=(desk.viewers["ben"].officer_id or 0,))
    with desk.store.reading() as session:
        assert not can_undo(session, viewer=desk.viewers["ana"], save=desk.saves[made.ref])
    with pytest.raises(NotFound):
        desk.undo(made.ref)


FOLLOWED: dict[str, Callable[[Desk, str], Any]] = {
    "moved": lambda d, ref: d.do(MoveConcern(ref, 1, ConcernStatus.TRIAGED, "Seen"), by="ben"),
    "edited": lambda d, ref: d.do(
        EditConcern(ref, 1, "Two", ConcernCategory.NOISE, Priority.LOW, SourceType.RESIDENT), by="ben"
    ),
    "answered": lambda d, ref: d.do(RecordAnswer(ref, 1, "By phone"), by="ben"),
    "in a case": lambda d, ref: d.do(LinkConcern(d.case(by="ben").ref, ref, 1), by="ben"),
    "worked on": lambda d, ref: d.activity(by="ben", concern=ref),
    "a task": lambda d, ref: d.task(by="ben", concern=ref),
}


@pytest.mark.parametrize("followed", FOLLOWED.values(), ids=FOLLOWED)
def test_a_concern_something_has_followed_from_stays(shared_desk: Desk, followed: Callable[[Desk, str], Any]) -> None:
    ref = shared_desk.concern().ref
    save = shared_desk.saves[ref]
    followed(shared_desk, ref)
    with pytest.raises(Refused, match="Something has followed"):
        shared_desk.do(Undo(save))


def test_events_and_tasks_something_has_followed_from_stay(shared_desk: Desk) -> None:
    cancelled, promised_at, raised_at = (shared_desk.event().ref for _ in range(3))
    task = shared_desk.task().ref
    saves = [shared_desk.saves[ref] for ref in (cancelled, promised_at, raised_at, task)]
    shared_desk.do(CancelEvent(cancelled, 1, "Rain"))
    shared_desk.do(AddTask("Bring leaflets", TOMORROW, promised_at_event=promised_at))
    shared_desk.concern(raised_at_event=raised_at)
    shared_desk.do(FinishTask(task, 1))
    for save in saves:
        with pytest.raises(Refused, match="Something has followed"):
            shared_desk.do(Undo(save))


def test_looking_is_not_following(desk: Desk) -> None:
    concern, activity = desk.concern(), desk.activity(note="Spoke with the owner")
    desk.do(OpenConcern(concern.ref), by="ben")
    desk.do(OpenActivityNote(activity.ref), by="ben")
    assert [desk.undo(concern.ref), desk.undo(activity.ref)] == [1, 1]


def test_what_followed_and_was_itself_undone_is_no_hindrance(desk: Desk) -> None:
    concern = desk.concern()
    task = desk.task(concern=concern.ref)
    desk.undo(task.ref)
    assert desk.undo(concern.ref) == 1


def test_ones_own_restricted_concern_can_be_undone(desk: Desk) -> None:
    saved = desk.concern(category=ConcernCategory.DOMESTIC_ABUSE)
    assert desk.undo(saved.ref) == 1
    assert desk.wrong_counts() == 0
