"""A partner's story: every meeting, contact, case, message and task with them, newest first."""

from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.models import (
    Activity,
    AuditEntry,
    Case,
    CasePartner,
    Communication,
    Event,
    EventPartner,
    Officer,
    Organisation,
    Task,
)

COLUMNS = ("at", "what", "who", "ref", "words", "more")
MOST = 200  # of each kind: the newest


class PartnerStep(StrEnum):
    EVENT = "event"
    ACTIVITY = "activity"
    CASE = "case"
    COMMUNICATION = "communication"
    TASK = "task"
    TASK_DONE = "task done"
    CHANGED = "changed"


CHANGES = (
    Action.ORGANISATION_RECORDED, Action.ORGANISATION_EDITED, Action.CONTACT_RECORDED, Action.CONTACT_REMOVED,
    Action.HANDED_OVER, Action.UNDONE,
)  # fmt: skip


def partner_story(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """Columns: at (UTC), what (a PartnerStep), who, ref (of the record told of), words (a title, a type, a task's text, an
    action of the trail), more (an event's status, what a partner does in a case, why a partnership ended).

    Only what the viewer may open: a case, or what belongs to one, follows that case.
    """
    viewer.must(Permission.ACTIVITY_READ)
    number = select(Organisation.id).where(Organisation.ref == ref, visibility.organisations(viewer.scope))
    partner = session.scalar(number)
    found: list[tuple[Any, ...]] = []
    if partner is not None:
        for statement in (
            _events(viewer, partner), _activities(viewer, partner), _cases(viewer, partner),
            _communications(viewer, partner),
        ):  # fmt: skip
            found += [tuple(row) for row in session.execute(statement.limit(MOST))]
        found += _tasks(session, viewer, partner) + _changes(session, ref)
    steps = pd.DataFrame(found, columns=list(COLUMNS))
    steps["at"] = pd.to_datetime(steps["at"], utc=True)
    return steps.sort_values("at", ascending=False, kind="stable", ignore_index=True)


Statement = Select[*tuple[Any, ...]]


def _events(viewer: Viewer, partner: int) -> Statement:
    with_it = select(EventPartner.event_id).where(EventPartner.organisation_id == partner)
    return (
        select(
            Event.starts_at,
            literal(PartnerStep.EVENT.value),
            Officer.display_name,
            Event.ref,
            Event.title,
            Event.status,
        )
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .where(or_(Event.venue_organisation_id == partner, Event.id.in_(with_it)), visibility.events(viewer.scope))
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )


def _activities(viewer: Viewer, partner: int) -> Statement:
    return (
        select(
            Activity.started_at, literal(PartnerStep.ACTIVITY.value), Officer.display_name, Activity.ref, Activity.type,
            literal(None),
        )
        .join(Officer, Officer.id == Activity.officer_id)
        .where(Activity.organisation_id == partner, visibility.activities(viewer.scope))
        .order_by(Activity.started_at.desc(), Activity.id.desc())
    )  # fmt: skip


def _cases(viewer: Viewer, partner: int) -> Statement:
    return (
        select(
            CasePartner.since, literal(PartnerStep.CASE.value), Officer.display_name, Case.ref, Case.title,
            CasePartner.part,
        )
        .join(Case, Case.id == CasePartner.case_id)
        .join(Officer, Officer.id == Case.owner_id)
        .where(CasePartner.organisation_id == partner, visibility.cases(viewer.scope))
        .order_by(CasePartner.since.desc(), Case.id.desc())
    )  # fmt: skip


def _communications(viewer: Viewer, partner: int) -> Statement:
    return (
        select(
            Communication.sent_at, literal(PartnerStep.COMMUNICATION.value), Officer.display_name, Communication.ref,
            Communication.title, Communication.kind,
        )
        .outerjoin(Officer, Officer.id == Communication.owner_id)
        .where(
            Communication.organisation_id == partner, Communication.sent_at.is_not(None),
            visibility.communications(viewer.scope),
        )
        .order_by(Communication.sent_at.desc(), Communication.id.desc())
    )  # fmt: skip


def _tasks(session: Session, viewer: Viewer, partner: int) -> list[tuple[Any, ...]]:
    statement = (
        select(Task.created_at, Task.done_at, Task.ref, Task.text, Officer.display_name)
        .join(Officer, Officer.id == Task.owner_id)
        .where(Task.organisation_id == partner, visibility.tasks(viewer.scope))
        .order_by(Task.created_at.desc(), Task.id.desc())
        .limit(MOST)
    )
    steps = []
    for task in session.execute(statement):
        steps.append((task.created_at, PartnerStep.TASK.value, task.display_name, task.ref, task.text, None))
        if task.done_at is not None:
            steps.append((task.done_at, PartnerStep.TASK_DONE.value, task.display_name, task.ref, task.text, None))
    return steps


def _changes(session: Session, ref: str) -> list[tuple[Any, ...]]:
    """Who changed what is kept of it, from the audit trail; its details carry words of the vocabulary only."""
    statement = (
        select(AuditEntry.at, Officer.display_name, AuditEntry.action, AuditEntry.detail)
        .outerjoin(Officer, Officer.id == AuditEntry.officer_id)
        .where(AuditEntry.entity_ref == ref, AuditEntry.action.in_([action.value for action in CHANGES]))
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    return [
        (row.at, PartnerStep.CHANGED.value, row.display_name, ref, row.action, _what(row.detail))
        for row in session.execute(statement)
    ]


def _what(detail: dict[str, Any]) -> str | None:
    if "ended" in detail:
        return f"ended: {detail['ended']}"
    return "resumed" if detail.get("resumed") else detail.get("what")
