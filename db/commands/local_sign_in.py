"""Signing in with a password and a second factor, one step after the other; only the last begins a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import audit, passwords, second_factor
from db.access import Viewer
from db.audit import Action
from db.commands import failed_tries, words
from db.commands.half_proofs import Half, NotSignedIn, Step, half, held, themself
from db.commands.registry import handles
from db.commands.sessions import SignedIn, begin
from db.errors import Refused, problem
from db.lockout import tidy_login
from db.models import LocalAccount, Officer, RecoveryCode

ONE_TIME_LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class SignInLocal:
    login: str
    password: str


@handles(SignInLocal, audited=False, changes_records=False, keeps_answer=False)
def sign_in_local(session: Session, command: SignInLocal, *, by: Viewer, now: datetime) -> Half | NotSignedIn:
    """The first step. A wrong name, a wrong password and an account that is switched off sound the same."""
    login = tidy_login(command.login)
    if not login or not command.password:
        return NotSignedIn(problem("Type your name and your password."))
    account = session.scalar(select(LocalAccount).where(LocalAccount.login == login).with_for_update())
    officer = session.get(Officer, account.officer_id) if account else None
    if locked := failed_tries.locked_problem(session, login, officer, by=by, now=now):
        return NotSignedIn(locked, locked=True)
    right = passwords.is_right(account.password_hash if account else None, command.password)
    if account is None or officer is None or not right or not officer.active:
        what = "password" if officer is None or not right else "switched off"
        failed_tries.note_failure(session, login, officer, what, by=by, now=now)
        return NotSignedIn(problem("This name and password do not go together. Check both, and try again."))
    if account.must_change and now - account.password_set_at > ONE_TIME_LASTS:
        return NotSignedIn(problem("This one-time password is too old. Ask an administrator for another one."))
    if passwords.is_outdated(account.password_hash):
        account.password_hash, account.updated_at = passwords.hashed(command.password), now
    return half(session, account, officer, now=now)


@dataclass(frozen=True, slots=True)
class ChoosePassword:
    """In place of the one-time password."""

    proof: str
    password: str


@handles(ChoosePassword, changes_records=False, keeps_answer=False)
def choose_password(session: Session, command: ChoosePassword, *, by: Viewer, now: datetime) -> Half:
    account, officer = held(session, command.proof, Step.CHOOSE_PASSWORD, now=now)
    set_password(session, account, officer, command.password)
    account.must_change, account.password_set_at, account.updated_at = False, now, now
    audit.append(session, Action.PASSWORD_CHANGED, entity="account", ref=officer.subject, by=themself(officer), at=now)
    return half(session, account, officer, now=now)


def set_password(session: Session, account: LocalAccount, officer: Officer, password: str) -> None:
    """Raises Invalid where it does not follow the rules, or is the one they have."""
    about = (officer.display_name, account.login, session.info["settings"].agency_name)
    weak = passwords.weakness(password, about=about)
    if weak is None and passwords.is_right(account.password_hash, password):
        weak = problem("This is the password you have now. Choose another one.")
    words.refuse_if_any([("password", weak)])
    account.password_hash = passwords.hashed(password)


@dataclass(frozen=True, slots=True)
class SettingUp:
    """What a device needs to know; shown once, to whoever sets it up."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class BeginSecondFactor:
    proof: str


@handles(BeginSecondFactor, audited=False, changes_records=False, keeps_answer=False)
def begin_second_factor(session: Session, command: BeginSecondFactor, *, by: Viewer, now: datetime) -> SettingUp:
    """A new secret; it counts for nothing until a code shows that a device has it."""
    account, _officer = held(session, command.proof, Step.SET_UP, now=now)
    secret = second_factor.new_secret()
    settings = session.info["settings"]
    account.totp_secret, account.updated_at = second_factor.locked_away(settings, secret), now
    issuer = f"Common Ground, {settings.agency_name}"
    return SettingUp(secret, second_factor.address(secret, login=account.login, issuer=issuer))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The recovery codes, said once; the session begins when they are kept."""

    half: Half
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmSecondFactor:
    proof: str
    code: str


@handles(ConfirmSecondFactor, changes_records=False, keeps_answer=False)
def confirm_second_factor(session: Session, command: ConfirmSecondFactor, *, by: Viewer, now: datetime) -> Confirmed:
    account, officer = held(session, command.proof, Step.SET_UP, now=now)
    step = second_factor.step_of(_secret(session, account), command.code, now=now, after=None)
    wrong = problem("This code does not fit. Type the six figures your device shows now; check its clock, too.")
    words.refuse_if_any([("code", None if step else wrong)])
    account.totp_confirmed_at, account.totp_last_step, account.updated_at = now, step, now
    session.flush()
    codes = codes_anew(session, officer)
    detail = {"set up": True, "recovery codes": len(codes)}
    audit.append(
        session,
        Action.SECOND_FACTOR_CHANGED,
        entity="account",
        ref=officer.subject,
        by=themself(officer),
        at=now,
        detail=detail,
    )
    return Confirmed(half(session, account, officer, now=now, step=Step.KEEP_CODES), codes)


def codes_anew(session: Session, officer: Officer) -> tuple[str, ...]:
    """Ten new codes in place of all there were."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    codes = second_factor.new_codes()
    session.add_all(RecoveryCode(officer_id=officer.id, code_hash=second_factor.code_hash(code)) for code in codes)
    return codes


@dataclass(frozen=True, slots=True)
class FinishSignIn:
    """The recovery codes are kept: the first session begins."""

    proof: str
    device: str | None = None


@handles(FinishSignIn, changes_records=False, keeps_answer=False)
def finish_sign_in(session: Session, command: FinishSignIn, *, by: Viewer, now: datetime) -> SignedIn:
    account, officer = held(session, command.proof, Step.KEEP_CODES, now=now)
    failed_tries.clear(session, account.login, now=now)
    return begin(session, officer, method="local", now=now, device=command.device)


@dataclass(frozen=True, slots=True)
class GiveCode:
    """The second factor: what the device shows, or a recovery code in its place."""

    proof: str
    code: str
    recovery: bool = False
    device: str | None = None


@handles(GiveCode, changes_records=False, keeps_answer=False)
def give_code(session: Session, command: GiveCode, *, by: Viewer, now: datetime) -> SignedIn | NotSignedIn:
    account, officer = held(session, command.proof, Step.GIVE_CODE, now=now)
    if locked := failed_tries.locked_problem(session, account.login, officer, by=by, now=now):
        return NotSignedIn(locked, locked=True)
    if not (_recovery_code_used if command.recovery else code_used)(session, account, command.code, now=now):
        what = "recovery code" if command.recovery else "code"
        failed_tries.note_failure(session, account.login, officer, what, by=by, now=now)
        return NotSignedIn(
            problem("This recovery code is not right, or was used before.")
            if command.recovery
            else problem("This code is not right, or was used before. Type the one your device shows next.")
        )
    failed_tries.clear(session, account.login, now=now)
    if command.recovery:
        _note_recovery(session, officer, now=now)
    return begin(session, officer, method="local", now=now, device=command.device)


def code_used(session: Session, account: LocalAccount, code: str, *, now: datetime) -> bool:
    """True when the device's code is right; from then on it is good no more."""
    step = second_factor.step_of(_secret(session, account), code, now=now, after=account.totp_last_step)
    if step is None:
        return False
    account.totp_last_step, account.updated_at = step, now
    return True


def _secret(session: Session, account: LocalAccount) -> str:
    kept = account.totp_secret
    secret = second_factor.taken_out(session.info["settings"], kept) if kept else None
    if secret is None:
        raise Refused(
            problem("The second factor of this account cannot be read here. Ask an administrator to reset the account.")
        )
    return secret


def _recovery_code_used(session: Session, account: LocalAccount, code: str, *, now: datetime) -> bool:
    row = session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.officer_id == account.officer_id,
            RecoveryCode.code_hash == second_factor.code_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        return False
    row.used_at = now
    return True


def _note_recovery(session: Session, officer: Officer, *, now: datetime) -> None:
    session.flush()
    left = session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.officer_id == officer.id, RecoveryCode.used_at.is_(None))
    )
    detail = {"recovery code": "used", "left": left}
    audit.append(
        session,
        Action.SECOND_FACTOR_CHANGED,
        entity="account",
        ref=officer.subject,
        by=themself(officer),
        at=now,
        detail=detail,
    )
