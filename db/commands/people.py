"""Teams, officers and the areas they answer for; signing in and out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as OrmSession

from db import audit, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.registry import Saved, handles
from db.errors import NotFound, Refused, problem
from db.models import Neighbourhood, Officer, OfficerNeighbourhood, Session, Team
from db.rules import Threshold
from db.settings import get_settings
from db.vocabulary import EndReason, Role

TICKET_LASTS = timedelta(minutes=1)


def digest(token: str) -> str:
    """What the store keeps of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AddTeam:
    """`professional_standards`: complaints about anybody outside the team can be given to its officers."""

    name: str
    professional_standards: bool = False


@handles(AddTeam)
def add_team(session: OrmSession, command: AddTeam, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    known = session.scalar(select(Team.id).where(Team.name == (command.name or "").strip()))
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Say what the team is called."), longest=80)),
            ("name", problem("There is a team called {name} already.", name=command.name) if known else None),
        ]
    )
    team = Team(
        name=command.name.strip(),
        professional_standards=command.professional_standards,
        created_at=now,
        updated_at=now,
    )
    session.add(team)
    session.flush()
    audit.append(session, Action.PEOPLE_CHANGED, entity="team", ref=team.name, by=by, at=now)
    return Saved(team.name, team.version, "team")


@dataclass(frozen=True, slots=True)
class AddOfficer:
    """`neighbourhoods` are codes, and so are those `named_for`: where residents are told to ask for them.
    `supervises` makes them the supervisor of their team."""

    subject: str
    display_name: str
    role: Role
    team: str | None = None
    neighbourhoods: tuple[str, ...] = ()
    named_for: tuple[str, ...] = ()
    supervises: bool = False
    is_demo: bool = False


@handles(AddOfficer)
def add_officer(session: OrmSession, command: AddOfficer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    known = session.scalar(select(Officer.id).where(Officer.subject == (command.subject or "").strip()))
    team = session.scalar(select(Team).where(Team.name == command.team)) if command.team else None
    areas, unknown = _areas(session, command.neighbourhoods)
    named_for, unknown_too = _areas(session, command.named_for)
    unknown = unknown or unknown_too
    words.refuse_if_any(
        [
            ("subject", words.sentence(command.subject, ask=problem("Say how they sign in."), longest=200)),
            ("subject", problem("{subject} has an account already.", subject=command.subject) if known else None),
            ("display_name", words.sentence(command.display_name, ask=problem("Say their name."), longest=120)),
            ("role", words.one_of(command.role, Role, ask=problem("Choose a role."))),
            ("role", problem("Nobody signs in as the system.") if command.role == Role.SYSTEM else None),
            (
                "team",
                problem("There is no team called {name}.", name=command.team) if command.team and not team else None,
            ),
            ("neighbourhoods", problem("There is no neighbourhood {codes}.", codes=unknown) if unknown else None),
        ]
    )
    officer = Officer(
        subject=command.subject.strip(),
        display_name=command.display_name.strip(),
        role=command.role.value,
        team_id=team.id if team else None,
        is_demo=command.is_demo,
        active=True,
        created_at=now,
        updated_at=now,
    )
    session.add(officer)
    session.flush()
    if areas:
        session.execute(
            insert(OfficerNeighbourhood), [{"officer_id": officer.id, "neighbourhood_id": area} for area in areas]
        )
    if named_for:
        session.execute(
            update(Neighbourhood)
            .where(Neighbourhood.id.in_(named_for))
            .values(named_officer_id=officer.id, version=Neighbourhood.version + 1, updated_at=now)
        )
    if command.supervises and team is not None:
        team.supervisor_id, team.updated_at = officer.id, now
    audit.append(
        session,
        Action.PEOPLE_CHANGED,
        entity="officer",
        ref=officer.subject,
        by=by,
        at=now,
        detail={"role": officer.role},
    )
    return Saved(officer.subject, officer.version, "officer")


def _areas(session: OrmSession, codes: tuple[str, ...]) -> tuple[list[int], str]:
    """The numbers of the neighbourhoods in force with these codes, and the codes there are none for."""
    statement = select(Neighbourhood.code, Neighbourhood.id)
    found = session.execute(statement.where(Neighbourhood.valid_to.is_(None), Neighbourhood.code.in_(codes)))
    ids = dict(found.all())
    return sorted(ids.values()), ", ".join(sorted(set(codes) - ids.keys()))


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str  # for the memory of the page that signed in; never leaves the server
    ticket: str  # exchanged once, within a minute, for the cookie


@dataclass(frozen=True, slots=True)
class SignInDemo:
    """The demonstration's sign-in: takes an invented person of that role, and only an invented one."""

    role: Role


@handles(SignInDemo, changes_records=False, keeps_answer=False)
def sign_in_demo(session: OrmSession, command: SignInDemo, *, by: Viewer, now: datetime) -> SignedIn:
    if not get_settings().demo_sign_in:
        raise Refused(problem("The demonstration sign-in is switched off."))
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
    same_shift = before is not None and now - before.last_seen_at < thresholds.current(session).span(
        Threshold.SHIFT_GAP
    )
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
