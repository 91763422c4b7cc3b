"""How long records are kept: classes as data, each with its trigger, its years and where the figure comes from; and
what is thrown away without a second person, because it holds no record.

A record of a class is due on the day of the agency that many years after its trigger; 29 February becomes 1 March: it
is kept a day longer, never shorter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from db.beside import beside
from db.errors import Sentence, problem
from db.models import (
    Activity,
    Attachment,
    Case,
    Communication,
    Concern,
    Contact,
    Event,
    Organisation,
    RetentionSetting,
    SubjectRequest,
    Task,
)
from db.settings import get_settings
from db.vocabulary import CaseKind, CaseStatus, ConcernStatus, Confidentiality, EventStatus
from db.vocabulary.keeping import ErasureKind, RequestStatus
from db.vocabulary.retention import Kept, RetentionClass

ERASED = "Erased on "
ERASED_FILE = "0" * 64

MOPI = problem(
    "Minimum of the Code of Practice on the Management of Police Information (England and Wales): six years."
)
MOPI_10 = problem("Review after ten years in the Authorised Professional Practice on police information (group 2).")
GDPR = problem("Ours; no longer than needed (GDPR Art. 5(1)(e)).")


@dataclass(frozen=True, slots=True)
class Rule:
    """`years` after the trigger unless the agency chooses otherwise, from `least` to `most`."""

    entity: Kept
    what: Sentence
    since: Sentence
    years: int
    least: int
    most: int
    source: Sentence
    kind: ErasureKind
    trigger: Any  # a column or an expression of one
    condition: ColumnElement[bool]


MODELS: Mapping[Kept, Any] = {
    Kept.CONCERN: Concern,
    Kept.CASE: Case,
    Kept.EVENT: Event,
    Kept.ACTIVITY: Activity,
    Kept.TASK: Task,
    Kept.COMMUNICATION: Communication,
    Kept.CONTACT: Contact,
    Kept.ATTACHMENT: Attachment,
    Kept.SUBJECT_REQUEST: SubjectRequest,
}


def _open_work(link: Any, of: Any) -> ColumnElement[bool]:
    """A task that is still to be done hangs on it."""
    open_task = aliased(Task)
    column = getattr(open_task, link.key)
    return exists().where(column == of.id, open_task.done_at.is_(None), open_task.withdrawn_at.is_(None))


_open_case = (
    exists().where(Case.id == Concern.case_id, Case.status != CaseStatus.CLOSED, Case.withdrawn_at.is_(None))
).correlate(Concern)
_alone = {model: and_(model.concern_id.is_(None), model.case_id.is_(None)) for model in (Activity, Task)}
_partner_ended = (
    select(Organisation.ended_at).where(Organisation.id == Contact.organisation_id).correlate(Contact).scalar_subquery()
)

# What a record must be, whatever the ground, before it may be erased: finished, and nothing open hangs on it.
FINISHED: Mapping[Kept, ColumnElement[bool]] = {
    Kept.CONCERN: and_(
        or_(beside(Concern.status) == ConcernStatus.CLOSED, Concern.withdrawn_at.is_not(None)),
        ~_open_case,
        ~_open_work(Task.concern_id, Concern),
    ),
    Kept.CASE: and_(
        or_(beside(Case.status) == CaseStatus.CLOSED, Case.withdrawn_at.is_not(None)), ~_open_work(Task.case_id, Case)
    ),
    Kept.EVENT: and_(
        or_(Event.status.in_((EventStatus.HELD, EventStatus.CANCELLED)), Event.withdrawn_at.is_not(None)),
        ~_open_work(Task.event_id, Event),
    ),
    Kept.ACTIVITY: Activity.id.is_not(None),
    Kept.TASK: or_(Task.done_at.is_not(None), Task.withdrawn_at.is_not(None)),
    Kept.COMMUNICATION: or_(Communication.sent_at.is_not(None), Communication.withdrawn_at.is_not(None)),
    Kept.CONTACT: Contact.id.is_not(None),
    Kept.ATTACHMENT: Attachment.id.is_not(None),
    Kept.SUBJECT_REQUEST: SubjectRequest.status.in_((RequestStatus.GIVEN, RequestStatus.REFUSED)),
}

# Not yet erased; or opened again since and closed anew, with new words.
THERE: Mapping[Kept, ColumnElement[bool]] = {
    entity: model.redacted_at.is_(None) for entity, model in MODELS.items() if hasattr(model, "redacted_at")
} | {
    Kept.CONCERN: or_(Concern.redacted_at.is_(None), Concern.redacted_at < Concern.closed_at),
    Kept.CASE: or_(Case.redacted_at.is_(None), Case.redacted_at < Case.closed_at),
    Kept.ATTACHMENT: Attachment.hash != ERASED_FILE,
    Kept.SUBJECT_REQUEST: not_(SubjectRequest.name.startswith(ERASED)),
}

_restricted_case = or_(Case.kind == CaseKind.SUPPORT, Case.confidentiality >= int(Confidentiality.RESTRICTED))
_closed_concern = and_(beside(Concern.status) == ConcernStatus.CLOSED, Concern.withdrawn_at.is_(None))
_closed_case = and_(beside(Case.status) == CaseStatus.CLOSED, Case.withdrawn_at.is_(None))
_restricted_concern = Concern.confidentiality >= int(Confidentiality.RESTRICTED)
_concern_closed = func.coalesce(Concern.closed_at, Concern.updated_at)
_case_closed = func.coalesce(Case.closed_at, Case.updated_at)
_WORK = (1, 30)
_REDACT = ErasureKind.REDACTED
CLOSED = problem("the day it was closed")
UNDONE = problem("the day it was taken back by undo")

RULES: Mapping[RetentionClass, Rule] = {
    RetentionClass.CONCERNS: Rule(
        Kept.CONCERN, problem("Concerns that are closed"), CLOSED, 6, *_WORK, MOPI, _REDACT,
        _concern_closed, and_(_closed_concern, ~_restricted_concern),
    ),
    RetentionClass.RESTRICTED_CONCERNS: Rule(
        Kept.CONCERN, problem("Restricted concerns that are closed"), CLOSED, 10, *_WORK, MOPI_10, _REDACT,
        _concern_closed, and_(_closed_concern, _restricted_concern),
    ),
    RetentionClass.RESTRICTED_CASES: Rule(
        Kept.CASE, problem("Cases of support, and other restricted cases, that are closed"), CLOSED, 10, *_WORK, MOPI_10,
        _REDACT, _case_closed, and_(_closed_case, _restricted_case, Case.kind != CaseKind.COMPLAINT),
    ),
    RetentionClass.COMPLAINTS: Rule(
        Kept.CASE, problem("Complaints that are closed"), CLOSED, 6, *_WORK, MOPI, _REDACT,
        _case_closed, and_(_closed_case, Case.kind == CaseKind.COMPLAINT),
    ),
    RetentionClass.CASES: Rule(
        Kept.CASE, problem("Other cases that are closed"), CLOSED, 6, *_WORK, MOPI, _REDACT,
        _case_closed, and_(_closed_case, ~_restricted_case, Case.kind != CaseKind.COMPLAINT),
    ),
    RetentionClass.ACTIVITIES: Rule(
        Kept.ACTIVITY, problem("Notes of activities that belong to no concern and no case"),
        problem("the day of the activity"), 6, *_WORK, MOPI, _REDACT, Activity.started_at,
        and_(_alone[Activity], or_(*(c.is_not(None) for c in (Activity.note, Activity.dispatch_ref, Activity.latitude)))),
    ),
    RetentionClass.EVENTS: Rule(
        Kept.EVENT, problem("Notes and photos of events that are over"), problem("the day it ended"),
        6, *_WORK, GDPR, _REDACT, Event.ends_at, FINISHED[Kept.EVENT],
    ),
    RetentionClass.TASKS: Rule(
        Kept.TASK, problem("Tasks and promises of no concern and no case that are done"), problem("the day it was done"),
        6, *_WORK, GDPR, _REDACT, Task.done_at, and_(_alone[Task], Task.done_at.is_not(None), Task.withdrawn_at.is_(None)),
    ),
    RetentionClass.COMMUNICATIONS: Rule(
        Kept.COMMUNICATION, problem("Texts of what was said to the public"), problem("the day it went out"),
        10, *_WORK, GDPR, _REDACT, Communication.sent_at, Communication.sent_at.is_not(None),
    ),
    RetentionClass.CONTACTS: Rule(
        Kept.CONTACT, problem("Contacts who withdrew their consent, or whose organisation is no partner any more"),
        problem("the day they withdrew or the partnership ended"), 1, 0, 6, GDPR, _REDACT,
        func.coalesce(Contact.withdrawn_at, _partner_ended), or_(Contact.withdrawn_at.is_not(None), _partner_ended.is_not(None)),
    ),
    RetentionClass.ATTACHMENTS: Rule(
        Kept.ATTACHMENT, problem("Photos and PDFs that were taken away from their record"), problem("the day it was taken away"),
        1, 0, 10, GDPR, ErasureKind.FILE_DELETED, Attachment.withdrawn_at, Attachment.withdrawn_at.is_not(None),
    ),
    RetentionClass.UNDONE: Rule(
        Kept.CONCERN, problem("Concerns that were taken back by undo"), UNDONE, 1, 0, 10, GDPR, _REDACT,
        Concern.withdrawn_at, Concern.withdrawn_at.is_not(None),
    ),
    RetentionClass.UNDONE_CASES: Rule(
        Kept.CASE, problem("Cases that were taken back by undo"), UNDONE, 1, 0, 10, GDPR, _REDACT,
        Case.withdrawn_at, Case.withdrawn_at.is_not(None),
    ),
    RetentionClass.SUBJECT_REQUESTS: Rule(
        Kept.SUBJECT_REQUEST, problem("Requests of people who asked what is kept about them"),
        problem("the day it was answered"), 3, 1, 10, GDPR, _REDACT,
        func.coalesce(SubjectRequest.given_at, SubjectRequest.updated_at), FINISHED[Kept.SUBJECT_REQUEST],
    ),
}  # fmt: skip

# Thrown away every night, days after its last use, without a second person: none of it is a record of anybody.
HOUSEKEEPING: Mapping[str, tuple[int, Sentence]] = {
    "draft": (90, problem("Forms that were begun and never saved, days after the last word")),
    "idempotency_key": (30, problem("Keys that make a save happen once, days after the save")),
    "session": (90, problem("Sessions, days after they ended")),
    "sign_in_failure": (90, problem("Failed tries to sign in, days after the try")),
    "recovery_code": (90, problem("Recovery codes, days after they were used")),
    "notice": (90, problem("Mails to officers, days after they were sent or given up")),
}


def erased_on(now: datetime) -> str:
    """What stands in the place of a sentence from then on, in every list and on every page."""
    return f"{ERASED}{now.astimezone(get_settings().zone).date().isoformat()} as the rules ask."


def years_in_force(session: Session) -> dict[RetentionClass, int]:
    """The agency's choice or the default, by class."""
    chosen = dict(session.execute(select(RetentionSetting.name, RetentionSetting.years)).all())
    return {name: rule.years if chosen.get(name) is None else chosen[name] for name, rule in RULES.items()}  # type: ignore[misc]


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 1 March for a 29 February that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def due_before(now: datetime, years: int) -> datetime:
    """What was triggered before this moment is due: the end of the last day whose anniversary has come."""
    zone = get_settings().zone
    today = now.astimezone(zone).date()
    try:
        last = today.replace(year=today.year - years)
    except ValueError:
        last = date(today.year - years, 2, 28)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def due(name: RetentionClass, years: int, *, now: datetime) -> ColumnElement[bool]:
    """Records of the class that may go now: kept long enough, finished, still there; whether held is another question."""
    rule = RULES[name]
    return and_(rule.condition, FINISHED[rule.entity], THERE[rule.entity], rule.trigger < due_before(now, years))
