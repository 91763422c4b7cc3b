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
from db.models import Voice
from db.vocabulary import (
    Confidentiality,
)


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
