"""Tables: what each of the domain's words is called on screen, with icon and colour. Read through dashboard.labels."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.words import N_
from db.vocabulary import (
    ActivityType,
    AnswerOutcome,
    AttendanceGroup,
    CaseKind,
    CaseStatus,
    Channel,
    ClosingReason,
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as word, icon and colour together: never colour alone."""

    word: str
    icon: str  # a Material symbol, ":material/…:"
    colour: str  # a name in Streamlit's palette


CATEGORIES: Mapping[ConcernCategory, str] = {
    ConcernCategory.ANTI_SOCIAL_BEHAVIOUR: N_("Anti-social behaviour"),
    ConcernCategory.NOISE: N_("Noise"),
    ConcernCategory.DRUGS: N_("Drugs"),
    ConcernCategory.SPEEDING: N_("Speeding and road safety"),
    ConcernCategory.PARKING: N_("Parking"),
    ConcernCategory.BURGLARY: N_("Burglary"),
    ConcernCategory.VEHICLE_CRIME: N_("Vehicle crime"),
    ConcernCategory.ROBBERY: N_("Robbery"),
    ConcernCategory.SHOP_THEFT: N_("Shop theft"),
    ConcernCategory.VIOLENCE: N_("Violence and weapons"),
    ConcernCategory.YOUTH: N_("Youth-related"),
    ConcernCategory.HATE_INCIDENT: N_("Hate incident"),
    ConcernCategory.DOMESTIC_ABUSE: N_("Domestic abuse"),
    ConcernCategory.SEXUAL_HARM: N_("Sexual harm"),
    ConcernCategory.EXPLOITATION: N_("Exploitation or vulnerable person"),
    ConcernCategory.HOMELESSNESS: N_("Homelessness and welfare"),
    ConcernCategory.GRAFFITI: N_("Graffiti and vandalism"),
    ConcernCategory.DUMPING: N_("Dumping"),
    ConcernCategory.LIGHTING: N_("Lighting and environment"),
    ConcernCategory.ABANDONED: N_("Abandoned building or vehicle"),
    ConcernCategory.NEIGHBOUR_DISPUTE: N_("Neighbour dispute"),
    ConcernCategory.POLICE_VISIBILITY: N_("Police visibility and response"),
    ConcernCategory.POLICE_CONDUCT: N_("Police conduct"),
    ConcernCategory.FEAR_OF_CRIME: N_("Fear of crime"),
    ConcernCategory.ANIMALS: N_("Animals"),
    ConcernCategory.OTHER: N_("Other"),
}

CONCERN_STATUSES: Mapping[ConcernStatus, Shown] = {
    ConcernStatus.NEW: Shown(N_("New"), ":material/fiber_new:", "red"),
    ConcernStatus.TRIAGED: Shown(N_("Triaged"), ":material/rule:", "orange"),
    ConcernStatus.ASSIGNED: Shown(N_("Assigned"), ":material/person_check:", "blue"),
    ConcernStatus.IN_PROGRESS: Shown(N_("In progress"), ":material/sync:", "blue"),
    ConcernStatus.AWAITING_OTHERS: Shown(N_("Awaiting others"), ":material/hourglass_top:", "violet"),
    ConcernStatus.RESOLVED: Shown(N_("Resolved"), ":material/check_circle:", "green"),
    ConcernStatus.CLOSED: Shown(N_("Closed"), ":material/lock:", "gray"),
}

CLOSING_REASONS: Mapping[ClosingReason, str] = {
    ClosingReason.RESOLVED: N_("Resolved"),
    ClosingReason.NO_FURTHER_ACTION: N_("No further action"),
    ClosingReason.REFERRED: N_("Not a police matter (referred)"),
    ClosingReason.DUPLICATE: N_("Duplicate"),
    ClosingReason.UNFOUNDED: N_("Unfounded"),
    ClosingReason.WITHDRAWN: N_("Withdrawn"),
}

CHANNELS: Mapping[Channel, str] = {
    Channel.EVENT: N_("Event"),
    Channel.WALK_UP: N_("Walk-up"),
    Channel.PHONE: N_("Phone"),
    Channel.EMAIL_OR_WEB: N_("E-mail or web"),
    Channel.LETTER: N_("Letter"),
    Channel.SOCIAL_MEDIA: N_("Social media"),
    Channel.SURVEY: N_("Survey"),
    Channel.PARTNER_AGENCY: N_("Partner agency"),
    Channel.ELECTED_MEMBER: N_("Elected member"),
    Channel.OFFICER_OBSERVATION: N_("Officer observation"),
    Channel.ANONYMOUS: N_("Anonymous"),
    Channel.IMPORT: N_("Import"),
}

SOURCES: Mapping[SourceType, str] = {
    SourceType.RESIDENT: N_("Resident"),
    SourceType.GROUP: N_("Community group"),
    SourceType.BUSINESS: N_("Business"),
    SourceType.PARTNER: N_("Partner agency"),
    SourceType.OFFICER: N_("Officer"),
    SourceType.ELECTED: N_("Elected member"),
    SourceType.SERVICE_REQUEST: N_("Service request"),
    SourceType.UNKNOWN: N_("Not known"),
}

PLACES: Mapping[PlacePrecision, str] = {
    PlacePrecision.POINT: N_("Exact point"),
    PlacePrecision.VENUE: N_("Known venue"),
    PlacePrecision.AREA: N_("Somewhere in the neighbourhood"),
    PlacePrecision.NONE: N_("No place"),
}

PRIORITIES: Mapping[Priority, Shown] = {
    Priority.URGENT: Shown(N_("Urgent"), ":material/priority_high:", "red"),
    Priority.HIGH: Shown(N_("High"), ":material/keyboard_double_arrow_up:", "orange"),
    Priority.NORMAL: Shown(N_("Normal"), ":material/remove:", "blue"),
    Priority.LOW: Shown(N_("Low"), ":material/keyboard_double_arrow_down:", "gray"),
}

CASE_KINDS: Mapping[CaseKind, str] = {
    CaseKind.PROBLEM: N_("Problem"),
    CaseKind.COMPLAINT: N_("Complaint"),
    CaseKind.MEDIATION: N_("Mediation"),
    CaseKind.SUPPORT: N_("Victim or witness support"),
    CaseKind.ENQUIRY: N_("Enquiry"),
    CaseKind.REFERRAL: N_("Referral"),
    CaseKind.COORDINATION: N_("Coordination"),
    CaseKind.POLICY_FEEDBACK: N_("Policy feedback"),
}

CASE_STATUSES: Mapping[CaseStatus, Shown] = {
    CaseStatus.OPEN: Shown(N_("Open"), ":material/folder_open:", "blue"),
    CaseStatus.WAITING: Shown(N_("Waiting"), ":material/hourglass_top:", "violet"),
    CaseStatus.REVIEW_DUE: Shown(N_("Review due"), ":material/event_upcoming:", "orange"),
    CaseStatus.CLOSED: Shown(N_("Closed"), ":material/lock:", "gray"),
}

# Stages of a problem case (SARA).
CASE_STAGES: Mapping[str, str] = {
    "scanning": N_("Scanning: what is the problem?"),
    "analysis": N_("Analysis: why does it happen?"),
    "response": N_("Response: what do we do about it?"),
    "assessment": N_("Assessment: did it work?"),
}

EVENT_TYPES: Mapping[EventType, str] = {
    EventType.BEAT_MEETING: N_("Community or beat meeting"),
    EventType.TOWN_HALL: N_("Town hall"),
    EventType.DROP_IN: N_("Drop-in"),
    EventType.COFFEE: N_("Coffee with an officer"),
    EventType.NIGHT_OUT: N_("National night out"),
    EventType.SCHOOL_VISIT: N_("School visit"),
    EventType.YOUTH_FORUM: N_("Youth forum"),
    EventType.WORKSHOP: N_("Workshop"),
    EventType.CITIZENS_ACADEMY: N_("Citizens' academy"),
    EventType.NEIGHBOURHOOD_WATCH: N_("Neighbourhood watch"),
    EventType.BLOCK_CLUB: N_("Block club"),
    EventType.CULTURAL: N_("Faith or cultural event"),
    EventType.VIGIL: N_("Vigil or peace circle"),
    EventType.CLEAN_UP: N_("Clean-up"),
    EventType.SPORTS: N_("Sports"),
    EventType.PREVENTION_STALL: N_("Prevention stall"),
    EventType.HEALTH_FAIR: N_("Health fair"),
    EventType.COMMITTEE: N_("Committee or task force"),
    EventType.MEDIA: N_("Media event"),
    EventType.TRAINING: N_("Officer training"),
}

EVENT_STATUSES: Mapping[EventStatus, Shown] = {
    EventStatus.PLANNED: Shown(N_("Planned"), ":material/event:", "blue"),
    EventStatus.HELD: Shown(N_("Held"), ":material/event_available:", "green"),
    EventStatus.CANCELLED: Shown(N_("Cancelled"), ":material/event_busy:", "gray"),
}

ATTENDANCE_GROUPS: Mapping[AttendanceGroup, str] = {
    AttendanceGroup.YOUTH: N_("Youth"),
    AttendanceGroup.SENIORS: N_("Seniors"),
    AttendanceGroup.FAMILIES: N_("Families"),
    AttendanceGroup.LANGUAGE: N_("Language community"),
    AttendanceGroup.FAITH: N_("Faith community"),
    AttendanceGroup.BUSINESS: N_("Business"),
    AttendanceGroup.TENANTS: N_("Tenants"),
    AttendanceGroup.GENERAL: N_("General public"),
}

ACTIVITY_TYPES: Mapping[ActivityType, str] = {
    ActivityType.FOOT_PATROL: N_("Foot patrol"),
    ActivityType.DOOR_TO_DOOR: N_("Door-to-door"),
    ActivityType.BUSINESS_VISIT: N_("Business visit"),
    ActivityType.SCHOOL_LIAISON: N_("School liaison"),
    ActivityType.ONE_TO_ONE: N_("One-to-one meeting"),
    ActivityType.MEDIATION: N_("Mediation"),
    ActivityType.CALL_OR_MESSAGE: N_("Call or message"),
    ActivityType.PRESENTATION: N_("Presentation"),
    ActivityType.LITERATURE_DROP: N_("Literature drop"),
    ActivityType.SUPPORT: N_("Victim or witness support"),
    ActivityType.INTERPRETING: N_("Interpreting"),
    ActivityType.AGENCY_MEETING: N_("Agency meeting"),
    ActivityType.TRAINING_DELIVERED: N_("Training delivered"),
    ActivityType.SOCIAL_MEDIA: N_("Social media"),
    ActivityType.ABSTRACTION: N_("Taken off duty"),
    ActivityType.ADMIN: N_("Admin"),
}

SECTORS: Mapping[OrganisationSector, str] = {
    OrganisationSector.SCHOOL: N_("School"),
    OrganisationSector.FAITH: N_("Faith group"),
    OrganisationSector.NON_PROFIT: N_("Non-profit"),
    OrganisationSector.BUSINESS: N_("Business"),
    OrganisationSector.WATCH_GROUP: N_("Watch group"),
    OrganisationSector.AGENCY: N_("Agency"),
    OrganisationSector.RESIDENTS: N_("Residents' group"),
    OrganisationSector.MEDIA: N_("Media"),
}

CONTACT_METHODS: Mapping[ContactMethod, str] = {
    ContactMethod.PHONE: N_("Phone"),
    ContactMethod.TEXT: N_("Text message"),
    ContactMethod.EMAIL: N_("E-mail"),
    ContactMethod.LETTER: N_("Letter"),
    ContactMethod.IN_PERSON: N_("In person"),
    ContactMethod.THROUGH_PARTNER: N_("Through a partner"),
}

ANSWER_OUTCOMES: Mapping[AnswerOutcome, str] = {
    AnswerOutcome.TOLD: N_("Told"),
    AnswerOutcome.NOT_REACHED: N_("Could not be reached"),
    AnswerOutcome.DECLINED: N_("Wants no answer"),
}

PROMISE_FATES: Mapping[PromiseFate, str] = {
    PromiseFate.KEPT: N_("Kept"),
    PromiseFate.GOES_ON: N_("Still to be kept"),
    PromiseFate.GIVEN_UP: N_("Cannot be kept"),
}

CONFIDENTIALITIES: Mapping[Confidentiality, Shown] = {
    Confidentiality.PUBLIC: Shown(N_("Public"), ":material/public:", "green"),
    Confidentiality.INTERNAL: Shown(N_("Internal"), ":material/badge:", "gray"),
    Confidentiality.PERSONAL: Shown(N_("Personal"), ":material/lock_person:", "orange"),
    Confidentiality.RESTRICTED: Shown(N_("Restricted"), ":material/shield_lock:", "red"),
}

ROLES: Mapping[Role, str] = {
    Role.OFFICER: N_("Officer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.SPECIALIST: N_("Specialist"),
    Role.ANALYST: N_("Analyst"),
    Role.PRESENTER: N_("Presenter"),
    Role.PARTNER: N_("Partner"),
    Role.RECORDS_MANAGER: N_("Records manager"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.SYSTEM: N_("System"),
}
