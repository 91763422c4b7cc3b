"""Usual tasks of each kind of case: kept by supervisors, laid out for the owner when a case is opened."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current
from db.commands.references import TASK, next_references
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import NotFound, problem
from db.models import Case, Task, TaskTemplate
from db.settings import get_settings
from db.vocabulary import CaseKind

END_OF_DUTY, MIDNIGHT = time(17, 0), time(23, 59)
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class SaveUsualTask:
    """A new one without `id`; else the one with that number, if it is still at `version`."""

    kind: CaseKind
    text: str
    days: int
    id: int | None = None
    version: int | None = None


@handles(SaveUsualTask)
def save_usual_task(session: Session, command: SaveUsualTask, *, by: Viewer, now: datetime) -> Saved:
    """Cases that are open already keep the tasks they were given."""
    by.must(Permission.REFERENCE_KEEP)
    found = _template(session, command.id, command.version) if command.id is not None else None
    days = problem("Say after how many days: 0 or more.") if command.days is None else None
    words.refuse_if_any(
        [
            ("kind", words.one_of(command.kind, CaseKind, ask=problem("Choose the kind of case."))),
            ("text", words.sentence(command.text, ask=problem("Say what is to be done."), longest=300)),
            ("days", days or words.counted(command.days, largest=MOST_DAYS)),
        ]
    )
    if found is None:
        last = session.scalar(select(func.max(TaskTemplate.position)).where(TaskTemplate.kind == command.kind.value))
        found = TaskTemplate(position=0 if last is None else last + 1, created_at=now)
        session.add(found)
    found.kind, found.text, found.days = command.kind.value, command.text.strip(), command.days
    found.updated_at = now
    session.flush()
    _note(session, found, "kept", by=by, now=now)
    return Saved(str(found.id), found.version, "task_template")


@dataclass(frozen=True, slots=True)
class RemoveUsualTask:
    id: int
    version: int


@handles(RemoveUsualTask)
def remove_usual_task(session: Session, command: RemoveUsualTask, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.REFERENCE_KEEP)
    found = _template(session, command.id, command.version)
    _note(session, found, "removed", by=by, now=now)
    session.delete(found)
    session.flush()
    return Saved(str(command.id), command.version, "task_template")


def _template(session: Session, id_: int, version: int | None) -> TaskTemplate:
    found = session.get(TaskTemplate, id_)
    if found is None:
        raise NotFound(problem("This usual task is not there any more."))
    must_be_current(found, version, {"kind": None, "text": None, "days": None}, called=found.text)
    return found


def _note(session: Session, template: TaskTemplate, what: str, *, by: Viewer, now: datetime) -> None:
    detail = {"kind": template.kind, "days": template.days, "what": what}
    audit.append(
        session, Action.REFERENCE_CHANGED, entity="task_template", ref=str(template.id), by=by, at=now, detail=detail
    )


def lay_out(session: Session, case: Case, *, area: int | None, by: Viewer, now: datetime) -> tuple[str, ...]:
    """The usual tasks of the case's kind as tasks of its owner, due at the end of duty so many days from now."""
    usual = session.scalars(
        select(TaskTemplate)
        .where(TaskTemplate.kind == case.kind)
        .order_by(TaskTemplate.days, TaskTemplate.position, TaskTemplate.id)
    ).all()
    today = agency_day(now)
    refs = next_references(session, TASK, [today.year] * len(usual))
    for ref, template in zip(refs, usual, strict=True):
        due = datetime.combine(today + timedelta(days=template.days), END_OF_DUTY, tzinfo=get_settings().zone)
        task = Task(
            ref=ref,
            text=template.text,
            owner_id=case.owner_id,
            due_at=due if due > now else datetime.combine(due.date(), MIDNIGHT, tzinfo=get_settings().zone),
            is_promise=False,
            neighbourhood_id=area,
            case_id=case.id,
            created_at=now,
            updated_at=now,
        )
        session.add(task)
        audit.append(session, Action.TASK_ADDED, entity="task", ref=ref, by=by, at=now, detail={"usual": True})
    session.flush()
    return tuple(refs)
