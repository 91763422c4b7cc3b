"""Breaking the glass: a record that somebody may not open is open to them for an hour, with a reason, and is looked at.

Only reading goes through it (db.store): who could also change what they opened would assign it to themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from db import audit, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import not_there
from db.commands.registry import Saved, handles
from db.errors import NotFound, Refused, Sentence, problem
from db.models import BrokenGlass, Case, Concern
from db.queries.glass import reviewed_by
from db.vocabulary import Confidentiality

OPEN_FOR = timedelta(hours=1)
SHORTEST_REASON = 15
LONGEST = 500
GONE = problem("There is no such opening that you can look at.")


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Read a concern or a case one may not open otherwise."""

    ref: str
    reason: str


@handles(BreakGlass)
def break_glass(session: Session, command: BreakGlass, *, by: Viewer, now: datetime) -> Saved:
    """Raises NotFound for what is not there and for a complaint about oneself: the two read the same."""
    by.must(Permission.GLASS_BREAK)
    words.refuse_if_any([("reason", _reason_problem(command.reason))])
    model, rule = _rules(command.ref)
    about_them = (
        visibility.kept_from(Concern, by.officer_id)
        if model is Concern
        else Case.id.in_(visibility.complaints_about(by.officer_id))
    )
    record = session.scalar(
        select(model).where(model.ref == command.ref, model.withdrawn_at.is_(None), not_(about_them))
    )
    if record is None:
        raise not_there(command.ref)
    entity = model.__tablename__
    reached = session.scalar(select(model.id).where(model.id == record.id, rule(by.scope))) is not None
    already = _open_now(session, entity, record.id, by=by, now=now) is not None
    words.refuse_if_any(
        [("ref", problem("{ref} is open to you already.", ref=record.ref) if reached or already else None)]
    )
    broken = BrokenGlass(
        officer_id=by.officer_id,
        entity=entity,
        entity_id=record.id,
        entity_ref=record.ref,
        reason=command.reason.strip(),
        broken_at=now,
        until=now + OPEN_FOR,
        created_at=now,
        updated_at=now,
    )
    session.add(broken)
    session.flush()
    detail = {"level": record.confidentiality, "until": broken.until.isoformat()}
    audit.append(session, Action.GLASS_BROKEN, entity=entity, ref=record.ref, by=by, at=now, detail=detail)
    return Saved(record.ref, broken.version, "broken glass")


def _reason_problem(reason: str) -> Sentence | None:
    ask = problem("Say in a sentence why you need it: your supervisor reads it.")
    if len((reason or "").strip()) < SHORTEST_REASON:
        return ask
    return words.sentence(reason, ask=ask, longest=LONGEST)


def _rules(ref: str) -> tuple[Any, Any]:
    """The kind of record a reference of that letter names, and which of them somebody may see."""
    return (Case, visibility.cases) if ref.startswith("K") else (Concern, visibility.concerns)


def _open_now(session: Session, entity: str, number: int, *, by: Viewer, now: datetime) -> BrokenGlass | None:
    return session.scalar(
        select(BrokenGlass).where(
            BrokenGlass.officer_id == by.officer_id,
            BrokenGlass.entity == entity,
            BrokenGlass.entity_id == number,
            visibility.open_glass(now),
        )
    )


@dataclass(frozen=True, slots=True)
class CloseGlass:
    """Enough read: closed before the hour is over."""

    ref: str


@handles(CloseGlass)
def close_glass(session: Session, command: CloseGlass, *, by: Viewer, now: datetime) -> Saved:
    mine = and_(BrokenGlass.officer_id == (by.officer_id or visibility.NOBODY), visibility.open_glass(now))
    broken = session.scalar(select(BrokenGlass).where(BrokenGlass.entity_ref == command.ref, mine))
    if broken is None:
        raise not_there(command.ref)
    broken.until = broken.updated_at = now
    session.flush()
    audit.append(session, Action.GLASS_CLOSED, entity=broken.entity, ref=broken.entity_ref, by=by, at=now)
    return Saved(broken.entity_ref, broken.version, "broken glass")


@dataclass(frozen=True, slots=True)
class OpenedReason:
    """Why somebody broke it, in their words; level 2, never cached, never listed."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class OpenGlassReason:
    """Look at why: a command, because looking leaves an audit entry."""

    id: int


@handles(OpenGlassReason, changes_records=False, keeps_answer=False)
def open_glass_reason(session: Session, command: OpenGlassReason, *, by: Viewer, now: datetime) -> OpenedReason:
    broken = _to_review(session, command.id, by=by)
    detail = {"level": int(Confidentiality.PERSONAL)}
    audit.append(
        session, Action.RECORD_OPENED, entity="broken glass", ref=broken.entity_ref, by=by, at=now, detail=detail
    )
    return OpenedReason(broken.id, broken.reason)


@dataclass(frozen=True, slots=True)
class ReviewGlass:
    """The supervisor has looked at it. `note`: what they found, in words without names."""

    id: int
    note: str | None = None


@handles(ReviewGlass)
def review_glass(session: Session, command: ReviewGlass, *, by: Viewer, now: datetime) -> Saved:
    broken = _to_review(session, command.id, by=by)
    if broken.reviewed_at is not None:
        raise Refused(problem("Somebody has looked at this already."))
    words.refuse_if_any([("note", words.too_long(command.note, longest=LONGEST))])
    broken.reviewed_at = broken.updated_at = now
    broken.reviewed_by_id = by.officer_id
    broken.review_note = words.tidy(command.note)
    session.flush()
    audit.append(session, Action.GLASS_REVIEWED, entity=broken.entity, ref=broken.entity_ref, by=by, at=now)
    return Saved(broken.entity_ref, broken.version, "broken glass")


def _to_review(session: Session, number: int, *, by: Viewer) -> BrokenGlass:
    by.must(Permission.GLASS_REVIEW)
    broken = session.scalar(select(BrokenGlass).where(BrokenGlass.id == number, reviewed_by(by)))
    if broken is None:
        raise NotFound(GONE)
    return broken
