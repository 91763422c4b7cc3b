"""An officer's role and reach, and whether they may sign in at all: what an administrator changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current
from db.commands.people import areas_of, organisation_of
from db.commands.registry import Saved, handles
from db.commands.sessions import end_all
from db.errors import NotFound, Sentence, problem
from db.models import Officer, OfficerNeighbourhood, Team
from db.vocabulary import Role


@dataclass(frozen=True, slots=True)
class ChangeOfficer:
    """`neighbourhoods` are codes; `organisation` is the reference of a partner's own."""

    officer: str
    version: int
    display_name: str
    role: Role
    team: str | None = None
    neighbourhoods: tuple[str, ...] = ()
    organisation: str | None = None


@handles(ChangeOfficer)
def change_officer(session: Session, command: ChangeOfficer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    officer = officer_of(session, command.officer)
    must_be_current(officer, command.version, {"display_name": 1, "role": 1}, called=officer.display_name)
    team = session.scalar(select(Team).where(Team.name == command.team)) if command.team else None
    organisation, no_organisation = organisation_of(session, command.organisation)
    areas, unknown = areas_of(session, command.neighbourhoods)
    words.refuse_if_any(
        [
            ("display_name", words.sentence(command.display_name, ask=problem("Say their name."), longest=120)),
            ("role", _role_problem(session, officer, command.role)),
            (
                "team",
                problem("There is no team called {name}.", name=command.team) if command.team and not team else None,
            ),
            ("neighbourhoods", problem("There is no neighbourhood {codes}.", codes=unknown) if unknown else None),
            ("organisation", no_organisation),
        ]
    )
    before = Role(officer.role)
    detail = {"from": before.value, "to": command.role.value, "areas": len(areas), "team": command.team}
    team_id = team.id if team else None
    if officer.team_id != team_id or command.role != Role.SUPERVISOR:
        _no_longer_supervises(session, officer, now=now)
    officer.display_name, officer.role = command.display_name.strip(), command.role.value
    officer.team_id, officer.organisation_id = team_id, organisation.id if organisation else None
    officer.updated_at = now
    if team is not None and team.supervisor_id is None and command.role == Role.SUPERVISOR:
        team.supervisor_id, team.updated_at = officer.id, now
    _answers_for(session, officer, areas)
    session.flush()
    audit.append(session, Action.REACH_CHANGED, entity="officer", ref=officer.subject, by=by, at=now, detail=detail)
    return Saved(officer.subject, officer.version, "officer")


@dataclass(frozen=True, slots=True)
class SwitchOfficer:
    """Off: every session ends at once and nobody signs in; what they own stays theirs until it is handed over."""

    officer: str
    version: int
    active: bool


@handles(SwitchOfficer)
def switch_officer(session: Session, command: SwitchOfficer, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.PEOPLE_MANAGE)
    officer = officer_of(session, command.officer)
    must_be_current(officer, command.version, {"active": 1}, called=officer.display_name)
    last = _last_administrator(session, officer) if not command.active else None
    words.refuse_if_any([("active", last)])
    officer.active, officer.updated_at = bool(command.active), now
    session.flush()
    detail = {"active": officer.active}
    audit.append(session, Action.ACCOUNT_CHANGED, entity="officer", ref=officer.subject, by=by, at=now, detail=detail)
    if not officer.active:
        end_all(session, officer.id, by=by, now=now)
    return Saved(officer.subject, officer.version, "officer")


def officer_of(session: Session, subject: str) -> Officer:
    """The officer with this identity. Raises NotFound."""
    officer = session.scalar(select(Officer).where(Officer.subject == subject))
    if officer is None:
        raise NotFound(problem("There is nobody of that name here."))
    return officer


def _role_problem(session: Session, officer: Officer, role: Role) -> Sentence | None:
    if role == Role.SYSTEM:
        return problem("Nobody signs in as the system.")
    if wrong := words.one_of(role, Role, ask=problem("Choose a role.")):
        return wrong
    return None if role == Role.ADMINISTRATOR else _last_administrator(session, officer)


def _last_administrator(session: Session, officer: Officer) -> Sentence | None:
    """Somebody must be left who can let people in. All of them are locked: two who switch each other off at once are
    two changes, one after the other."""
    if officer.role != Role.ADMINISTRATOR or not officer.active:
        return None
    administrators = session.scalars(
        select(Officer).where(Officer.role == Role.ADMINISTRATOR).order_by(Officer.id).with_for_update()
    ).all()
    # The invented administrator of the demonstration cannot let anybody in once there are real ones.
    others = [one for one in administrators if one.id != officer.id and one.active and one.is_demo <= officer.is_demo]
    return None if others else problem("This is the last administrator. Make somebody else one first.")


def _no_longer_supervises(session: Session, officer: Officer, *, now: datetime) -> None:
    session.execute(
        update(Team)
        .where(Team.supervisor_id == officer.id)
        .values(supervisor_id=None, version=Team.version + 1, updated_at=now)
    )


def _answers_for(session: Session, officer: Officer, areas: list[int]) -> None:
    session.execute(delete(OfficerNeighbourhood).where(OfficerNeighbourhood.officer_id == officer.id))
    if areas:
        session.execute(
            insert(OfficerNeighbourhood), [{"officer_id": officer.id, "neighbourhood_id": area} for area in areas]
        )
