"""What a desk for real people must know of its store before it opens."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from db.models import LocalAccount, Officer


@dataclass(frozen=True, slots=True)
class WhoIsKnown:
    invented_people: bool
    local_accounts: bool


def who_is_known(session: OrmSession) -> WhoIsKnown:
    """Whether the store holds the demonstration's people, and whether anybody signs in with a password of its own."""
    invented = session.scalar(select(Officer.id).where(Officer.is_demo).limit(1))
    local = session.scalar(select(LocalAccount.officer_id).limit(1))
    return WhoIsKnown(invented is not None, local is not None)
