"""Concerns in bulk: many validated rows, set-based writes, one audit entry, one rollup statement per rollup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, select, update
from sqlalchemy.orm import Session

from db import audit, rollups
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.chunks import chunks
from db.commands.concerns import VoiceGiven
from db.commands.insertion import insert_rows
from db.commands.placing import area_index
from db.commands.references import CONCERN, next_references
from db.commands.registry import handles
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.geography import wgs84_point
from db.models import Case, Concern, ConcernAccess, Event, Neighbourhood, Officer, StatusChange, Voice
from db.vocabulary import (
    DUE_WITHIN,
    SENSITIVE_CATEGORIES,
    Channel,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    PlacePrecision,
    Priority,
    SourceType,
)


LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Moved:
    """A step already taken: `by` is an officer's subject."""

    at: datetime
    to: ConcernStatus
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BulkConcern:
    """One row. People are subjects, links are references; `area_code`-less rows find their area by their point."""

    summary: str
    category: ConcernCategory
    received_at: datetime
    external_id: str | None = None
    channel: Channel = Channel.IMPORT
    source_type: SourceType = SourceType.UNKNOWN
    status: ConcernStatus = ConcernStatus.NEW
    closing_reason: ClosingReason | None = None
    closed_at: datetime | None = None
    resolved_at: datetime | None = None
    acknowledged_at: datetime | None = None
    dates_disputed: bool = False
    latitude: float | None = None
    longitude: float | None = None
    at_venue: bool = False
    neighbourhood_id: int | None = None  # counts only without a point
    details: str | None = None
    outcome: str | None = None
    priority: Priority = Priority.NORMAL
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    language: str | None = None
    owner: str | None = None
    recorded_by: str | None = None
    case: str | None = None
    raised_at_event: str | None = None
    due_at: datetime | None = None  # when it differs from what the priority gives
    duplicate_of: str | None = None  # the external id of the concern it repeats, of the same source
    source_note: Mapping[str, str] | None = None
    history: tuple[Moved, ...] = ()
    voices: tuple[VoiceGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordConcernsInBulk:
    """`source` names the system the rows come from; with their external ids it makes a second run add nothing."""

    rows: Sequence[BulkConcern]
    source: str
    file_hash: str | None = None


@dataclass(frozen=True, slots=True)
class BulkSaved:
    added: int
    already_there: int
    outside_every_area: int
    without_place: int
    refs: tuple[str, ...] = ()


@handles(RecordConcernsInBulk, takes_long=True)
def record_concerns_in_bulk(
    session: Session, command: RecordConcernsInBulk, *, by: Viewer, now: datetime
) -> BulkSaved:
    """Raises Invalid with the problems keyed by row number (from 0); then nothing is saved."""
    by.must(Permission.BULK_IMPORT)
    known = _Known.to(session, command)
    problems = {
        str(i): found for i, row in enumerate(command.rows) if (found := problem_of(row, now=now) or known.missing(row))
    }
    if problems:
        raise Invalid(problems)
    rows = _not_yet_there(session, command)
    already_there = len(command.rows) - len(rows)
    batch = uuid4().hex
    before = session.scalar(select(func.max(Concern.id))) or 0
    values = _values(session, rows, known, source=command.source, batch=batch, by=by, now=now)
    # In the order of receipt: what comes in by day goes into the indexes side by side, nearly twice as quick.
    insert_rows(session, Concern, sorted(values, key=itemgetter("received_at")))
    mine = and_(Concern.id > before, Concern.batch == batch)
    _children(session, rows, values, known, mine, now=now)
    _point_at_originals(session, rows, command.source)
    rollups.add_set(session, mine)
    audit.append(
        session,
        Action.RECORDED_IN_BULK,
        entity="concern",
        ref=None,
        by=by,
        at=now,
        detail={"source": command.source, "count": len(rows), "file": command.file_hash, "batch": batch},
    )
    return BulkSaved(
        added=len(rows),
        already_there=already_there,
        outside_every_area=sum(v["neighbourhood_id"] is None and v["latitude"] is not None for v in values),
        without_place=sum(v["place_precision"] == PlacePrecision.NONE for v in values),
        refs=tuple(v["ref"] for v in values),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What rows may point at: subjects, references and area numbers to internal numbers."""

    people: Mapping[str, int]
    cases: Mapping[str, int]
    events: Mapping[str, int]
    areas: frozenset[int]
    numbers: frozenset[str]

    @classmethod
    def to(cls, session: Session, command: RecordConcernsInBulk) -> "_Known":
        rows = command.rows
        repeated = [row.duplicate_of for row in rows if row.duplicate_of is not None]

        def ids(name: Any, number: Any, wanted: bool = True) -> dict[str, int]:
            return dict(session.execute(select(name, number)).all()) if wanted else {}

        return cls(
            people=ids(Officer.subject, Officer.id),
            cases=ids(Case.ref, Case.id, any(row.case for row in rows)),
            events=ids(Event.ref, Event.id, any(row.raised_at_event for row in rows)),
            areas=frozenset(session.scalars(select(Neighbourhood.id))),
            numbers=frozenset([row.external_id for row in rows if row.external_id and repeated])
            | _numbered(session, command.source, repeated).keys(),
        )

    def missing(self, row: BulkConcern) -> Sentence | None:
        """The first thing a row points at that is not here."""
        if row.neighbourhood_id is not None and row.neighbourhood_id not in self.areas:
            return problem("Its neighbourhood is not here.")
        if row.duplicate_of is not None and row.duplicate_of not in self.numbers:
            return problem("It repeats {number}, which is not here.", number=row.duplicate_of)
        links = ((row.owner, self.people), (row.recorded_by, self.people), (row.case, self.cases))
        for name, known in (*links, (row.raised_at_event, self.events)):
            if name is not None and name not in known:
                return problem("It names {name}, which is not here.", name=name)
        for step in row.history:
            if step.by is not None and step.by not in self.people:
                return problem("It names {name}, which is not here.", name=step.by)
        return None


def _numbered(session: Session, source: str, numbers: Sequence[str]) -> dict[str, int]:
    """Internal numbers of the concerns of a source with these external ids."""
    found: dict[str, int] = {}
    for some in chunks(numbers):
        statement = select(Concern.external_id, Concern.id)
        rows = session.execute(statement.where(Concern.source == source, Concern.external_id.in_(some)))
        found.update({number: id_ for number, id_ in rows if number is not None})
    return found


def problem_of(row: BulkConcern, *, now: datetime) -> Sentence | None:
    """The first thing wrong with a row, or None: what an importer asks before it offers to save."""
    if not row.summary.strip() or len(row.summary) > 300:
        return problem("The summary is empty or longer than 300 characters.")
    texts = ((row.summary, 300), (row.language, 40), (row.details, LONGEST_TEXT), (row.outcome, LONGEST_TEXT))
    for text, longest in texts:
        if text is not None and (wrong_text := words.too_long(text, longest=longest)):
            return wrong_text
    wrong_time = words.happened(row.received_at, now=now)
    if wrong_time is not None:
        return wrong_time
    if row.status == ConcernStatus.CLOSED and row.closing_reason is None:
        return problem("It is closed, but no reason is given.")
    if row.external_id is not None and len(row.external_id) > 80:
        return problem("Its number is longer than 80 characters.")
    if (row.latitude is None) != (row.longitude is None):
        return problem("A place needs both latitude and longitude.")
    if row.latitude is not None and row.longitude is not None:
        return wgs84_point(row.latitude, row.longitude)
    return None


def _not_yet_there(session: Session, command: RecordConcernsInBulk) -> list[BulkConcern]:
    known: set[str] = set()
    numbers = [row.external_id for row in command.rows if row.external_id is not None]
    for some in chunks(numbers):
        statement = select(Concern.external_id).where(Concern.source == command.source, Concern.external_id.in_(some))
        known.update(number for number in session.scalars(statement) if number is not None)
    fresh = []
    for row in command.rows:
        if row.external_id is None:
            fresh.append(row)
        elif row.external_id not in known:
            known.add(row.external_id)  # the same number twice in one file counts once
            fresh.append(row)
    return fresh


def _values(
    session: Session, rows: list[BulkConcern], known: "_Known", *, source: str, batch: str, by: Viewer, now: datetime
) -> list[dict[str, Any]]:
    found = area_index(session).find_all([r.latitude for r in rows], [r.longitude for r in rows])
    days = [agency_day(row.received_at) for row in rows]
    refs = next_references(session, CONCERN, [day.year for day in days])
    values = []
    for row, ref, day, area in zip(rows, refs, days, found, strict=True):
        least = SENSITIVE_CATEGORIES.get(row.category, Confidentiality.PUBLIC)
        placed = row.latitude is not None
        area = area if placed else row.neighbourhood_id
        values.append(
            {
                "ref": ref,
                "source": source,
                "external_id": row.external_id,
                "received_at": row.received_at,
                "received_day": day,
                "channel": row.channel.value,
                "source_type": row.source_type.value,
                "category": row.category.value,
                "summary": row.summary.strip(),
                "details": words.tidy(row.details),
                "latitude": row.latitude,
                "longitude": row.longitude,
                "place_precision": _precision(row, area).value,
                "neighbourhood_id": area,
                "confidentiality": max(int(row.confidentiality), int(least)),
                "priority": row.priority.value,
                "status": row.status.value,
                "owner_id": known.people[row.owner] if row.owner else None,
                "recorded_by_id": known.people[row.recorded_by] if row.recorded_by else by.officer_id,
                "due_at": row.due_at or row.received_at + DUE_WITHIN[row.priority],
                "acknowledged_at": row.acknowledged_at,
                "resolved_at": row.resolved_at,
                "closed_at": row.closed_at,
                "closing_reason": row.closing_reason.value if row.closing_reason else None,
                "outcome": words.tidy(row.outcome),
                "case_id": known.cases[row.case] if row.case else None,
                "raised_at_event_id": known.events[row.raised_at_event] if row.raised_at_event else None,
                "language": row.language,
                "dates_disputed": row.dates_disputed,
                "batch": batch,
                "source_note": dict(row.source_note) if row.source_note else None,
                "version": 1,
                "created_at": now,
                "updated_at": now,
            }
        )
    return values


def _precision(row: BulkConcern, area: int | None) -> PlacePrecision:
    if row.latitude is not None:
        return PlacePrecision.VENUE if row.at_venue else PlacePrecision.POINT
    return PlacePrecision.AREA if area is not None else PlacePrecision.NONE


def _children(
    session: Session,
    rows: list[BulkConcern],
    values: list[dict[str, Any]],
    known: "_Known",
    mine: ColumnElement[bool],
    *,
    now: datetime,
) -> None:
    """Steps already taken, voices, and access to the restricted ones for those who work on them."""
    if not any(r.history or r.voices or _who_opens(v) for r, v in zip(rows, values, strict=True)):
        return
    ids = dict(session.execute(select(Concern.ref, Concern.id).where(mine)).all())
    moves, voices, access = [], [], []
    for row, value in zip(rows, values, strict=True):
        concern_id = ids[value["ref"]]
        before = None
        for step in row.history:
            moves.append(
                {
                    "entity": "concern",
                    "entity_id": concern_id,
                    "at": step.at,
                    "officer_id": known.people[step.by] if step.by else None,
                    "from_status": before,
                    "to_status": step.to.value,
                    "reason": step.reason,
                }
            )
            before = step.to.value
        for voice in row.voices:
            voices.append(_voice(voice, row, concern_id, now=now))
        for officer_id in _who_opens(value):
            access.append({"concern_id": concern_id, "officer_id": officer_id, "granted_at": row.received_at})
    insert_rows(session, StatusChange, moves)
    insert_rows(session, Voice, voices)
    insert_rows(session, ConcernAccess, access)


def _point_at_originals(session: Session, rows: list[BulkConcern], source: str) -> None:
    """Repeats say what they repeat; by number, because both may have come in just now."""
    pairs = [(row.external_id, row.duplicate_of) for row in rows if row.external_id and row.duplicate_of]
    if not pairs:
        return
    ids = _numbered(session, source, [number for pair in pairs for number in pair])
    table: Table = Concern.__table__  # type: ignore[assignment]
    statement = update(table).where(table.c.id == bindparam("repeat")).values(duplicate_of_id=bindparam("original"))
    session.execute(statement, [{"repeat": ids[repeat], "original": ids[original]} for repeat, original in pairs])


def _who_opens(value: dict[str, Any]) -> set[int]:
    """The officers for whom a restricted concern opens: those who own it or wrote it down."""
    if value["confidentiality"] < Confidentiality.RESTRICTED:
        return set()
    return {value["owner_id"], value["recorded_by_id"]} - {None}


def _voice(voice: VoiceGiven, row: BulkConcern, concern_id: int, *, now: datetime) -> dict[str, Any]:
    return {
        "concern_id": concern_id,
        "reported_at": row.received_at,
        "anonymous": voice.anonymous,
        "name": words.tidy(voice.name),
        "contact": words.tidy(voice.contact),
        "preferred_method": voice.preferred_method.value if voice.preferred_method else None,
        "safe_to_contact": words.tidy(voice.safe_to_contact),
        "language": words.tidy(voice.language or row.language),
        "wants_answer": voice.wants_answer,
        "told_at": row.acknowledged_at,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
