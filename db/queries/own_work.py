"""What a partner sees: their own organisation as we know it, events with them, and where they take part. Level 1 at most,
and nothing of anybody else's: no titles or words of cases, no names but that of the officer who keeps the contact."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Case, CasePartner, Event, Neighbourhood, Officer, Organisation
from db.queries.frames import frame
from db.queries.work import last_contact

MOST = 200  # of each kind


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`events`: ref, title, starts_at, ends_at (UTC), venue, neighbourhood, status, materials, lends_room (bool); newest
    first. `cases`: ref, kind, status, part, since (UTC); newest first."""

    ref: str
    name: str
    sector: str
    groups_served: str | None
    languages: tuple[str, ...]
    services: tuple[str, ...]
    how_to_reach: str | None
    officer: str | None
    contact_every_days: int | None
    last_contact: datetime | None
    events: pd.DataFrame
    cases: pd.DataFrame


def own_work(session: Session, *, viewer: Viewer) -> OwnWork | None:
    """None when the account names no organisation."""
    viewer.must(Permission.PARTNER_READ)
    row = session.execute(
        select(Organisation, Officer.display_name, last_contact())
        .outerjoin(Officer, Officer.id == Organisation.relationship_owner_id)
        .where(Organisation.id == (viewer.organisation_id or visibility.NOBODY))
    ).first()
    if row is None:
        return None
    mine, officer, contact = row
    return OwnWork(
        mine.ref,
        mine.name,
        mine.sector,
        mine.groups_served,
        tuple(mine.languages or ()),
        tuple(mine.services or ()),
        mine.how_to_reach,
        officer,
        mine.contact_every_days,
        contact,
        _events(session, mine.id),
        _cases(session, mine.id),
    )


def _events(session: Session, mine: int) -> pd.DataFrame:
    statement = (
        select(
            Event.ref, Event.title, Event.starts_at, Event.ends_at, Event.venue, Neighbourhood.name.label("neighbourhood"),
            Event.status, Event.materials, (Event.venue_organisation_id == mine).label("lends_room"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .where(visibility.events_with(mine))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(MOST)
    )  # fmt: skip
    found = frame(session, statement, times=["starts_at", "ends_at"])
    found["lends_room"] = [lends is not None and bool(lends) for lends in found["lends_room"]]
    return found


def _cases(session: Session, mine: int) -> pd.DataFrame:
    statement = (
        select(Case.ref, Case.kind, Case.status, CasePartner.part, CasePartner.since)
        .join(CasePartner, CasePartner.case_id == Case.id)
        .where(CasePartner.organisation_id == mine, visibility.cases_with(mine))
        .order_by(CasePartner.since.desc(), Case.id.desc())
        .limit(MOST)
    )
    return frame(session, statement, times=["since"])
