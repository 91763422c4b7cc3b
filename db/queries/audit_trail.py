"""The audit trail as its readers ask for it: by time, person, what was done, kind of record and reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.audit import Action
from db.models import Activity, AuditEnd, AuditEntry, Case, Concern, Officer, Task
from db.queries.days import begin
from db.visibility import complaints_about, kept_from

PAGE = 50
COUNTED = 10_000  # nobody turns that many pages: beyond it, only that there are more
NOBODY = 0  # in place of a person: the system, and whoever was not signed in

# Every way to look at what is kept about people (level 2 and 3), with files and exports of it.
LOOKS = (
    Action.RECORD_OPENED, Action.GLASS_BROKEN, Action.CONCERN_OPENED, Action.CASE_DETAILS_OPENED,
    Action.ACTIVITY_NOTE_OPENED, Action.CONTACTS_OPENED, Action.FILE_OPENED, Action.SUBJECT_SEARCHED, Action.SUBJECT_GIVEN,
)  # fmt: skip
SIGNING_IN = (
    Action.SIGNED_IN, Action.SIGN_IN_FAILED, Action.ACCOUNT_LOCKED, Action.ACCOUNT_RELEASED, Action.SIGNED_OUT,
    Action.SESSION_ENDED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the trail; what is empty is not asked. Days are the agency's, both included."""

    since: date | None = None
    until: date | None = None
    officer_id: int | None = None
    actions: tuple[str, ...] = ()
    entity: str | None = None
    ref: str | None = None

    @property
    def words(self) -> dict[str, list[str]]:
        """As the trail itself and an export's entry say it."""
        said = {
            "since": [self.since.isoformat()] if self.since else [],
            "until": [self.until.isoformat()] if self.until else [],
            "person": [] if self.officer_id is None else [str(self.officer_id)],
            "actions": sorted(self.actions),
            "kind": [self.entity] if self.entity else [],
            "reference": [self.ref] if self.ref else [],
        }
        return {name: values for name, values in said.items() if values}


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    at: datetime
    actor: str
    action: str
    entity: str
    ref: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One page, newest first. `total` stops at COUNTED; `more` says that there are more than that."""

    entries: tuple[Entry, ...]
    total: int
    more: bool


def trail(session: Session, *, viewer: Viewer, asked: Asked, page: int = 0, at_a_time: int = PAGE) -> Found:
    """Raises Refused."""
    viewer.must(Permission.AUDIT_READ)
    conditions = [*_conditions(session, asked), _not_about_oneself(session, viewer)]
    counted = select(AuditEntry.id).where(*conditions).limit(COUNTED + 1).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    statement = (
        select(
            AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.entity, AuditEntry.entity_ref,
            AuditEntry.detail,
        )
        .where(*conditions)
        # By time, which has an index; of the same moment the last one first.
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(at_a_time)
        .offset(page * at_a_time)
    )  # fmt: skip
    entries = tuple(Entry(*row) for row in session.execute(statement))
    return Found(entries, min(total, COUNTED), total > COUNTED)


def _conditions(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.since:
        conditions.append(AuditEntry.at >= begin(asked.since))
    if asked.until:
        conditions.append(AuditEntry.at < begin(asked.until + timedelta(days=1)))
    if asked.officer_id is not None:
        nobody = asked.officer_id == NOBODY
        conditions.append(AuditEntry.officer_id.is_(None) if nobody else AuditEntry.officer_id == asked.officer_id)
    if asked.actions:
        conditions.append(AuditEntry.action.in_(asked.actions))
    if asked.ref:
        # Every kind is named because the index begins with it.
        kinds = [asked.entity] if asked.entity else _kinds(session)
        conditions += [AuditEntry.entity.in_(kinds), AuditEntry.entity_ref == asked.ref]
    elif asked.entity:
        conditions.append(AuditEntry.entity == asked.entity)
    return conditions


def _not_about_oneself(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """Whatever their role: who is complained about does not read that they are."""
    about = [
        select(Case.ref).where(Case.id.in_(complaints_about(viewer.officer_id))),
        *(select(model.ref).where(kept_from(model, viewer.officer_id)) for model in (Concern, Task, Activity)),
    ]
    refs = [ref for statement in about for ref in session.scalars(statement)]
    if not refs:
        return true()
    return or_(AuditEntry.entity_ref.is_(None), AuditEntry.entity_ref.not_in(refs))


def kinds(session: Session, *, viewer: Viewer) -> tuple[str, ...]:
    """The kinds of record the trail has entries about. Raises Refused."""
    viewer.must(Permission.AUDIT_READ)
    return tuple(_kinds(session))


def _kinds(session: Session) -> list[str]:
    """One step through the index for each, not through the table."""
    found: list[str] = []
    nearest = select(func.min(AuditEntry.entity))
    kind = session.scalar(nearest)
    while kind is not None:
        found.append(kind)
        kind = session.scalar(nearest.where(AuditEntry.entity > kind))
    return found


def people(session: Session, *, viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Everybody who has or had an account, by name: number and name. Raises Refused."""
    viewer.must(Permission.AUDIT_READ)
    statement = select(Officer.id, Officer.display_name).order_by(Officer.display_name, Officer.id)
    return tuple((row.id, row.display_name) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class Chain:
    """How long the chain is, the hash of its last entry, and what the last check of it found."""

    entries: int
    head: str
    checked_at: datetime | None = None
    checked_entries: int = 0
    whole: bool = False


def chain(session: Session, *, viewer: Viewer) -> Chain:
    """Raises Refused."""
    viewer.must(Permission.AUDIT_READ)
    return chain_now(session)


def chain_now(session: Session) -> Chain:
    """The same, for whoever has asked who is looking: lengths and hashes, nothing of any record."""
    end = session.get_one(AuditEnd, 1)
    last = session.execute(
        select(AuditEntry.at, AuditEntry.detail)
        .where(AuditEntry.entity == "audit trail", AuditEntry.entity_ref == "chain")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return Chain(end.entries, end.last_hash)
    return Chain(end.entries, end.last_hash, last.at, int(last.detail["entries"]), bool(last.detail["whole"]))
