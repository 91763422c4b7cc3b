"""A record's story: every change, contact, activity, event and task in one list."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from db import reports, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.models import Activity, AuditEntry, Case, Concern, Event, Officer, StatusChange, Task, Voice, VoiceAnswer
from db.vocabulary import TaskPurpose

COLUMNS = ("at", "what", "who", "ref", "words", "before", "after")


class Step(StrEnum):
    """What a line of the story tells of."""

    MOVED = "moved"
    REPORTED = "reported"
    RAISED = "raised at an event"
    JOINED = "concern received"
    CONCERN_MOVED = "concern moved"
    ANSWERED = "answered"
    ACTIVITY = "activity"
    TASK_ADDED = "task added"
    TASK_DONE = "task done"
    GIVEN_UP = "promise given up"
    CHANGED = "changed"


# Changes that leave no trace but the audit trail. Their entries carry no words of people.
CHANGES = (
    Action.CONCERN_EDITED, Action.CONCERN_ASSIGNED, Action.CONCERN_ANSWERED, Action.CASE_LINKED, Action.CASE_EDITED,
    Action.CASE_PARTNERS, Action.CASE_ASSIGNED, Action.COMPLAINT_NAMED, Action.COMPLAINT_TAKEN_OFF, Action.HANDED_OVER,
    Action.FILE_ATTACHED, Action.FILE_REMOVED, Action.ESCALATION_ACKNOWLEDGED,
    Action.UNDONE,
)  # fmt: skip
# Of these the reason stands among the moves: a step from a status to the same one, at the same moment.
WITH_REASON = (Action.CASE_ASSIGNED, Action.COMPLAINT_TAKEN_OFF)


def timeline(session: Session, *, viewer: Viewer, entity: str, ref: str) -> pd.DataFrame:
    """The story of a "concern" or "case", oldest first; empty for a record the viewer may not see.

    Columns: at (UTC), what (a Step), who (None: imported, or the public), ref (of the task, activity, event or concern told
    of), words (level 1: a reason, a task's text, a concern's summary, a type of activity, an action of the trail),
    before, after (statuses; of an answer its outcome and its method; of a change `before` is its
    reason). Names and words of reporters are never in it.
    """
    viewer.must(Permission.CASE_READ if entity == "case" else Permission.CONCERN_READ)
    found = _case(session, viewer, ref) if entity == "case" else _concern(session, viewer, ref)
    steps = pd.DataFrame(list(found), columns=list(COLUMNS))
    steps["at"] = pd.to_datetime(steps["at"], utc=True)
    return steps.sort_values("at", kind="stable", ignore_index=True)


def _concern(session: Session, viewer: Viewer, ref: str) -> Iterable[tuple[Any, ...]]:
    number = session.scalar(select(Concern.id).where(Concern.ref == ref, visibility.concerns(viewer.scope)))
    if number is None:
        return
    yield from _moves(session, Step.MOVED, "concern", StatusChange.entity_id == number)
    yield from _reports(session, reports.of_concern(number))
    yield from _answers(session, reports.of_concern(number))
    yield from _activities(session, viewer, Activity.concern_id == number)
    yield from _tasks(session, viewer, Task.concern_id == number)
    yield from _raised(session, viewer, Concern.id == number)
    yield from _changes(session, [ref])


def _case(session: Session, viewer: Viewer, ref: str) -> Iterable[tuple[Any, ...]]:
    number = session.scalar(select(Case.id).where(Case.ref == ref, visibility.cases(viewer.scope)))
    if number is None:
        return
    concerns = select(Concern.id).where(Concern.case_id == number, visibility.concerns(viewer.scope)).correlate(None)
    where, stood = StatusChange.entity_id == number, StatusChange.from_status == StatusChange.to_status
    yield from _moves(session, Step.MOVED, "case", where, or_(StatusChange.from_status.is_(None), not_(stood)))
    yield from _joined(session, concerns)
    began = StatusChange.from_status.is_not(None)  # that it was received is said with its words
    yield from _moves(session, Step.CONCERN_MOVED, "concern", StatusChange.entity_id.in_(concerns), began)
    yield from _answers(session, Voice.concern_id.in_(concerns))
    yield from _activities(session, viewer, or_(Activity.case_id == number, Activity.concern_id.in_(concerns)))
    yield from _tasks(session, viewer, or_(Task.case_id == number, Task.concern_id.in_(concerns)))
    yield from _raised(session, viewer, Concern.id.in_(concerns))
    why = select(StatusChange.at, StatusChange.reason).where(StatusChange.entity == "case", where, stood)
    yield from _changes(session, [ref], why=dict(session.execute(why).all()))


def _moves(session: Session, step: Step, entity: str, *which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    model: Any = {"concern": Concern, "case": Case}[entity]
    statement = (
        select(
            StatusChange.at, literal(step.value), Officer.display_name, model.ref,
            StatusChange.reason, StatusChange.from_status, StatusChange.to_status,
        )
        .join(model, model.id == StatusChange.entity_id)
        .outerjoin(Officer, Officer.id == StatusChange.officer_id)
        .where(StatusChange.entity == entity, *which)
        .order_by(StatusChange.at, StatusChange.id)
    )  # fmt: skip
    return _rows(session, statement)


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    return (tuple(row) for row in session.execute(statement))


def _reports(session: Session, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    """Reports after the first: that one is how it began."""
    later = session.execute(select(Voice.reported_at).where(which).order_by(Voice.reported_at, Voice.id).offset(1))
    return ((row.reported_at, Step.REPORTED.value, None, None, None, None, None) for row in later)


def _answers(session: Session, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    statement = (
        select(
            VoiceAnswer.at, literal(Step.ANSWERED.value), Officer.display_name, Concern.ref,
            literal(None), VoiceAnswer.outcome, VoiceAnswer.method,
        )
        .join(Voice, Voice.id == VoiceAnswer.voice_id)
        .join(Concern, Concern.id == Voice.concern_id)
        .outerjoin(Officer, Officer.id == VoiceAnswer.officer_id)
        .where(which)
        .order_by(VoiceAnswer.id)
    )  # fmt: skip
    return _rows(session, statement)


def _activities(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    statement = (
        select(
            Activity.started_at, literal(Step.ACTIVITY.value), Officer.display_name, Activity.ref,
            Activity.type, literal(None), literal(None),
        )
        .join(Officer, Officer.id == Activity.officer_id)
        .where(which, visibility.activities(viewer.scope))
        .order_by(Activity.id)
    )  # fmt: skip
    return _rows(session, statement)


def _tasks(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    """Each task when it was added and when it ended. A check that a rule lays out is told of once it is answered."""
    statement = (
        select(
            Task.ref, Task.text, Task.created_at, Task.done_at, Task.not_kept_why, Task.purpose, Officer.display_name
        )
        .join(Officer, Officer.id == Task.owner_id)
        .where(which, visibility.tasks(viewer.scope))
        .order_by(Task.id)
    )
    for task in session.execute(statement):
        if task.purpose != TaskPurpose.OUTCOME_CHECK:
            yield task.created_at, Step.TASK_ADDED.value, task.display_name, task.ref, task.text, None, None
        if task.done_at is not None:
            step = Step.GIVEN_UP if task.not_kept_why else Step.TASK_DONE
            yield task.done_at, step.value, task.display_name, task.ref, task.text, task.not_kept_why, None


def _joined(session: Session, concerns: Select[int]) -> Iterable[tuple[Any, ...]]:
    statement = select(
        Concern.received_at, literal(Step.JOINED.value), literal(None), Concern.ref, Concern.summary,
        literal(None), literal(None),
    ).where(Concern.id.in_(concerns)).order_by(Concern.id)  # fmt: skip
    return _rows(session, statement)


def _raised(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    if not viewer.may(Permission.EVENT_READ):
        return ()
    statement = (
        select(
            func.min(Event.starts_at), literal(Step.RAISED.value), literal(None), Event.ref, Event.title,
            literal(None), literal(None),
        )
        .join(Concern, Concern.raised_at_event_id == Event.id)
        .where(which, visibility.events(viewer.scope))
        .group_by(Event.ref, Event.title)
        .order_by(Event.ref)
    )  # fmt: skip
    return _rows(session, statement)


def _changes(
    session: Session, refs: list[str], *, why: Mapping[datetime, str | None] | None = None
) -> Iterable[tuple[Any, ...]]:
    """What was corrected, assigned or linked, by whom: from the audit trail, without its details."""
    statement = (
        select(AuditEntry.at, Officer.display_name, AuditEntry.entity_ref, AuditEntry.action)
        .outerjoin(Officer, Officer.id == AuditEntry.officer_id)
        .where(AuditEntry.entity_ref.in_(refs), AuditEntry.action.in_([action.value for action in CHANGES]))
        .order_by(AuditEntry.id)
    )
    for at, who, ref, action in session.execute(statement):
        reason = (why or {}).get(at) if action in WITH_REASON else None
        yield at, Step.CHANGED.value, who, ref, action, reason, None
