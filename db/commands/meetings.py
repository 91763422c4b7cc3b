"""The live meeting: who is in the room, and questions to answer later. Each line is saved by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.events import GroupCount, attendance_problems, replace_groups
from db.commands.loading import event_to_work_on, owner_problem
from db.commands.references import TASK, next_reference
from db.commands.registry import Saved, handles
from db.commands.tasks import due_problem
from db.commands.zone import agency_day
from db.errors import problem
from db.models import Attendance, Task
from db.vocabulary import AttendanceGroup, EventStatus, TaskPurpose


@dataclass(frozen=True, slots=True)
class CountRoom:
    """How many are in the room now, altogether and of each group named; a group counted 0 is taken off the list.

    Whoever counts last is right: there is no version to be late for, and the event is still to be closed out.
    """

    event: str
    total: int
    counted: bool
    groups: tuple[GroupCount, ...] = ()


@handles(CountRoom, can_undo=True)
def count_room(session: Session, command: CountRoom, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_work_on(session, command.event, by=by)
    ask = problem("Say how many are in the room.")
    cancelled = problem("It was cancelled.") if event.status == EventStatus.CANCELLED else None
    words.refuse_if_any(
        [
            ("total", ask if command.total is None else None),
            *((_FIELDS[field], wrong) for field, wrong in attendance_problems(
                command.total, command.groups, starts_at=None, now=now
            )),
            ("event", cancelled),
        ]
    )  # fmt: skip
    named = {group.group for group in command.groups}
    standing = select(Attendance).where(Attendance.event_id == event.id).order_by(Attendance.id)
    others = tuple(
        GroupCount(AttendanceGroup(one.group), one.count, one.counted)
        for one in session.scalars(standing)
        if one.group not in named
    )
    replace_groups(session, event, (*others, *(group for group in command.groups if group.count)))
    event.attendance_total, event.attendance_counted, event.updated_at = command.total, command.counted, now
    session.flush()
    detail = {"attendance": command.total, "counted": command.counted}
    audit.append(session, Action.ATTENDANCE_COUNTED, entity="event", ref=event.ref, by=by, at=now, detail=detail)
    return Saved(event.ref, event.version, "event")


_FIELDS = {"attendance_total": "total", "groups": "groups"}


@dataclass(frozen=True, slots=True)
class NoteQuestion:
    """Somebody asked what nobody in the room could answer: a task that ends with the answer."""

    event: str
    text: str
    due_at: datetime
    owner_id: int | None = None


@handles(NoteQuestion, can_undo=True)
def note_question(session: Session, command: NoteQuestion, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_work_on(session, command.event, by=by)
    owner_id = command.owner_id or by.officer_id
    words.refuse_if_any(
        [
            ("text", words.sentence(command.text, ask=problem("Say what was asked."), longest=300)),
            ("due_at", due_problem(command.due_at, now=now)),
            ("owner", owner_problem(session, owner_id, ask=problem("Choose who finds the answer."))),
        ]
    )
    assert owner_id is not None
    question = Task(
        ref=next_reference(session, TASK, agency_day(now).year),
        text=command.text.strip(),
        owner_id=owner_id,
        due_at=command.due_at,
        neighbourhood_id=event.neighbourhood_id,
        event_id=event.id,
        purpose=TaskPurpose.QUESTION.value,
        created_at=now,
        updated_at=now,
    )
    session.add(question)
    session.flush()
    outbox.given(session, owner_id, question.ref, by=by, now=now)
    detail = {"purpose": question.purpose, "event": event.ref}
    audit.append(session, Action.TASK_ADDED, entity="task", ref=question.ref, by=by, at=now, detail=detail)
    return Saved(question.ref, question.version, "task")
