"""Concerns as lists and records: level 1 and below. Personal details are opened by a command, never here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Select, String, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db import reports, thresholds, visibility
from db.access import Permission, Viewer
from db.beside import beside
from db.errors import NotFound, problem
from db.models import Case, Concern, Event, Neighbourhood, Officer, StatusChange, Voice
from db.queries import totals
from db.queries.days import moments
from db.queries.filters import Filters
from db.queries.frames import frame
from db.queries.list_pages import MOST_FOUND, PAGE, found_by_words, order_of, page_of
from db.queries.matching import matching
from db.queries.open_concerns import MARKS, OPEN, answers_for, in_view, is_open, running_out
from db.queries.opened import below_personal
from db.queries.reach import reach_of
from db.rules import Threshold
from db.vocabulary import OPEN_STATUSES, ConcernStatus

VIEWS = ("triage", "clocks", "new", "mine", "unowned", "overdue", "unanswered", "everything")
OPEN_VIEWS = ("clocks", "new", "overdue")  # whatever statuses were asked for besides
ROLLED_UP = ("triage", "new", "everything")  # what the rollups can count
SOON = timedelta(days=1)  # a clock with less than this left is shown with those that have run out


@dataclass(frozen=True, slots=True)
class Page:
    """`total`: how many there are in all; with `more` there are more than that, which a search does not count."""

    rows: pd.DataFrame
    total: int
    more: bool = False


def concern_list(
    session: Session,
    *,
    viewer: Viewer,
    filters: Filters,
    view: str = "triage",
    search: str = "",
    page: int = 0,
    now: datetime,
) -> Page:
    """One page of the triage list, and how many there are in all.

    Columns: ref, version, received_at, category, summary, neighbourhood, status, priority, owner, owner_id, due_at,
    acknowledged_at, confidentiality, dates_disputed, overdue (bool). Views: VIEWS; "triage" is open ones, new and
    unowned first. `search`: all these words (or their beginnings) in the summary, or a reference.
    """
    viewer.must(Permission.CONCERN_READ)
    conditions = chosen(session, viewer, filters, view=view, now=now)
    if search.strip():
        found = found_by_words(session, viewer, [*conditions, matching(session, Concern, search)], view=view)
        more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
        shown, total = found[page * PAGE :][:PAGE], len(found)
    else:
        shown, more = page_of(session, viewer, conditions, view=view, page=page), False
        total = how_many_in(session, viewer, filters, view=view, now=now)
    statement = listed(now).where(Concern.id.in_(shown)).order_by(*order_of(view))
    return Page(shaped(frame(session, statement, times=["received_at", "due_at", "acknowledged_at"])), total, more)


def how_many_in(session: Session, viewer: Viewer, filters: Filters, *, view: str, now: datetime) -> int:
    """How many concerns a view of the list has."""
    conditions = chosen(session, viewer, filters, view=view, now=now)
    rolled_up = (filters, _statuses(filters, view)) if view in ROLLED_UP else None
    return totals.how_many(session, viewer, conditions, rolled_up=rolled_up)[0]


def listed(now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Concern.ref,
            Concern.version,
            Concern.received_at,
            Concern.category,
            Concern.summary,
            Neighbourhood.name.label("neighbourhood"),
            Concern.status,
            Concern.priority,
            Officer.display_name.label("owner"),
            Concern.owner_id,
            Concern.due_at,
            Concern.acknowledged_at,
            Concern.confidentiality,
            Concern.dates_disputed,
            and_(Concern.status.in_(OPEN), Concern.due_at < now).label("overdue"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Concern.neighbourhood_id)
        .outerjoin(Officer, Officer.id == Concern.owner_id)
    )


def shaped(rows: pd.DataFrame) -> pd.DataFrame:
    rows["overdue"] = [bool(value) for value in rows["overdue"]]
    return rows


def chosen(session: Session, viewer: Viewer, filters: Filters, *, view: str, now: datetime) -> list[Any]:
    """The concerns of a view as conditions, whoever may see them: to be named beside db.visibility."""
    since, until = moments(filters)
    conditions: list[Any] = [Concern.received_at >= since, Concern.received_at < until]
    open_only = view in OPEN_VIEWS or set(_statuses(filters, view)) <= set(OPEN_STATUSES)
    if filters.neighbourhoods:
        area = beside(Concern.neighbourhood_id) if open_only else Concern.neighbourhood_id
        conditions.append(area.in_(filters.neighbourhoods))
    if filters.categories:
        conditions.append(Concern.category.in_([c.value for c in filters.categories]))
    if filters.sources:
        conditions.append(Concern.source_type.in_([s.value for s in filters.sources]))
    if filters.statuses:
        conditions.append(Concern.status.in_([s.value for s in filters.statuses]))
    if open_only:
        conditions.append(is_open())
    if view in MARKS:
        conditions.append(in_view(view, viewer, now=now))
    elif view == "clocks":
        answer_due, result_due = running_out(session, now, within=SOON)
        conditions += [answers_for(session, viewer), or_(result_due, answer_due)]
    return conditions


def _statuses(filters: Filters, view: str) -> tuple[ConcernStatus, ...]:
    """Those a view asks for besides what it says in other words."""
    asked_for = filters.statuses or (tuple(ConcernStatus) if view == "everything" else OPEN_STATUSES)
    return tuple(s for s in asked_for if view != "new" or s == ConcernStatus.NEW)


@dataclass(frozen=True, slots=True)
class ConcernRecord:
    """One concern, level 1 and below. `voices` counts the reports, `waiting` those that want an answer and have none,
    those of merged concerns included; the first answer is due (`answer_due_at`) for the first who waits. `duplicate_of`
    is the concern it was merged into, if the viewer may know of that; `merged` says that it was merged at all.

    `has_details` says that there is something to open, not what.
    """

    ref: str
    version: int
    received_at: datetime
    category: str
    summary: str
    channel: str
    source_type: str
    status: str
    priority: str
    confidentiality: int
    neighbourhood_id: int | None
    neighbourhood: str | None
    latitude: float | None
    longitude: float | None
    place_precision: str
    owner_id: int | None
    owner: str | None
    recorded_by: str | None
    due_at: datetime | None
    acknowledged_at: datetime | None
    answer_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    closing_reason: str | None
    outcome: str | None
    language: str | None
    dispatch_ref: str | None
    public_text: str | None
    dates_disputed: bool
    merged: bool
    duplicate_of: str | None
    case: str | None
    raised_at_event: str | None
    source: str
    external_id: str | None
    voices: int
    waiting: int
    has_details: bool


def concern_record(session: Session, *, viewer: Viewer, ref: str) -> ConcernRecord:
    """Raises NotFound when there is none or the viewer may not know of it; OpenedByCommand from level 2 on."""
    return below_personal(any_concern(session, viewer=viewer, ref=ref))


def any_concern(session: Session, *, viewer: Viewer, ref: str) -> ConcernRecord:
    """Of any level: for db.commands.opening. Raises NotFound."""
    viewer.must(Permission.CONCERN_READ)
    owner, recorder, main = aliased(Officer), aliased(Officer), aliased(Concern)
    seen = select(Concern.id).where(visibility.concerns(viewer.scope)).correlate(None)
    has_details = or_(
        Concern.details.is_not(None),
        Concern.place_note.is_not(None),
        select(Voice.id).where(Voice.concern_id == Concern.id, Voice.anonymous.is_(False)).exists(),
    )
    statement = (
        select(
            Concern.id,
            *[getattr(Concern, name) for name in _PLAIN],
            Neighbourhood.name.label("neighbourhood"),
            owner.display_name.label("owner"),
            recorder.display_name.label("recorded_by"),
            Case.ref.label("case"),
            Event.ref.label("raised_at_event"),
            has_details.label("has_details"),
            main.ref.label("duplicate_of"),
            Concern.duplicate_of_id.is_not(None).label("merged"),
            reports.waiting_since().label("waiting_since"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Concern.neighbourhood_id)
        .outerjoin(owner, owner.id == Concern.owner_id)
        .outerjoin(recorder, recorder.id == Concern.recorded_by_id)
        .outerjoin(Case, and_(Case.id == Concern.case_id, visibility.cases(viewer.scope)))
        .outerjoin(Event, Event.id == Concern.raised_at_event_id)
        .outerjoin(main, and_(main.id == Concern.duplicate_of_id, main.id.in_(seen)))
        .where(Concern.ref == ref, visibility.concerns(viewer.scope))
    )
    row = session.execute(statement).mappings().first()
    if row is None:
        raise NotFound(problem("There is no concern {ref} that you can open.", ref=ref))
    values = dict(row)
    concern_id = values.pop("id")
    waiting = func.count().filter(Voice.wants_answer, Voice.told_at.is_(None))
    counts = session.execute(select(func.count(), waiting).where(reports.of_concern(concern_id))).one()
    first: datetime | None = values.pop("waiting_since")
    return ConcernRecord(
        **{**values, "has_details": bool(values["has_details"]), "merged": bool(values["merged"])},
        answer_due_at=first + thresholds.current(session).span(Threshold.FIRST_ANSWER) if first else None,
        voices=int(counts[0]),
        waiting=int(counts[1]),
    )


_DERIVED = (
    "merged", "duplicate_of", "neighbourhood", "owner", "recorded_by", "case", "raised_at_event", "has_details",
    "answer_due_at", "voices", "waiting",
)  # fmt: skip
_PLAIN = tuple(name for name in ConcernRecord.__slots__ if name not in _DERIVED)


def history(session: Session, *, viewer: Viewer, entity: str, ref: str) -> pd.DataFrame:
    """Who moved a concern, case or event, when, from where to where and why, oldest first.

    Columns: at (UTC), who, from_status, to_status, reason. Empty for a record the viewer may not see.
    """
    records: dict[str, tuple[Any, Any]] = {
        "concern": (Concern, visibility.concerns),
        "case": (Case, visibility.cases),
        "event": (Event, visibility.events),
    }
    model, visible = records[entity]
    record = select(model.id).where(model.ref == ref, visible(viewer.scope)).scalar_subquery()
    statement = (
        select(
            StatusChange.at,
            func.coalesce(Officer.display_name, literal("Import", String)).label("who"),
            StatusChange.from_status,
            StatusChange.to_status,
            StatusChange.reason,
        )
        .outerjoin(Officer, Officer.id == StatusChange.officer_id)
        .where(StatusChange.entity == entity, StatusChange.entity_id == record)
        .order_by(StatusChange.at, StatusChange.id)
    )
    return frame(session, statement, times=["at"])


def received_since(session: Session, *, viewer: Viewer, since: datetime, now: datetime, limit: int = 25) -> Page:
    """Concerns logged in the viewer's own areas since a moment (their last shift), newest first, and how many.

    Columns: those of concern_list.
    """
    viewer.must(Permission.CONCERN_READ)
    conditions = [
        visibility.concerns(reach_of(session, viewer.scope)),
        Concern.neighbourhood_id.in_(viewer.areas),
        Concern.received_at >= since,
    ]
    total = session.scalar(select(func.count()).select_from(Concern).where(*conditions)) or 0
    statement = listed(now).where(*conditions).order_by(Concern.received_at.desc(), Concern.id.desc()).limit(limit)
    return Page(shaped(frame(session, statement, times=["received_at", "due_at", "acknowledged_at"])), total)
