"""Half a sign-in: the password was right, the rest is still to come. It begins no session and opens nothing.

The server's memory of the page holds it, never the browser. It says whose it is and which step is next, is good for ten
minutes, and for nothing once password or second factor have changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import second_factor
from db.access import Viewer
from db.errors import Refused, Sentence, problem
from db.models import LocalAccount, Officer
from db.vocabulary import Role

GOOD_FOR = 600  # seconds


class Step(StrEnum):
    CHOOSE_PASSWORD = "choose a password"
    SET_UP = "set up the second factor"
    KEEP_CODES = "keep the recovery codes"
    GIVE_CODE = "give a code"


@dataclass(frozen=True, slots=True)
class Half:
    """What is next, and the proof that one got so far."""

    step: Step
    proof: str
    about: tuple[str, ...] = ()  # what a password must not be made of


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Refused and counted: an answer, not an error, because the failure is saved."""

    sentence: Sentence
    locked: bool = False


def half(session: Session, account: LocalAccount, officer: Officer, *, now: datetime, step: Step | None = None) -> Half:
    """The proof for the next step of this account."""
    settings = session.info["settings"]
    step = step or _next(account)
    said = json.dumps({"officer": officer.id, "step": step.value, "of": _state_of(account)}).encode()
    proof = second_factor.box(settings, "half a sign-in").encrypt_at_time(said, int(now.timestamp())).decode()
    return Half(step, proof, (officer.display_name, account.login, settings.agency_name))


def held(session: Session, proof: str, step: Step, *, now: datetime) -> tuple[LocalAccount, Officer]:
    """Whose proof it is. The account's row is locked: of two tries at once the second sees what the first has done.
    Raises Refused when it is no proof for this step, too old, or password or second factor have changed since."""
    box = second_factor.box(session.info["settings"], "half a sign-in")
    try:
        said = json.loads(box.decrypt_at_time(proof.encode(), GOOD_FOR, int(now.timestamp())))
    except InvalidToken:
        raise _too_late() from None
    account = session.scalar(select(LocalAccount).where(LocalAccount.officer_id == said["officer"]).with_for_update())
    officer = session.get(Officer, said["officer"])
    if account is None or officer is None or not officer.active:
        raise _too_late()
    if said["step"] != step.value or said["of"] != _state_of(account):
        raise _too_late()
    return account, officer


def themself(officer: Officer) -> Viewer:
    """Who acts once the password has shown who they are."""
    return Viewer.of(officer_id=officer.id, name=officer.display_name, role=Role(officer.role))


def _next(account: LocalAccount) -> Step:
    if account.totp_confirmed_at is not None:
        return Step.GIVE_CODE
    return Step.CHOOSE_PASSWORD if account.must_change else Step.SET_UP


def _state_of(account: LocalAccount) -> str:
    return hashlib.sha256(f"{account.password_hash} {account.totp_confirmed_at}".encode()).hexdigest()


def _too_late() -> Refused:
    return Refused(problem("This took too long. Begin again with your name and your password."))
