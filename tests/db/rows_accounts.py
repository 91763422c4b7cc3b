"""Rows of the commands of accounts, officers and sessions: see command_rows."""

from typing import Any

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from db import passwords, second_factor
from db.audit import Action
from db.commands.accounts import MakeAccount, MakeFirstAdministrator, ReleaseAccount, ResetAccount
from db.commands.half_proofs import Half
from db.commands.local_sign_in import (
    BeginSecondFactor,
    ChoosePassword,
    ConfirmSecondFactor,
    FinishSignIn,
    GiveCode,
    SignInLocal,
)
from db.commands.officers import ChangeOfficer, SwitchOfficer
from db.commands.own_account import NewRecoveryCodes, SetPassword
from db.commands.people import AddOfficer
from db.commands.sessions import EndSession, EndSessions
from db.errors import NotFound, Refused
from db.models import LocalAccount, Officer, RecoveryCode, SignInFailure
from db.vocabulary import Role
from tests.db.conftest import NOW, Desk
from tests.db.row import ANYBODY, LONG, Elsewhere, Late, Row, Wrong

PASSWORD = "a lantern on the eastern quay"
HASHED = passwords.hashed(PASSWORD)
SECRET = pyotp.random_base32()
NOT_THE_ADMINISTRATOR = {"ana": Refused, "sue": Refused, "analyst": Refused, "presenter": Refused}


def without_accounts(desk: Desk) -> None:
    """As it was before anybody had one: the demonstration lets people in."""
    with Session(desk.store._writer) as session, session.begin():
        session.execute(delete(RecoveryCode))
        session.execute(delete(SignInFailure))
        session.execute(delete(LocalAccount))
        session.execute(update(Officer).values(is_demo=True))


def code(at: Any = NOW) -> str:
    return pyotp.TOTP(SECRET).at(at)


def officer(desk: Desk, name: str = "Ana Rivera", role: Role = Role.OFFICER) -> str:
    subject = f"somebody{desk.serial()}"
    desk.do(AddOfficer(subject, name, role, is_demo=True), by="system")
    return subject


def account(desk: Desk, subject: str = "", *, chosen: bool = True, factor: bool = True) -> str:
    """An officer with a local account as it is some time after it was made; gives their identity, which is their login."""
    subject = subject or officer(desk)
    with Session(desk.store._writer) as session, session.begin():
        officer_id = session.query(Officer.id).filter_by(subject=subject).scalar()
        session.execute(delete(LocalAccount).where(LocalAccount.officer_id == officer_id))
        session.execute(delete(SignInFailure))
        session.add(
            LocalAccount(
                officer_id=officer_id, login=subject, password_hash=HASHED, password_set_at=NOW, must_change=not chosen,
                totp_secret=second_factor.locked_away(desk.store.settings, SECRET) if factor else None,
                totp_confirmed_at=NOW if factor else None, created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    return subject


def half(desk: Desk, *, chosen: bool = True, factor: bool = True) -> str:
    """The proof somebody holds whose password was right."""
    found = desk.do(SignInLocal(account(desk, chosen=chosen, factor=factor), PASSWORD), by="system")
    assert isinstance(found, Half)
    return found.proof


def setting_up(desk: Desk) -> tuple[str, str]:
    """A proof, and the code the device shows."""
    proof = half(desk, factor=False)
    return proof, pyotp.TOTP(desk.do(BeginSecondFactor(proof), by="system").secret).at(NOW)


def confirm(desk: Desk) -> ConfirmSecondFactor:
    return ConfirmSecondFactor(*setting_up(desk))


def finish(desk: Desk) -> FinishSignIn:
    return FinishSignIn(desk.do(confirm(desk), by="system").half.proof, "Firefox, Windows")


def session_of(desk: Desk, proof: str) -> int:
    """Somebody signed in with a local account: the number of their session."""
    from db.models import Session as SessionRow

    desk.do(GiveCode(proof, code()), by="system")
    with desk.store.reading() as session:
        return max(row.id for row in session.query(SessionRow))


def of_ana(desk: Desk) -> int:
    proof = desk.do(SignInLocal(account(desk, "ana"), PASSWORD), by="system").proof
    return session_of(desk, proof)


def change(desk: Desk, **more: Any) -> ChangeOfficer:
    given: dict[str, Any] = {"display_name": "Eve Adam", "role": Role.SUPERVISOR, "team": "South"}
    given |= {"neighbourhoods": ("mill",)} | more
    return ChangeOfficer(officer(desk), 1, **given)


def renamed(desk: Desk, command: Any) -> None:
    desk.do(ChangeOfficer(command.officer, 1, "Renamed", Role.ANALYST), by="administrator")


def one_administrator(desk: Desk) -> None:
    with Session(desk.store._writer) as session, session.begin():
        session.execute(
            update(Officer)
            .where(Officer.role == "administrator", Officer.subject != "administrator")
            .values(active=False)
        )


def first(desk: Desk, name: str = "Kim Tran", login: str = "") -> MakeFirstAdministrator:
    without_accounts(desk)
    return MakeFirstAdministrator(name, login or f"kim{desk.serial()}")


ACCOUNTS = [
    Row(SignInLocal, lambda d: SignInLocal(account(d), PASSWORD), None, by="system", roles=ANYBODY),
    Row(
        ChoosePassword,
        lambda d: ChoosePassword(half(d, chosen=False, factor=False), "two geese crossed the harbour"),
        Action.PASSWORD_CHANGED,
        roles={},
        wrong=Wrong(lambda d: ChoosePassword(half(d, chosen=False, factor=False), "short"), {"password"}),
    ),
    Row(BeginSecondFactor, lambda d: BeginSecondFactor(half(d, factor=False)), None, by="system", roles=ANYBODY),
    Row(
        ConfirmSecondFactor,
        confirm,
        Action.SECOND_FACTOR_CHANGED,
        roles={},
        wrong=Wrong(lambda d: ConfirmSecondFactor(setting_up(d)[0], "000 00"), {"code"}),
    ),
    Row(FinishSignIn, finish, Action.SIGNED_IN, by="system", roles=ANYBODY),
    Row(GiveCode, lambda d: GiveCode(half(d), code()), Action.SIGNED_IN, by="system", roles=ANYBODY),
    Row(
        MakeAccount,
        lambda d: MakeAccount(officer(d), f"eve{d.serial()}"),
        Action.ACCOUNT_MADE,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
        wrong=Wrong(lambda d: MakeAccount(account(d), "two words"), {"login", "officer"}),
    ),
    Row(
        MakeFirstAdministrator,
        first,
        Action.ACCOUNT_MADE,
        by="system",
        roles=NOT_THE_ADMINISTRATOR,
        wrong=Wrong(lambda d: first(d, login="two words"), {"login"}),
    ),
    Row(
        ResetAccount,
        lambda d: ResetAccount(account(d)),
        Action.SECOND_FACTOR_CHANGED,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
    ),
    Row(
        ReleaseAccount,
        lambda d: ReleaseAccount(account(d)),
        Action.ACCOUNT_RELEASED,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
    ),
    Row(
        ChangeOfficer,
        change,
        Action.REACH_CHANGED,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
        wrong=Wrong(
            lambda d: change(
                d, display_name=LONG, role=Role.SYSTEM, team="Nowhere", neighbourhoods=("atlantis",), organisation="O-1"
            ),
            {"display_name", "role", "team", "neighbourhoods", "organisation"},
        ),
        late=Late(renamed, {"display_name": "Renamed", "role": "analyst"}),
    ),
    Row(
        SwitchOfficer,
        lambda d: SwitchOfficer(officer(d), 1, active=False),
        Action.ACCOUNT_CHANGED,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
        wrong=Wrong(lambda d: (one_administrator(d), SwitchOfficer("administrator", 1, active=False))[1], {"active"}),
        late=Late(renamed, {"active": True}),
    ),
    Row(
        SetPassword,
        lambda d: SetPassword(PASSWORD, "two geese crossed the harbour") if account(d, "ana") else None,
        Action.PASSWORD_CHANGED,
        roles={"analyst": NotFound, "administrator": NotFound},
        wrong=Wrong(lambda d: SetPassword(PASSWORD, "a" * 20) if account(d, "ana") else None, {"password"}),
    ),
    Row(
        NewRecoveryCodes,
        lambda d: NewRecoveryCodes(code()) if account(d, "ana") else None,
        Action.SECOND_FACTOR_CHANGED,
        roles={"analyst": NotFound, "administrator": NotFound},
    ),
    Row(
        EndSession,
        lambda d: EndSession(of_ana(d)),
        Action.SESSION_ENDED,
        roles={"ben": NotFound, "sue": NotFound, "administrator": None},
        elsewhere=Elsewhere(lambda d: EndSession(session_of(d, half(d))), NotFound),
    ),
    Row(
        EndSessions,
        lambda d: EndSessions(officer(d)),
        Action.SESSION_ENDED,
        by="administrator",
        roles=NOT_THE_ADMINISTRATOR,
    ),
]  # fmt: skip
NOT_AUDITED = {
    SignInLocal: "half a sign-in opens nothing; a failure is in the trail all the same",
    BeginSecondFactor: "a secret counts for nothing until a code confirms it",
}
NOTHING_WRONG = {
    SignInLocal, BeginSecondFactor, FinishSignIn, GiveCode, ResetAccount, ReleaseAccount, NewRecoveryCodes, EndSession,
    EndSessions,
}  # fmt: skip
NOWHERE = {row.command for row in ACCOUNTS if row.elsewhere is None}
SECRET_ANSWERS = {
    SignInLocal, ChoosePassword, BeginSecondFactor, ConfirmSecondFactor, FinishSignIn, GiveCode, MakeAccount,
    MakeFirstAdministrator, ResetAccount, SetPassword, NewRecoveryCodes,
}  # fmt: skip
