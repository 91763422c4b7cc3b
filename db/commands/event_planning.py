"""Planning an event: what, when, where, with whom, what to prepare; corrected until it is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.event_details import EventDetails, checked, fill, new_event, partner_names
from db.commands.events import times_problem
from db.commands.loading import event_to_change, owner_problem
from db.commands.references import EVENT, TASK, next_reference, next_references
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.commands.tasks import due_problem
from db.commands.zone import agency_day
from db.errors import Sentence, Stale, problem
from db.models import Event, Task
from db.vocabulary import EventStatus, TaskPurpose

MOST_ITEMS = 30
LONGEST_ITEM = 300
# What somebody who edits late is shown of the event as it is now.
_SHOWN = (
    "type", "title", "hosted", "starts_at", "ends_at", "venue", "neighbourhood_id", "audience", "language",
    "other_languages", "interpreter", "topics", "materials", "unit", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """One event ahead, with what has to be done until then. The planner is in charge of both."""

    details: EventDetails
    starts_at: datetime
    ends_at: datetime
    checklist: tuple[ChecklistItem, ...] = ()


@handles(PlanEvent, can_undo=True)
def plan_event(session: Session, command: PlanEvent, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    found = checked(session, command.details)
    words.refuse_if_any(
        [
            *found.problems,
            ("starts_at", words.planned(command.starts_at, now=now)),
            ("ends_at", times_problem(command.starts_at, command.ends_at, now=now)),
            ("checklist", checklist_problem(command.checklist, by=by, now=now)),
        ]
    )
    event = new_event(
        session, command.details, found,
        ref=next_reference(session, EVENT, agency_day(command.starts_at).year),
        starts_at=command.starts_at, ends_at=command.ends_at, owner_id=by.officer_id, now=now,
    )  # fmt: skip
    note_move(session, event, None, by=by, now=now, reason=None)
    audit.append(
        session, Action.EVENT_RECORDED, entity="event", ref=event.ref, by=by, at=now, detail={"type": event.type}
    )
    tasks = lay_out(session, event, command.checklist, by=by, now=now)
    return Saved(event.ref, event.version, "event", tasks)


@dataclass(frozen=True, slots=True)
class EditEvent:
    """Everything planned about it, as it is to be from now on. An occurrence of a series stays one when it moves."""

    ref: str
    version: int
    details: EventDetails
    starts_at: datetime
    ends_at: datetime


@handles(EditEvent, can_undo=True)
def edit_event(session: Session, command: EditEvent, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = _event_to_edit(session, command.ref, command.version, by=by)
    found = checked(session, command.details)
    words.refuse_if_any(
        [
            *found.problems,
            ("starts_at", words.planned(command.starts_at, now=now)),
            ("ends_at", times_problem(command.starts_at, command.ends_at, now=now)),
            ("status", not_planned(event)),
        ]
    )
    event.starts_at, event.ends_at, event.updated_at = command.starts_at, command.ends_at, now
    fill(session, event, command.details, found)
    session.flush()
    audit.append(session, Action.EVENT_EDITED, entity="event", ref=event.ref, by=by, at=now)
    return Saved(event.ref, event.version, "event")


def _event_to_edit(session: Session, ref: str, version: int, *, by: Viewer) -> Event:
    event = event_to_change(session, ref, None, by=by)
    try:
        return event_to_change(session, ref, version, by=by, typed=dict.fromkeys(_SHOWN))
    except Stale as stale:
        theirs = {**stale.theirs, "partners": partner_names(session, event)}
        raise Stale(stale.sentence, theirs=theirs, version=stale.version) from None


def not_planned(event: Event) -> Sentence | None:
    if event.status == EventStatus.PLANNED:
        return None
    return problem("Only a planned event can be changed; this one was held or called off.")


@dataclass(frozen=True, slots=True)
class AddChecklist:
    """What is to be done before an event takes place; done like any other task."""

    event: str
    items: tuple[ChecklistItem, ...]
    owner_id: int | None = None


@handles(AddChecklist, can_undo=True)
def add_checklist(session: Session, command: AddChecklist, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    event = event_to_change(session, command.event, None, by=by)
    owner_id = command.owner_id or event.owner_id or by.officer_id
    missing = problem("Say what is to be done.") if not command.items else None
    words.refuse_if_any(
        [
            *[("text", _text_problem(item.text)) for item in command.items],
            *[("due_at", due_problem(item.due_at, now=now)) for item in command.items],
            ("text", missing),
            ("owner", owner_problem(session, owner_id, ask=problem("Choose who does it."))),
            ("status", not_planned(event)),
        ]
    )
    first, *others = lay_out(session, event, command.items, by=by, now=now, owner_id=owner_id)
    return Saved(first, 1, "task", tuple(others))


def checklist_problem(items: Sequence[ChecklistItem], *, by: Viewer, now: datetime) -> Sentence | None:
    if items and by.officer_id is None:
        return problem("Choose who does it.")
    if len(items) > MOST_ITEMS:
        return problem("Keep it to {most}.", most=MOST_ITEMS)
    found = (_text_problem(item.text) or due_problem(item.due_at, now=now) for item in items)
    return next((wrong for wrong in found if wrong is not None), None)


def _text_problem(text: str) -> Sentence | None:
    return words.sentence(text, ask=problem("Say what is to be done."), longest=LONGEST_ITEM)


def lay_out(
    session: Session,
    event: Event,
    items: Sequence[ChecklistItem],
    *,
    by: Viewer,
    now: datetime,
    owner_id: int | None = None,
) -> tuple[str, ...]:
    """The checklist as tasks of whoever is in charge; their references."""
    owner = owner_id or event.owner_id
    refs = next_references(session, TASK, [agency_day(now).year] * len(items))
    for ref, item in zip(refs, items, strict=True):
        assert owner is not None
        session.add(
            Task(
                ref=ref, text=item.text.strip(), owner_id=owner, due_at=item.due_at, event_id=event.id,
                neighbourhood_id=event.neighbourhood_id, purpose=TaskPurpose.CHECKLIST.value, created_at=now,
                updated_at=now,
            )
        )  # fmt: skip
    session.flush()
    for ref in refs:
        outbox.given(session, owner, ref, by=by, now=now)
        audit.append(session, Action.TASK_ADDED, entity="task", ref=ref, by=by, at=now, detail={"event": event.ref})
    return tuple(refs)
