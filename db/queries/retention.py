"""What is due, held, waiting for a second person and erased: references, classes, dates and levels, never content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, select
from sqlalchemy.orm import Session, aliased

from db.access import Permission, Viewer
from db.errors import Refused, Sentence, problem
from db.kept import held, not_about, with_ref
from db.models import Erasure, LegalHold, Officer, RetentionSetting
from db.queries.frames import frame
from db.retention import MODELS, RULES, due, years_in_force
from db.vocabulary import Confidentiality
from db.vocabulary.retention import Kept, RetentionClass

ROWS = 50


@dataclass(frozen=True, slots=True)
class ClassDue:
    """One class: how long it is kept and what is due. `version` 0, and nobody: the default was never touched."""

    name: RetentionClass
    what: Sentence
    since: Sentence
    source: Sentence
    years: int
    default: int
    least: int
    most: int
    version: int
    changed_by: str | None
    due: int
    held: int


@dataclass(frozen=True, slots=True)
class DuePage:
    """`frame`: ref, since (UTC), level. `total`: of all pages."""

    frame: pd.DataFrame
    total: int


def due_classes(session: Session, *, viewer: Viewer, now: datetime) -> tuple[ClassDue, ...]:
    """All classes in the order of the vocabulary; what is proposed already or held is not due. Raises Refused."""
    viewer.must(Permission.RETENTION_KEEP)
    years = years_in_force(session)
    touched = select(RetentionSetting, Officer.display_name).outerjoin(
        Officer, Officer.id == RetentionSetting.changed_by_id
    )
    settings = {row.name: (row, who) for row, who in session.execute(touched)}
    found = []
    for name, rule in RULES.items():
        row, who = settings.get(name.value, (None, None))
        kept_back = held(rule.entity)
        overdue = and_(due(name, years[name], now=now), not_about(rule.entity, viewer))
        found.append(
            ClassDue(
                name=name,
                what=rule.what,
                since=rule.since,
                source=rule.source,
                years=years[name],
                default=rule.years,
                least=rule.least,
                most=rule.most,
                version=row.version if row else 0,
                changed_by=who,
                due=_count(session, rule.entity, and_(overdue, not_(kept_back), not_(_proposed(rule.entity)))),
                held=_count(session, rule.entity, and_(overdue, kept_back)),
            )
        )
    return tuple(found)


def due_records(session: Session, *, viewer: Viewer, which: RetentionClass, now: datetime, page: int = 1) -> DuePage:
    """A page of the class's records that are due, longest first. Raises Refused."""
    viewer.must(Permission.RETENTION_KEEP)
    rule = RULES[which]
    model = MODELS[rule.entity]
    condition = and_(
        due(which, years_in_force(session)[which], now=now),
        not_about(rule.entity, viewer),
        not_(held(rule.entity)),
        not_(_proposed(rule.entity)),
    )
    statement = with_ref(rule.entity, rule.trigger.label("since"), _level(rule.entity).label("level"))
    statement = statement.where(condition).order_by(rule.trigger, model.id).limit(ROWS).offset((page - 1) * ROWS)
    return DuePage(frame(session, statement, times=["since"]), _count(session, rule.entity, condition))


def holds(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Holds that stand, newest first. Columns: ref, entity, reason, placed_at (UTC), placed_by."""
    viewer.must(Permission.RETENTION_KEEP)
    statement = (
        select(
            LegalHold.entity_ref.label("ref"),
            LegalHold.entity,
            LegalHold.reason,
            LegalHold.placed_at,
            Officer.display_name.label("placed_by"),
        )
        .outerjoin(Officer, Officer.id == LegalHold.placed_by_id)
        .where(LegalHold.lifted_at.is_(None), _not_about_viewer(LegalHold, viewer))
        .order_by(LegalHold.placed_at.desc(), LegalHold.id.desc())
    )
    return frame(session, statement, times=["placed_at"])


def erasures_waiting(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Proposals nobody has decided, oldest first. Columns: ref, entity, kind, ground, note, proposed_at (UTC),
    proposed_by, mine (proposed by the viewer: another person decides). Raises Refused."""
    _must_keep_or_decide(viewer)
    statement = (
        _erasures(viewer)
        .where(Erasure.decided_at.is_(None), Erasure.carried_out_at.is_(None))
        .order_by(Erasure.proposed_at, Erasure.id)
    )
    return frame(session, statement, times=["proposed_at", "decided_at", "carried_out_at"])


def erasures_decided(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """The last fifty that were carried out or refused, newest first; columns as above, and decided_by, decided_at,
    carried_out_at (empty: refused)."""
    _must_keep_or_decide(viewer)
    statement = (
        _erasures(viewer)
        .where(Erasure.decided_at.is_not(None))
        .order_by(Erasure.decided_at.desc(), Erasure.id.desc())
        .limit(ROWS)
    )
    return frame(session, statement, times=["proposed_at", "decided_at", "carried_out_at"])


def _erasures(viewer: Viewer) -> Any:
    proposer, decider = aliased(Officer), aliased(Officer)
    return (
        select(
            Erasure.entity_ref.label("ref"),
            Erasure.entity,
            Erasure.kind,
            Erasure.ground,
            Erasure.note,
            Erasure.proposed_at,
            proposer.display_name.label("proposed_by"),
            (func.coalesce(Erasure.proposed_by_id, 0) == (viewer.officer_id or -1)).label("mine"),
            decider.display_name.label("decided_by"),
            Erasure.decided_at,
            Erasure.carried_out_at,
        )
        .outerjoin(proposer, proposer.id == Erasure.proposed_by_id)
        .outerjoin(decider, decider.id == Erasure.decided_by_id)
        .where(_not_about_viewer(Erasure, viewer))
    )


def _not_about_viewer(of: Any, viewer: Viewer) -> ColumnElement[bool]:
    hidden = []
    for entity in (Kept.CONCERN, Kept.CASE, Kept.ACTIVITY, Kept.TASK, Kept.ATTACHMENT):
        model = MODELS[entity]
        about = select(model.id).where(not_(not_about(entity, viewer))).correlate(None)
        hidden.append(not_(and_(of.entity == entity.value, of.entity_id.in_(about))))
    return and_(*hidden)


def _proposed(entity: Kept) -> ColumnElement[bool]:
    mine = and_(Erasure.entity == entity.value, Erasure.entity_id == MODELS[entity].id)
    return exists().where(mine, Erasure.decided_at.is_(None), Erasure.carried_out_at.is_(None))


def _level(entity: Kept) -> ColumnElement[int]:
    level = getattr(MODELS[entity], "confidentiality", None)
    if level is not None:
        return level  # type: ignore[no-any-return]
    personal = entity in (Kept.CONTACT, Kept.SUBJECT_REQUEST)
    return literal(int(Confidentiality.PERSONAL if personal else Confidentiality.INTERNAL))


def _count(session: Session, entity: Kept, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(MODELS[entity]).where(condition)) or 0


def _must_keep_or_decide(viewer: Viewer) -> None:
    if not viewer.may(Permission.RETENTION_KEEP) and not viewer.may(Permission.ERASURE_DECIDE):
        raise Refused(problem("Your role ({role}) may not see what is erased.", role=viewer.role))
