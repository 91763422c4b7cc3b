"""When a name is locked: five failed tries within fifteen minutes, for as long as the setting says."""

import hashlib
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import SignInFailure

MOST, WITHIN = 5, timedelta(minutes=15)
LONGEST_LOGIN = 80


def tidy_login(typed: str | None) -> str:
    """A name as it is kept: small letters, the same however a keyboard put them together."""
    normal = unicodedata.normalize("NFKC", typed or "").casefold().strip()
    return normal.replace("\x00", "")[: LONGEST_LOGIN + 1]


def login_hash(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()


def locked_since(session: Session, login: str, *, now: datetime, lasts: timedelta) -> datetime | None:
    """When the fifth failure locked this name; None while it is not locked."""
    latest = session.scalars(
        select(SignInFailure.at)
        .where(SignInFailure.login_hash == login_hash(login), SignInFailure.cleared_at.is_(None))
        .order_by(SignInFailure.at.desc(), SignInFailure.id.desc())
        .limit(MOST)
    ).all()
    # While it is locked no try is counted, so that the last five are those that locked it.
    locks = len(latest) == MOST and latest[0] - latest[-1] <= WITHIN
    return latest[0] if locks and now - latest[0] < lasts else None
