"""Who can be complained about, and who may then look into it: never somebody named, nor anybody they answer to."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import OWNERS, Permission, Viewer
from db.models import Case, CaseSubject, Officer, Team
from db.vocabulary import Role

STANDARDS, SUPERVISOR = "professional standards", "supervisor"


def complaint_officers(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Everybody who works here, of whatever role: officer_id, name, team. One row each, by name."""
    viewer.must(Permission.CASE_WORK)
    statement = (
        select(Officer.id.label("officer_id"), Officer.display_name.label("name"), Team.name.label("team"))
        .outerjoin(Team, Team.id == Officer.team_id)
        .where(Officer.active, Officer.role != Role.PARTNER.value)
        .order_by(Officer.display_name, Officer.id)
    )
    return pd.DataFrame(session.execute(statement).mappings().all(), columns=["officer_id", "name", "team"])


def complaint_owners(
    session: Session, *, viewer: Viewer, officers: tuple[int, ...] = (), case: str | None = None
) -> pd.DataFrame:
    """Who may look into a complaint about these officers (and those already named in `case`, if the viewer may open it).

    Columns: officer_id, name, team, why (SUPERVISOR or STANDARDS); the viewer's own team first, then by name.
    """
    viewer.must(Permission.CASE_WORK)
    named = set(officers)
    if case is not None:
        known = select(CaseSubject.officer_id).join(Case, Case.id == CaseSubject.case_id)
        rows = session.scalars(known.where(Case.ref == case, visibility.cases(viewer.scope)))
        named |= {officer_id for officer_id in rows if officer_id is not None}
    found = eligible(session, named)
    mine = found["team_id"] == viewer.team_id
    ordered = pd.concat([found[mine], found[~mine]]).reset_index(drop=True)
    return ordered[["officer_id", "name", "team", "why"]]


def eligible(session: Session, named: Collection[int]) -> pd.DataFrame:
    """Active supervisors and officers of professional standards who are not named, share no team with anybody named,
    lead nobody named and answer to nobody named. Columns: officer_id, name, team, team_id, why; by name."""
    led = aliased(Team)
    leads = select(led.id).where(led.supervisor_id == Officer.id).exists()
    statement = (
        select(
            Officer.id.label("officer_id"),
            Officer.display_name.label("name"),
            Team.name.label("team"),
            Officer.team_id,
            Team.professional_standards,
        )
        .outerjoin(Team, Team.id == Officer.team_id)
        .where(Officer.active, Officer.role.in_([role.value for role in OWNERS]))
        .where(or_(Officer.role == Role.SUPERVISOR.value, leads, Team.professional_standards))
        .order_by(Officer.display_name, Officer.id)
    )
    if named:
        people = sorted(named)
        teams = select(Officer.team_id).where(Officer.id.in_(people), Officer.team_id.is_not(None))
        theirs = select(Team.supervisor_id).where(Team.id.in_(teams), Team.supervisor_id.is_not(None))
        statement = statement.where(
            Officer.id.not_in(people),
            Officer.id.not_in(theirs.correlate(None)),
            or_(Officer.team_id.is_(None), Officer.team_id.not_in(teams.correlate(None))),
            or_(Team.supervisor_id.is_(None), Team.supervisor_id.not_in(people)),
        )
    rows = [
        (row.officer_id, row.name, row.team, row.team_id, STANDARDS if row.professional_standards else SUPERVISOR)
        for row in session.execute(statement)
    ]
    return pd.DataFrame(rows, columns=["officer_id", "name", "team", "team_id", "why"])
