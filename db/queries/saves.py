"""Whether a save can still be taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.models import IdempotencyKey


def can_undo(session: Session, *, viewer: Viewer, save: str) -> bool:
    """True while what the viewer's save with this key changed is kept; undo itself says whether anything followed."""
    mine = (IdempotencyKey.key == save, IdempotencyKey.officer_id == viewer.officer_id)
    return session.scalar(select(IdempotencyKey.key).where(*mine, IdempotencyKey.changes.is_not(None))) is not None
