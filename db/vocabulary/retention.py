"""Classes of records that are kept for a time, and the kinds of record they are made of."""

from enum import StrEnum


class Kept(StrEnum):
    """Kinds of record that can be held and erased, as `entity` says it."""

    CONCERN = "concern"
    CASE = "case"
    EVENT = "event"
    ACTIVITY = "activity"
    TASK = "task"
    COMMUNICATION = "communication"
    CONTACT = "contact"
    ATTACHMENT = "attachment"
    SUBJECT_REQUEST = "subject request"


class RetentionClass(StrEnum):
    CONCERNS = "concerns"
    RESTRICTED_CONCERNS = "restricted concerns"
    RESTRICTED_CASES = "support and restricted cases"
    COMPLAINTS = "complaints"
    CASES = "other cases"
    ACTIVITIES = "activities"
    EVENTS = "events"
    TASKS = "tasks"
    COMMUNICATIONS = "communications"
    CONTACTS = "contacts at partners"
    ATTACHMENTS = "files taken away"
    UNDONE = "concerns taken back"
    UNDONE_CASES = "cases taken back"
    SUBJECT_REQUESTS = "requests of subjects"
