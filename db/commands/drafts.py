"""Drafts: what is typed reaches the store field by field, long before anybody presses save."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.commands.registry import handles
from db.errors import Invalid, Refused, problem
from db.models import Draft

LARGEST = 20_000  # characters of JSON: far above any form, far below a nuisance
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """`fields` replaces what was kept of those fields; the others stay. Not audited: it is nobody's record yet."""

    form: str
    fields: dict[str, Any] = field(default_factory=dict)


@handles(SaveDraft, audited=False, changes_records=False)
def save_draft(session: Session, command: SaveDraft, *, by: Viewer, now: datetime) -> bool:
    if by.officer_id is None:
        raise Refused(problem("Only a person who is signed in has drafts."))
    # The row is locked: two tabs that save different fields of one form must not lose each other's.
    row = session.scalar(
        select(Draft).where(Draft.officer_id == by.officer_id, Draft.form == command.form).with_for_update()
    )
    text = json.dumps({**(row.fields if row else {}), **command.fields}, default=str)
    if len(text) > LARGEST or len(command.form) > LONGEST_NAME:
        raise Invalid({"form": problem("This is too long to keep as a draft.")})
    merged = json.loads(text)  # what JSON has no word for, a date for one, is kept as its text
    if row is None:
        session.add(Draft(officer_id=by.officer_id, form=command.form, fields=merged, updated_at=now))
    else:
        row.fields, row.updated_at = merged, now
    return True


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    form: str


@handles(DiscardDraft, audited=False, changes_records=False)
def discard_draft(session: Session, command: DiscardDraft, *, by: Viewer, now: datetime) -> bool:
    """True when there was one."""
    gone = session.execute(delete(Draft).where(Draft.officer_id == by.officer_id, Draft.form == command.form))
    return bool(gone.rowcount)  # type: ignore[attr-defined]
