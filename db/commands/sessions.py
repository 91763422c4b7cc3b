"""Signing in and out: our own session row behind every way of signing in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session as OrmSession

from db import audit, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.registry import handles
from db.errors import NotFound, Refused, problem
from db.models import LocalAccount, Officer, Session
from db.rules import Threshold
from db.settings import get_settings
from db.vocabulary import EndReason, Role

TICKET_LASTS = timedelta(minutes=1)
LONGEST_DEVICE = 80


def digest(token: str) -> str:
    """What the store keeps of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str  # for the memory of the page that signed in; never leaves the server
    ticket: str  # exchanged once, within a minute, for the cookie


@dataclass(frozen=True, slots=True)
class SignInDemo:
    """The demonstration's sign-in: takes an invented person of that role, and only an invented one."""

    role: Role
    device: str | None = None


@handles(SignInDemo, changes_records=False, keeps_answer=False)
def sign_in_demo(session: OrmSession, command: SignInDemo, *, by: Viewer, now: datetime) -> SignedIn:
    if not get_settings().demo_sign_in:
        raise Refused(problem("The demonstration sign-in is switched off."))
    if get_settings().provider_name or session.scalar(select(LocalAccount.officer_id).limit(1)):
        raise Refused(problem("People sign in with their own accounts here: the demonstration sign-in is off."))
    if session.scalar(select(Officer.id).where(Officer.is_demo.is_(False)).limit(1)):
        raise Refused(problem("This store holds real officers: the demonstration sign-in is off."))
    officer = session.scalar(
        select(Officer)
        .where(Officer.is_demo, Officer.active, Officer.role == command.role.value)
        .order_by(Officer.id)
        .limit(1)
    )
    if officer is None:
        raise NotFound(problem("The demonstration has nobody with that role."))
    return begin(session, officer, method="demo", now=now, device=command.device)


def begin(
    session: OrmSession,
    officer: Officer,
    *,
    method: str,
    now: datetime,
    device: str | None = None,
    identity_hash: str | None = None,
) -> SignedIn:
    """A session for somebody who has proved who they are; its audit entry is queued. `method`: demo, local, provider."""
    token, ticket = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    before = session.scalars(
        select(Session).where(Session.officer_id == officer.id).order_by(Session.last_seen_at.desc()).limit(1)
    ).first()
    same_shift = before is not None and now - before.last_seen_at < thresholds.current(session).span(
        Threshold.SHIFT_GAP
    )
    row = Session(
        officer_id=officer.id,
        token_hash=digest(token),
        ticket_hash=digest(ticket),
        method=method,
        device=(device or "")[:LONGEST_DEVICE] or None,
        identity_hash=identity_hash,
        started_at=now,
        last_seen_at=now,
        shift_began_at=before.shift_began_at if before and same_shift else now,
        previous_shift_at=(before.previous_shift_at if same_shift else before.last_seen_at) if before else None,
    )
    session.add(row)
    session.flush()
    if not same_shift:
        outbox.shift_began(session, officer, now=now)
    who = Viewer.of(officer_id=officer.id, name=officer.display_name, role=Role(officer.role))
    audit.append(
        session, Action.SIGNED_IN, entity="session", ref=officer.subject, by=who, at=now, detail={"method": method}
    )
    return SignedIn(token, ticket)


@dataclass(frozen=True, slots=True)
class RedeemTicket:
    """A browser hands in its one-time ticket and gets a token of its own for the cookie."""

    ticket: str


@handles(RedeemTicket, audited=False, changes_records=False, keeps_answer=False)
def redeem_ticket(session: OrmSession, command: RedeemTicket, *, by: Viewer, now: datetime) -> str | None:
    """The cookie's token, or None when the ticket is unknown, used or over a minute old. `by` may be anybody: the
    ticket itself is the proof."""
    # The row is locked: of two browsers with the same ticket, the second waits and finds it used.
    row = session.scalar(
        select(Session)
        .where(Session.ticket_hash == digest(command.ticket), Session.ended_at.is_(None))
        .with_for_update()
    )
    if row is None or now - row.started_at > TICKET_LASTS:
        return None
    token = secrets.token_urlsafe(32)
    row.ticket_hash, row.cookie_hash = None, digest(token)
    return token


@dataclass(frozen=True, slots=True)
class Touch:
    """The viewer clicked: their own session's idle clock starts again. Its caller writes it once a minute at most."""

    session_id: int


@handles(Touch, audited=False, changes_records=False)
def touch(session: OrmSession, command: Touch, *, by: Viewer, now: datetime) -> bool:
    """False when it is not theirs or has ended."""
    touched = session.execute(
        update(Session)
        .where(Session.id == command.session_id, Session.officer_id == by.officer_id, Session.ended_at.is_(None))
        .values(last_seen_at=now)
    )
    return bool(touched.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SignOut:
    session_id: int
    reason: EndReason = EndReason.SIGNED_OUT


@handles(SignOut, changes_records=False)
def sign_out(session: OrmSession, command: SignOut, *, by: Viewer, now: datetime) -> bool:
    """Ends one's own session (an administrator: anybody's). False when it had ended already."""
    row = session.get(Session, command.session_id)
    if row is None or (row.officer_id != by.officer_id and Permission.PEOPLE_MANAGE not in by.permissions):
        raise NotFound(problem("There is no such session."))
    words.refuse_if_any([("reason", words.one_of(command.reason, EndReason, ask=problem("Choose why it ends.")))])
    ended_now = row.ended_at is None
    if ended_now:
        row.ended_at, row.end_reason, row.ticket_hash = now, command.reason.value, None
    detail = {"reason": command.reason.value}
    audit.append(session, Action.SIGNED_OUT, entity="session", ref=str(row.id), by=by, at=now, detail=detail)
    return ended_now


@dataclass(frozen=True, slots=True)
class EndSession:
    """One session, from a list of them: one's own on another device, or (an administrator) anybody's."""

    session_id: int


@handles(EndSession, changes_records=False)
def end_session(session: OrmSession, command: EndSession, *, by: Viewer, now: datetime) -> int:
    """How many ended: none when it had ended already."""
    row = session.get(Session, command.session_id)
    if row is None or (row.officer_id != by.officer_id and Permission.PEOPLE_MANAGE not in by.permissions):
        raise NotFound(problem("There is no such session."))
    return end_all(session, row.officer_id, only=row.id, by=by, now=now)


@dataclass(frozen=True, slots=True)
class EndSessions:
    """Sign out everywhere: of oneself, or (an administrator) of the officer with this identity."""

    officer: str | None = None


@handles(EndSessions, changes_records=False)
def end_sessions(session: OrmSession, command: EndSessions, *, by: Viewer, now: datetime) -> int:
    """How many ended."""
    if command.officer is None:
        by.must(Permission.ACCOUNT)
        found = by.officer_id
    else:
        by.must(Permission.PEOPLE_MANAGE)
        found = session.scalar(select(Officer.id).where(Officer.subject == command.officer))
    if found is None:
        raise NotFound(problem("There is nobody of that name here."))
    return end_all(session, found, by=by, now=now)


def end_all(
    session: OrmSession,
    officer_id: int,
    *,
    by: Viewer,
    now: datetime,
    only: int | None = None,
    but: int | None = None,
) -> int:
    """Ends the living sessions of an officer (all, `only` one, all `but` one), with its audit entry."""
    statement = update(Session).where(Session.officer_id == officer_id, Session.ended_at.is_(None))
    if only is not None:
        statement = statement.where(Session.id == only)
    if but is not None:
        statement = statement.where(Session.id != but)
    done = session.execute(statement.values(ended_at=now, end_reason=EndReason.ENDED.value, ticket_hash=None))
    ended = int(done.rowcount)  # type: ignore[attr-defined]
    ref = session.scalar(select(Officer.subject).where(Officer.id == officer_id))
    audit.append(session, Action.SESSION_ENDED, entity="session", ref=ref, by=by, at=now, detail={"ended": ended})
    return ended
