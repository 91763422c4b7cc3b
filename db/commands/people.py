"""Teams, officers and the areas they answer for; signing in and out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as OrmSession

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import Saved, handles
from db.errors import Invalid, NotFound, Refused, problem
from db.models import Officer, OfficerNeighbourhood, Session, Team
from db.queries.areas import ids_by_code
from db.vocabulary import Role

SHIFT_AFTER = timedelta(hours=8)  # ours: signing in after eight hours away begins a shift
TICKET_LASTS = timedelta(minutes=1)


def digest(token: str) -> str:
    """What the store keeps of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AddTeam:
    name: str


@handles(AddTeam)
def add_team(session: OrmSession, command: AddTeam, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    if session.scalar(select(Team.id).where(Team.name == command.name)):
        raise Invalid({"name": problem("There is a team called {name} already.", name=command.name)})
    team = Team(name=command.name, created_at=now, updated_at=now)
    session.add(team)
    session.flush()
    audit.append(session, Action.PEOPLE_CHANGED, entity="team", ref=team.name, by=by, at=now)
    return Saved(team.name, team.version, "team")


@dataclass(frozen=True, slots=True)
class AddOfficer:
    """`neighbourhoods` are codes; `supervises` makes them the supervisor of their team."""

    subject: str
    display_name: str
    role: Role
    team: str | None = None
    neighbourhoods: tuple[str, ...] = ()
    supervises: bool = False
    is_demo: bool = False


@handles(AddOfficer)
def add_officer(session: OrmSession, command: AddOfficer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    if session.scalar(select(Officer.id).where(Officer.subject == command.subject)):
        raise Invalid({"subject": problem("{subject} has an account already.", subject=command.subject)})
    team = session.scalar(select(Team).where(Team.name == command.team)) if command.team else None
    if command.team and team is None:
        raise Invalid({"team": problem("There is no team called {name}.", name=command.team)})
    officer = Officer(
        subject=command.subject,
        display_name=command.display_name,
        role=command.role.value,
        team_id=team.id if team else None,
        is_demo=command.is_demo,
        active=True,
        created_at=now,
        updated_at=now,
    )
    session.add(officer)
    session.flush()
    areas = ids_by_code(session, command.neighbourhoods)
    if areas:
        session.execute(
            insert(OfficerNeighbourhood),
            [{"officer_id": officer.id, "neighbourhood_id": area} for area in areas.values()],
        )
    if command.supervises and team is not None:
        team.supervisor_id, team.updated_at = officer.id, now
    audit.append(
        session, Action.PEOPLE_CHANGED, entity="officer", ref=officer.subject, by=by, at=now, detail={"role": officer.role}
    )
    return Saved(officer.subject, officer.version, "officer")


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str  # for the memory of the page that signed in; never leaves the server
    ticket: str  # exchanged once, within a minute, for the cookie


@dataclass(frozen=True, slots=True)
class SignInDemo:
    """The demonstration's sign-in: takes an invented person of that role, and only an invented one."""

    role: Role


@handles(SignInDemo, changes_records=False)
def sign_in_demo(session: OrmSession, command: SignInDemo, *, by: Viewer, now: datetime) -> SignedIn:
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
    return _begin(session, officer, method="demo", now=now)


def _begin(session: OrmSession, officer: Officer, *, method: str, now: datetime) -> SignedIn:
    token, ticket = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    before = session.scalars(
        select(Session).where(Session.officer_id == officer.id).order_by(Session.last_seen_at.desc()).limit(1)
    ).first()
    same_shift = before is not None and now - before.last_seen_at < SHIFT_AFTER
    row = Session(
        officer_id=officer.id,
        token_hash=digest(token),
        ticket_hash=digest(ticket),
        method=method,
        started_at=now,
        last_seen_at=now,
        shift_began_at=before.shift_began_at if before and same_shift else now,
        previous_shift_at=(before.previous_shift_at if same_shift else before.last_seen_at) if before else None,
    )
    session.add(row)
    session.flush()
    who = Viewer.of(officer_id=officer.id, name=officer.display_name, role=Role(officer.role))
    audit.append(
        session, Action.SIGNED_IN, entity="session", ref=officer.subject, by=who, at=now, detail={"method": method}
    )
    return SignedIn(token, ticket)


@dataclass(frozen=True, slots=True)
class RedeemTicket:
    """A browser hands in its one-time ticket and gets a token of its own for the cookie."""

    ticket: str


@handles(RedeemTicket, audited=False, changes_records=False)
def redeem_ticket(session: OrmSession, command: RedeemTicket, *, by: Viewer, now: datetime) -> str | None:
    """The cookie's token, or None when the ticket is unknown, used or over a minute old. `by` may be anybody: the
    ticket itself is the proof."""
    row = session.scalar(
        select(Session).where(Session.ticket_hash == digest(command.ticket), Session.ended_at.is_(None))
    )
    if row is None or now - row.started_at > TICKET_LASTS:
        return None
    token = secrets.token_urlsafe(32)
    row.ticket_hash, row.cookie_hash = None, digest(token)
    return token


@dataclass(frozen=True, slots=True)
class Touch:
    """The viewer clicked: the idle clock starts again. Written at most once a minute by its caller."""

    session_id: int


@handles(Touch, audited=False, changes_records=False)
def touch(session: OrmSession, command: Touch, *, by: Viewer, now: datetime) -> bool:
    session.execute(
        update(Session).where(Session.id == command.session_id, Session.ended_at.is_(None)).values(last_seen_at=now)
    )
    return True


@dataclass(frozen=True, slots=True)
class SignOut:
    session_id: int
    reason: str = "signed out"


@handles(SignOut, changes_records=False)
def sign_out(session: OrmSession, command: SignOut, *, by: Viewer, now: datetime) -> bool:
    """Ends one's own session (an administrator: anybody's). False when it had ended already."""
    row = session.get(Session, command.session_id)
    if row is None or (row.officer_id != by.officer_id and Permission.PEOPLE_MANAGE not in by.permissions):
        raise NotFound(problem("There is no such session."))
    ended_now = row.ended_at is None
    if ended_now:
        row.ended_at, row.end_reason, row.ticket_hash = now, command.reason, None
    audit.append(
        session, Action.SIGNED_OUT, entity="session", ref=str(row.id), by=by, at=now, detail={"reason": command.reason}
    )
    return ended_now
