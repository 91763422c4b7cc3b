"""The rows of concerns in bulk, and what can be wrong with one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.commands import words
from db.commands.concerns import VoiceGiven
from db.errors import Sentence, problem
from db.geography import wgs84_point
from db.vocabulary import (
    Channel,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
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


def too_long_for(model: Any, values: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Sentence | None]]:
    """Texts that their column has no room for, by the number of their row."""
    room = {column.name: getattr(column.type, "length", None) for column in model.__table__.columns}
    for number, row in enumerate(values):
        for name, said in row.items():
            longest = room[name]
            if isinstance(said, str) and longest:
                yield str(number), words.too_long(said, longest=longest)
