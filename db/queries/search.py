"""One search over every kind of record the viewer may read; level 1 and below, as lists show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, literal, null, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Scope, Viewer
from db.models import Activity, Case, CaseNeighbourhood, Concern, Event, Neighbourhood, Organisation, Task
from db.queries.matching import INDEXED, LETTERS, newest_with_words
from db.queries.words import Span, excerpt, has_whole, hits, references

KINDS = ("concern", "case", "event", "task", "activity", "organisation")
MOST = 20
# More than are shown are looked at, so that whole words can come before beginnings of words.
LOOKED_AT = 4
REFERENCE, WHOLE_WORDS, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """One record. `title_hits` and `excerpt_hits` are offsets into `title` and `excerpt`: never markup.

    `excerpt` is empty when the title has the words; `about` is the record a task or an activity belongs to, where the
    viewer may see that; `rank` is REFERENCE, WHOLE_WORDS or OTHER.
    """

    kind: str
    ref: str
    title: str
    title_hits: tuple[Span, ...]
    excerpt: str
    excerpt_hits: tuple[Span, ...]
    area: str | None
    area_code: str | None
    at: datetime | None
    status: str | None
    about: str | None
    rank: int


def search(
    session: Session, *, viewer: Viewer, text: str, kinds: Sequence[str] = (), limit: int = MOST
) -> pd.DataFrame:
    """At most `limit` records of each kind (all of KINDS when none is named) with all the words, or with the reference.

    Columns: those of Found; kinds in the order of KINDS, within a kind by rank, then newest first (`at`, UTC: received,
    opened, starting, due or begun; none of an organisation). Words count by their beginnings, without case and accents.
    Nothing is found, and nothing counted, that the viewer's lists would not show. Raises Refused.
    """
    viewer.must(Permission.CONCERN_READ)
    asked = [kind for kind in KINDS if not kinds or kind in kinds]
    found = [record for kind in asked for record in _of_kind(session, kind, viewer.scope, text, limit)]
    rows = pd.DataFrame(found, columns=list(Found.__slots__))
    rows["at"] = pd.to_datetime(rows["at"], utc=True)
    return rows


def _of_kind(session: Session, kind: str, scope: Scope, text: str, limit: int) -> list[Found]:
    model, statement = STATEMENTS[kind](scope)
    meant = references(text, LETTERS[model])
    rows: dict[str, Found] = {}
    if meant.refs:
        for row in session.execute(statement.where(model.ref.in_(meant.refs)).limit(limit)).mappings():
            rows[row["ref"]] = _found(kind, model, row, text, REFERENCE if meant.exact else WHOLE_WORDS)
    newest = newest_with_words(session, statement, model, text)
    for row in session.execute(newest.limit(limit * LOOKED_AT)).mappings():
        rows.setdefault(row["ref"], _found(kind, model, row, text, None))
    return sorted(rows.values(), key=lambda found: (found.rank, -found.at.timestamp() if found.at else 0))[:limit]


def _found(kind: str, model: Any, row: Any, text: str, rank: int | None) -> Found:
    title = str(row["title"])
    others = [row[name] for name in INDEXED.get(model, ())[1:] if row[name]]
    part = "" if has_whole(title, text) else next((part for other in others if (part := excerpt(other, text))), "")
    if rank is None:
        rank = WHOLE_WORDS if has_whole(" ".join([title, *others]), text) else OTHER
    return Found(
        kind=kind,
        ref=row["ref"],
        title=title,
        title_hits=hits(title, text),
        excerpt=part,
        excerpt_hits=hits(part, text),
        area=row["area"],
        area_code=row["area_code"],
        at=row["at"],
        status=row["status"],
        about=row["about"],
        rank=rank,
    )


Statement = tuple[Any, Select[*tuple[Any, ...]]]


def _listed(model: Any, visible: Any, *, title: Any, at: Any, about: Any = None) -> Statement:
    others = [getattr(model, name) for name in INDEXED.get(model, ())[1:]]
    statement = (
        select(
            model.ref,
            title.label("title"),
            *others,
            Neighbourhood.name.label("area"),
            Neighbourhood.code.label("area_code"),
            at.label("at"),
            getattr(model, "status", null()).label("status"),
            (literal(None) if about is None else about).label("about"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == model.neighbourhood_id)
        .where(visible)
    )
    return model, statement


def _concerns(scope: Scope) -> Statement:
    return _listed(Concern, visibility.concerns(scope), title=Concern.summary, at=Concern.received_at)


def _cases(scope: Scope) -> Statement:
    areas = (
        select(func.aggregate_strings(Neighbourhood.name, ", "))
        .join(CaseNeighbourhood, CaseNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(CaseNeighbourhood.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
    )
    statement = select(
        Case.ref,
        Case.title,
        Case.goal,
        Case.outcome,
        areas.label("area"),
        null().label("area_code"),
        Case.opened_at.label("at"),
        Case.status,
        null().label("about"),
    ).where(visibility.cases(scope))
    return Case, statement


def _events(scope: Scope) -> Statement:
    return _listed(Event, visibility.events(scope), title=Event.title, at=Event.starts_at)


def _tasks(scope: Scope) -> Statement:
    model, statement = _listed(
        Task,
        visibility.tasks(scope),
        title=Task.text,
        at=Task.due_at,
        about=func.coalesce(Concern.ref, Case.ref, Event.ref),
    )
    return model, _with_records(statement, Task, func.coalesce(Task.promised_at_event_id, Task.event_id), scope)


def _activities(scope: Scope) -> Statement:
    about = func.coalesce(Concern.ref, Case.ref, Event.ref)
    seen = visibility.activities(scope)
    model, statement = _listed(Activity, seen, title=Activity.type, at=Activity.started_at, about=about)
    return model, _with_records(statement, Activity, Activity.event_id, scope)


def _with_records(statement: Any, model: Any, event_id: Any, scope: Scope) -> Any:
    """The record something belongs to, where the viewer may see it."""
    return (
        statement.outerjoin(Concern, and_(Concern.id == model.concern_id, visibility.concerns(scope)))
        .outerjoin(Case, and_(Case.id == model.case_id, visibility.cases(scope)))
        .outerjoin(Event, and_(Event.id == event_id, visibility.events(scope)))
    )


def _organisations(scope: Scope) -> Statement:
    return _listed(Organisation, visibility.organisations(scope), title=Organisation.name, at=null())


STATEMENTS = {
    "concern": _concerns,
    "case": _cases,
    "event": _events,
    "task": _tasks,
    "activity": _activities,
    "organisation": _organisations,
}
