"""Local accounts, as an administrator keeps them: made, reset, released; and the first administrator of all."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import audit, keys, passwords
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import failed_tries, words
from db.commands.officers import officer_of
from db.commands.people import AddOfficer
from db.commands.registry import Saved, handles, run
from db.commands.sessions import end_all
from db.errors import Invalid, NotFound, Refused, Sentence, problem
from db.lockout import tidy_login
from db.models import LocalAccount, Officer, RecoveryCode
from db.vocabulary import Role

LOGIN = re.compile(r"[\w][\w.@-]{1,79}")


@dataclass(frozen=True, slots=True)
class OneTime:
    """A password that is said once, and changed when it is first used."""

    password: str


@dataclass(frozen=True, slots=True)
class MakeAccount:
    """A local account for an officer (their identity) under the name they will type."""

    officer: str
    login: str


@handles(MakeAccount, keeps_answer=False)
def make_account(session: Session, command: MakeAccount, *, by: Viewer, now: datetime) -> OneTime:
    by.must(Permission.PEOPLE_MANAGE)
    keys.account_key(session.info["settings"])  # without it nobody could finish signing in
    officer = officer_of(session, command.officer)
    login = tidy_login(command.login)
    words.refuse_if_any(
        [
            ("login", _login_problem(session, login)),
            ("officer", _account_problem(session, officer)),
        ]
    )
    password = passwords.one_time()
    session.add(
        LocalAccount(
            officer_id=officer.id,
            login=login,
            password_hash=passwords.hashed(password),
            password_set_at=now,
            must_change=True,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    failed_tries.clear(session, login, now=now)  # what was tried under a name that nobody had
    audit.append(session, Action.ACCOUNT_MADE, entity="account", ref=officer.subject, by=by, at=now)
    return OneTime(password)


def _login_problem(session: Session, login: str) -> Sentence | None:
    if not login:
        return problem("Say what they type as their name.")
    if not LOGIN.fullmatch(login):
        return problem("Use 2 to 80 letters, figures, dots or hyphens, without spaces.")
    if session.scalar(select(LocalAccount.officer_id).where(LocalAccount.login == login)):
        return problem("Somebody has this name already. Choose another one.")
    return None


def _account_problem(session: Session, officer: Officer) -> Sentence | None:
    if not officer.active:
        return problem("This officer is switched off. Switch them on first.")
    if session.get(LocalAccount, officer.id) is not None:
        return problem("This officer has a local account already.")
    return None


@dataclass(frozen=True, slots=True)
class MakeFirstAdministrator:
    """From the command line, while no administrator has an account."""

    name: str
    login: str


@handles(MakeFirstAdministrator, keeps_answer=False)
def make_first_administrator(
    session: Session, command: MakeFirstAdministrator, *, by: Viewer, now: datetime
) -> OneTime:
    by.must(Permission.PEOPLE_MANAGE)
    there_is = select(LocalAccount.officer_id).join(Officer, Officer.id == LocalAccount.officer_id)
    if session.scalar(there_is.where(Officer.role == Role.ADMINISTRATOR, Officer.active).limit(1)):
        raise Refused(problem("There is an administrator with an account already: they make the other accounts."))
    login = tidy_login(command.login)
    if wrong := _login_problem(session, login):
        raise Invalid({"login": wrong})
    run(session, AddOfficer(login, command.name, Role.ADMINISTRATOR), by=by, now=now)
    made: OneTime = run(session, MakeAccount(login, login), by=by, now=now)
    return made


@dataclass(frozen=True, slots=True)
class ResetAccount:
    """Who has forgotten the password or lost the device begins again: a new one-time password, no second factor, every
    session over."""

    officer: str


@handles(ResetAccount, keeps_answer=False)
def reset_account(session: Session, command: ResetAccount, *, by: Viewer, now: datetime) -> OneTime:
    officer, account = _account_of(session, command.officer, by=by)
    password = passwords.one_time()
    account.password_hash, account.password_set_at, account.must_change = passwords.hashed(password), now, True
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.updated_at = now
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    failed_tries.clear(session, account.login, now=now)
    audit.append(session, Action.PASSWORD_CHANGED, entity="account", ref=officer.subject, by=by, at=now)
    detail = {"removed": True}
    audit.append(
        session, Action.SECOND_FACTOR_CHANGED, entity="account", ref=officer.subject, by=by, at=now, detail=detail
    )
    end_all(session, officer.id, by=by, now=now)
    return OneTime(password)


@dataclass(frozen=True, slots=True)
class ReleaseAccount:
    """Failed tries no longer count: a locked account may be tried at once."""

    officer: str


@handles(ReleaseAccount)
def release_account(session: Session, command: ReleaseAccount, *, by: Viewer, now: datetime) -> Saved:
    officer, account = _account_of(session, command.officer, by=by)
    cleared = failed_tries.clear(session, account.login, now=now)
    detail = {"failed tries": cleared}
    audit.append(session, Action.ACCOUNT_RELEASED, entity="account", ref=officer.subject, by=by, at=now, detail=detail)
    return Saved(officer.subject, account.version, "account")


def _account_of(session: Session, subject: str, *, by: Viewer) -> tuple[Officer, LocalAccount]:
    by.must(Permission.PEOPLE_MANAGE)
    officer = officer_of(session, subject)
    account = session.get(LocalAccount, officer.id)
    if account is None:
        raise NotFound(problem("This officer has no local account."))
    return officer, account
