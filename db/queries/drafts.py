"""Unfinished forms of the viewer, nobody else's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.models import Draft


@dataclass(frozen=True, slots=True)
class Unfinished:
    form: str
    fields: dict[str, Any]
    updated_at: datetime


def draft(session: Session, *, viewer: Viewer, form: str) -> Unfinished | None:
    """What the viewer had typed into this form, or None."""
    row = session.scalar(select(Draft).where(Draft.officer_id == viewer.officer_id, Draft.form == form))
    return Unfinished(row.form, dict(row.fields), row.updated_at) if row else None


def unfinished(session: Session, *, viewer: Viewer) -> tuple[Unfinished, ...]:
    """All of the viewer's unfinished forms, newest first."""
    rows = session.scalars(select(Draft).where(Draft.officer_id == viewer.officer_id).order_by(Draft.updated_at.desc()))
    return tuple(Unfinished(row.form, dict(row.fields), row.updated_at) for row in rows)
