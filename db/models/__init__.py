"""The tables, one file per aggregate."""

from db.models.answers import VoiceAnswer
from db.models.attachments import Attachment
from db.models.base import Base
from db.models.case_kinds import CaseAgency, CaseDetail, CaseSubject, TaskTemplate
from db.models.cases import Case, CaseAccess, CaseNeighbourhood, CasePartner
from db.models.concerns import Concern, ConcernAccess, Voice
from db.models.counts import NO_AREA, ConcernCount, ConcernDayCount
from db.models.duplicates import ConcernMerge, NotTheSame
from db.models.escalation import EscalationAcknowledgement, ThresholdSetting
from db.models.hand_over import HandOver
from db.models.history import (
    AuditEnd,
    AuditEntry,
    Draft,
    IdempotencyKey,
    ReferenceCounter,
    StatusChange,
    StoreRevision,
)
from db.models.notices import Notice, NoticeChoice
from db.models.outreach import Activity, Attendance, Event, Organisation
from db.models.people import Officer, OfficerNeighbourhood, Session, Team
from db.models.places import Neighbourhood
from db.models.tasks import Task
from db.models.views import SavedView

__all__ = [
    "NO_AREA",
    "Activity",
    "Attachment",
    "Attendance",
    "AuditEnd",
    "AuditEntry",
    "Base",
    "Case",
    "CaseAccess",
    "CaseAgency",
    "CaseDetail",
    "CaseNeighbourhood",
    "CasePartner",
    "CaseSubject",
    "Concern",
    "ConcernAccess",
    "ConcernCount",
    "ConcernDayCount",
    "ConcernMerge",
    "Draft",
    "EscalationAcknowledgement",
    "Event",
    "HandOver",
    "IdempotencyKey",
    "Neighbourhood",
    "NotTheSame",
    "Notice",
    "NoticeChoice",
    "Officer",
    "OfficerNeighbourhood",
    "Organisation",
    "ReferenceCounter",
    "SavedView",
    "Session",
    "StatusChange",
    "StoreRevision",
    "Task",
    "TaskTemplate",
    "Team",
    "ThresholdSetting",
    "Voice",
    "VoiceAnswer",
]
