"""What erasing does to a record: everything about people is emptied or replaced, in it and in what hangs on it; what is
counted stays. Each column that can describe somebody has its rule here; a test finds one that has none.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from db.models import (
    Activity,
    Attachment,
    BrokenGlass,
    CaseAgency,
    CaseDetail,
    CasePartner,
    CaseSubject,
    Concern,
    Contact,
    Draft,
    EscalationAcknowledgement,
    HandOver,
    IdempotencyKey,
    LegalHold,
    Organisation,
    StatusChange,
    Task,
    Voice,
    VoiceAnswer,
)
from db.retention import ERASED_FILE, MODELS, erased_on
from db.vocabulary import PlacePrecision
from db.vocabulary.retention import Kept


class How(StrEnum):
    EMPTIED = "emptied"
    REPLACED = "replaced by a sentence that says so"
    ROW_GONE = "the row is deleted, or emptied, where it names the record"
    STAYS = "stays"


_E, _R, _G, _S = How.EMPTIED, How.REPLACED, How.ROW_GONE, How.STAYS

# Every column with a level, and those without one that lead to people all the same.
COLUMNS: Mapping[str, How] = {
    "concern.summary": _R, "concern.details": _E, "concern.public_text": _E, "concern.latitude": _E,
    "concern.longitude": _E, "concern.place_note": _E, "concern.outcome": _R, "concern.source_note": _E,
    "concern.dispatch_ref": _E, "concern.records_ref": _E,
    "voice.name": _E, "voice.contact": _E, "voice.safe_to_contact": _E, "voice.said": _E, "voice.told_how": _E,
    "voice_answer.words": _E,
    "case.title": _R, "case.goal": _R, "case.outcome": _R, "case_partner.part": _E, "case_agency.task": _E,
    "case_detail.objective": _E, "case_detail.measure": _E, "case_detail.assessment": _E,
    "case_detail.conflict_source": _E, "case_detail.agreement": _E, "case_detail.referral_reference": _E,
    "case_detail.asked_by": _E, "case_detail.question": _E, "case_detail.answer": _E, "case_detail.comment": _E,
    "case_detail.decision": _E,
    "case_subject.words": _R, "case_subject.officer_id": _S,
    "event.outcome_note": _E, "event.heard": _E, "event.worked": _E, "event.story": _E, "event.story_consent": _E,
    "activity.note": _E, "activity.dispatch_ref": _E, "activity.latitude": _E, "activity.longitude": _E,
    "task.text": _R, "task.result": _R, "task.told_how": _E, "task.not_kept_why": _R,
    "communication.words": _R, "communication.title": _R, "communication.audience": _E,
    "contact.name": _R, "contact.phone": _E, "contact.email": _E, "contact.safe_note": _E, "contact.role": _E,
    "contact.consent_how": _E,
    "attachment.title": _E, "attachment.hash": _R, "attachment.preview_hash": _E,
    "status_change.reason": _E, "escalation_acknowledgement.reason": _R,
    "broken_glass.reason": _R, "broken_glass.review_note": _E, "legal_hold.reason": _R,
    "hand_over.note": _G, "draft.fields": _G, "idempotency_key.changes": _G,
    "subject_request.name": _R, "subject_request.known_as": _R, "subject_request.verified_how": _R,
    "case_agency.agency": _S, "case_agency.role": _S, "case_detail.referred_to": _S, "organisation.name": _S,
    "organisation.how_to_reach": _S, "event.title": _S, "event.venue": _S, "officer.display_name": _S,
    "saved_view.name": _S, "saved_view.query": _S,
    "briefing.titles": _S, "briefing.sent_back_why": _S, "briefing.withdrawn_why": _S,
    "briefing_slide.texts": _S, "briefing_slide.items": _S, "briefing_slide.picture_consent": _S,
    "erasure.note": _S, "audit_entry.actor": _S, "notice_choice.address": _S, "week_sheet.returned_why": _S,
}  # fmt: skip

# Why what stays may stay.
STAYS: Mapping[str, str] = {
    "case_subject.officer_id": "whoever was complained about goes on neither seeing nor counting the case",
    "case_agency.agency": "an organisation, not a person",
    "case_agency.role": "what an organisation does in it",
    "case_detail.referred_to": "an organisation, not a person",
    "organisation.name": "an organisation, not a person",
    "organisation.how_to_reach": "an organisation's public line",
    "event.title": "as it was announced",
    "event.venue": "as it was announced",
    "officer.display_name": "an officer at work",
    "saved_view.name": "an officer's own",
    "saved_view.query": "an officer's own: filters",
    "briefing.titles": "written for the public",
    "briefing.sent_back_why": "about a briefing, written without names",
    "briefing.withdrawn_why": "about a briefing, written without names",
    "briefing_slide.texts": "written for the public; a briefing that names somebody is withdrawn whole",
    "briefing_slide.items": "written for the public; a briefing that names somebody is withdrawn whole",
    "briefing_slide.picture_consent": "how those in a picture agreed, written without names",
    "erasure.note": "the erasure's own reason, written without names",
    "audit_entry.actor": "officers' names at work; nothing can be taken out of the trail",
    "notice_choice.address": "an officer's own, as they chose",
    "week_sheet.returned_why": "about an officer's entries, not about a record",
}
_VALUES: Mapping[str, Any] = {"attachment.hash": ERASED_FILE, "subject_request.known_as": []}


def redact(session: Session, entity: Kept, record: Any, *, now: datetime) -> dict[str, int]:
    """Erase the words of this record and of what hangs on it: how many rows of each table. The files of its attachments
    are deleted by the caller once this is committed."""
    counts: dict[str, int] = {}
    for model, condition in _hanging_on(session, entity, record):
        if n := _blank(session, model, condition, now=now):
            counts[model.__tablename__] = n
    _forget_mentions(session, _names(session, entity, record), now=now)
    session.expire_all()
    return counts


def _blank(session: Session, model: Any, condition: ColumnElement[bool], *, now: datetime) -> int:
    table = model.__table__
    values: dict[str, Any] = {}
    for column in table.columns:
        how = COLUMNS.get(f"{table.name}.{column.name}")
        if how is How.EMPTIED:
            values[column.name] = None
        elif how is How.REPLACED:
            neutral = _VALUES.get(f"{table.name}.{column.name}", erased_on(now))
            values[column.name] = case((column.is_(None), None), else_=neutral) if column.nullable else neutral
    if "source_note" in values:
        values["place_precision"] = case(
            (Concern.neighbourhood_id.is_(None), PlacePrecision.NONE.value), else_=PlacePrecision.AREA.value
        )
    if model in (Attachment, Contact):
        values["withdrawn_at"] = func.coalesce(model.withdrawn_at, now)
    if "redacted_at" in table.columns:
        values["redacted_at"] = now
    if "version" in table.columns:
        values |= {"version": table.c.version + 1, "updated_at": now}
    done = session.execute(update(model).where(condition).values(values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _hanging_on(session: Session, entity: Kept, record: Any) -> list[tuple[Any, ColumnElement[bool]]]:
    """The record's own row first, then the rows that hang on it."""
    model = MODELS[entity]
    own = [(model, model.id == record.id)]
    if entity is Kept.CONCERN:
        voices = select(Voice.id).where(Voice.concern_id == record.id)
        return [
            *own,
            (Voice, Voice.concern_id == record.id),
            (VoiceAnswer, VoiceAnswer.voice_id.in_(voices)),
            *_of_all(entity, record),
            *_work(Activity.concern_id == record.id, Task.concern_id == record.id),
        ]
    if entity is Kept.CASE:
        parts = (CaseDetail, CaseAgency, CaseSubject, CasePartner)
        of_case = [(part, part.case_id == record.id) for part in parts]
        return [
            *own, *of_case, *_of_all(entity, record), *_work(Activity.case_id == record.id, Task.case_id == record.id),
        ]  # fmt: skip
    if entity is Kept.EVENT:
        # What also belongs to a concern or a case goes with that.
        activities, tasks = (
            and_(of.event_id == record.id, of.concern_id.is_(None), of.case_id.is_(None)) for of in (Activity, Task)
        )
        return [*own, *_of_all(entity, record), *_work(activities, tasks)]
    return own


def _work(activities: ColumnElement[bool], tasks: ColumnElement[bool]) -> list[tuple[Any, ColumnElement[bool]]]:
    return [(Activity, activities), (Task, tasks)]


def _of_all(entity: Kept, record: Any) -> list[tuple[Any, ColumnElement[bool]]]:
    """Rows that name any kind of record by its kind and number."""
    link = getattr(Attachment, f"{entity.value}_id")
    about = (StatusChange, EscalationAcknowledgement, BrokenGlass, LegalHold)
    return [(Attachment, link == record.id)] + [
        (of, and_(of.entity == entity.value, of.entity_id == record.id)) for of in about
    ]


def _names(session: Session, entity: Kept, record: Any) -> list[str]:
    """References under which drafts, saves that can be undone and hand-over notes name it."""
    if entity is Kept.CONTACT:
        return [session.get_one(Organisation, record.organisation_id).ref]
    if entity is Kept.ATTACHMENT:
        return []
    names = [record.ref]
    if entity in (Kept.CONCERN, Kept.CASE):
        names += session.scalars(select(Task.ref).where(getattr(Task, f"{entity.value}_id") == record.id))
    return names


def _forget_mentions(session: Session, names: list[str], *, now: datetime) -> None:
    if not names:
        return
    fast = {"synchronize_session": False}
    drafts = or_(*(or_(Draft.form.contains(name), cast(Draft.fields, Text).contains(name)) for name in names))
    session.execute(delete(Draft).where(drafts).execution_options(**fast))
    saves = or_(*(cast(IdempotencyKey.changes, Text).contains(name) for name in names))
    session.execute(update(IdempotencyKey).where(saves).values(changes=None).execution_options(**fast))
    notes = or_(*(HandOver.note.contains(name) for name in names))
    session.execute(update(HandOver).where(notes).values(note=erased_on(now)).execution_options(**fast))


def files_of(session: Session, entity: Kept, record: Any) -> set[str]:
    """Hashes of the files that go with it; asked before redact()."""
    if entity is Kept.ATTACHMENT:
        condition = Attachment.id == record.id
    elif entity in (Kept.CONCERN, Kept.CASE, Kept.EVENT):
        condition = getattr(Attachment, f"{entity.value}_id") == record.id
    else:
        return set()
    rows = session.execute(select(Attachment.hash, Attachment.preview_hash).where(condition))
    return {name for row in rows for name in row if name and name != ERASED_FILE}


def forget_in_index(session: Session) -> None:
    """SQLite's word index keeps what was taken out of it until its parts are merged: they are, now."""
    if session.get_bind().dialect.name == "sqlite":
        for table in ("concern", "case", "event", "task", "organisation"):
            session.execute(text(f"INSERT INTO search_{table} (search_{table}) VALUES ('optimize')"))
