"""A concern's personal details: opened one by one, each time with an audit entry."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.loading import concern_to_change
from db.commands.registry import handles
from db.models import Voice, VoiceAnswer
from db.vocabulary import (
    Confidentiality,
)


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    at: datetime
    outcome: str
    method: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class OpenedVoice:
    name: str | None
    contact: str | None
    preferred_method: str | None
    safe_to_contact: str | None
    said: str | None
    language: str | None
    wants_answer: bool
    told_at: datetime | None
    told_how: str | None
    answers: tuple[OpenedAnswer, ...]  # oldest first; what was told before answers were kept singly is in told_how


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


@handles(OpenConcern, changes_records=False, through_glass=True, keeps_answer=False)
def open_concern(session: Session, command: OpenConcern, *, by: Viewer, now: datetime) -> OpenedConcern:
    by.must(Permission.PERSONAL_READ)
    concern = concern_to_change(session, command.ref, None, by=by)
    voices = session.scalars(select(Voice).where(Voice.concern_id == concern.id).order_by(Voice.reported_at)).all()
    answers = session.scalars(
        select(VoiceAnswer).where(VoiceAnswer.voice_id.in_([v.id for v in voices])).order_by(VoiceAnswer.id)
    ).all()
    opened = OpenedConcern(
        concern.ref,
        concern.details,
        concern.place_note,
        tuple(_opened(voice, [answer for answer in answers if answer.voice_id == voice.id]) for voice in voices),
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


def _opened(voice: Voice, answers: list[VoiceAnswer]) -> OpenedVoice:
    plain = {name: getattr(voice, name) for name in OpenedVoice.__slots__ if name != "answers"}
    given = (OpenedAnswer(**{name: getattr(item, name) for name in OpenedAnswer.__slots__}) for item in answers)
    return OpenedVoice(**plain, answers=tuple(given))
