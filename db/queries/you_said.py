"""You said, we did: what was raised or promised at events, what was done about it, and when people were told."""

from datetime import datetime

import pandas as pd
from sqlalchemy import and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Concern, Event, Task, Voice
from db.queries.frames import frame
from db.queries.reach import reach_of
from db.vocabulary import SENSITIVE_CATEGORIES, Confidentiality, TaskPurpose

PERSONAL = int(Confidentiality.PERSONAL)
MOST = 200
SENSITIVE = [category.value for category in SENSITIVE_CATEGORIES]


def you_said(
    session: Session, *, viewer: Viewer, neighbourhood_id: int, since: datetime, until: datetime
) -> pd.DataFrame:
    """Of one neighbourhood, raised at events that began in [since, until), newest event first, at most MOST.

    Nothing personal, restricted or of a sensitive category: officers speak from this. Columns: kind ("concern", "promise",
    "question"), ref, said, did (may be empty), status (of a concern), event (reference), event_title, event_at, done_at,
    told_at, due_at (UTC), gave_up (bool).
    """
    viewer.must(Permission.CONCERN_READ)
    viewer.must(Permission.EVENT_READ)
    here = (Event.neighbourhood_id == neighbourhood_id, Event.starts_at >= since, Event.starts_at < until)
    told = select(func.max(Voice.told_at)).where(Voice.concern_id == Concern.id).scalar_subquery()
    concerns = (
        select(
            literal("concern").label("kind"), Concern.ref.label("ref"), Concern.summary.label("said"),
            Concern.outcome.label("did"), Concern.status.label("status"), Event.ref.label("event"),
            Event.title.label("event_title"), Event.starts_at.label("event_at"),
            func.coalesce(Concern.resolved_at, Concern.closed_at).label("done_at"), told.label("told_at"),
            Concern.due_at.label("due_at"), literal(False).label("gave_up"), Concern.id.label("number"),
        )
        .join(Event, Event.id == Concern.raised_at_event_id)
        .where(*here, visibility.events(viewer.scope), visibility.concerns(reach_of(session, viewer.scope)))
        .where(Concern.confidentiality < PERSONAL, Concern.category.not_in(SENSITIVE))
    )  # fmt: skip
    promised = and_(Task.is_promise, Task.promised_at_event_id == Event.id)
    asked = and_(Task.purpose == TaskPurpose.QUESTION.value, Task.event_id == Event.id)
    # Two questions: asked as one, SQLite looks at every task beside every event.
    only_asked = and_(asked, or_(Task.is_promise.is_(False), Task.promised_at_event_id.is_distinct_from(Event.id)))
    tasks = [
        select(
            case((Task.is_promise, "promise"), else_="question"), Task.ref, Task.text, Task.result, null(), Event.ref,
            Event.title, Event.starts_at, Task.done_at, Task.told_at, Task.due_at, Task.not_kept_why.is_not(None), Task.id,
        )
        .join(Event, which)
        .where(*here, visibility.events(viewer.scope), visibility.tasks(reach_of(session, viewer.scope)))
        .where(Task.case_id.is_(None))
        for which in (promised, only_asked)
    ]  # fmt: skip
    lines = union_all(concerns, *tasks).subquery()
    statement = (
        select(*(column for column in lines.c if column.name != "number"))
        .order_by(lines.c.event_at.desc(), lines.c.kind, lines.c.number)
        .limit(MOST)
    )
    rows = frame(session, statement, times=["event_at", "done_at", "told_at", "due_at"])
    rows["gave_up"] = [bool(value) for value in rows["gave_up"]]
    return rows
