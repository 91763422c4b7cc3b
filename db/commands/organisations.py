"""Organisations: partners and places to meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current, organisation_by_ref, owner_problem
from db.commands.placing import find_area
from db.commands.references import ORGANISATION, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.models import Organisation
from db.vocabulary import OrganisationSector
from db.vocabulary.partners import PartnerEnding

MOST_MEMBERS = 100_000
LONGEST_ITEM, MOST_ITEMS = 60, 30


@dataclass(frozen=True, slots=True)
class RecordOrganisation:
    """`relationship_owner_id` empty: whoever records it keeps the contact."""

    name: str
    sector: OrganisationSector
    groups_served: str | None = None
    languages: tuple[str, ...] = ()
    neighbourhood_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_venue: bool = False
    contact_every_days: int | None = None
    relationship_owner_id: int | None = None
    services: tuple[str, ...] = ()
    how_to_reach: str | None = None
    is_committee: bool = False
    members: int | None = None
    members_counted_on: date | None = None


@handles(RecordOrganisation)
def record_organisation(session: Session, command: RecordOrganisation, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    area, place_problems = find_area(
        session, latitude=command.latitude, longitude=command.longitude, chosen=command.neighbourhood_id
    )
    words.refuse_if_any([*_problems(session, command, now=now), *place_problems.items()])
    organisation = Organisation(
        ref=next_reference(session, ORGANISATION, agency_day(now).year),
        neighbourhood_id=area,
        latitude=command.latitude,
        longitude=command.longitude,
        relationship_owner_id=command.relationship_owner_id or by.officer_id,
        created_at=now,
    )
    _fill(organisation, command, now=now)
    session.add(organisation)
    session.flush()
    audit.append(session, Action.ORGANISATION_RECORDED, entity="organisation", ref=organisation.ref, by=by, at=now)
    return Saved(organisation.ref, organisation.version, "organisation")


@dataclass(frozen=True, slots=True)
class EditOrganisation:
    """What is known about a partner, as it stands from now on. Its place on the map stays while its area does."""

    ref: str
    version: int
    name: str
    sector: OrganisationSector
    relationship_owner_id: int | None = None
    contact_every_days: int | None = None
    groups_served: str | None = None
    languages: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    how_to_reach: str | None = None
    neighbourhood_id: int | None = None
    is_venue: bool = False
    is_committee: bool = False
    members: int | None = None
    members_counted_on: date | None = None


EDITED = tuple(name for name in EditOrganisation.__slots__ if name not in ("ref", "version"))


@handles(EditOrganisation, can_undo=True)
def edit_organisation(session: Session, command: EditOrganisation, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    organisation = organisation_by_ref(session, command.ref)
    must_be_current(organisation, command.version, dict.fromkeys(EDITED))
    area, place_problems = find_area(session, latitude=None, longitude=None, chosen=command.neighbourhood_id)
    words.refuse_if_any([*_problems(session, command, now=now, known=organisation), *place_problems.items()])
    before = {name: getattr(organisation, name) for name in EDITED}
    if area != organisation.neighbourhood_id:
        organisation.neighbourhood_id, organisation.latitude, organisation.longitude = area, None, None
    organisation.relationship_owner_id = command.relationship_owner_id
    _fill(organisation, command, now=now)
    session.flush()
    changed = [name for name in EDITED if getattr(organisation, name) != before[name]]
    _note(session, organisation, {"fields": changed}, by=by, now=now)
    return Saved(organisation.ref, organisation.version, "organisation")


Filled = RecordOrganisation | EditOrganisation


def _problems(
    session: Session, command: Filled, *, now: datetime, known: Organisation | None = None
) -> Iterable[tuple[str, Sentence | None]]:
    name = words.tidy(command.name)
    same = select(Organisation.id).where(func.lower(Organisation.name) == (name or "").lower())
    taken = name and session.scalar(same.where(Organisation.id != (known.id if known else 0)).limit(1))
    owner = command.relationship_owner_id
    standing = known is not None and known.relationship_owner_id == owner
    asked = problem("Choose an officer who is on duty here.")
    yield from (
        ("name", words.sentence(command.name, ask=problem("Say what the organisation is called."), longest=160)),
        ("sector", words.one_of(command.sector, OrganisationSector, ask=problem("Choose what kind it is."))),
        ("groups_served", words.too_long(command.groups_served, longest=200)),
        ("how_to_reach", words.too_long(command.how_to_reach, longest=200)),
        ("languages", _list_problem(command.languages)),
        ("services", _list_problem(command.services)),
        ("contact_every_days", words.counted(command.contact_every_days, largest=3650)),
        ("owner", None if owner is None or standing else owner_problem(session, owner, ask=asked)),
        ("members", words.counted(command.members, largest=MOST_MEMBERS)),
        ("members_counted_on", _counted_on_problem(command, now=now)),
    )
    if taken:
        yield "name", problem("{name} is known already.", name=name)


def _list_problem(items: tuple[str, ...]) -> Sentence | None:
    if len(items) > MOST_ITEMS:
        return problem("Name {most} at most.", most=MOST_ITEMS)
    return next((wrong for item in items if (wrong := words.too_long(item, longest=LONGEST_ITEM))), None)


def _counted_on_problem(command: Filled, *, now: datetime) -> Sentence | None:
    day = command.members_counted_on
    if day is None:
        return None if command.members is None else problem("Say on which day the members were counted.")
    return problem("This day is in the future.") if day > agency_day(now) else None


def _fill(organisation: Organisation, command: Filled, *, now: datetime) -> None:
    organisation.name = words.tidy(command.name) or ""
    organisation.sector = command.sector.value
    organisation.groups_served = words.tidy(command.groups_served)
    organisation.languages = _tidied(command.languages)
    organisation.services = _tidied(command.services)
    organisation.how_to_reach = words.tidy(command.how_to_reach)
    organisation.contact_every_days = command.contact_every_days or None
    organisation.is_venue, organisation.is_committee = command.is_venue, command.is_committee
    organisation.members = command.members
    organisation.members_counted_on = command.members_counted_on if command.members is not None else None
    organisation.updated_at = now


def _tidied(items: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(tidy for item in items if (tidy := words.tidy(item))))


@dataclass(frozen=True, slots=True)
class EndPartnership:
    """We work with it no more: it is offered nowhere, what happened stays. `why` is a word of ours, no story."""

    ref: str
    version: int
    why: PartnerEnding


@handles(EndPartnership, can_undo=True)
def end_partnership(session: Session, command: EndPartnership, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    organisation = organisation_by_ref(session, command.ref)
    must_be_current(organisation, command.version, {"ended_at": None})
    words.refuse_if_any([("why", words.one_of(command.why, PartnerEnding, ask=problem("Choose why it ends.")))])
    if organisation.ended_at is not None:
        raise Invalid({"why": problem("{name} is no partner any more.", name=organisation.name)})
    organisation.ended_at, organisation.updated_at = now, now
    session.flush()
    _note(session, organisation, {"ended": command.why.value}, by=by, now=now)
    return Saved(organisation.ref, organisation.version, "organisation")


@dataclass(frozen=True, slots=True)
class ResumePartnership:
    ref: str
    version: int


@handles(ResumePartnership, can_undo=True)
def resume_partnership(session: Session, command: ResumePartnership, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    organisation = organisation_by_ref(session, command.ref)
    must_be_current(organisation, command.version, {"ended_at": None})
    if organisation.ended_at is None:
        raise Invalid({"ref": problem("{name} is a partner.", name=organisation.name)})
    organisation.ended_at, organisation.updated_at = None, now
    session.flush()
    _note(session, organisation, {"resumed": True}, by=by, now=now)
    return Saved(organisation.ref, organisation.version, "organisation")


def _note(
    session: Session, organisation: Organisation, detail: dict[str, object], *, by: Viewer, now: datetime
) -> None:
    audit.append(
        session, Action.ORGANISATION_EDITED, entity="organisation", ref=organisation.ref, by=by, at=now, detail=detail
    )
