"""What surrounds a command's handler inside its transaction: the glass, what must be kept, forms sent again."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from db.access import UNBROKEN, Viewer
from db.commands import words
from db.commands.registry import Spec
from db.commands.undo import UNDO_WITHIN
from db.errors import Refused, problem
from db.models import IdempotencyKey
from db.queries.people import glass_of


def handled(spec: Spec, session: Session, command: Any, *, by: Viewer, now: datetime) -> Any:
    """The handler's answer. It names its own fields; what it let through that no engine keeps is refused here."""
    try:
        answer = spec.handler(session, command, by=by, now=now)
        session.flush()
    except (UnicodeEncodeError, StatementError):
        words.must_be_kept(command)
        raise
    if not spec.takes_long:  # those look at every row themselves
        words.must_be_kept(command)
    return answer


def behind_glass(session: Session, spec: Spec, *, by: Viewer, now: datetime) -> Viewer:
    """What somebody opened without an assignment is for reading: only commands that read see it, by the clock of now."""
    if not spec.through_glass or by.officer_id is None:
        session.info["read_only"] = by.glass
        return replace(by, glass=UNBROKEN)
    return replace(by, glass=glass_of(session, by.officer_id, now=now))


def forget_old_saves(session: Session, *, now: datetime) -> None:
    """What was changed, people's words included, is kept only while it can be taken back."""
    old = (IdempotencyKey.at < now - UNDO_WITHIN, IdempotencyKey.changes.is_not(None))
    session.execute(update(IdempotencyKey).where(*old).values(changes=None))


def first_answer(done: IdempotencyKey, spec: Spec, *, command: str, by: Viewer) -> Any:
    if done.officer_id != by.officer_id or done.command != command or spec.answer is None:
        raise Refused(problem("This form was already used for something else. Open it again."))
    return spec.answer.validate_json(done.result or "null")
