"""Organisations: partners and places to meet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.placing import find_area
from db.commands.references import ORGANISATION, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import problem
from db.models import Organisation
from db.vocabulary import OrganisationSector


@dataclass(frozen=True, slots=True)
class RecordOrganisation:
    name: str
    sector: OrganisationSector
    groups_served: str | None = None
    languages: tuple[str, ...] = ()
    neighbourhood_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_venue: bool = False
    contact_every_days: int | None = None


@handles(RecordOrganisation)
def record_organisation(session: Session, command: RecordOrganisation, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    area, place_problems = find_area(
        session,
        latitude=command.latitude,
        longitude=command.longitude,
        chosen=command.neighbourhood_id,
    )
    name = words.tidy(command.name)
    known = name and session.scalar(select(Organisation.id).where(func.lower(Organisation.name) == name.lower()))
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Say what the organisation is called."), longest=160)),
            ("name", problem("{name} is known already.", name=name) if known else None),
            ("sector", words.one_of(command.sector, OrganisationSector, ask=problem("Choose what kind it is."))),
            ("groups_served", words.too_long(command.groups_served, longest=200)),
            ("contact_every_days", words.counted(command.contact_every_days, largest=3650)),
            *place_problems.items(),
        ]
    )
    organisation = Organisation(
        ref=next_reference(session, ORGANISATION, agency_day(now).year),
        name=name or "",
        sector=command.sector.value,
        groups_served=words.tidy(command.groups_served),
        languages=list(command.languages),
        neighbourhood_id=area,
        latitude=command.latitude,
        longitude=command.longitude,
        is_venue=command.is_venue,
        relationship_owner_id=by.officer_id,
        contact_every_days=command.contact_every_days or None,
        created_at=now,
        updated_at=now,
    )
    session.add(organisation)
    session.flush()
    audit.append(session, Action.ORGANISATION_RECORDED, entity="organisation", ref=organisation.ref, by=by, at=now)
    return Saved(organisation.ref, organisation.version, "organisation")
