"""The tables, one file per aggregate."""

from db.models.accounts import LocalAccount, RecoveryCode, SignInFailure
from db.models.answers import VoiceAnswer
from db.models.attachments import Attachment
from db.models.base import Base
from db.models.briefings import Briefing, BriefingDocument, BriefingSlide, ConfirmedCatalogue, PublicRelease
from db.models.case_kinds import CaseAgency, CaseDetail, CaseSubject, TaskTemplate
from db.models.cases import Case, CaseAccess, CaseNeighbourhood, CasePartner
from db.models.communications import Communication, CommunicationTemplate
from db.models.concerns import Concern, ConcernAccess, Voice
from db.models.counts import NO_AREA, ConcernCityCount, ConcernCount, ConcernDayCount, ConcernKindCount
from db.models.duplicates import ConcernMerge, NotTheSame
from db.models.escalation import EscalationAcknowledgement, ThresholdSetting
from db.models.hand_over import HandOver
from db.models.handouts import Handout, HandoutItem
from db.models.history import (
    AuditEnd,
    AuditEntry,
    Draft,
    IdempotencyKey,
    ReferenceCounter,
    StatusChange,
    StoreRevision,
)
from db.models.keeping import BrokenGlass, Erasure, LegalHold, RetentionSetting, SubjectRequest
from db.models.notices import Notice, NoticeChoice
from db.models.operating import JobRun, OwnWrite
from db.models.outreach import Activity, Attendance, Event, EventFeed, EventPartner, EventSeries
from db.models.partners import Contact, Organisation
from db.models.people import Officer, OfficerNeighbourhood, Session, Team
from db.models.places import Neighbourhood
from db.models.tasks import Task
from db.models.views import SavedView
from db.models.week_sheets import WeekSheet

__all__ = [
    "NO_AREA",
    "Activity",
    "Attachment",
    "Attendance",
    "AuditEnd",
    "AuditEntry",
    "Base",
    "Briefing",
    "BriefingDocument",
    "BriefingSlide",
    "BrokenGlass",
    "Case",
    "CaseAccess",
    "CaseAgency",
    "CaseDetail",
    "CaseNeighbourhood",
    "CasePartner",
    "CaseSubject",
    "Communication",
    "CommunicationTemplate",
    "Concern",
    "ConcernAccess",
    "ConcernCityCount",
    "ConcernCount",
    "ConcernDayCount",
    "ConcernKindCount",
    "ConcernMerge",
    "ConfirmedCatalogue",
    "Contact",
    "Draft",
    "Erasure",
    "EscalationAcknowledgement",
    "Event",
    "EventFeed",
    "EventPartner",
    "EventSeries",
    "HandOver",
    "Handout",
    "HandoutItem",
    "IdempotencyKey",
    "JobRun",
    "LegalHold",
    "LocalAccount",
    "Neighbourhood",
    "NotTheSame",
    "Notice",
    "NoticeChoice",
    "Officer",
    "OfficerNeighbourhood",
    "Organisation",
    "OwnWrite",
    "PublicRelease",
    "RecoveryCode",
    "ReferenceCounter",
    "RetentionSetting",
    "SavedView",
    "Session",
    "SignInFailure",
    "StatusChange",
    "StoreRevision",
    "SubjectRequest",
    "Task",
    "TaskTemplate",
    "Team",
    "ThresholdSetting",
    "Voice",
    "VoiceAnswer",
    "WeekSheet",
]
