"""Lines of the escalation list: stand aside until a day, for a reason, and come back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change, concern_to_change, event_to_work_on, task_by_ref
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.models import EscalationAcknowledgement
from db.queries.breaches import ASKED_BY, ENTITY
from db.queries.escalation import breach_of
from db.rules import Rule

LONGEST_ASIDE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class AcknowledgeEscalation:
    """The line of this record (`ref`) under this rule. `seen`: its weight as it was shown, so that what came in between
    is not covered unseen."""

    rule: Rule
    ref: str
    reason: str
    until: date
    seen: int = 0


@handles(AcknowledgeEscalation)
def acknowledge_escalation(session: Session, command: AcknowledgeEscalation, *, by: Viewer, now: datetime) -> Saved:
    """It stands aside until that day, or until it grows worse. Replaces what was said about it before."""
    record = _record(session, command.rule, command.ref, by=by)
    words.refuse_if_any(
        [
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why it may wait."), longest=500)),
            ("until", _until_problem(command.until, today=agency_day(now))),
        ]
    )
    breach = breach_of(session, command.rule, record.id, viewer=by, now=now)
    if breach is None:
        raise Invalid({"ref": problem("{ref} is not on the list any more.", ref=command.ref)})
    _end(session, command.rule, record.id, now=now)
    row = EscalationAcknowledgement(
        rule=command.rule.value,
        entity=breach.entity,
        entity_id=record.id,
        weight=min(breach.weight, command.seen) if command.rule == Rule.PLACE else breach.weight,
        reason=command.reason.strip(),
        until=command.until,
        at=now,
        officer_id=by.officer_id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    detail = {"rule": command.rule.value, "until": command.until.isoformat()}
    audit.append(
        session, Action.ESCALATION_ACKNOWLEDGED, entity=breach.entity, ref=command.ref, by=by, at=now, detail=detail
    )
    return Saved(command.ref, row.version, "escalation")


def _until_problem(until: date | None, *, today: date) -> Sentence | None:
    if until is None or until <= today:
        return problem("Choose a day after today.")
    if until > today + LONGEST_ASIDE:
        return problem("Choose a day within {days} days: it should be looked at again.", days=LONGEST_ASIDE.days)
    return None


@dataclass(frozen=True, slots=True)
class TakeBackAcknowledgement:
    """The line comes back to the list at once."""

    rule: Rule
    ref: str


@handles(TakeBackAcknowledgement)
def take_back_acknowledgement(
    session: Session, command: TakeBackAcknowledgement, *, by: Viewer, now: datetime
) -> Saved:
    record = _record(session, command.rule, command.ref, by=by)
    if not _end(session, command.rule, record.id, now=now):
        raise Invalid({"ref": problem("{ref} does not stand aside.", ref=command.ref)})
    entity = ENTITY[command.rule]
    detail = {"rule": command.rule.value}
    audit.append(session, Action.ESCALATION_TAKEN_BACK, entity=entity, ref=command.ref, by=by, at=now, detail=detail)
    return Saved(command.ref, 0, "escalation")


def _record(session: Session, rule: Rule, ref: str, *, by: Viewer) -> Any:
    words.refuse_if_any([("rule", words.one_of(rule, Rule, ask=problem("Choose which line.")))])
    entity = ENTITY[rule]
    by.must(ASKED_BY[entity])
    if entity == "task":
        return task_by_ref(session, ref, by=by)
    if entity == "event":
        return event_to_work_on(session, ref, by=by)
    if entity == "case":
        return case_to_change(session, ref, None, by=by)
    return concern_to_change(session, ref, None, by=by)


def _end(session: Session, rule: Rule, record_id: int, *, now: datetime) -> int:
    table = EscalationAcknowledgement
    open_ = select(table.id).where(
        table.rule == rule.value, table.entity == ENTITY[rule], table.entity_id == record_id, table.ended_at.is_(None)
    )
    ids = session.scalars(open_).all()
    session.execute(
        update(table).where(table.id.in_(ids)).values(ended_at=now, updated_at=now, version=table.version + 1)
    )
    return len(ids)
