"""What a live meeting needs: the one before, what it promised, and what has been captured so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import and_, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import Concern, Event, Handout, HandoutItem, Officer, Task
from db.queries.frames import frame
from db.vocabulary import Confidentiality, EventStatus, TaskPurpose

PERSONAL = int(Confidentiality.PERSONAL)


@dataclass(frozen=True, slots=True)
class Before:
    """The meeting before this one."""

    ref: str
    title: str
    starts_at: datetime


def meeting_before(session: Session, *, viewer: Viewer, ref: str, now: datetime) -> Before | None:
    """The latest one that has begun, of the same series; without a rule of its own, of the same name or kind in the same
    neighbourhood."""
    viewer.must(Permission.EVENT_READ)
    this = session.scalar(select(Event).where(Event.ref == ref, visibility.events(viewer.scope)))
    if this is None:
        raise NotFound(problem("There is no event {ref}.", ref=ref))
    if this.series_id is not None:
        alike = Event.series_id == this.series_id
    elif this.series:
        alike = and_(Event.series == this.series, Event.neighbourhood_id == this.neighbourhood_id)
    else:
        alike = and_(
            Event.type == this.type, Event.neighbourhood_id == this.neighbourhood_id, Event.hosted == this.hosted
        )
    took_place = (
        Event.status != EventStatus.CANCELLED,
        Event.starts_at < this.starts_at,
        Event.starts_at <= now,
        visibility.events(viewer.scope),
    )
    row = session.execute(
        select(Event.ref, Event.title, Event.starts_at)
        .where(alike, *took_place)
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    ).first()
    return Before(*row) if row else None


def made_at(session: Session, *, viewer: Viewer, event: str) -> pd.DataFrame:
    """Promises made and questions asked at an event that the viewer may see, soonest first.

    Columns: ref, version, text, owner, owner_id, due_at, done_at (UTC), is_promise, purpose, not_kept_why, result, told_at
    (UTC), told_how.
    """
    viewer.must(Permission.TASK_WORK)
    event_id = select(Event.id).where(Event.ref == event).scalar_subquery()
    asked = and_(Task.event_id == event_id, Task.purpose == TaskPurpose.QUESTION.value)
    statement = (
        select(
            Task.ref, Task.version, Task.text, Officer.display_name.label("owner"), Task.owner_id, Task.due_at, Task.done_at,
            Task.is_promise, Task.purpose, Task.not_kept_why, Task.result, Task.told_at, Task.told_how,
        )
        .join(Officer, Officer.id == Task.owner_id)
        .where(or_(and_(Task.is_promise, Task.promised_at_event_id == event_id), asked), visibility.tasks(viewer.scope))
        .order_by(Task.due_at, Task.id)
    )  # fmt: skip
    return frame(session, statement, times=["due_at", "done_at", "told_at"])


def captured(session: Session, *, viewer: Viewer, event: str) -> pd.DataFrame:
    """Everything noted at an event, newest first. Restricted concerns are not among it: the screen stands on a table.

    Columns: kind ("concern", "promise", "question", "handout"), ref (empty for hand-outs), words, language and quantity (of
    hand-outs), at (UTC), who.
    """
    viewer.must(Permission.EVENT_READ)
    event_id = select(Event.id).where(Event.ref == event).scalar_subquery()
    concerns: Any = (
        select(
            literal("concern").label("kind"), Concern.ref.label("ref"), Concern.summary.label("words"),
            null().label("language"), literal(0).label("quantity"), Concern.created_at.label("at"),
            Concern.recorded_by_id.label("officer_id"), Concern.id.label("number"),
        )
        .where(Concern.raised_at_event_id == event_id, Concern.confidentiality < PERSONAL, visibility.concerns(viewer.scope))
    )  # fmt: skip
    promised = and_(Task.is_promise, Task.promised_at_event_id == event_id)
    asked = and_(Task.event_id == event_id, Task.purpose == TaskPurpose.QUESTION.value)
    promises, questions = (
        select(literal(kind), Task.ref, Task.text, null(), literal(0), Task.created_at, Task.owner_id, Task.id).where(
            which, visibility.tasks(viewer.scope)
        )
        for kind, which in (("promise", promised), ("question", asked))
    )
    handouts = (
        select(
            literal("handout"), null(), HandoutItem.name, HandoutItem.language, Handout.quantity, Handout.at,
            Handout.officer_id, Handout.id,
        )
        .join(HandoutItem, HandoutItem.id == Handout.item_id)
        .where(Handout.event_id == event_id, Handout.withdrawn_at.is_(None))
    )  # fmt: skip
    lines = union_all(concerns, promises, questions, handouts).subquery()
    who = aliased(Officer)
    statement = (
        select(
            lines.c.kind, lines.c.ref, lines.c.words, lines.c.language, lines.c.quantity, lines.c.at,
            who.display_name.label("who"),
        )
        .outerjoin(who, who.id == lines.c.officer_id)
        .order_by(lines.c.at.desc(), lines.c.kind, lines.c.number.desc())
    )  # fmt: skip
    return frame(session, statement, times=["at"])


def handout_items(session: Session, *, viewer: Viewer, retired: bool = False) -> pd.DataFrame:
    """Hand-outs that can be given. Columns: id, name, language, stock, given (so far), retired (bool)."""
    viewer.must(Permission.EVENT_READ)
    given = (
        select(func.coalesce(func.sum(Handout.quantity), 0))
        .where(Handout.item_id == HandoutItem.id, Handout.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    statement = select(
        HandoutItem.id, HandoutItem.name, HandoutItem.language, HandoutItem.stock, given.label("given"),
        HandoutItem.retired_at.is_not(None).label("retired"),
    ).order_by(HandoutItem.name, HandoutItem.language, HandoutItem.id)  # fmt: skip
    if not retired:
        statement = statement.where(HandoutItem.retired_at.is_(None))
    return frame(session, statement)
