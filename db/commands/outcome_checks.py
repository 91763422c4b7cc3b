"""Outcome checks: closed is not fixed. Some weeks after "resolved", somebody asks whether it still is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, outcomes, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import concern_to_change, task_to_change
from db.commands.references import TASK, next_reference
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Invalid, problem
from db.models import Concern, Task
from db.rules import Threshold
from db.vocabulary import OPEN_STATUSES, ClosingReason, ConcernStatus, TaskPurpose

ASK = "Ask whether it is still solved"


def follow_move(session: Session, concern: Concern, *, by: Viewer, now: datetime) -> None:
    """After a move: what counts as solved gets its check, what is open again needs none."""
    standing = _open_checks(session, concern)
    solved = concern.status == ConcernStatus.RESOLVED or concern.closing_reason == ClosingReason.RESOLVED
    if concern.status in OPEN_STATUSES:
        for task in standing:
            task.withdrawn_at, task.updated_at = now, now
            audit.append(session, Action.UNDONE, entity="task", ref=task.ref, by=by, at=now)
    elif solved and not standing and not _was_checked(session, concern):
        _lay_out(session, concern, by=by, now=now)


def _open_checks(session: Session, concern: Concern) -> list[Task]:
    checks = (Task.concern_id == concern.id, Task.purpose == TaskPurpose.OUTCOME_CHECK, Task.withdrawn_at.is_(None))
    return list(session.scalars(select(Task).where(*checks, Task.done_at.is_(None)).order_by(Task.id)))


def _was_checked(session: Session, concern: Concern) -> bool:
    checked = select(Concern.id).where(Concern.id == concern.id, outcomes.was_checked())
    return session.scalar(checked) is not None


def _lay_out(session: Session, concern: Concern, *, by: Viewer, now: datetime) -> None:
    owner_id = concern.owner_id or by.officer_id
    if owner_id is None:
        return  # an importer closes what nobody here owns: there is nobody to ask
    task = Task(
        ref=next_reference(session, TASK, agency_day(now).year),
        text=ASK,
        owner_id=owner_id,
        due_at=now + thresholds.current(session).span(Threshold.OUTCOME_CHECK),
        purpose=TaskPurpose.OUTCOME_CHECK.value,
        concern_id=concern.id,
        neighbourhood_id=concern.neighbourhood_id,
        created_at=now,
        updated_at=now,
    )
    session.add(task)
    session.flush()
    audit.append(session, Action.TASK_ADDED, entity="task", ref=task.ref, by=by, at=now, detail={"promise": False})


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The answer to an outcome check (`ref` is the task's): it holds, or the problem is back and the work goes on."""

    ref: str
    version: int
    holds: bool
    words: str


@handles(CheckOutcome, can_undo=True)
def check_outcome(session: Session, command: CheckOutcome, *, by: Viewer, now: datetime) -> Saved:
    """`also` names the concern. What came back is reopened, with its history."""
    by.must(Permission.CONCERN_WORK)
    task = task_to_change(session, command.ref, command.version, by=by)
    if task.purpose != TaskPurpose.OUTCOME_CHECK or task.done_at is not None or task.concern_id is None:
        raise Invalid({"ref": problem("{ref} is not an outcome check that waits.", ref=task.ref)})
    concern = concern_to_change(session, session.get_one(Concern, task.concern_id).ref, None, by=by)
    ask = problem("Say in a sentence who was asked, without names, and what they said.")
    words.refuse_if_any(
        [
            ("holds", None if isinstance(command.holds, bool) else problem("Choose whether it is still solved.")),
            ("words", words.sentence(command.words, ask=ask, longest=2000)),
        ]
    )
    task.done_at, task.updated_at, concern.updated_at = now, now, now
    before = concern.status
    if not command.holds:
        concern.status = ConcernStatus.IN_PROGRESS.value
        concern.resolved_at = concern.closed_at = concern.closing_reason = None
    session.flush()
    note_move(session, concern, before, by=by, now=now, reason=command.words.strip())
    detail = {"holds": command.holds, "task": task.ref}
    audit.append(session, Action.OUTCOME_CHECKED, entity="concern", ref=concern.ref, by=by, at=now, detail=detail)
    audit.append(session, Action.TASK_DONE, entity="task", ref=task.ref, by=by, at=now)
    return Saved(task.ref, task.version, "task", (concern.ref,))
