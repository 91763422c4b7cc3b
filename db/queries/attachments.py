"""Which files a record has: what they are, not what is in them."""

from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Viewer
from db.models import Attachment, Case, Concern, Event, Officer
from db.queries.frames import frame


def attachment_list(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """Files of a concern, a case or an event, oldest first; none for a record the viewer may not see.

    Columns: code, kind (media type), title, size (bytes), attached_at (UTC), who.
    """
    model, link, readable = _of(ref[:1], viewer)
    statement = (
        select(
            Attachment.code,
            Attachment.kind,
            Attachment.title,
            Attachment.size,
            Attachment.attached_at,
            Officer.display_name.label("who"),
        )
        .join(model, model.id == link)
        .outerjoin(Officer, Officer.id == Attachment.attached_by_id)
        .where(model.ref == ref, readable, Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.attached_at, Attachment.id)
    )
    return frame(session, statement, times=["attached_at"])


def _of(letter: str, viewer: Viewer) -> tuple[Any, Any, Any]:
    """The kind of record a reference of that letter names, how files point to it, and which ones the viewer may see."""
    if letter == "K":
        return Case, Attachment.case_id, visibility.cases(viewer.scope)
    if letter == "E":
        return Event, Attachment.event_id, visibility.events(viewer.scope)
    return Concern, Attachment.concern_id, visibility.concerns(viewer.scope)


def kept_hashes(session: Session) -> frozenset[str]:
    """Every file that a row names, those taken away included: what a sweep must leave."""
    rows = session.execute(select(Attachment.hash, Attachment.preview_hash))
    return frozenset(name for row in rows for name in row if name)
