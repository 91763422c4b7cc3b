"""Which files a record has: what they are, not what is in them."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Viewer
from db.models import Attachment, Case, Concern, Officer
from db.queries.frames import frame


def attachment_list(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """Files of a concern or a case, oldest first; none for a record the viewer may not see.

    Columns: code, kind (media type), title, size (bytes), attached_at (UTC), who.
    """
    model, link = (Case, Attachment.case_id) if ref.startswith("K") else (Concern, Attachment.concern_id)
    readable = visibility.cases(viewer.scope) if model is Case else visibility.concerns(viewer.scope)
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


def kept_hashes(session: Session) -> frozenset[str]:
    """Every file that a row names, those taken away included: what a sweep must leave."""
    rows = session.execute(select(Attachment.hash, Attachment.preview_hash))
    return frozenset(name for row in rows for name in row if name)
