"""What an officer is to be reminded of by mail: references alone, and only of records they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import reports, thresholds, visibility
from db.access import Viewer
from db.models import Case, Concern, Notice, Officer, Task
from db.queries.clocks import clocks
from db.queries.days import today
from db.queries.escalation import began_since
from db.queries.notices import choice_of
from db.queries.open_concerns import OPEN
from db.queries.people import viewer_of
from db.queries.reach import reach_of
from db.rules import Rule, Threshold
from db.settings import Settings
from db.vocabulary import CaseStatus
from db.vocabulary.notices import NoticeKind

# What has been late for longer is no news: it stands on Today. So the first day with mail brings no flood.
NEWS_FOR = timedelta(days=2)
MOST = 20  # references in one digest
ByOfficer = dict[int, list[tuple[str | None, str | None]]]


def newly_overdue(session: Session, *, now: datetime) -> ByOfficer:
    """Owner -> (reference, the state told once): results, first answers, tasks and reviews overdue since NEWS_FOR."""
    since, day = now - NEWS_FOR, today(now)
    within = thresholds.current(session).span(Threshold.FIRST_ANSWER)
    live = (Concern.withdrawn_at.is_(None), Concern.status.in_(OPEN), Concern.owner_id.is_not(None))
    answer = reports.waiting_since()
    statements: list[tuple[str, Any]] = [
        ("due", select(Concern.ref, Concern.owner_id, Concern.due_at).where(
            *live, Concern.due_at < now, Concern.due_at >= since)),
        ("answer", select(Concern.ref, Concern.owner_id, answer).where(
            *live, reports.waits(before=now - within), answer >= since - within)),
        ("due", select(Task.ref, Task.owner_id, Task.due_at).where(
            Task.withdrawn_at.is_(None), Task.done_at.is_(None), Task.due_at < now, Task.due_at >= since)),
        ("review", select(Case.ref, Case.owner_id, Case.review_at).where(
            Case.status != CaseStatus.CLOSED, Case.review_at < day, Case.review_at >= day - NEWS_FOR)),
    ]  # fmt: skip
    found: ByOfficer = {}
    for clock, statement in statements:
        for ref, owner_id, at in session.execute(statement):
            found.setdefault(owner_id, []).append((ref, f"{ref} {clock} {at.isoformat()}"))
    return found


# What is no clock of one record: nobody has told its owner by the clock's own mail.
ESCALATES = (Rule.PLACE, Rule.STALE_CASE, Rule.OUTCOME_CHECK)


def newly_escalated(session: Session, *, now: datetime) -> ByOfficer:
    """Officer -> (reference, the state told once): lines of their escalation list that began since NEWS_FOR."""
    found: ByOfficer = {}
    settings: Settings = session.info["settings"]
    for officer in session.scalars(select(Officer).order_by(Officer.id)).all():
        # The list is work for the store: it is asked for those alone who want to hear of it.
        if not choice_of(session, officer, settings).wants(NoticeKind.ESCALATION):
            continue
        viewer = viewer_of(session, officer)
        lines = began_since(session, viewer=viewer, rules=ESCALATES, since=now - NEWS_FOR, now=now)
        if lines:
            found[officer.id] = [(line.ref, f"{line.ref} {line.rule} {line.since.isoformat()}") for line in lines]
    return found


# The one place that says what is looked for from time to time, and under which kind its owner is told.
NEWLY: tuple[tuple[NoticeKind, Callable[..., ByOfficer]], ...] = (
    (NoticeKind.OVERDUE, newly_overdue),
    (NoticeKind.ESCALATION, newly_escalated),
)


def still_theirs(session: Session, refs: list[str], *, viewer: Viewer) -> set[str]:
    """Those of the references that the viewer may open now."""
    scope = viewer.scope
    found: set[str] = set()
    for model, readable in (
        (Concern, visibility.concerns(scope)),
        (Case, visibility.cases(scope)),
        (Task, visibility.tasks(scope)),
    ):
        found.update(session.scalars(select(model.ref).where(model.ref.in_(refs), readable)))
    return found


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs an officer today: `late` and `soon` count concerns whose clock ran out or will within a day, `tasks`
    their own tasks due by the end of the day; `refs` names the first of them."""

    late: int
    soon: int
    tasks: int
    refs: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.late + self.soon + self.tasks


def needs_today(session: Session, *, officer_id: int, now: datetime, until: datetime) -> Needs:
    """The figures of Today for one officer; `until` is the end of their day. For the sender, not for a browser."""
    officer = session.get_one(Officer, officer_id)
    viewer = viewer_of(session, officer)
    running = clocks(session, viewer=viewer, now=now, limit=MOST)
    mine = (
        Task.owner_id == officer_id,
        Task.done_at.is_(None),
        Task.due_at < until,
        visibility.tasks(reach_of(session, viewer.scope)),
    )
    tasks = session.scalar(select(func.count()).select_from(Task).where(*mine)) or 0
    named = session.scalars(select(Task.ref).where(*mine).order_by(Task.due_at, Task.id).limit(MOST))
    refs = [*running.rows["ref"], *named]
    return Needs(running.late, running.soon, tasks, tuple(dict.fromkeys(refs))[:MOST])


def letters_wait(session: Session, *, now: datetime) -> bool:
    """True when something in the outbox is due: a read, so that an idle sender writes nothing."""
    waiting = (Notice.sent_at.is_(None), Notice.dropped_at.is_(None), Notice.next_try_at <= now)
    return session.scalar(select(Notice.id).where(*waiting).limit(1)) is not None
