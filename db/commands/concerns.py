"""Concerns: recording, moving along the workflow, assigning, correcting, answering, opening their personal details."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import concern_to_change, event_by_ref, owner_problem
from db.commands.placing import find_area
from db.commands.references import CONCERN, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Sentence, problem
from db.models import Concern, ConcernAccess, Officer, StatusChange, Voice
from db.vocabulary import (
    CONCERN_MOVES,
    DUE_WITHIN,
    SENSITIVE_CATEGORIES,
    Channel,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    ContactMethod,
    PlacePrecision,
    Priority,
    SourceType,
)


@dataclass(frozen=True, slots=True)
class VoiceGiven:
    """Who reported it, as far as they want to be known."""

    name: str | None = None
    contact: str | None = None
    preferred_method: ContactMethod | None = None
    safe_to_contact: str | None = None
    language: str | None = None
    wants_answer: bool = False

    @property
    def anonymous(self) -> bool:
        return not (words.tidy(self.name) or words.tidy(self.contact))


@dataclass(frozen=True, slots=True)
class RecordConcern:
    """`neighbourhood_id` counts only without a point; `confidentiality` can raise the level, never lower it."""

    summary: str
    category: ConcernCategory
    channel: Channel
    source_type: SourceType
    received_at: datetime
    details: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    at_venue: bool = False
    place_note: str | None = None
    neighbourhood_id: int | None = None
    priority: Priority = Priority.NORMAL
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    language: str | None = None
    dispatch_ref: str | None = None
    raised_at_event: str | None = None
    voice: VoiceGiven = VoiceGiven()


@handles(RecordConcern)
def record_concern(session: Session, command: RecordConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_RECORD)
    area, place_problems = find_area(
        session,
        latitude=command.latitude,
        longitude=command.longitude,
        chosen=command.neighbourhood_id,
    )
    voice = command.voice
    words.refuse_if_any(
        [
            ("summary", words.sentence(command.summary, ask=problem("Say in a sentence what was reported."), longest=300)),
            ("category", words.one_of(command.category, ConcernCategory, ask=problem("Choose what it is about."))),
            ("channel", words.one_of(command.channel, Channel, ask=problem("Choose how it reached us."))),
            ("source_type", words.one_of(command.source_type, SourceType, ask=problem("Choose who raised it."))),
            ("priority", words.one_of(command.priority, Priority, ask=problem("Choose a priority."))),
            ("confidentiality", words.level(command.confidentiality)),
            ("received_at", words.happened(command.received_at, now=now)),
            ("details", words.too_long(command.details, longest=10_000)),
            ("place_note", words.too_long(command.place_note, longest=200)),
            ("language", words.too_long(command.language, longest=40)),
            ("dispatch_ref", words.too_long(command.dispatch_ref, longest=40)),
            ("voice_name", words.too_long(voice.name, longest=120)),
            ("voice_contact", _contact_problem(voice)),
            ("preferred_method", _method_problem(voice)),
            ("safe_to_contact", words.too_long(voice.safe_to_contact, longest=300)),
            ("voice_language", words.too_long(voice.language, longest=40)),
            *place_problems.items(),
        ]
    )
    event = event_by_ref(session, command.raised_at_event, by=by) if command.raised_at_event else None
    concern = Concern(
        ref=next_reference(session, CONCERN, agency_day(command.received_at).year),
        source="desk",
        received_at=command.received_at,
        received_day=agency_day(command.received_at),
        channel=command.channel.value,
        source_type=command.source_type.value,
        category=command.category.value,
        summary=command.summary.strip(),
        details=words.tidy(command.details),
        latitude=command.latitude,
        longitude=command.longitude,
        place_precision=_precision(command, area).value,
        place_note=words.tidy(command.place_note),
        neighbourhood_id=area,
        confidentiality=int(_level(command)),
        priority=command.priority.value,
        status=ConcernStatus.NEW.value,
        recorded_by_id=by.officer_id,
        due_at=command.received_at + DUE_WITHIN[command.priority],
        raised_at_event_id=event.id if event else None,
        language=words.tidy(command.language),
        dispatch_ref=words.tidy(command.dispatch_ref),
        dates_disputed=False,
        created_at=now,
        updated_at=now,
    )
    session.add(concern)
    session.flush()
    _add_first_voice(session, concern, voice, command, now=now)
    if concern.confidentiality >= Confidentiality.RESTRICTED and by.officer_id is not None:
        session.add(ConcernAccess(concern_id=concern.id, officer_id=by.officer_id, granted_at=now))
    _note_move(session, concern, None, by=by, now=now, reason=None)
    audit.append(
        session,
        Action.CONCERN_RECORDED,
        entity="concern",
        ref=concern.ref,
        by=by,
        at=now,
        detail={"category": concern.category, "level": concern.confidentiality, "place": concern.place_precision},
    )
    return Saved(concern.ref, concern.version, "concern")


def _level(command: RecordConcern) -> Confidentiality:
    least = SENSITIVE_CATEGORIES.get(ConcernCategory(command.category), Confidentiality.PUBLIC)
    return max(Confidentiality(command.confidentiality), least)


def _precision(command: RecordConcern, area: int | None) -> PlacePrecision:
    if command.latitude is not None:
        return PlacePrecision.VENUE if command.at_venue else PlacePrecision.POINT
    return PlacePrecision.AREA if area is not None else PlacePrecision.NONE


def _contact_problem(voice: VoiceGiven) -> Sentence | None:
    if voice.wants_answer and not words.tidy(voice.contact) and voice.preferred_method != ContactMethod.IN_PERSON:
        return problem("They want an answer: say how to reach them, or choose “in person”.")
    return words.too_long(voice.contact, longest=200)


def _method_problem(voice: VoiceGiven) -> Sentence | None:
    if voice.preferred_method is None:
        return None
    return words.one_of(voice.preferred_method, ContactMethod, ask=problem("Choose how to reach them."))


def _add_first_voice(
    session: Session, concern: Concern, voice: VoiceGiven, command: RecordConcern, *, now: datetime
) -> None:
    session.add(
        Voice(
            concern_id=concern.id,
            reported_at=command.received_at,
            anonymous=voice.anonymous,
            name=words.tidy(voice.name),
            contact=words.tidy(voice.contact),
            preferred_method=voice.preferred_method.value if voice.preferred_method else None,
            safe_to_contact=words.tidy(voice.safe_to_contact),
            language=words.tidy(voice.language or command.language),
            wants_answer=voice.wants_answer,
            created_at=now,
            updated_at=now,
        )
    )


def _note_move(
    session: Session, concern: Concern, before: str | None, *, by: Viewer, now: datetime, reason: str | None
) -> None:
    session.add(
        StatusChange(
            entity="concern",
            entity_id=concern.id,
            at=now,
            officer_id=by.officer_id,
            from_status=before,
            to_status=concern.status,
            reason=reason,
        )
    )


@dataclass(frozen=True, slots=True)
class MoveConcern:
    """Move along the workflow; closing needs a reason from the list, every move a reason in words."""

    ref: str
    version: int
    to: ConcernStatus
    reason: str
    closing_reason: ClosingReason | None = None
    outcome: str | None = None


@handles(MoveConcern)
def move_concern(session: Session, command: MoveConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    before = ConcernStatus(concern.status)
    closes = command.to == ConcernStatus.CLOSED
    words.refuse_if_any(
        [
            ("to", _move_problem(before, command.to)),
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
            ("outcome", words.too_long(command.outcome, longest=2000)),
            (
                "closing_reason",
                words.one_of(command.closing_reason, ClosingReason, ask=problem("Choose why it is closed."))
                if closes
                else None,
            ),
        ]
    )
    concern.status, concern.updated_at = command.to.value, now
    if command.to == ConcernStatus.RESOLVED:
        concern.resolved_at = now
    concern.closed_at = now if closes else None
    concern.closing_reason = command.closing_reason.value if closes and command.closing_reason else None
    if command.outcome:
        concern.outcome = words.tidy(command.outcome)
    if before in (ConcernStatus.RESOLVED, ConcernStatus.CLOSED) and command.to == ConcernStatus.IN_PROGRESS:
        concern.resolved_at = None
    if command.to == ConcernStatus.ASSIGNED and concern.owner_id is None:
        concern.owner_id = by.officer_id
    session.flush()
    _note_move(session, concern, before.value, by=by, now=now, reason=command.reason.strip())
    detail = {"from": before.value, "to": concern.status, "closing_reason": concern.closing_reason}
    audit.append(session, Action.CONCERN_MOVED, entity="concern", ref=concern.ref, by=by, at=now, detail=detail)
    return Saved(concern.ref, concern.version, "concern")


def _move_problem(before: ConcernStatus, to: ConcernStatus) -> Sentence | None:
    wrong = words.one_of(to, ConcernStatus, ask=problem("Choose where it goes."))
    if wrong is None and to not in CONCERN_MOVES[before]:
        return problem("From “{before}” it cannot go to “{to}”.", before=before, to=to)
    return wrong


@dataclass(frozen=True, slots=True)
class AssignConcern:
    ref: str
    version: int
    owner_id: int
    reason: str | None = None


@handles(AssignConcern)
def assign_concern(session: Session, command: AssignConcern, *, by: Viewer, now: datetime) -> Saved:
    """Give it an owner; a concern nobody had yet moves to "assigned". A restricted one opens for its new owner."""
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("owner", owner_problem(session, command.owner_id, ask=problem("Choose who answers for it."))),
            ("reason", words.too_long(command.reason, longest=2000)),
        ]
    )
    owner = session.get_one(Officer, command.owner_id)
    before = concern.status
    concern.owner_id, concern.updated_at = owner.id, now
    if before in (ConcernStatus.NEW, ConcernStatus.TRIAGED):
        concern.status = ConcernStatus.ASSIGNED.value
    if concern.confidentiality >= Confidentiality.RESTRICTED and not session.get(ConcernAccess, (concern.id, owner.id)):
        session.add(ConcernAccess(concern_id=concern.id, officer_id=owner.id, granted_at=now))
    session.flush()
    if concern.status != before:
        _note_move(session, concern, before, by=by, now=now, reason=words.tidy(command.reason))
    audit.append(
        session, Action.CONCERN_ASSIGNED, entity="concern", ref=concern.ref, by=by, at=now, detail={"owner": owner.subject}
    )
    return Saved(concern.ref, concern.version, "concern")


@dataclass(frozen=True, slots=True)
class EditConcern:
    """Correct what was recorded. The level follows the category upwards, never down by itself."""

    ref: str
    version: int
    summary: str
    category: ConcernCategory
    priority: Priority
    source_type: SourceType
    language: str | None = None
    dispatch_ref: str | None = None


FIELDS = ("summary", "category", "priority", "source_type", "language", "dispatch_ref")


@handles(EditConcern)
def edit_concern(session: Session, command: EditConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    typed = {name: getattr(command, name) for name in FIELDS}
    concern = concern_to_change(session, command.ref, command.version, by=by, typed=typed)
    words.refuse_if_any(
        [
            ("summary", words.sentence(command.summary, ask=problem("Say in a sentence what was reported."), longest=300)),
            ("category", words.one_of(command.category, ConcernCategory, ask=problem("Choose what it is about."))),
            ("priority", words.one_of(command.priority, Priority, ask=problem("Choose a priority."))),
            ("source_type", words.one_of(command.source_type, SourceType, ask=problem("Choose who raised it."))),
            ("language", words.too_long(command.language, longest=40)),
            ("dispatch_ref", words.too_long(command.dispatch_ref, longest=40)),
        ]
    )
    new = {
        "summary": command.summary.strip(),
        "category": command.category.value,
        "priority": command.priority.value,
        "source_type": command.source_type.value,
        "language": words.tidy(command.language),
        "dispatch_ref": words.tidy(command.dispatch_ref),
    }
    changed = [name for name, value in new.items() if getattr(concern, name) != value]
    for name in changed:
        setattr(concern, name, new[name])
    least = SENSITIVE_CATEGORIES.get(command.category, Confidentiality.PUBLIC)
    raised = concern.confidentiality < least
    concern.confidentiality = max(concern.confidentiality, int(least))
    concern.due_at = concern.received_at + DUE_WITHIN[command.priority]
    concern.updated_at = now
    if raised and least >= Confidentiality.RESTRICTED:
        for officer_id in {by.officer_id, concern.owner_id} - {None}:
            if not session.get(ConcernAccess, (concern.id, officer_id)):
                session.add(ConcernAccess(concern_id=concern.id, officer_id=officer_id, granted_at=now))
    session.flush()
    audit.append(
        session, Action.CONCERN_EDITED, entity="concern", ref=concern.ref, by=by, at=now, detail={"fields": changed}
    )
    return Saved(concern.ref, concern.version, "concern")


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Everybody who wanted an answer to this concern was told: how, and what."""

    ref: str
    version: int
    how: str


@handles(RecordAnswer)
def record_answer(session: Session, command: RecordAnswer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    ask = problem("Say how they were told, and what.")
    words.refuse_if_any([("how", words.sentence(command.how, ask=ask, longest=300))])
    for voice in session.scalars(select(Voice).where(Voice.concern_id == concern.id, Voice.told_at.is_(None))):
        voice.told_at, voice.told_how, voice.updated_at = now, command.how.strip(), now
    concern.acknowledged_at = concern.acknowledged_at or now
    concern.updated_at = now
    session.flush()
    audit.append(session, Action.CONCERN_ANSWERED, entity="concern", ref=concern.ref, by=by, at=now)
    return Saved(concern.ref, concern.version, "concern")


@dataclass(frozen=True, slots=True)
class OpenedVoice:
    name: str | None
    contact: str | None
    preferred_method: str | None
    safe_to_contact: str | None
    language: str | None
    wants_answer: bool
    told_at: datetime | None
    told_how: str | None


@dataclass(frozen=True, slots=True)
class OpenedConcern:
    """Level-2 fields of one concern; never cached, never listed."""

    ref: str
    details: str | None
    place_note: str | None
    voices: tuple[OpenedVoice, ...]


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """Look at a concern's personal details: a command, because looking leaves an audit entry."""

    ref: str


@handles(OpenConcern, changes_records=False, keeps_answer=False)
def open_concern(session: Session, command: OpenConcern, *, by: Viewer, now: datetime) -> OpenedConcern:
    by.must(Permission.PERSONAL_READ)
    concern = concern_to_change(session, command.ref, None, by=by)
    voices = session.scalars(select(Voice).where(Voice.concern_id == concern.id).order_by(Voice.reported_at))
    opened = OpenedConcern(
        concern.ref,
        concern.details,
        concern.place_note,
        tuple(OpenedVoice(**{name: getattr(v, name) for name in OpenedVoice.__slots__}) for v in voices),
    )
    audit.append(
        session,
        Action.CONCERN_OPENED,
        entity="concern",
        ref=concern.ref,
        by=by,
        at=now,
        detail={"level": max(concern.confidentiality, int(Confidentiality.PERSONAL))},
    )
    return opened
