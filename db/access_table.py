"""Role x entity x field x operation: which words about people a role may have, and how. A test walks all of it.

It follows from permissions (db.access), the level of each column (db.models) and the grants below. Reach (areas, one's
own, assignment, never a complaint about oneself) comes on top, row by row: db.visibility.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from db.access import ROLE_PERMISSIONS, Permission
from db.models import Base
from db.vocabulary import Confidentiality, Role

P = Permission
PUBLIC, INTERNAL, PERSONAL, RESTRICTED = Confidentiality


class Operation(StrEnum):
    LIST = "list"  # lists, searches, maps, a record's page as far as it is kept
    COUNT = "count"
    OPEN = "open"  # a command, in the audit trail
    CREATE = "create"
    CHANGE = "change"
    EXPORT = "export"
    ERASE = "erase"
    DECIDE = "decide"  # as the second person, about what somebody else prepared


@dataclass(frozen=True, slots=True)
class Grant:
    """Whoever holds the permission has columns up to this level (None: no words at all, the act only).

    `only`: these columns and no others.
    """

    permission: Permission
    highest: Confidentiality | None = None
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    tables: tuple[str, ...]
    grants: Mapping[Operation, tuple[Grant, ...]]


def _record(
    read: Permission,
    create: Permission,
    change: Permission,
    *,
    count: tuple[Permission, ...] = (),
    shared: str = "",
    answered: str = "",
) -> Mapping[Operation, tuple[Grant, ...]]:
    """A record of the desk: listed up to level 1, opened further by a command, erased by two people. `answered`: what of it
    can be in the answer to whoever asks what is kept about them."""
    partner = (Grant(P.PARTNER_READ, INTERNAL, frozenset(shared.split())),) if shared else ()
    answer = Grant(P.SUBJECT_ACCESS, RESTRICTED, frozenset(answered.split()))
    return {
        Operation.LIST: (Grant(read, INTERNAL), *partner),
        Operation.COUNT: tuple(Grant(permission) for permission in (read, *count)),
        Operation.OPEN: (Grant(read, INTERNAL), Grant(P.PERSONAL_READ, PERSONAL), Grant(P.RESTRICTED_READ, RESTRICTED)),
        Operation.CREATE: (Grant(create),),
        Operation.CHANGE: (Grant(change),),
        Operation.ERASE: (Grant(P.RETENTION_KEEP), Grant(P.ERASURE_DECIDE)),
        **({Operation.EXPORT: (answer,)} if answered else {}),
    }


def _own(permission: Permission, highest: Confidentiality) -> Mapping[Operation, tuple[Grant, ...]]:
    return {
        Operation.LIST: (Grant(permission, highest),),
        Operation.CREATE: (Grant(permission),),
        Operation.CHANGE: (Grant(permission),),
    }


ENTITIES: Mapping[str, Entity] = {
    "concern": Entity(
        ("concern", "voice", "voice_answer"),
        _record(
            P.CONCERN_READ,
            P.CONCERN_RECORD,
            P.CONCERN_WORK,
            count=(P.FIGURES_READ, P.RESTRICTED_COUNT),
            answered="concern.summary concern.details concern.place_note concern.outcome voice.name voice.contact "
            "voice.safe_to_contact voice.said voice.told_how voice_answer.words",
        ),
    ),
    "case": Entity(
        ("case", "case_agency", "case_detail", "case_partner", "case_subject"),
        _record(
            P.CASE_READ,
            P.CASE_WORK,
            P.CASE_WORK,
            shared="case_partner.part",
            answered="case_subject.words case_detail.asked_by case_detail.question case_detail.answer "
            "case_detail.conflict_source case_detail.agreement case_detail.referral_reference",
        ),
    ),
    "event": Entity(
        ("event",),
        {
            **_record(P.EVENT_READ, P.EVENT_WORK, P.EVENT_WORK, shared="event.title event.venue"),
            Operation.EXPORT: (Grant(P.EVENT_READ, PUBLIC),),
        },
    ),
    "activity": Entity(
        ("activity",), _record(P.ACTIVITY_READ, P.ACTIVITY_LOG, P.ACTIVITY_LOG, answered="activity.note")
    ),
    "task": Entity(("task",), _record(P.TASK_WORK, P.TASK_WORK, P.TASK_WORK)),
    "history of a record": Entity(
        ("status_change", "escalation_acknowledgement"),
        {
            Operation.LIST: (Grant(P.CONCERN_READ, INTERNAL),),
            Operation.CREATE: (Grant(P.CONCERN_WORK),),
            Operation.CHANGE: (Grant(P.CONCERN_WORK),),
        },
    ),
    "briefing": Entity(
        ("briefing", "briefing_slide"),
        {
            Operation.LIST: (Grant(P.BRIEFING_BUILD, INTERNAL),),
            Operation.CREATE: (Grant(P.BRIEFING_BUILD),),
            Operation.CHANGE: (Grant(P.BRIEFING_BUILD),),
            Operation.DECIDE: (Grant(P.BRIEFING_APPROVE, INTERNAL),),
        },
    ),
    # What is frozen holds no column of the store: figures after the public rule, words written for the public.
    "frozen briefing": Entity(
        (), {Operation.LIST: (Grant(P.BRIEFING_PRESENT),), Operation.EXPORT: (Grant(P.BRIEFING_PRESENT),)}
    ),
    "photo or document": Entity(("attachment",), _record(P.PERSONAL_READ, P.CONCERN_WORK, P.CONCERN_WORK)),
    "partner": Entity(
        ("organisation", "contact"),
        _record(
            P.ACTIVITY_READ,
            P.ORGANISATION_WORK,
            P.ORGANISATION_WORK,
            shared="organisation.name organisation.how_to_reach",
            answered="organisation.name contact.name contact.role contact.phone contact.email contact.safe_note "
            "contact.consent_how",
        ),
    ),
    "message to the public": Entity(
        ("communication",), _record(P.ACTIVITY_READ, P.COMMUNICATION_WORK, P.COMMUNICATION_WORK)
    ),
    "hand-over": Entity(
        ("hand_over",),
        {
            Operation.LIST: (Grant(P.CONCERN_READ, INTERNAL),),
            Operation.CREATE: (Grant(P.CONCERN_WORK),),
            Operation.EXPORT: (Grant(P.CONCERN_WORK, INTERNAL),),
        },
    ),
    "week sheet": Entity(
        ("week_sheet",),
        {
            Operation.LIST: (Grant(P.ACTIVITY_LOG, INTERNAL), Grant(P.WEEK_SIGN_OFF, INTERNAL)),
            Operation.CREATE: (Grant(P.ACTIVITY_LOG),),
            Operation.CHANGE: (Grant(P.WEEK_SIGN_OFF),),
        },
    ),
    "opening without an assignment": Entity(
        ("broken_glass",),
        {
            Operation.LIST: (Grant(P.GLASS_REVIEW, INTERNAL),),
            Operation.COUNT: (Grant(P.GLASS_REVIEW),),
            Operation.OPEN: (Grant(P.GLASS_REVIEW, PERSONAL),),
            Operation.CREATE: (Grant(P.GLASS_BREAK),),
            Operation.CHANGE: (Grant(P.GLASS_REVIEW),),
        },
    ),
    "figures by neighbourhood": Entity(
        (), {Operation.COUNT: (Grant(P.FIGURES_READ),), Operation.EXPORT: (Grant(P.FIGURES_READ),)}
    ),
    "several concerns at once": Entity((), {Operation.CHANGE: (Grant(P.CONCERN_MANY),)}),
    "one's own forms": Entity(("draft", "idempotency_key"), _own(P.ACCOUNT, RESTRICTED)),
    "one's own views of lists": Entity(("saved_view",), _own(P.CONCERN_READ, INTERNAL)),
    "notices to oneself": Entity(("notice_choice",), _own(P.TASK_WORK, INTERNAL)),
    "legal hold": Entity(
        ("legal_hold",),
        {
            Operation.LIST: (Grant(P.RETENTION_KEEP, INTERNAL),),
            Operation.CREATE: (Grant(P.RETENTION_KEEP),),
            Operation.CHANGE: (Grant(P.RETENTION_KEEP),),
        },
    ),
    "erasure": Entity(
        ("erasure",),
        {
            Operation.LIST: (Grant(P.RETENTION_KEEP, INTERNAL), Grant(P.ERASURE_DECIDE, INTERNAL)),
            Operation.CREATE: (Grant(P.RETENTION_KEEP),),
            Operation.DECIDE: (Grant(P.ERASURE_DECIDE),),
        },
    ),
    "how long records are kept": Entity(
        (), {Operation.COUNT: (Grant(P.RETENTION_KEEP),), Operation.CHANGE: (Grant(P.RETENTION_KEEP),)}
    ),
    # Whoever decides sees what was found, while it waits for them.
    "request of a subject": Entity(
        ("subject_request",),
        {
            **{
                operation: (Grant(P.SUBJECT_ACCESS, PERSONAL),)
                for operation in (Operation.OPEN, Operation.CREATE, Operation.CHANGE, Operation.EXPORT)
            },
            Operation.DECIDE: (Grant(P.ERASURE_DECIDE, PERSONAL),),
        },
    ),
    "templates and usual tasks": Entity((), {Operation.CHANGE: (Grant(P.REFERENCE_KEEP),)}),
    "threshold": Entity((), {Operation.CHANGE: (Grant(P.THRESHOLD_SET),)}),
    "audit trail": Entity(
        ("audit_entry",),
        {Operation.LIST: (Grant(P.AUDIT_READ, INTERNAL),), Operation.EXPORT: (Grant(P.AUDIT_READ, INTERNAL),)},
    ),
    # Names of colleagues stand on what they did, and on the page of a neighbourhood.
    "officer": Entity(
        ("officer",),
        {
            Operation.LIST: (Grant(P.ACCOUNT, INTERNAL),),
            Operation.CREATE: (Grant(P.PEOPLE_MANAGE),),
            Operation.CHANGE: (Grant(P.PEOPLE_MANAGE),),
        },
    ),
}


def people_columns(entity: str) -> Mapping[str, Confidentiality]:
    """ "table.column" -> level, of every column of this entity that holds people."""
    return {
        f"{table}.{column.name}": Confidentiality(column.info["confidentiality"])
        for table in ENTITIES[entity].tables
        for column in Base.metadata.tables[table].columns
        if "confidentiality" in column.info
    }


def may(role: Role, entity: str, operation: Operation) -> bool:
    """True when the role does this to records of the kind at all, within its reach."""
    return bool(_granted(role, entity, operation))


def columns(role: Role, entity: str, operation: Operation) -> frozenset[str]:
    """Which columns about people the operation may give this role. What is not in here is not selected for it."""
    grants = _granted(role, entity, operation)
    return frozenset(
        name
        for name, level in people_columns(entity).items()
        for grant in grants
        if grant.highest is not None and level <= grant.highest and (grant.only is None or name in grant.only)
    )


def _granted(role: Role, entity: str, operation: Operation) -> tuple[Grant, ...]:
    grants = ENTITIES[entity].grants.get(operation, ())
    mine = tuple(grant for grant in grants if grant.permission in ROLE_PERMISSIONS[role])
    # Opening goes by the record: nobody opens what is personal in a record they may not read.
    if operation == Operation.OPEN and grants and grants[0] not in mine:
        return ()
    return mine
