"""Signing in through the agency's identity provider: it says who they are, and the groups file what they may do here."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session as OrmSession

from db import audit
from db.access import Viewer
from db.audit import Action
from db.commands.registry import handles
from db.commands.sessions import SignedIn, begin
from db.errors import Sentence, problem
from db.groups import BadGroups, Group, first_of, read_groups
from db.models import Neighbourhood, Officer, OfficerNeighbourhood, Organisation, Session, Team
from db.settings import Settings

# How old the provider's answer may be, and the proof of identity behind it. A provider that still has an older session
# of theirs would otherwise let whoever sits at the device in again after the idle lock, without asking for anything.
FRESH = timedelta(minutes=5)
# The provider's clock may be ahead of ours by this much.
AHEAD = timedelta(minutes=2)
# A longer name is kept as far as it goes: nobody is kept out by it.
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """What the provider's signed answer claims. `issued_at` and `proved_at` (when they last showed who they are) are
    seconds since 1970, as in the answer."""

    issuer: str
    subject: str
    display_name: str
    groups: tuple[str, ...]
    issued_at: int
    proved_at: int | None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Why not, for the person; the trail has it too."""

    sentence: Sentence


def proof_hash(command: SignInProvider) -> str:
    """What the store keeps of a proof of identity, so that none begins two sessions: not the same answer twice, and not
    a second answer of a provider that was talked out of asking for the password again."""
    parts = [command.issuer, command.subject, command.proved_at]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def subject_of(command: SignInProvider) -> str:
    """The officer's identity here: a subject is unique at its issuer only. A long one is kept as its hash."""
    whole = f"{command.issuer}|{command.subject}"
    return whole if len(whole) <= 200 else f"sha256|{hashlib.sha256(whole.encode()).hexdigest()}"


@handles(SignInProvider, changes_records=False, keeps_answer=False)
def sign_in_provider(
    session: OrmSession, command: SignInProvider, *, by: Viewer, now: datetime
) -> SignedIn | NotSignedIn:
    """A session for whoever the provider vouches for; an officer who comes for the first time is made. A refusal is
    an answer, not an error, so that its entry in the trail is saved."""
    settings: Settings = session.info["settings"]
    if session.scalar(select(Session.id).where(Session.identity_hash == proof_hash(command))):
        return _refused(session, command, "proof used before", _again(), by=by, now=now)
    if (stale := _stale(command, now=now)) is not None:
        return _refused(session, command, stale, _again(), by=by, now=now)
    try:
        group = first_of(read_groups(settings.groups_file), command.groups)
    except BadGroups:
        return _refused(session, command, "groups file", _not_set_up(), by=by, now=now)
    if group is None:
        return _refused(session, command, "in no group", _in_no_group(), by=by, now=now)
    officer = session.scalar(select(Officer).where(Officer.subject == subject_of(command)).with_for_update())
    if officer is not None and not officer.active:
        return _refused(session, command, "switched off", _switched_off(), by=by, now=now)
    if _unknown_here(session, group):
        return _refused(session, command, "groups file", _not_set_up(), by=by, now=now)
    officer = _given(session, officer or _new(command, group, now=now), command, group, now=now, by=by)
    return begin(session, officer, method="provider", now=now, device=command.device, identity_hash=proof_hash(command))


def _again() -> Sentence:
    return problem("That sign-in can no longer be used. Sign in again.")


def _not_set_up() -> Sentence:
    return problem("Signing in is not set up rightly: the groups file does not fit. Ask whoever runs this system.")


def _in_no_group() -> Sentence:
    return problem("You are known, but in no group that works with this desk. Ask your supervisor.")


def _switched_off() -> Sentence:
    return problem("This account is switched off. Ask your supervisor.")


def _stale(command: SignInProvider, *, now: datetime) -> str | None:
    """Why the answer is no proof that they are here now, or None."""
    if command.proved_at is None:
        return "provider does not say when they proved who they are"
    moments = (command.issued_at, command.proved_at)
    if any(now.timestamp() - at > FRESH.total_seconds() for at in moments):
        return "answer too old"
    if any(at - now.timestamp() > AHEAD.total_seconds() for at in moments):
        return "answer from the future"
    return None


def _refused(
    session: OrmSession, command: SignInProvider, why: str, sentence: Sentence, *, by: Viewer, now: datetime
) -> NotSignedIn:
    detail = {"method": "provider", "why": why}
    audit.append(
        session, Action.SIGN_IN_FAILED, entity="session", ref=subject_of(command), by=by, at=now, detail=detail
    )
    return NotSignedIn(sentence)


def _unknown_here(session: OrmSession, group: Group) -> bool:
    """True when the entry names a team, a neighbourhood or an organisation that the store does not have."""
    team = group.team and session.scalar(select(Team.id).where(Team.name == group.team)) is None
    organisation = group.organisation and _organisation_id(session, group) is None
    return bool(
        team or organisation or set(group.neighbourhoods or ()) - _areas(session, group.neighbourhoods or ()).keys()
    )


def _organisation_id(session: OrmSession, group: Group) -> int | None:
    return session.scalar(select(Organisation.id).where(Organisation.ref == group.organisation))


def _new(command: SignInProvider, group: Group, *, now: datetime) -> Officer:
    # Without a role to compare with, the first sign-in is in the trail as a change of reach too.
    return Officer(
        subject=subject_of(command), display_name="", role="", active=True, is_demo=False, created_at=now, updated_at=now
    )  # fmt: skip


def _given(
    session: OrmSession, officer: Officer, command: SignInProvider, group: Group, *, now: datetime, by: Viewer
) -> Officer:
    """The officer with the role and reach of their group; what changed is in the trail."""
    wanted: dict[str, object] = {"role": group.role.value}
    if group.team is not None:
        wanted["team_id"] = session.scalar(select(Team.id).where(Team.name == group.team))
    if group.organisation is not None:
        wanted["organisation_id"] = _organisation_id(session, group)
    changed = [name for name, value in wanted.items() if getattr(officer, name) != value]
    called = command.display_name[:LONGEST_NAME]
    if changed or officer.display_name != called:
        for name, value in wanted.items():
            setattr(officer, name, value)
        officer.display_name, officer.updated_at = called, now
        session.add(officer)
        session.flush()
    if group.neighbourhoods is not None and _areas_changed(session, officer, group.neighbourhoods):
        changed.append("neighbourhoods")
    if changed:
        fields = sorted(name.removesuffix("_id") for name in changed)
        detail = {"role": officer.role, "fields": fields, "from": "provider"}
        audit.append(session, Action.REACH_CHANGED, entity="officer", ref=officer.subject, by=by, at=now, detail=detail)
    return officer


def _areas_changed(session: OrmSession, officer: Officer, codes: tuple[str, ...]) -> bool:
    areas = set(_areas(session, codes).values())
    mine = select(OfficerNeighbourhood.neighbourhood_id).where(OfficerNeighbourhood.officer_id == officer.id)
    if set(session.scalars(mine)) == areas:
        return False
    session.execute(delete(OfficerNeighbourhood).where(OfficerNeighbourhood.officer_id == officer.id))
    if areas:
        rows = [{"officer_id": officer.id, "neighbourhood_id": area} for area in sorted(areas)]
        session.execute(insert(OfficerNeighbourhood), rows)
    return True


def _areas(session: OrmSession, codes: tuple[str, ...]) -> dict[str, int]:
    """The numbers of the neighbourhoods in force that have these codes."""
    in_force = Neighbourhood.valid_to.is_(None), Neighbourhood.code.in_(codes)
    return dict(session.execute(select(Neighbourhood.code, Neighbourhood.id).where(*in_force)).all())  # type: ignore[arg-type]
