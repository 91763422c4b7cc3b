"""Rows of what has already happened, one shape a kind. People are subjects, links references."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db.commands.case_details import Agency
from db.commands.events import GroupCount
from db.vocabulary import (
    ActivityType,
    CaseKind,
    CaseStatus,
    Confidentiality,
    EventStatus,
    EventType,
    OrganisationSector,
    TaskPurpose,
)


@dataclass(frozen=True, slots=True)
class PastOrganisation:
    name: str
    sector: OrganisationSector
    known_since: datetime
    groups_served: str | None = None
    languages: tuple[str, ...] = ()
    neighbourhood_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_venue: bool = False
    relationship_owner: str | None = None
    contact_every_days: int | None = None
    services: tuple[str, ...] = ()
    how_to_reach: str | None = None
    is_committee: bool = False
    members: int | None = None
    members_counted_on: date | None = None


@dataclass(frozen=True, slots=True)
class PastSeries:
    """A rule events were laid out by; those of one series name the same one."""

    name: str
    rule: str
    starts_at: datetime
    zone: str
    minutes: int
    laid_out_until: datetime
    skipped: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class PastEvent:
    type: EventType
    title: str
    starts_at: datetime
    ends_at: datetime
    owner: str
    status: EventStatus
    hosted: bool = True
    series: str | None = None
    venue: str | None = None
    venue_organisation: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    neighbourhood_id: int | None = None
    audience: str | None = None
    language: str | None = None
    interpreter: bool = False
    topics: tuple[str, ...] = ()
    attendance_total: int | None = None
    attendance_counted: bool | None = None
    groups: tuple[GroupCount, ...] = ()
    outcome_note: str | None = None
    partners: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    in_series: PastSeries | None = None
    occurrence_at: datetime | None = None  # start by the rule of its series
    history: tuple[tuple[datetime, EventStatus, str | None], ...] = ()  # when, to which status, why
    unit: str | None = None  # of officer training


@dataclass(frozen=True, slots=True)
class PastCase:
    kind: CaseKind
    title: str
    owner: str
    opened_at: datetime
    status: CaseStatus
    goal: str | None = None
    stage: str | None = None
    neighbourhood_ids: tuple[int, ...] = ()
    review_at: date | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    confidentiality: Confidentiality = Confidentiality.INTERNAL  # raises the level of the kind, never lowers it
    history: tuple[tuple[datetime, CaseStatus, str | None], ...] = ()  # when, to which status, why
    values: Mapping[str, Any] = field(default_factory=dict)  # fields of its kind: db.kinds
    agencies: tuple[Agency, ...] = ()
    complained_of: tuple[str, ...] = ()  # officers, by subject
    officers_words: str | None = None  # somebody complained about who is no officer here


@dataclass(frozen=True, slots=True)
class PastActivity:
    officer: str
    type: ActivityType
    started_at: datetime
    minutes: int
    neighbourhood_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    medium: str | None = None
    people_reached: int | None = None
    language: str | None = None
    note: str | None = None
    event: str | None = None
    concern: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class PastTask:
    text: str
    owner: str
    made_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    is_promise: bool = False
    promised_at_event: str | None = None
    neighbourhood_id: int | None = None
    concern: str | None = None
    case: str | None = None
    event: str | None = None
    purpose: TaskPurpose | None = None  # a rule's own task
    result: str | None = None  # what was done, for those it was promised to
    told_at: datetime | None = None
    told_how: str | None = None
    organisation: str | None = None


Past = PastOrganisation | PastEvent | PastCase | PastActivity | PastTask
