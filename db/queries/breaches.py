"""What breaks a rule: one light statement for each, numbers and times only; the words are read for the page shown."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session

from db import outcomes, reports, thresholds, visibility
from db.access import Permission, Scope, Viewer
from db.audit import Action
from db.beside import beside
from db.models import Activity, AuditEntry, Case, Concern, Event, Officer, OfficerNeighbourhood, StatusChange, Task
from db.queries.days import begin, today
from db.queries.open_concerns import is_open
from db.queries.reach import reach_of
from db.rules import SEVERITY, Rule, Threshold
from db.vocabulary import OPEN_STATUSES, CaseStatus, ConcernStatus, EventStatus, Priority, TaskPurpose

MOST = 2_000  # lines of one rule that are sorted and can be paged through; all are counted
YEAR = timedelta(days=365)
OPEN = [status.value for status in OPEN_STATUSES]
ENTITY = {
    Rule.FIRST_ANSWER: "concern", Rule.PAST_DUE: "concern", Rule.OUTCOME_CHECK: "concern", Rule.PLACE: "concern",
    Rule.REVIEW: "case", Rule.STALE_CASE: "case", Rule.PROMISE: "task", Rule.TASK: "task",
    Rule.CLOSE_OUT: "event",
}  # fmt: skip
# Entries of the trail that say a case was worked on where nothing else does.
EDITS = (Action.CASE_EDITED.value, Action.CASE_LINKED.value, Action.FILE_ATTACHED.value)
_RANK = {Priority.LOW: 0, Priority.NORMAL: 1, Priority.HIGH: 2, Priority.URGENT: 3}


@dataclass(frozen=True, slots=True)
class Breach:
    """`since` when the rule was broken; `weight` says how bad it is: an acknowledgement covers no more than it saw."""

    rule: Rule
    id: int
    since: datetime
    severity: int
    weight: int = 0
    members: tuple[int, ...] = ()  # of a place: its concerns, newest first

    @property
    def entity(self) -> str:
        return ENTITY[self.rule]


@dataclass(frozen=True, slots=True)
class Whose:
    """An officer's own lines (`officer_id`), or a whole team's (`team_id`)."""

    officer_id: int | None = None
    team_id: int | None = None

    def owned(self, owner: Any) -> Any:
        if self.team_id is not None:
            return owner.in_(select(Officer.id).where(Officer.team_id == self.team_id))
        return owner == self.officer_id if self.officer_id is not None else false()

    def answered_for(self, area: Any) -> Any:
        """In the areas they answer for."""
        who = select(OfficerNeighbourhood.neighbourhood_id)
        if self.team_id is not None:
            who = who.join(Officer, Officer.id == OfficerNeighbourhood.officer_id)
            return area.in_(who.where(Officer.team_id == self.team_id))
        return area.in_(who.where(OfficerNeighbourhood.officer_id == self.officer_id))


def of_rule(
    session: Session,
    rule: Rule,
    *,
    viewer: Viewer,
    whose: Whose | None,
    now: datetime,
    only: Collection[int] | None = None,
) -> tuple[list[Breach], int]:
    """The breaches of a rule that the viewer may see, the oldest first and at most MOST, and how many there are.

    `whose` None: anybody's. `only`: the records with these numbers. Places: see db.queries.places.
    """
    statement = _asked(session, rule, viewer, whose, now)
    if only is not None:
        statement = statement.where(_MODELS[ENTITY[rule]].id.in_(only))
    rows = session.execute(statement.limit(MOST)).all()
    total = len(rows) if len(rows) < MOST else _counted(session, rule, statement)
    if rule == Rule.PAST_DUE:
        rows = _with_priority(session, rows)
    limits = thresholds.current(session)
    return [_breach(rule, row, limits) for row in rows], total


def how_many(session: Session, rule: Rule, *, viewer: Viewer, whose: Whose, now: datetime) -> int:
    """The number that of_rule says, without its rows."""
    return _counted(session, rule, _asked(session, rule, viewer, whose, now))


def _asked(session: Session, rule: Rule, viewer: Viewer, whose: Whose | None, now: datetime) -> "Statement":
    statement = _STATEMENTS[rule](session, viewer.scope, now)
    if whose is None:
        return statement
    model = _MODELS[ENTITY[rule]]
    theirs = _belongs(model, whose)
    # Fewer concerns break a rule than somebody owns: they are found first, and then looked at whose they are.
    return statement.where(beside(theirs) if model is Concern else theirs)


def _counted(session: Session, rule: Rule, statement: "Statement") -> int:
    numbers = statement.with_only_columns(_MODELS[ENTITY[rule]].id).order_by(None)
    return session.scalar(select(func.count()).select_from(numbers.subquery())) or 0


_MODELS: dict[str, Any] = {"concern": Concern, "case": Case, "task": Task, "event": Event}


def _belongs(model: Any, whose: Whose) -> Any:
    if model in (Concern, Event):
        # What nobody owns is the turn of whoever answers for the area; a team answers for all of its areas.
        loose = model.owner_id.is_(None) if whose.team_id is None else literal(True)
        return or_(whose.owned(model.owner_id), and_(loose, whose.answered_for(model.neighbourhood_id)))
    if model is Case and whose.team_id is not None:
        return or_(whose.owned(Case.owner_id), Case.team_id == whose.team_id)
    return whose.owned(model.owner_id)


def _breach(rule: Rule, row: Any, limits: thresholds.Thresholds) -> Breach:
    weight, severity, since = 0, SEVERITY[rule], row[1]
    if rule == Rule.FIRST_ANSWER:
        since = since + limits.span(Threshold.FIRST_ANSWER)
    elif rule == Rule.OUTCOME_CHECK:
        since = since + limits.span(Threshold.OUTCOME_CHECK)
    elif rule == Rule.PAST_DUE:
        weight = int(row[2])
        severity = 3 if weight >= _RANK[Priority.HIGH] else severity
    elif rule == Rule.REVIEW:
        since = begin(since + timedelta(days=1))
    elif rule == Rule.CLOSE_OUT:
        since = since + limits.span(Threshold.CLOSE_OUT)
    elif rule == Rule.STALE_CASE:
        since = max(moment for moment in row[1:] if moment is not None) + limits.span(Threshold.STALE_CASE)
    return Breach(rule, row[0], since, severity, weight)


# Each rule: numbers of the records, and when it began or (for a rule that waits) since when it has waited.
Statement = Select[*tuple[Any, ...]]


def _first_answer(session: Session, scope: Scope, now: datetime) -> Statement:
    since = reports.waiting_since()
    late = now - thresholds.current(session).span(Threshold.FIRST_ANSWER)
    statement = select(Concern.id, since).where(
        visibility.concerns(reach_of(session, scope)), beside(Concern.status).in_(OPEN)
    )
    return statement.where(reports.waits(before=late)).order_by(since, Concern.id)


def _past_due(session: Session, scope: Scope, now: datetime) -> Statement:
    # All inside the index of open ones, which does not hold the priority: see _with_priority.
    statement = select(Concern.id, Concern.due_at).where(visibility.concerns(reach_of(session, scope)), is_open())
    due = beside(Concern.due_at)
    return statement.where(due < now).order_by(due, Concern.id)


def _with_priority(session: Session, rows: Sequence[Any]) -> list[Any]:
    """The rows, each with the rank of its priority."""
    numbers = [row[0] for row in rows]
    some: Any = bindparam("some", numbers, expanding=True, literal_execute=True)  # numbers of our own
    ranked = session.execute(select(Concern.id, Concern.priority).where(Concern.id.in_(some))) if numbers else ()
    rank = {number: _RANK.get(Priority(priority), 1) for number, priority in ranked}
    return [(number, due, rank[number]) for number, due in rows]


def _outcome_check(session: Session, scope: Scope, now: datetime) -> Statement:
    late = now - thresholds.current(session).span(Threshold.OUTCOME_CHECK)
    ended = outcomes.ended()
    resolved = and_(Concern.status == ConcernStatus.RESOLVED.value, ~outcomes.was_checked())
    # Nearly all there are: those whose check is open are found by their checks.
    closed = and_(beside(Concern.status) == ConcernStatus.CLOSED.value, outcomes.check_waits())
    statement = select(Concern.id, ended).where(visibility.concerns(reach_of(session, scope)), or_(resolved, closed))
    return statement.where(ended < late).order_by(ended, Concern.id)


def _tasks(promises: bool) -> Callable[[Session, Scope, datetime], Statement]:
    def statement(session: Session, scope: Scope, now: datetime) -> Statement:
        kind = Task.is_promise if promises else Task.is_promise.is_(False)
        # An outcome check is a rule of its own.
        late = select(Task.id, Task.due_at).where(
            visibility.tasks(scope),
            kind,
            Task.done_at.is_(None),
            Task.purpose.is_distinct_from(TaskPurpose.OUTCOME_CHECK.value),
        )
        return late.where(Task.due_at < now).order_by(Task.due_at, Task.id)

    return statement


def _review(session: Session, scope: Scope, now: datetime) -> Statement:
    statement = select(Case.id, Case.review_at).where(visibility.cases(scope), Case.status != CaseStatus.CLOSED.value)
    return statement.where(Case.review_at < today(now)).order_by(Case.review_at, Case.id)


def _stale_case(session: Session, scope: Scope, now: datetime) -> Statement:
    """Open cases that nothing was written to: no move, no edit, no activity, no task added or done."""
    late = now - thresholds.current(session).span(Threshold.STALE_CASE)
    edited = and_(AuditEntry.entity == "case", AuditEntry.entity_ref == Case.ref, AuditEntry.action.in_(EDITS))
    moved = and_(StatusChange.entity == "case", StatusChange.entity_id == Case.id)
    entries: tuple[tuple[Any, Any], ...] = (
        (StatusChange.at, moved),
        (AuditEntry.at, edited),
        (Activity.started_at, and_(Activity.case_id == Case.id, Activity.withdrawn_at.is_(None))),
        (Task.created_at, and_(Task.case_id == Case.id, Task.withdrawn_at.is_(None))),
        (Task.done_at, and_(Task.case_id == Case.id, Task.withdrawn_at.is_(None))),
    )
    latest = [select(func.max(at)).where(of_case).correlate(Case).scalar_subquery() for at, of_case in entries]
    statement = select(Case.id, Case.opened_at, *latest).where(
        visibility.cases(scope), Case.status != CaseStatus.CLOSED.value, Case.opened_at < late
    )
    for at, of_case in entries:
        statement = statement.where(~exists().where(of_case, at >= late).correlate(Case))
    return statement.order_by(Case.opened_at, Case.id)


def _close_out(session: Session, scope: Scope, now: datetime) -> Statement:
    """Events that are over and of which nobody has said who came; those of the last year: older ones nobody remembers."""
    late = now - thresholds.current(session).span(Threshold.CLOSE_OUT)
    over = select(Event.id, Event.ends_at).where(visibility.events(scope), Event.status == EventStatus.PLANNED.value)
    return over.where(Event.ends_at < late, Event.ends_at > now - YEAR).order_by(Event.ends_at, Event.id)


_STATEMENTS: dict[Rule, Callable[[Session, Scope, datetime], Statement]] = {
    Rule.FIRST_ANSWER: _first_answer,
    Rule.PAST_DUE: _past_due,
    Rule.OUTCOME_CHECK: _outcome_check,
    Rule.PROMISE: _tasks(True),
    Rule.TASK: _tasks(False),
    Rule.REVIEW: _review,
    Rule.STALE_CASE: _stale_case,
    Rule.CLOSE_OUT: _close_out,
}
ASKED_BY = {
    "concern": Permission.CONCERN_WORK,
    "case": Permission.CASE_WORK,
    "task": Permission.TASK_WORK,
    "event": Permission.EVENT_WORK,
}
