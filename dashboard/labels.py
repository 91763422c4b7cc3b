"""Labels for people: each function takes the word as stored (enum member or text) and answers in their language."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from dashboard import glossary, glossary_outreach, glossary_permissions
from dashboard.glossary import Shown
from dashboard.words import _
from db.access import ROLE_DESCRIPTIONS, Permission
from db.vocabulary import (
    ActivityType,
    AnswerOutcome,
    AttendanceGroup,
    CaseKind,
    CaseStatus,
    Channel,
    ClosingReason,
    CommunicationChannel,
    CommunicationKind,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    ContactMethod,
    EventStatus,
    EventType,
    OrganisationSector,
    PlacePrecision,
    Priority,
    PromiseFate,
    Role,
    SourceType,
)
from db.vocabulary.partners import PartnerEnding

E = TypeVar("E", bound=Enum)


def _word(table: Mapping[E, str], kind: type[E], value: E | str) -> str:
    try:
        return _(table[kind(value)])
    except ValueError:
        # An agency adds its own words: they are shown as written.
        return str(value)[:1].upper() + str(value)[1:]


def _shown(table: Mapping[E, Shown], kind: type[E], value: E | str | int) -> Shown:
    shown = table[kind(value)]
    return replace(shown, word=_(shown.word))


def category_label(value: ConcernCategory | str) -> str:
    return _word(glossary.CATEGORIES, ConcernCategory, value)


def channel_label(value: Channel | str) -> str:
    return _word(glossary.CHANNELS, Channel, value)


def source_label(value: SourceType | str) -> str:
    return _word(glossary.SOURCES, SourceType, value)


def place_label(value: PlacePrecision | str) -> str:
    return _word(glossary.PLACES, PlacePrecision, value)


def closing_reason_label(value: ClosingReason | str) -> str:
    return _word(glossary.CLOSING_REASONS, ClosingReason, value)


def case_kind_label(value: CaseKind | str) -> str:
    return _word(glossary.CASE_KINDS, CaseKind, value)


def case_stage_label(value: str) -> str:
    return _(glossary.CASE_STAGES.get(value, value))


def event_type_label(value: EventType | str) -> str:
    return _word(glossary.EVENT_TYPES, EventType, value)


def group_label(value: AttendanceGroup | str) -> str:
    return _word(glossary.ATTENDANCE_GROUPS, AttendanceGroup, value)


def activity_label(value: ActivityType | str) -> str:
    return _word(glossary.ACTIVITY_TYPES, ActivityType, value)


def sector_label(value: OrganisationSector | str) -> str:
    return _word(glossary.SECTORS, OrganisationSector, value)


def partner_ending_label(value: PartnerEnding | str) -> str:
    return _word(glossary_outreach.PARTNER_ENDINGS, PartnerEnding, value)


def communication_kind_label(value: CommunicationKind | str) -> str:
    return _word(glossary_outreach.COMMUNICATION_KINDS, CommunicationKind, value)


def communication_channel_label(value: CommunicationChannel | str) -> str:
    return _word(glossary_outreach.COMMUNICATION_CHANNELS, CommunicationChannel, value)


def contact_method_label(value: ContactMethod | str) -> str:
    return _word(glossary.CONTACT_METHODS, ContactMethod, value)


def answer_outcome_label(value: AnswerOutcome | str) -> str:
    return _word(glossary.ANSWER_OUTCOMES, AnswerOutcome, value)


def promise_fate_label(value: PromiseFate | str) -> str:
    return _word(glossary.PROMISE_FATES, PromiseFate, value)


def status_shown(value: ConcernStatus | str) -> Shown:
    return _shown(glossary.CONCERN_STATUSES, ConcernStatus, value)


def status_label(value: ConcernStatus | str) -> str:
    return status_shown(value).word


def priority_shown(value: Priority | str) -> Shown:
    return _shown(glossary.PRIORITIES, Priority, value)


def priority_label(value: Priority | str) -> str:
    return priority_shown(value).word


def case_status_shown(value: CaseStatus | str) -> Shown:
    return _shown(glossary.CASE_STATUSES, CaseStatus, value)


def case_status_label(value: CaseStatus | str) -> str:
    """A step of a case's history: a status, or a stage of a problem."""
    if value in glossary.CASE_STAGES:
        return case_stage_label(value)
    return case_status_shown(value).word


def event_status_shown(value: EventStatus | str) -> Shown:
    return _shown(glossary.EVENT_STATUSES, EventStatus, value)


def event_status_label(value: EventStatus | str) -> str:
    return event_status_shown(value).word


def confidentiality_shown(value: Confidentiality | int) -> Shown:
    return _shown(glossary.CONFIDENTIALITIES, Confidentiality, value)


def confidentiality_label(value: Confidentiality | int) -> str:
    return confidentiality_shown(value).word


def role_name(value: Role | str) -> str:
    return _word(glossary.ROLES, Role, value)


def role_purpose(value: Role | str) -> str:
    """One sentence on what somebody with this role does here."""
    return _(ROLE_DESCRIPTIONS[Role(value)])


def permission_label(value: Permission | str) -> str:
    return _word(glossary_permissions.PERMISSIONS, Permission, value)


def badge(shown: Shown) -> str:
    """A state as markdown: coloured badge with its icon and its word."""
    return f":{shown.colour}-badge[{shown.icon} {shown.word}]"
