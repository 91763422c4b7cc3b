"""Undo: take back what one has just saved, while nothing has followed from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session

from db import audit, journal, visibility
from db.access import Viewer
from db.audit import Action
from db.commands.registry import handles
from db.errors import NotFound, Refused, problem
from db.models import Case, Concern, IdempotencyKey, Task

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Undo:
    """The save that was made with this key. What it changed is as before; what it made is withdrawn, not erased:
    counted and shown nowhere, kept as evidence."""

    save: str


@handles(Undo, many_steps=True)
def undo(session: Session, command: Undo, *, by: Viewer, now: datetime) -> int:
    """How many records it was about. Raises Refused when it is too late or something followed, NotFound when it is not
    one's own: whether there is such a save is nobody's business who did not make it."""
    save = session.get(IdempotencyKey, command.save, with_for_update=True)
    if save is None or save.changes is None or by.officer_id is None or save.officer_id != by.officer_id:
        raise NotFound(problem("There is nothing to undo."))
    refs: list[tuple[str, str]] = [(entity, ref) for entity, ref in save.changes["refs"]]
    if not all(_still_there(session, entity, ref, by=by) for entity, ref in refs):
        raise NotFound(problem("There is nothing to undo."))
    if now - save.at > UNDO_WITHIN:
        raise Refused(problem("It was saved more than ten minutes ago; correct it instead."))
    try:
        journal.take_back(session, save.changes, now=now)
    except journal.Followed:
        raise Refused(problem("Something has followed from it; correct it instead.")) from None
    save.changes = None
    for entity, ref in refs:
        audit.append(session, Action.UNDONE, entity=entity, ref=ref, by=by, at=now)
    return len(refs)


def _still_there(session: Session, entity: str, ref: str, *, by: Viewer) -> bool:
    """What has become part of a complaint about oneself is not there any more."""
    model: Any = {"concern": Concern, "task": Task, "case": Case}.get(entity)
    if model is None:
        return True
    about_me: ColumnElement[bool] = (
        Case.id.in_(visibility.complaints_about(by.officer_id))
        if model is Case
        else visibility.kept_from(model, by.officer_id)
    )
    return session.scalar(select(model.id).where(model.ref == ref, not_(about_me))) is not None
