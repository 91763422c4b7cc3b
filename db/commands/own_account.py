"""What somebody signed in changes about their own local account; each shows again who they are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, passwords
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import failed_tries
from db.commands.half_proofs import NotSignedIn
from db.commands.local_sign_in import code_used, codes_anew, set_password
from db.commands.registry import handles
from db.commands.sessions import end_all
from db.errors import NotFound, problem
from db.models import LocalAccount, Officer


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Another password in place of the one they know; every other session of theirs ends."""

    current: str
    password: str


@handles(SetPassword, changes_records=False, keeps_answer=False)
def change_password(session: Session, command: SetPassword, *, by: Viewer, now: datetime) -> NotSignedIn | None:
    """None when it is changed. A wrong password counts as a failed try, and the fifth locks."""
    account, officer = _own(session, by=by)
    if locked := failed_tries.locked_problem(session, account.login, officer, by=by, now=now):
        return NotSignedIn(locked, locked=True)
    if not passwords.is_right(account.password_hash, command.current):
        failed_tries.note_failure(session, account.login, officer, "password", by=by, now=now)
        return NotSignedIn(problem("This is not your present password."))
    set_password(session, account, officer, command.password)
    account.must_change, account.password_set_at, account.updated_at = False, now, now
    audit.append(session, Action.PASSWORD_CHANGED, entity="account", ref=officer.subject, by=by, at=now)
    end_all(session, officer.id, but=by.session_id, by=by, now=now)
    return None


@dataclass(frozen=True, slots=True)
class NewRecoveryCodes:
    """Ten new ones; the old ones are good no more. The code is the device's."""

    code: str


@handles(NewRecoveryCodes, changes_records=False, keeps_answer=False)
def new_recovery_codes(
    session: Session, command: NewRecoveryCodes, *, by: Viewer, now: datetime
) -> tuple[str, ...] | NotSignedIn:
    account, officer = _own(session, by=by)
    if locked := failed_tries.locked_problem(session, account.login, officer, by=by, now=now):
        return NotSignedIn(locked, locked=True)
    if not code_used(session, account, command.code, now=now):
        failed_tries.note_failure(session, account.login, officer, "code", by=by, now=now)
        return NotSignedIn(problem("This code is not right, or was used before. Type the one your device shows next."))
    codes = codes_anew(session, officer)
    detail = {"recovery codes": len(codes)}
    audit.append(
        session, Action.SECOND_FACTOR_CHANGED, entity="account", ref=officer.subject, by=by, at=now, detail=detail
    )
    return codes


def _own(session: Session, *, by: Viewer) -> tuple[LocalAccount, Officer]:
    by.must(Permission.ACCOUNT)
    account = session.scalar(select(LocalAccount).where(LocalAccount.officer_id == by.officer_id).with_for_update())
    officer = session.get(Officer, by.officer_id) if account else None
    if account is None or officer is None:
        raise NotFound(problem("You have no local account here."))
    return account, officer
