"""Who is behind a session, and who works here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session as OrmSession

from db import visibility
from db.access import UNBROKEN, Glass, Viewer
from db.models import BrokenGlass, Officer, OfficerNeighbourhood, OwnWrite, Session, StoreRevision, Team
from db.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Resolved:
    """A living session's viewer; or why there is none: "unknown", "idle", "too old", "ended", "switched off"."""

    viewer: Viewer | None
    reason: str | None = None
    last_seen_at: datetime | None = None
    session_id: int | None = None
    revision: int = 0  # the store's, where this was looked up
    besides: int = 0  # of it, without the changes of activities alone
    own_revision: int = 0  # the store's after their own last save; kept while there is a replica


def resolve(session: OrmSession, *, token_hash: str, now: datetime, idle: timedelta, absolute: timedelta) -> Resolved:
    """Who holds this token now (its SHA-256). One row by a unique key, then the areas: cheap enough for each rerun."""
    row = session.execute(
        select(
            Session,
            Officer,
            select(StoreRevision.revision).scalar_subquery(),
            select(StoreRevision.revision - StoreRevision.of_activities).scalar_subquery(),
            select(OwnWrite.revision).where(OwnWrite.officer_id == Session.officer_id).scalar_subquery(),
        )
        .join(Officer, Officer.id == Session.officer_id)
        .where(or_(Session.token_hash == token_hash, Session.cookie_hash == token_hash))
    ).first()
    if row is None:
        return Resolved(None, "unknown")
    mine, officer, revision, besides, own = row
    if not officer.active:
        return Resolved(None, "switched off", session_id=mine.id)
    if mine.ended_at is not None:
        return Resolved(None, "ended", session_id=mine.id)
    # A session from the future began while a clock was ahead: it must not live until then. Clocks of several servers may
    # differ a little.
    if now - mine.started_at >= absolute or mine.started_at - now >= idle:
        return Resolved(None, "too old", session_id=mine.id)
    if abs(now - mine.last_seen_at) >= idle:
        return Resolved(None, "idle", session_id=mine.id)
    viewer = viewer_of(session, officer, session_row=mine, glass=glass_of(session, officer.id, now=now))
    return Resolved(viewer, None, mine.last_seen_at, mine.id, revision or 0, besides or 0, own or 0)


def glass_of(session: OrmSession, officer_id: int, *, now: datetime) -> Glass:
    """What they opened without an assignment and may still read."""
    open_now = select(BrokenGlass.entity, BrokenGlass.entity_id).where(
        BrokenGlass.officer_id == officer_id, visibility.open_glass(now)
    )
    rows = session.execute(open_now).all()
    if not rows:
        return UNBROKEN
    concerns, cases = (tuple(sorted({i for kind, i in rows if kind == entity})) for entity in ("concern", "case"))
    return Glass(concerns, cases)


def viewer_of(
    session: OrmSession, officer: Officer, *, session_row: Session | None = None, glass: Glass = UNBROKEN
) -> Viewer:
    """The viewer an officer is, with their areas and their team's."""
    pairs = session.execute(
        select(OfficerNeighbourhood.neighbourhood_id, OfficerNeighbourhood.officer_id)
        .join(Officer, Officer.id == OfficerNeighbourhood.officer_id)
        # A team is compared only where there is one: officers without a team are no team of their own.
        .where(or_(Officer.id == officer.id, and_(Officer.team_id == officer.team_id, Officer.team_id.is_not(None))))
    ).all()
    return Viewer.of(
        officer_id=officer.id,
        name=officer.display_name,
        role=Role(officer.role),
        team_id=officer.team_id,
        areas=tuple(sorted({area for area, who in pairs if who == officer.id})),
        team_areas=tuple(sorted({area for area, _ in pairs})),
        organisation_id=officer.organisation_id if officer.role == Role.PARTNER else None,
        glass=glass,
        session_id=session_row.id if session_row else None,
        shift_began_at=session_row.shift_began_at if session_row else None,
        previous_shift_at=session_row.previous_shift_at if session_row else None,
    )


def proof_used(session: OrmSession, identity_hash: str) -> bool:
    """True when this proof of identity has begun a session already."""
    return session.scalar(select(Session.id).where(Session.identity_hash == identity_hash)) is not None


def viewer_by_subject(session: OrmSession, subject: str) -> Viewer | None:
    """The viewer with this identity; for seeds, tests and command lines, never for a browser."""
    officer = session.scalar(select(Officer).where(Officer.subject == subject, Officer.active))
    return viewer_of(session, officer) if officer else None


def colleagues(session: OrmSession, *, viewer: Viewer) -> pd.DataFrame:
    """Active officers work can be given to: officer_id, name, role, team. One row each, own team first."""
    statement = (
        select(
            Officer.id.label("officer_id"), Officer.display_name.label("name"), Officer.role, Team.name.label("team")
        )
        .outerjoin(Team, Team.id == Officer.team_id)
        .where(Officer.active, Officer.role.in_([Role.OFFICER, Role.SUPERVISOR, Role.SPECIALIST]))
        .order_by(Officer.team_id != viewer.team_id, Officer.display_name, Officer.id)
    )
    return pd.DataFrame(session.execute(statement).mappings().all(), columns=["officer_id", "name", "role", "team"])
