"""The same done to several concerns at once: each by its own rules, with an entry of its own; what cannot go stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.audit import pending
from db.commands.concern_work import AssignConcern, MoveConcern
from db.commands.registry import Left, handles, run
from db.errors import CommonGroundError, Invalid, Sentence, problem
from db.vocabulary import ClosingReason, ConcernStatus

MOST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """A concern as it was when it was chosen."""

    ref: str
    version: int


@dataclass(frozen=True, slots=True)
class Several:
    """References changed, and those left as they are."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class AssignConcerns:
    """One owner for all of them."""

    concerns: tuple[Chosen, ...]
    owner_id: int
    reason: str | None = None


@handles(AssignConcerns, can_undo=True)
def assign_concerns(session: Session, command: AssignConcerns, *, by: Viewer, now: datetime) -> Several:
    """Raises Invalid when not one of them could be given away."""
    by.must(Permission.CONCERN_MANY)
    return _each(
        session,
        command.concerns,
        lambda item: AssignConcern(item.ref, item.version, command.owner_id, command.reason),
        by=by,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class MoveConcerns:
    """One status and one reason for all of them. Where closing asks for more (an answer owed, a promise), one stays."""

    concerns: tuple[Chosen, ...]
    to: ConcernStatus
    reason: str
    closing_reason: ClosingReason | None = None


@handles(MoveConcerns, can_undo=True)
def move_concerns(session: Session, command: MoveConcerns, *, by: Viewer, now: datetime) -> Several:
    """Raises Invalid when not one of them could be moved."""
    by.must(Permission.CONCERN_MANY)
    return _each(
        session,
        command.concerns,
        lambda item: MoveConcern(item.ref, item.version, command.to, command.reason, command.closing_reason),
        by=by,
        now=now,
    )


def _each(
    session: Session, concerns: tuple[Chosen, ...], command: Callable[[Chosen], object], *, by: Viewer, now: datetime
) -> Several:
    if not 1 <= len(concerns) <= MOST:
        raise Invalid({"concerns": problem("Choose between 1 and {most} concerns.", most=MOST)})
    done: list[str] = []
    left: list[Left] = []
    whole: CommonGroundError | None = None
    for item in dict.fromkeys(concerns):
        entries = len(pending(session))
        try:
            with session.begin_nested():
                run(session, command(item), by=by, now=now)
            done.append(item.ref)
        except CommonGroundError as error:
            del pending(session)[entries:]
            whole = whole or error
            left.append(_left(item, error))
    if not done:
        assert whole is not None
        raise whole if len(left) == 1 else Invalid(_why_none(left, whole))
    return Several(tuple(done), tuple(left))


def _left(item: Chosen, error: CommonGroundError) -> Left:
    sentence = next(iter(error.problems.values())) if isinstance(error, Invalid) else error.sentence
    return Left.because(item.ref, sentence)


def _why_none(left: list[Left], whole: CommonGroundError) -> dict[str, Sentence]:
    """What was wrong with the choice itself stands beside its field; else one sentence for all of them."""
    if isinstance(whole, Invalid) and len({item.template for item in left}) == 1:
        return dict(whole.problems)
    refs = ", ".join(item.ref for item in left)
    return {"concerns": problem("None of them could be changed: {refs}. Open one to see why.", refs=refs)}
