"""Teams, officers and the areas they answer for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as OrmSession

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Saved, handles
from db.errors import Sentence, problem
from db.models import Neighbourhood, Officer, OfficerNeighbourhood, Organisation, Team
from db.vocabulary import Role


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
    `supervises` makes them the supervisor of their team; `organisation` is the reference of a partner's own."""

    subject: str
    display_name: str
    role: Role
    team: str | None = None
    neighbourhoods: tuple[str, ...] = ()
    named_for: tuple[str, ...] = ()
    supervises: bool = False
    is_demo: bool = False
    organisation: str | None = None


@handles(AddOfficer)
def add_officer(session: OrmSession, command: AddOfficer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    known = session.scalar(select(Officer.id).where(Officer.subject == (command.subject or "").strip()))
    team = session.scalar(select(Team).where(Team.name == command.team)) if command.team else None
    organisation, no_organisation = organisation_of(session, command.organisation)
    areas, unknown = areas_of(session, command.neighbourhoods)
    named_for, unknown_too = areas_of(session, command.named_for)
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
            ("organisation", no_organisation),
        ]
    )
    officer = Officer(
        subject=command.subject.strip(),
        display_name=command.display_name.strip(),
        role=command.role.value,
        team_id=team.id if team else None,
        organisation_id=organisation.id if organisation else None,
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


def organisation_of(session: OrmSession, ref: str | None) -> tuple[Organisation | None, Sentence | None]:
    """The organisation with this reference, or what is wrong with it."""
    found = session.scalar(select(Organisation).where(Organisation.ref == ref)) if ref else None
    return found, problem("There is no organisation {ref}.", ref=ref) if ref and found is None else None


def areas_of(session: OrmSession, codes: tuple[str, ...]) -> tuple[list[int], str]:
    """The numbers of the neighbourhoods in force with these codes, and the codes there are none for."""
    statement = select(Neighbourhood.code, Neighbourhood.id)
    found = session.execute(statement.where(Neighbourhood.valid_to.is_(None), Neighbourhood.code.in_(codes)))
    ids = dict(found.all())
    return sorted(ids.values()), ", ".join(sorted(set(codes) - ids.keys()))
