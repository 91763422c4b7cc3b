"""Who has which account, who is signed in where, and which ways of signing in there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as OrmSession

from db.access import Permission, Viewer
from db.lockout import MOST, locked_since, login_hash
from db.models import (
    LocalAccount,
    Neighbourhood,
    Officer,
    OfficerNeighbourhood,
    Organisation,
    RecoveryCode,
    Session,
    SignInFailure,
    Team,
)
from db.settings import Settings
from db.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Ways:
    """Who is in the store decides how one signs in to it."""

    local_accounts: bool
    real_people: bool


def ways(session: OrmSession) -> Ways:
    accounts = session.scalar(select(LocalAccount.officer_id).limit(1))
    real = session.scalar(select(Officer.id).where(Officer.is_demo.is_(False)).limit(1))
    return Ways(accounts is not None, real is not None)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here, as an administrator sees them; nothing of what they work on."""

    officer_id: int
    subject: str
    name: str
    role: Role
    team: str | None
    areas: tuple[str, ...]  # codes
    organisation: str | None  # reference
    active: bool
    is_demo: bool
    version: int
    login: str | None
    second_factor: bool
    locked_since: datetime | None
    last_seen: datetime | None
    signed_in: int  # living sessions


def person_list(session: OrmSession, *, viewer: Viewer, settings: Settings, now: datetime) -> tuple[Person, ...]:
    """Everybody, by name; those who are switched off last. Raises Refused."""
    viewer.must(Permission.PEOPLE_MANAGE)
    rows = session.execute(
        select(Officer, Team.name, Organisation.ref, LocalAccount)
        .outerjoin(Team, Team.id == Officer.team_id)
        .outerjoin(Organisation, Organisation.id == Officer.organisation_id)
        .outerjoin(LocalAccount, LocalAccount.officer_id == Officer.id)
        .order_by(Officer.active.desc(), Officer.display_name, Officer.id)
    ).all()
    areas, seen, living = _areas(session), _last_seen(session), _living(session, settings=settings, now=now)
    locked = _locked(session, settings=settings, now=now)
    return tuple(
        Person(
            officer_id=officer.id,
            subject=officer.subject,
            name=officer.display_name,
            role=Role(officer.role),
            team=team,
            areas=areas.get(officer.id, ()),
            organisation=organisation,
            active=officer.active,
            is_demo=officer.is_demo,
            version=officer.version,
            login=account.login if account else None,
            second_factor=account is not None and account.totp_confirmed_at is not None,
            locked_since=locked(account.login) if account else None,
            last_seen=seen.get(officer.id),
            signed_in=living.get(officer.id, 0),
        )
        for officer, team, organisation, account in rows
    )


def _areas(session: OrmSession) -> dict[int, tuple[str, ...]]:
    pairs = session.execute(
        select(OfficerNeighbourhood.officer_id, Neighbourhood.code)
        .join(Neighbourhood, Neighbourhood.id == OfficerNeighbourhood.neighbourhood_id)
        .where(Neighbourhood.valid_to.is_(None))
        .order_by(Neighbourhood.code)
    )
    found: dict[int, tuple[str, ...]] = {}
    for officer, code in pairs:
        found[officer] = (*found.get(officer, ()), code)
    return found


def _last_seen(session: OrmSession) -> dict[int, datetime]:
    rows = session.execute(select(Session.officer_id, func.max(Session.last_seen_at)).group_by(Session.officer_id))
    return dict(rows.all())


def _lives(settings: Settings, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Session.ended_at.is_(None),
        Session.last_seen_at > now - timedelta(minutes=settings.idle_minutes),
        Session.started_at > now - timedelta(hours=settings.session_hours),
    )


def _living(session: OrmSession, *, settings: Settings, now: datetime) -> dict[int, int]:
    rows = session.execute(
        select(Session.officer_id, func.count()).where(*_lives(settings, now)).group_by(Session.officer_id)
    )
    return dict(rows.all())


def _locked(session: OrmSession, *, settings: Settings, now: datetime) -> Callable[[str], datetime | None]:
    often = set(
        session.scalars(
            select(SignInFailure.login_hash)
            .where(SignInFailure.cleared_at.is_(None))
            .group_by(SignInFailure.login_hash)
            .having(func.count() >= MOST)
        )
    )
    lasts = timedelta(minutes=settings.lock_minutes)

    def since(login: str) -> datetime | None:
        return locked_since(session, login, now=now, lasts=lasts) if login_hash(login) in often else None

    return since


@dataclass(frozen=True, slots=True)
class Living:
    """A session somebody could go on with."""

    session_id: int
    officer_id: int
    name: str
    method: str
    device: str | None
    started_at: datetime
    last_seen_at: datetime


def living_sessions(
    session: OrmSession, *, viewer: Viewer, settings: Settings, now: datetime, mine: bool
) -> tuple[Living, ...]:
    """One's own, or (an administrator) everybody's; whoever clicked last first. Raises Refused."""
    viewer.must(Permission.ACCOUNT if mine else Permission.PEOPLE_MANAGE)
    statement = (
        select(Session, Officer.display_name)
        .join(Officer, Officer.id == Session.officer_id)
        .where(*_lives(settings, now))
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
    )
    if mine:
        statement = statement.where(Session.officer_id == viewer.officer_id)
    return tuple(
        Living(row.id, row.officer_id, name, row.method, row.device, row.started_at, row.last_seen_at)
        for row, name in session.execute(statement)
    )


@dataclass(frozen=True, slots=True)
class Own:
    """One's own local account."""

    login: str
    password_set_at: datetime
    codes_left: int


def own_account(session: OrmSession, *, viewer: Viewer) -> Own | None:
    """None for somebody without a local account."""
    account = session.get(LocalAccount, viewer.officer_id or 0)
    if account is None:
        return None
    unused = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_(None))
    left = session.scalar(unused.where(RecoveryCode.officer_id == account.officer_id)) or 0
    return Own(account.login, account.password_set_at, left)


def choices(session: OrmSession, *, viewer: Viewer) -> tuple[tuple[str, ...], dict[str, str]]:
    """What an officer can be put into: the teams, and the organisations with their references. Raises Refused."""
    viewer.must(Permission.PEOPLE_MANAGE)
    teams = tuple(session.scalars(select(Team.name).order_by(Team.name)))
    organisations = session.execute(
        select(Organisation.ref, Organisation.name)
        .where(Organisation.ended_at.is_(None))
        .order_by(Organisation.name, Organisation.id)
    )
    return teams, dict(organisations.all())
