"""Private calendar addresses: made with a secret that is said once, and revoked."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import handles
from db.commands.sessions import digest
from db.errors import NotFound, Refused, problem
from db.models import EventFeed, Neighbourhood
from db.vocabulary import EventType

MOST = 10  # of one officer, in use


@dataclass(frozen=True, slots=True)
class MakeFeed:
    """An address under which a calendar program finds events: one's own only, of these areas, of these types; an empty
    choice is all of them."""

    name: str
    mine: bool = False
    areas: tuple[int, ...] = ()
    types: tuple[EventType, ...] = ()


@handles(MakeFeed, changes_records=False, keeps_answer=False)
def make_feed(session: Session, command: MakeFeed, *, by: Viewer, now: datetime) -> str:
    """The secret of the address, which nobody can be told again: only its SHA-256 is kept. Raises Invalid, Refused."""
    by.must(Permission.EVENT_READ)
    if by.officer_id is None:
        raise Refused(problem("Only a person who is signed in has calendar addresses."))
    in_use = select(func.count()).where(EventFeed.officer_id == by.officer_id, EventFeed.revoked_at.is_(None))
    codes = _codes(session, command.areas)
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Give the address a name."), longest=80)),
            (
                "areas",
                problem("Choose a neighbourhood from the list.") if len(codes) < len(set(command.areas)) else None,
            ),
            *(("types", words.one_of(t, EventType, ask=problem("Choose types from the list."))) for t in command.types),
            (
                "feeds",
                problem("You have {most} addresses in use. Revoke one first.", most=MOST)
                if (session.scalar(in_use) or 0) >= MOST
                else None,
            ),
        ]
    )
    secret = secrets.token_urlsafe(32)
    types = [chosen.value for chosen in command.types]
    session.add(
        EventFeed(
            officer_id=by.officer_id,
            name=command.name.strip(),
            token_hash=digest(secret),
            filters={"mine": command.mine, "areas": sorted(set(command.areas)), "types": types},
            created_at=now,
        )
    )
    detail = {"mine": command.mine, "areas": codes, "types": types}
    audit.append(session, Action.FEED_MADE, entity="event_feed", ref=None, by=by, at=now, detail=detail)
    return secret


def _codes(session: Session, areas: tuple[int, ...]) -> list[str]:
    chosen = select(Neighbourhood.code).where(Neighbourhood.id.in_(areas), Neighbourhood.valid_to.is_(None))
    return list(session.scalars(chosen.order_by(Neighbourhood.code)))


@dataclass(frozen=True, slots=True)
class RevokeFeed:
    """From now on the address leads nowhere. It cannot be undone: another one is made instead."""

    feed_id: int


@handles(RevokeFeed, changes_records=False)
def revoke_feed(session: Session, command: RevokeFeed, *, by: Viewer, now: datetime) -> bool:
    """Raises NotFound when it is not one's own, or is revoked already."""
    by.must(Permission.EVENT_READ)
    mine = (EventFeed.id == command.feed_id, EventFeed.officer_id == (by.officer_id or 0))
    feed = session.scalar(select(EventFeed).where(*mine, EventFeed.revoked_at.is_(None)).with_for_update())
    if feed is None:
        raise NotFound(problem("There is no such calendar address of yours."))
    feed.revoked_at = now
    audit.append(
        session, Action.FEED_REVOKED, entity="event_feed", ref=None, by=by, at=now,
        detail={"made": feed.created_at.isoformat()},
    )  # fmt: skip
    return True
