"""Tasks and promises: what somebody said they would do, and by when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.loading import (
    case_to_change,
    concern_to_change,
    event_by_ref,
    organisation_by_ref,
    owner_problem,
    task_to_change,
)
from db.commands.named import kept_from_problem
from db.commands.placing import find_area
from db.commands.references import TASK, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.models import Task
from db.vocabulary import TaskPurpose


@dataclass(frozen=True, slots=True)
class AddTask:
    """Links are references. A promise is one made to the community; at an event when `promised_at_event` is given."""

    text: str
    due_at: datetime
    owner_id: int | None = None
    is_promise: bool = False
    promised_at_event: str | None = None
    neighbourhood_id: int | None = None
    concern: str | None = None
    case: str | None = None
    event: str | None = None
    organisation: str | None = None


@handles(AddTask, can_undo=True)
def add_task(session: Session, command: AddTask, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    area_, place_problems = find_area(session, latitude=None, longitude=None, chosen=command.neighbourhood_id)
    owner_id = command.owner_id or by.officer_id
    words.refuse_if_any(
        [
            ("text", words.sentence(command.text, ask=problem("Say what is to be done."), longest=300)),
            ("due_at", due_problem(command.due_at, now=now)),
            ("owner", owner_problem(session, owner_id, ask=problem("Choose who does it."))),
            *place_problems.items(),
        ]
    )
    assert owner_id is not None
    concern = concern_to_change(session, command.concern, None, by=by) if command.concern else None
    case = case_to_change(session, command.case, None, by=by) if command.case else None
    words.refuse_if_any([("owner", kept_from_problem(session, owner_id, case=case, concern=concern))])
    event = event_by_ref(session, command.event, by=by) if command.event else None
    promised_at = event_by_ref(session, command.promised_at_event, by=by) if command.promised_at_event else None
    organisation = organisation_by_ref(session, command.organisation) if command.organisation else None
    area = area_ or next(
        (
            r.neighbourhood_id
            for r in (concern, promised_at, event, organisation)
            if r is not None and r.neighbourhood_id
        ),
        None,
    )
    task = Task(
        ref=next_reference(session, TASK, agency_day(now).year),
        text=command.text.strip(),
        owner_id=owner_id,
        due_at=command.due_at,
        is_promise=command.is_promise or promised_at is not None,
        promised_at_event_id=promised_at.id if promised_at else None,
        neighbourhood_id=area,
        concern_id=concern.id if concern else None,
        case_id=case.id if case else None,
        event_id=event.id if event else None,
        organisation_id=organisation.id if organisation else None,
        created_at=now,
        updated_at=now,
    )
    session.add(task)
    session.flush()
    outbox.given(session, task.owner_id, task.ref, by=by, now=now)
    audit.append(
        session, Action.TASK_ADDED, entity="task", ref=task.ref, by=by, at=now, detail={"promise": task.is_promise}
    )
    return Saved(task.ref, task.version, "task")


def due_problem(due_at: datetime, *, now: datetime) -> Sentence | None:
    """What is wrong with a day something is due."""
    wrong = words.planned(due_at, now=now)
    if wrong is None and due_at < now:
        return problem("This day has passed. Choose one ahead.")
    return wrong


@dataclass(frozen=True, slots=True)
class FinishTask:
    ref: str
    version: int


@handles(FinishTask)
def finish_task(session: Session, command: FinishTask, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    task = task_to_change(session, command.ref, command.version, by=by)
    if task.done_at is not None:
        raise Invalid({"task": problem("{ref} is done already.", ref=task.ref)})
    if task.purpose == TaskPurpose.OUTCOME_CHECK:
        raise Invalid({"task": problem("Open the concern and say whether it is still solved.")})
    if task.purpose == TaskPurpose.QUESTION:
        raise Invalid({"task": problem("Say what the answer is, so that whoever asked can be told.")})
    task.done_at, task.updated_at = now, now
    session.flush()
    audit.append(session, Action.TASK_DONE, entity="task", ref=task.ref, by=by, at=now)
    return Saved(task.ref, task.version, "task")


@dataclass(frozen=True, slots=True)
class ReopenTask:
    """Not done after all (a slip of the finger): it is due again when it was."""

    ref: str
    version: int


@handles(ReopenTask)
def reopen_task(session: Session, command: ReopenTask, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    task = task_to_change(session, command.ref, command.version, by=by)
    if task.done_at is None:
        raise Invalid({"task": problem("{ref} is not done.", ref=task.ref)})
    if task.purpose == TaskPurpose.OUTCOME_CHECK:
        raise Invalid({"task": problem("{ref} has been answered; move the concern instead.", ref=task.ref)})
    task.done_at, task.not_kept_why, task.told_at, task.updated_at = None, None, None, now
    session.flush()
    audit.append(session, Action.TASK_REOPENED, entity="task", ref=task.ref, by=by, at=now)
    return Saved(task.ref, task.version, "task")
