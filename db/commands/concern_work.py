"""Work on a concern: move it along the workflow, assign, correct, note the answer given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, reports, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, outcome_checks, words
from db.commands.closing import (
    Fate,
    Feedback,
    feedback_problems,
    give_feedback,
    note_answer,
    promise_problems,
    settle_promises,
)
from db.commands.loading import concern_to_change, owner_problem
from db.commands.named import kept_from_problem
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.errors import Sentence, problem
from db.models import Concern, ConcernAccess, Officer, Voice
from db.vocabulary import (
    CONCERN_MOVES,
    OPEN_STATUSES,
    SENSITIVE_CATEGORIES,
    AnswerOutcome,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    Priority,
    SourceType,
)


@dataclass(frozen=True, slots=True)
class MoveConcern:
    """Move along the workflow; every move needs a reason in words. Closing needs a reason from the list, what each voice
    that wants an answer was told, and what happens to each open promise."""

    ref: str
    version: int
    to: ConcernStatus
    reason: str
    closing_reason: ClosingReason | None = None
    outcome: str | None = None
    feedback: tuple[Feedback, ...] = ()
    promises: tuple[Fate, ...] = ()


@handles(MoveConcern, can_undo=True)
def move_concern(session: Session, command: MoveConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    before = ConcernStatus(concern.status)
    closes = command.to == ConcernStatus.CLOSED
    words.refuse_if_any(
        [
            ("to", _move_problem(before, command.to) or _merged_problem(concern, command.to)),
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
            ("outcome", words.too_long(command.outcome, longest=2000)),
            (
                "closing_reason",
                words.one_of(command.closing_reason, ClosingReason, ask=problem("Choose why it is closed."))
                if closes
                else None,
            ),
            *(feedback_problems(session, concern, command.feedback) if closes else ()),
            *(promise_problems(session, concern, command.promises) if closes else ()),
        ]
    )
    concern.status, concern.updated_at = command.to.value, now
    if command.to == ConcernStatus.RESOLVED:
        concern.resolved_at = now
    concern.closed_at = now if closes else None
    concern.closing_reason = command.closing_reason.value if closes and command.closing_reason else None
    if command.outcome:
        concern.outcome = words.tidy(command.outcome)
    if before in (ConcernStatus.RESOLVED, ConcernStatus.CLOSED) and command.to == ConcernStatus.IN_PROGRESS:
        concern.resolved_at = None
    if command.to == ConcernStatus.ASSIGNED and concern.owner_id is None:
        concern.owner_id = by.officer_id
    if closes:
        give_feedback(session, concern, command.feedback, by=by, now=now)
        settle_promises(session, concern, command.promises, by=by, now=now)
    session.flush()
    outcome_checks.follow_move(session, concern, by=by, now=now)
    note_move(session, concern, before.value, by=by, now=now, reason=command.reason.strip())
    detail = {"from": before.value, "to": concern.status, "closing_reason": concern.closing_reason}
    audit.append(session, Action.CONCERN_MOVED, entity="concern", ref=concern.ref, by=by, at=now, detail=detail)
    return Saved(concern.ref, concern.version, "concern")


def _move_problem(before: ConcernStatus, to: ConcernStatus) -> Sentence | None:
    wrong = words.one_of(to, ConcernStatus, ask=problem("Choose where it goes."))
    if wrong is None and to not in CONCERN_MOVES[before]:
        return problem("From “{before}” it cannot go to “{to}”.", before=before, to=to)
    return wrong


def _merged_problem(concern: Concern, to: ConcernStatus) -> Sentence | None:
    if concern.duplicate_of_id is not None and to in OPEN_STATUSES:
        return problem("{ref} is merged into another concern: take it apart, then it can go on.", ref=concern.ref)
    return None


@dataclass(frozen=True, slots=True)
class AssignConcern:
    ref: str
    version: int
    owner_id: int
    reason: str | None = None


@handles(AssignConcern, can_undo=True)
def assign_concern(session: Session, command: AssignConcern, *, by: Viewer, now: datetime) -> Saved:
    """Give it an owner; a concern nobody had yet moves to "assigned". A restricted one opens for its new owner."""
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("owner", owner_problem(session, command.owner_id, ask=problem("Choose who answers for it."))),
            ("reason", words.too_long(command.reason, longest=2000)),
        ]
    )
    words.refuse_if_any([("owner", kept_from_problem(session, command.owner_id, concern=concern))])
    owner = session.get_one(Officer, command.owner_id)
    before = concern.status
    concern.owner_id, concern.updated_at = owner.id, now
    if before in (ConcernStatus.NEW, ConcernStatus.TRIAGED):
        concern.status = ConcernStatus.ASSIGNED.value
    if concern.confidentiality >= Confidentiality.RESTRICTED and not session.get(ConcernAccess, (concern.id, owner.id)):
        session.add(ConcernAccess(concern_id=concern.id, officer_id=owner.id, granted_at=now))
    session.flush()
    outbox.given(session, owner.id, concern.ref, by=by, now=now)
    if concern.status != before:
        note_move(session, concern, before, by=by, now=now, reason=words.tidy(command.reason))
    audit.append(
        session,
        Action.CONCERN_ASSIGNED,
        entity="concern",
        ref=concern.ref,
        by=by,
        at=now,
        detail={"owner": owner.subject},
    )
    return Saved(concern.ref, concern.version, "concern")


@dataclass(frozen=True, slots=True)
class EditConcern:
    """Correct what was recorded. The level follows the category upwards, never down by itself."""

    ref: str
    version: int
    summary: str
    category: ConcernCategory
    priority: Priority
    source_type: SourceType
    language: str | None = None
    dispatch_ref: str | None = None
    public_text: str | None = None  # for briefings; what it says there a second person approves


FIELDS = ("summary", "category", "priority", "source_type", "language", "dispatch_ref", "public_text")


@handles(EditConcern, can_undo=True)
def edit_concern(session: Session, command: EditConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    typed = {name: getattr(command, name) for name in FIELDS}
    concern = concern_to_change(session, command.ref, command.version, by=by, typed=typed)
    words.refuse_if_any(
        [
            (
                "summary",
                words.sentence(command.summary, ask=problem("Say in a sentence what was reported."), longest=300),
            ),
            ("category", words.one_of(command.category, ConcernCategory, ask=problem("Choose what it is about."))),
            ("priority", words.one_of(command.priority, Priority, ask=problem("Choose a priority."))),
            ("source_type", words.one_of(command.source_type, SourceType, ask=problem("Choose who raised it."))),
            ("language", words.too_long(command.language, longest=40)),
            ("dispatch_ref", words.too_long(command.dispatch_ref, longest=40)),
            ("public_text", _public_problem(command, concern)),
        ]
    )
    new = {
        "summary": command.summary.strip(),
        "category": command.category.value,
        "priority": command.priority.value,
        "source_type": command.source_type.value,
        "language": words.tidy(command.language),
        "dispatch_ref": words.tidy(command.dispatch_ref),
        "public_text": words.tidy(command.public_text),
    }
    changed = [name for name, value in new.items() if getattr(concern, name) != value]
    for name in changed:
        setattr(concern, name, new[name])
    least = SENSITIVE_CATEGORIES.get(command.category, Confidentiality.PUBLIC)
    raised = concern.confidentiality < least
    concern.confidentiality = max(concern.confidentiality, int(least))
    concern.due_at = concern.received_at + thresholds.current(session).due_within(command.priority)
    concern.updated_at = now
    if raised and least >= Confidentiality.RESTRICTED:
        for officer_id in {by.officer_id, concern.owner_id} - {None}:
            if not session.get(ConcernAccess, (concern.id, officer_id)):
                session.add(ConcernAccess(concern_id=concern.id, officer_id=officer_id, granted_at=now))
    session.flush()
    audit.append(
        session, Action.CONCERN_EDITED, entity="concern", ref=concern.ref, by=by, at=now, detail={"fields": changed}
    )
    return Saved(concern.ref, concern.version, "concern")


def _public_problem(command: EditConcern, concern: Concern) -> Sentence | None:
    sensitive = command.category in SENSITIVE_CATEGORIES or concern.confidentiality >= Confidentiality.RESTRICTED
    if sensitive and words.tidy(command.public_text):
        return problem("Nothing about this is for the public: leave this empty.")
    return words.too_long(command.public_text, longest=300)


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Everybody who wanted an answer to this concern or one merged into it was told: how, and what."""

    ref: str
    version: int
    how: str


@handles(RecordAnswer, can_undo=True)
def record_answer(session: Session, command: RecordAnswer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CONCERN_WORK)
    shown = dict.fromkeys(("acknowledged_at", "status", "owner_id"))
    concern = concern_to_change(session, command.ref, command.version, by=by, typed=shown)
    ask = problem("Say how they were told, and what.")
    words.refuse_if_any([("how", words.sentence(command.how, ask=ask, longest=300))])
    for voice in session.scalars(
        select(Voice).where(reports.of_concern(concern.id), Voice.wants_answer, Voice.told_at.is_(None))
    ):
        told = Feedback(voice.id, AnswerOutcome.TOLD, command.how)
        note_answer(session, voice, told, by=by, now=now, closing=False)
    concern.acknowledged_at = concern.acknowledged_at or now
    concern.updated_at = now
    session.flush()
    audit.append(session, Action.CONCERN_ANSWERED, entity="concern", ref=concern.ref, by=by, at=now)
    return Saved(concern.ref, concern.version, "concern")
