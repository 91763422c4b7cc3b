"""Reporters who want an answer: what their colleagues need in order to tell them, and nothing that names them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import reports, visibility
from db.access import Permission, Viewer
from db.models import Concern, Voice


@dataclass(frozen=True, slots=True)
class ToTell:
    """One voice that wants an answer; `number` is what commands call it by. Level 1: no name, no contact."""

    number: int
    reported_at: datetime
    anonymous: bool
    preferred_method: str | None
    language: str | None
    told_at: datetime | None


def to_tell(session: Session, *, viewer: Viewer, ref: str) -> tuple[ToTell, ...]:
    """The voices of a concern and of its duplicates that want an answer, first report first; () where none may be seen."""
    viewer.must(Permission.CONCERN_READ)
    concern_id = session.scalar(select(Concern.id).where(Concern.ref == ref, visibility.concerns(viewer.scope)))
    if concern_id is None:
        return ()
    columns = (
        Voice.id, Voice.reported_at, Voice.anonymous, Voice.preferred_method, Voice.language, Voice.told_at,
    )  # fmt: skip
    asked = select(*columns).where(reports.of_concern(concern_id), Voice.wants_answer)
    return tuple(ToTell(*row) for row in session.execute(asked.order_by(Voice.reported_at, Voice.id)))
