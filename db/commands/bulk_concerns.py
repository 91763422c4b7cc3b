"""Concerns in bulk: many validated rows, set-based writes, one audit entry, one rollup statement per rollup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from db import audit, rollups, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.bulk_links import Known, point_at_originals
from db.commands.bulk_rows import BulkConcern, Moved, problem_of
from db.commands.chunks import chunks
from db.commands.concerns import VoiceGiven
from db.commands.insertion import insert_rows
from db.commands.placing import area_index
from db.commands.references import CONCERN, next_references
from db.commands.registry import handles
from db.commands.zone import agency_day
from db.errors import Invalid
from db.models import Concern, ConcernAccess, StatusChange, Voice
from db.vocabulary import SENSITIVE_CATEGORIES, Confidentiality, PlacePrecision

__all__ = ["BulkConcern", "BulkSaved", "Moved", "RecordConcernsInBulk", "problem_of"]


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
def record_concerns_in_bulk(session: Session, command: RecordConcernsInBulk, *, by: Viewer, now: datetime) -> BulkSaved:
    """Raises Invalid with the problems keyed by row number (from 0); then nothing is saved."""
    by.must(Permission.BULK_IMPORT)
    known = Known.to(session, command.rows, command.source)
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
    point_at_originals(session, rows, command.source)
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
    session: Session, rows: list[BulkConcern], known: Known, *, source: str, batch: str, by: Viewer, now: datetime
) -> list[dict[str, Any]]:
    found = area_index(session).find_all([r.latitude for r in rows], [r.longitude for r in rows])
    days = [agency_day(row.received_at) for row in rows]
    clocks = thresholds.current(session)
    refs = next_references(session, CONCERN, [day.year for day in days])
    values = []
    for row, ref, day, area in zip(rows, refs, days, found, strict=True):
        least = SENSITIVE_CATEGORIES.get(row.category, Confidentiality.PUBLIC)
        if row.case in known.complaints:  # what a complaint is made of is as restricted as the complaint
            least = Confidentiality.RESTRICTED
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
                "due_at": row.due_at or row.received_at + clocks.due_within(row.priority),
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
    known: Known,
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
