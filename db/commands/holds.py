"""Legal holds: a record that must be kept, whatever its class says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Saved, handles
from db.errors import Invalid, NotFound, problem
from db.kept import named
from db.models import LegalHold
from db.vocabulary.retention import Kept

NOT_HELD = (Kept.ATTACHMENT, Kept.SUBJECT_REQUEST)


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """`reason` in words without names: a case number of a court says enough."""

    ref: str
    reason: str


@handles(PlaceHold)
def place_hold(session: Session, command: PlaceHold, *, by: Viewer, now: datetime) -> Saved:
    """Also after its erasure was proposed: then it is not carried out while the hold stands."""
    by.must(Permission.RETENTION_KEEP)
    words.refuse_if_any(
        [("reason", words.sentence(command.reason, ask=problem("Say why it must be kept."), longest=500))]
    )
    record = named(session, command.ref, by=by)
    if record.entity in NOT_HELD:
        raise Invalid({"ref": problem("Hold the record it belongs to.")})
    if _standing(session, record.entity, record.row.id) is not None:
        raise Invalid({"ref": problem("{ref} is held already.", ref=record.ref)})
    hold = LegalHold(
        entity=record.entity.value,
        entity_id=record.row.id,
        entity_ref=record.ref,
        reason=command.reason.strip(),
        placed_at=now,
        placed_by_id=by.officer_id,
        created_at=now,
        updated_at=now,
    )
    session.add(hold)
    session.flush()
    audit.append(session, Action.HOLD_PLACED, entity=hold.entity, ref=record.ref, by=by, at=now)
    return Saved(record.ref, hold.version, "legal hold")


@dataclass(frozen=True, slots=True)
class LiftHold:
    ref: str


@handles(LiftHold)
def lift_hold(session: Session, command: LiftHold, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.RETENTION_KEEP)
    record = named(session, command.ref, by=by)
    hold = _standing(session, record.entity, record.row.id)
    if hold is None:
        raise NotFound(problem("No hold stands on {ref}.", ref=record.ref))
    hold.lifted_at, hold.lifted_by_id, hold.updated_at = now, by.officer_id, now
    session.flush()
    audit.append(session, Action.HOLD_LIFTED, entity=hold.entity, ref=record.ref, by=by, at=now)
    return Saved(record.ref, hold.version, "legal hold")


def _standing(session: Session, entity: Kept, number: int) -> LegalHold | None:
    of = (LegalHold.entity == entity.value, LegalHold.entity_id == number, LegalHold.lifted_at.is_(None))
    return session.scalar(select(LegalHold).where(*of).with_for_update())
