"""Failed tries to sign in: five within fifteen minutes lock a name, whether or not somebody has it."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Action
from db.errors import Sentence, problem
from db.lockout import MOST, WITHIN, locked_since, login_hash
from db.models import Officer, SignInFailure


def locked_problem(
    session: Session, login: str, officer: Officer | None, *, by: Viewer, now: datetime
) -> Sentence | None:
    """What somebody is told whose name is locked; the try is in the trail, and counts for nothing."""
    if locked_since(session, login, now=now, lasts=_lasts(session)) is None:
        return None
    _note(session, officer, "locked", by=by, now=now)
    return problem(
        "Too many failed tries: this name is locked for {minutes} minutes. An administrator can release it.",
        minutes=int(_lasts(session).total_seconds() // 60),
    )


def note_failure(
    session: Session, login: str, officer: Officer | None, what: str, *, by: Viewer, now: datetime
) -> None:
    """Counts a failure of `what` ("password", "code", "recovery code"), and locks with the fifth."""
    _forget_spent(session, login, now=now)
    session.add(SignInFailure(login_hash=login_hash(login), at=now))
    session.flush()
    _note(session, officer, what, by=by, now=now)
    if locked_since(session, login, now=now, lasts=_lasts(session)) is not None:
        ref = officer.subject if officer else None
        audit.append(session, Action.ACCOUNT_LOCKED, entity="account", ref=ref, by=by, at=now)


def clear(session: Session, login: str, *, now: datetime) -> int:
    """They signed in, or were released: what failed before no longer counts. Gives how many that were."""
    cleared = session.execute(
        update(SignInFailure)
        .where(SignInFailure.login_hash == login_hash(login), SignInFailure.cleared_at.is_(None))
        .values(cleared_at=now)
    )
    return int(cleared.rowcount)  # type: ignore[attr-defined]


def _forget_spent(session: Session, login: str, *, now: datetime) -> None:
    """What locked a name before, and what is older than counts: the next failure is the first again."""
    session.execute(
        update(SignInFailure)
        .where(
            SignInFailure.login_hash == login_hash(login),
            SignInFailure.cleared_at.is_(None),
            SignInFailure.at < now - WITHIN,
        )
        .values(cleared_at=now)
    )
    latest = session.scalars(
        select(SignInFailure.at).where(
            SignInFailure.login_hash == login_hash(login), SignInFailure.cleared_at.is_(None)
        )
    ).all()
    if len(latest) >= MOST:  # a lock shorter than the fifteen minutes has passed
        clear(session, login, now=now)


def _note(session: Session, officer: Officer | None, what: str, *, by: Viewer, now: datetime) -> None:
    ref = officer.subject if officer else None
    audit.append(session, Action.SIGN_IN_FAILED, entity="account", ref=ref, by=by, at=now, detail={"failed": what})


def _lasts(session: Session) -> timedelta:
    return timedelta(minutes=session.info["settings"].lock_minutes)
