"""What became of a promise or a question, and telling those it was made to: "you said, we did"."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import task_to_change
from db.commands.registry import Saved, handles
from db.errors import problem
from db.models import Task
from db.vocabulary import TaskPurpose


@dataclass(frozen=True, slots=True)
class KeepPromise:
    """A promise was kept, or a question answered: what was done, in words for those who asked. It is done by that, and
    what was done can be put more clearly later."""

    ref: str
    version: int
    result: str


@handles(KeepPromise, can_undo=True)
def keep_promise(session: Session, command: KeepPromise, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    task = task_to_change(session, command.ref, command.version, by=by)
    ask = problem("Say what was done, so that people can be told.")
    words.refuse_if_any(
        [
            ("result", words.sentence(command.result, ask=ask, longest=2000)),
            ("task", None if made_to_people(task) else problem("{ref} was promised to nobody.", ref=task.ref)),
            ("task", problem("{ref} was given up.", ref=task.ref) if task.not_kept_why else None),
        ]
    )
    task.result, task.done_at, task.updated_at = command.result.strip(), task.done_at or now, now
    session.flush()
    audit.append(session, Action.TASK_DONE, entity="task", ref=task.ref, by=by, at=now, detail={"result": True})
    return Saved(task.ref, task.version, "task")


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Those it was promised to were told what became of it: how (at the next meeting, by letter to the street)."""

    ref: str
    version: int
    how: str


@handles(TellPeople, can_undo=True)
def tell_people(session: Session, command: TellPeople, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    task = task_to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("how", words.sentence(command.how, ask=problem("Say how they were told."), longest=200)),
            ("task", None if made_to_people(task) else problem("{ref} was promised to nobody.", ref=task.ref)),
            (
                "task",
                None if task.done_at else problem("{ref} is not done: there is nothing to tell yet.", ref=task.ref),
            ),
        ]
    )
    task.told_at, task.told_how, task.updated_at = now, command.how.strip(), now
    session.flush()
    audit.append(session, Action.PEOPLE_TOLD, entity="task", ref=task.ref, by=by, at=now)
    return Saved(task.ref, task.version, "task")


def made_to_people(task: Task) -> bool:
    """A promise, or a question somebody asked."""
    return task.is_promise or task.purpose == TaskPurpose.QUESTION
