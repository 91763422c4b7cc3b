"""A further voice: somebody reports what is already known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.concerns import VoiceGiven, voice_problems, voice_row
from db.commands.loading import concern_to_change
from db.commands.registry import Saved, handles
from db.errors import Sentence, problem
from db.models import Concern
from db.vocabulary import OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class AddVoice:
    """Another report of the concern `ref`, which must be open. `said` is what this person added; level 2."""

    ref: str
    reported_at: datetime
    said: str | None = None
    voice: VoiceGiven = VoiceGiven()


@handles(AddVoice, can_undo=True)
def add_voice(session: Session, command: AddVoice, *, by: Viewer, now: datetime) -> Saved:
    """The concern itself does not change (nobody's open form of it is stale); its clock counts the new voice."""
    by.must(Permission.CONCERN_RECORD)
    concern = concern_to_change(session, command.ref, None, by=by)
    words.refuse_if_any(
        [
            ("ref", _closed(concern)),
            ("received_at", words.happened(command.reported_at, now=now)),
            ("details", words.too_long(command.said, longest=10_000)),
            *voice_problems(command.voice),
        ]
    )
    session.add(
        voice_row(
            concern,
            command.voice,
            reported_at=command.reported_at,
            said=words.tidy(command.said),
            language=None,
            now=now,
        )
    )
    session.flush()
    detail = {"wants_answer": command.voice.wants_answer, "anonymous": command.voice.anonymous}
    audit.append(session, Action.VOICE_ADDED, entity="concern", ref=concern.ref, by=by, at=now, detail=detail)
    return Saved(concern.ref, concern.version, "concern")


def _closed(concern: Concern) -> Sentence | None:
    if concern.duplicate_of_id is not None:
        return problem("{ref} is merged into another concern: add the report there.", ref=concern.ref)
    if concern.status not in OPEN_STATUSES:
        return problem("{ref} is not open any more: reopen it, or log a new concern.", ref=concern.ref)
    return None
