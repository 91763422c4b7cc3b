"""The tables, one file per aggregate."""

from db.models.attachments import Attachment
from db.models.base import Base
from db.models.cases import Case, CaseAccess, CaseNeighbourhood
from db.models.concerns import Concern, ConcernAccess, Voice
from db.models.counts import NO_AREA, ConcernCount, ConcernDayCount
from db.models.duplicates import ConcernMerge, NotTheSame
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
    "CaseNeighbourhood",
    "Concern",
    "ConcernAccess",
    "ConcernCount",
    "ConcernDayCount",
    "ConcernMerge",
    "Draft",
    "Event",
    "IdempotencyKey",
    "Neighbourhood",
    "NotTheSame",
    "Notice",
    "NoticeChoice",
    "Officer",
    "OfficerNeighbourhood",
    "Organisation",
    "ReferenceCounter",
    "Session",
    "StatusChange",
    "StoreRevision",
    "Task",
    "Team",
    "Voice",
]
