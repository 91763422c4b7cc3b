"""The words of the domain: one glossary for code, store and screen (labels for the screen are in dashboard.words)."""

from datetime import timedelta
from enum import IntEnum, StrEnum

from db.vocabulary.endings import AnswerOutcome as AnswerOutcome
from db.vocabulary.endings import PromiseFate as PromiseFate
from db.vocabulary.endings import TaskPurpose as TaskPurpose
from db.vocabulary.notices import FileKind as FileKind
from db.vocabulary.notices import NoticeKind as NoticeKind
from db.vocabulary.outreach import AttendanceGroup as AttendanceGroup
from db.vocabulary.outreach import CommunicationChannel as CommunicationChannel
from db.vocabulary.outreach import CommunicationKind as CommunicationKind


class Role(StrEnum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SPECIALIST = "specialist"
    ANALYST = "analyst"
    PRESENTER = "presenter"
    PARTNER = "partner"
    RECORDS_MANAGER = "records manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"  # importers and the demo: never signs in


class EndReason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed out"
    IDLE = "idle"
    TOO_OLD = "too old"
    ENDED = "ended by somebody"


class Confidentiality(IntEnum):
    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    RESTRICTED = 3


class ConcernStatus(StrEnum):
    NEW = "new"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in progress"
    AWAITING_OTHERS = "awaiting others"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN_STATUSES = (
    ConcernStatus.NEW,
    ConcernStatus.TRIAGED,
    ConcernStatus.ASSIGNED,
    ConcernStatus.IN_PROGRESS,
    ConcernStatus.AWAITING_OTHERS,
)

# Work may skip ahead (a patrol that fixes the thing on the spot), never silently back: reopening goes to "in progress".
CONCERN_MOVES: dict[ConcernStatus, tuple[ConcernStatus, ...]] = {
    ConcernStatus.NEW: (
        ConcernStatus.TRIAGED,
        ConcernStatus.ASSIGNED,
        ConcernStatus.IN_PROGRESS,
        ConcernStatus.CLOSED,
    ),
    ConcernStatus.TRIAGED: (ConcernStatus.ASSIGNED, ConcernStatus.IN_PROGRESS, ConcernStatus.CLOSED),
    ConcernStatus.ASSIGNED: (
        ConcernStatus.IN_PROGRESS,
        ConcernStatus.AWAITING_OTHERS,
        ConcernStatus.RESOLVED,
        ConcernStatus.CLOSED,
    ),
    ConcernStatus.IN_PROGRESS: (
        ConcernStatus.AWAITING_OTHERS,
        ConcernStatus.RESOLVED,
        ConcernStatus.CLOSED,
    ),
    ConcernStatus.AWAITING_OTHERS: (
        ConcernStatus.IN_PROGRESS,
        ConcernStatus.RESOLVED,
        ConcernStatus.CLOSED,
    ),
    ConcernStatus.RESOLVED: (ConcernStatus.CLOSED, ConcernStatus.IN_PROGRESS),
    ConcernStatus.CLOSED: (ConcernStatus.IN_PROGRESS,),
}


class ClosingReason(StrEnum):
    RESOLVED = "resolved"
    NO_FURTHER_ACTION = "no further action"
    REFERRED = "not a police matter"
    DUPLICATE = "duplicate"
    UNFOUNDED = "unfounded"
    WITHDRAWN = "withdrawn"


class ConcernCategory(StrEnum):
    ANTI_SOCIAL_BEHAVIOUR = "anti-social behaviour"
    NOISE = "noise"
    DRUGS = "drugs"
    SPEEDING = "speeding and road safety"
    PARKING = "parking"
    BURGLARY = "burglary"
    VEHICLE_CRIME = "vehicle crime"
    ROBBERY = "robbery"
    SHOP_THEFT = "shop theft"
    VIOLENCE = "violence and weapons"
    YOUTH = "youth-related"
    HATE_INCIDENT = "hate incident"
    DOMESTIC_ABUSE = "domestic abuse"
    SEXUAL_HARM = "sexual harm"
    EXPLOITATION = "exploitation or vulnerable person"
    HOMELESSNESS = "homelessness and welfare"
    GRAFFITI = "graffiti and vandalism"
    DUMPING = "dumping"
    LIGHTING = "lighting and environment"
    ABANDONED = "abandoned building or vehicle"
    NEIGHBOUR_DISPUTE = "neighbour dispute"
    POLICE_VISIBILITY = "police visibility and response"
    POLICE_CONDUCT = "police conduct"
    FEAR_OF_CRIME = "fear of crime"
    ANIMALS = "animals"
    OTHER = "other"


# Never on a map, never in a small-area public figure; the level is the least a concern of that category gets.
SENSITIVE_CATEGORIES: dict[ConcernCategory, Confidentiality] = {
    ConcernCategory.HATE_INCIDENT: Confidentiality.RESTRICTED,
    ConcernCategory.DOMESTIC_ABUSE: Confidentiality.RESTRICTED,
    ConcernCategory.SEXUAL_HARM: Confidentiality.RESTRICTED,
    ConcernCategory.EXPLOITATION: Confidentiality.RESTRICTED,
    ConcernCategory.POLICE_CONDUCT: Confidentiality.RESTRICTED,
    ConcernCategory.HOMELESSNESS: Confidentiality.PERSONAL,
}


class Channel(StrEnum):
    EVENT = "event"
    WALK_UP = "walk-up"
    PHONE = "phone"
    EMAIL_OR_WEB = "e-mail or web"
    LETTER = "letter"
    SOCIAL_MEDIA = "social media"
    SURVEY = "survey"
    PARTNER_AGENCY = "partner agency"
    ELECTED_MEMBER = "elected member"
    OFFICER_OBSERVATION = "officer observation"
    ANONYMOUS = "anonymous"
    IMPORT = "import"


class SourceType(StrEnum):
    """Who raised it, coarser than the channel: what figures are split by."""

    RESIDENT = "resident"
    GROUP = "community group"
    BUSINESS = "business"
    PARTNER = "partner agency"
    OFFICER = "officer"
    ELECTED = "elected member"
    SERVICE_REQUEST = "service request"
    UNKNOWN = "not known"


class PlacePrecision(StrEnum):
    POINT = "exact point"
    VENUE = "known venue"
    AREA = "somewhere in the neighbourhood"
    NONE = "no place"


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


# Time to a result, by priority (domain: "Priority sets the due date").
DUE_WITHIN: dict[Priority, timedelta] = {
    Priority.URGENT: timedelta(hours=24),
    Priority.HIGH: timedelta(days=3),
    Priority.NORMAL: timedelta(days=14),
    Priority.LOW: timedelta(days=28),
}
FIRST_ANSWER_WITHIN = timedelta(hours=72)  # UK Neighbourhood Policing Guarantee
UNSTABLE_BELOW = 20  # fewer records than this carry no rate and no change: domain.md, "Definitions"


class CaseKind(StrEnum):
    PROBLEM = "problem"
    COMPLAINT = "complaint"
    MEDIATION = "mediation"
    SUPPORT = "support"
    ENQUIRY = "enquiry"
    REFERRAL = "referral"
    COORDINATION = "coordination"
    POLICY_FEEDBACK = "policy feedback"


# The least level a case of that kind gets: complaints and support are about named people from the first word.
CASE_LEVELS: dict[CaseKind, Confidentiality] = {
    CaseKind.COMPLAINT: Confidentiality.RESTRICTED,
    CaseKind.SUPPORT: Confidentiality.RESTRICTED,
}


class CaseStatus(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    REVIEW_DUE = "review due"
    CLOSED = "closed"


class EventType(StrEnum):
    BEAT_MEETING = "community or beat meeting"
    TOWN_HALL = "town hall"
    DROP_IN = "drop-in"
    COFFEE = "coffee with an officer"
    NIGHT_OUT = "national night out"
    SCHOOL_VISIT = "school visit"
    YOUTH_FORUM = "youth forum"
    WORKSHOP = "workshop"
    CITIZENS_ACADEMY = "citizens' academy"
    NEIGHBOURHOOD_WATCH = "neighbourhood watch"
    BLOCK_CLUB = "block club"
    CULTURAL = "faith or cultural event"
    VIGIL = "vigil or peace circle"
    CLEAN_UP = "clean-up"
    SPORTS = "sports"
    PREVENTION_STALL = "prevention stall"
    HEALTH_FAIR = "health fair"
    COMMITTEE = "committee or task force"
    MEDIA = "media event"
    TRAINING = "officer training"


class EventStatus(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class ActivityType(StrEnum):
    FOOT_PATROL = "foot patrol"
    DOOR_TO_DOOR = "door-to-door"
    BUSINESS_VISIT = "business visit"
    SCHOOL_LIAISON = "school liaison"
    ONE_TO_ONE = "one-to-one meeting"
    MEDIATION = "mediation"
    CALL_OR_MESSAGE = "call or message"
    PRESENTATION = "presentation"
    LITERATURE_DROP = "literature drop"
    SUPPORT = "victim or witness support"
    INTERPRETING = "interpreting"
    AGENCY_MEETING = "agency meeting"
    TRAINING_DELIVERED = "training delivered"
    SOCIAL_MEDIA = "social media"
    ABSTRACTION = "taken off duty"
    ADMIN = "admin"


# Victim or witness support is sensitive: such an activity is on no map and its note is level 3.
SENSITIVE_ACTIVITIES = (ActivityType.SUPPORT,)
# Minutes that do not count as engagement.
NOT_ENGAGEMENT = (ActivityType.ABSTRACTION, ActivityType.ADMIN)


class OrganisationSector(StrEnum):
    SCHOOL = "school"
    FAITH = "faith group"
    NON_PROFIT = "non-profit"
    BUSINESS = "business"
    WATCH_GROUP = "watch group"
    AGENCY = "agency"
    RESIDENTS = "residents' group"
    MEDIA = "media"


class ContactMethod(StrEnum):
    PHONE = "phone"
    TEXT = "text message"
    EMAIL = "e-mail"
    LETTER = "letter"
    IN_PERSON = "in person"
    THROUGH_PARTNER = "through a partner"
