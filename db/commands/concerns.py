"""Concerns as they come in: the record, its first voice, and who may open it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import event_by_ref
from db.commands.placing import find_area
from db.commands.references import CONCERN, next_reference
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Sentence, problem
from db.models import Concern, ConcernAccess, Voice
from db.vocabulary import (
    SENSITIVE_CATEGORIES,
    Channel,
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


@handles(RecordConcern, can_undo=True)
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
            (
                "summary",
                words.sentence(command.summary, ask=problem("Say in a sentence what was reported."), longest=300),
            ),
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
            *voice_problems(voice),
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
        due_at=command.received_at + thresholds.current(session).due_within(command.priority),
        raised_at_event_id=event.id if event else None,
        language=words.tidy(command.language),
        dispatch_ref=words.tidy(command.dispatch_ref),
        dates_disputed=False,
        created_at=now,
        updated_at=now,
    )
    session.add(concern)
    session.flush()
    session.add(
        voice_row(concern, voice, reported_at=command.received_at, said=None, language=command.language, now=now)
    )
    if concern.confidentiality >= Confidentiality.RESTRICTED and by.officer_id is not None:
        session.add(ConcernAccess(concern_id=concern.id, officer_id=by.officer_id, granted_at=now))
    note_move(session, concern, None, by=by, now=now, reason=None)
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


def voice_problems(voice: VoiceGiven) -> list[tuple[str, Sentence | None]]:
    """What is wrong with what was noted about the person, by field."""
    return [
        ("voice_name", words.too_long(voice.name, longest=120)),
        ("voice_contact", _contact_problem(voice)),
        ("preferred_method", _method_problem(voice)),
        ("safe_to_contact", words.too_long(voice.safe_to_contact, longest=300)),
        ("voice_language", words.too_long(voice.language, longest=40)),
    ]


def _contact_problem(voice: VoiceGiven) -> Sentence | None:
    if voice.wants_answer and not words.tidy(voice.contact) and voice.preferred_method != ContactMethod.IN_PERSON:
        return problem("They want an answer: say how to reach them, or choose “in person”.")
    return words.too_long(voice.contact, longest=200)


def _method_problem(voice: VoiceGiven) -> Sentence | None:
    if voice.preferred_method is None:
        return None
    return words.one_of(voice.preferred_method, ContactMethod, ask=problem("Choose how to reach them."))


def voice_row(
    concern: Concern, voice: VoiceGiven, *, reported_at: datetime, said: str | None, language: str | None, now: datetime
) -> Voice:
    """The voice as a row of this concern; `language` where the person named none."""
    return Voice(
        concern_id=concern.id,
        reported_at=reported_at,
        anonymous=voice.anonymous,
        name=words.tidy(voice.name),
        contact=words.tidy(voice.contact),
        preferred_method=voice.preferred_method.value if voice.preferred_method else None,
        safe_to_contact=words.tidy(voice.safe_to_contact),
        said=said,
        language=words.tidy(voice.language or language),
        wants_answer=voice.wants_answer,
        created_at=now,
        updated_at=now,
    )
