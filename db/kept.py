"""Records as a records manager names them: by reference, whatever they contain. Nothing here returns content."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import Viewer
from db.errors import NotFound, problem
from db.models import Attachment, Case, Concern, Contact, Event, LegalHold, Organisation
from db.retention import MODELS
from db.vocabulary.retention import Kept

LETTERS = {
    "C": Kept.CONCERN,
    "K": Kept.CASE,
    "E": Kept.EVENT,
    "A": Kept.ACTIVITY,
    "T": Kept.TASK,
    "M": Kept.COMMUNICATION,
    "S": Kept.SUBJECT_REQUEST,
}
PART = re.compile(r"([A-Z]-\d{4}-\d{5,})/(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Named:
    entity: Kept
    ref: str
    row: Any


def named(session: Session, ref: object, *, by: Viewer) -> Named:
    """The record of this reference: a contact is "O-2026-00003/17", a file "C-2026-00042/5". Raises NotFound, also for
    what complains about the viewer."""
    found = _find(session, ref, by=by) if isinstance(ref, str) else None
    if found is None:
        raise NotFound(problem("There is no record {ref} here.", ref=str(ref)[:40]))
    return found


def _find(session: Session, ref: str, *, by: Viewer) -> Named | None:
    if part := PART.fullmatch(ref):
        return _part(session, ref, part[1], int(part[2]), by=by)
    entity = LETTERS.get(ref[:1])
    if entity is None:
        return None
    model = MODELS[entity]
    row = session.scalar(select(model).where(model.ref == ref, not_about(entity, by)).with_for_update())
    return Named(entity, ref, row) if row is not None else None


def _part(session: Session, ref: str, of: str, number: int, *, by: Viewer) -> Named | None:
    if of.startswith("O"):
        statement = select(Contact).join(Organisation, Organisation.id == Contact.organisation_id)
        contact = session.scalar(statement.where(Organisation.ref == of, Contact.id == number))
        return Named(Kept.CONTACT, ref, contact) if contact else None
    whole = _find(session, of, by=by)
    if whole is None or not isinstance(whole.row, Concern | Case | Event):
        return None
    link = getattr(Attachment, f"{whole.entity.value}_id")
    file = session.scalar(select(Attachment).where(link == whole.row.id, Attachment.id == number))
    return Named(Kept.ATTACHMENT, ref, file) if file else None


def not_about(entity: Kept, viewer: Viewer) -> ColumnElement[bool]:
    """Nobody deals with a complaint about themselves, here neither."""
    if entity is Kept.CONCERN:
        return not_(visibility.concerns_complaining_of(viewer.officer_id))
    if entity is Kept.CASE:
        return Case.id.not_in(visibility.complaints_about(viewer.officer_id))
    if entity in (Kept.ACTIVITY, Kept.TASK):
        return not_(visibility.kept_from(MODELS[entity], viewer.officer_id))
    if entity is Kept.ATTACHMENT:
        about = select(Concern.id).where(visibility.concerns_complaining_of(viewer.officer_id)).correlate(None)
        theirs = Attachment.case_id.in_(visibility.complaints_about(viewer.officer_id))
        return and_(
            not_(and_(Attachment.case_id.is_not(None), theirs)),
            not_(and_(Attachment.concern_id.is_not(None), Attachment.concern_id.in_(about))),
        )
    return true()


def held(entity: Kept) -> ColumnElement[bool]:
    """A hold stands on it, or on what it belongs to: a concern's case, a file's record, an event's work."""
    model = MODELS[entity]
    holds = [_on(entity, model.id)] if entity is not Kept.ATTACHMENT else []
    for parent in (Kept.CONCERN, Kept.CASE, Kept.EVENT):
        if hasattr(model, f"{parent.value}_id"):
            holds.append(_on(parent, getattr(model, f"{parent.value}_id")))
    return or_(false(), *holds)


def _on(entity: Kept, number: Any) -> ColumnElement[bool]:
    hold = aliased(LegalHold)
    return exists().where(hold.entity == entity.value, hold.entity_id == number, hold.lifted_at.is_(None))


def with_ref(entity: Kept, *columns: Any) -> Select[Any]:
    """A statement over the records of this kind whose first column is the reference, as `ref`."""
    model = MODELS[entity]
    number = cast(model.id, String)
    if entity is Kept.CONTACT:
        joined = select((Organisation.ref + "/" + number).label("ref"), *columns).select_from(model)
        return joined.join(Organisation, Organisation.id == Contact.organisation_id)
    if entity is Kept.ATTACHMENT:
        whole = func.coalesce(Concern.ref, Case.ref, Event.ref)
        joined = select((whole + "/" + number).label("ref"), *columns).select_from(model)
        joined = joined.outerjoin(Concern, Concern.id == Attachment.concern_id)
        return joined.outerjoin(Case, Case.id == Attachment.case_id).outerjoin(Event, Event.id == Attachment.event_id)
    return select(model.ref.label("ref"), *columns)
