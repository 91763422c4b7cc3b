"""Partners: who they are, when we last spoke, who is overdue, and what a resident can get there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import Contact, Event, EventPartner, Neighbourhood, Officer, Organisation
from db.queries.days import today
from db.queries.frames import frame
from db.queries.words import folded, looked_for
from db.queries.work import last_contact
from db.vocabulary import EventStatus, OrganisationSector

VIEWS = ("all", "overdue", "mine", "directory", "watch", "committees", "ended")


def partner_list(
    session: Session, *, viewer: Viewer, now: datetime, view: str = "all", search: str = ""
) -> pd.DataFrame:
    """Partners of one view of VIEWS. The overdue come first, the latest of all at the top, then by name; the directory is
    by name alone. `search`: every word must begin a word of its name, services, languages, groups, area or sector.

    Columns: ref, name, sector, groups_served, languages, services (lists), how_to_reach, neighbourhood, owner, owner_id,
    every (days or empty), last_contact (UTC), due_on (day), days_late (0: not overdue), members, members_counted_on,
    roles (of its contacts), contacts (how many), last_meeting (UTC), is_committee, is_venue, ended_at (UTC).
    """
    viewer.must(Permission.ACTIVITY_READ)
    statement = _partners().where(visibility.organisations(viewer.scope), *_of_view(view, viewer))
    rows = frame(session, statement, times=["last_contact", "last_meeting", "ended_at", "known_since"])
    rows["roles"] = _roles(session, rows["id"])
    due = [_due_on(row) for row in rows.itertuples(index=False)]
    late = [_days_late(row, day, now) for row, day in zip(rows.itertuples(index=False), due, strict=True)]
    # Lists of plain objects: a frame would make days of nothing into times.
    rows["due_on"], rows["days_late"] = pd.Series(due, dtype=object), pd.Series(late, dtype=int)
    if search:
        found = [_has(row, search) for row in rows.itertuples(index=False)]
        rows = rows[pd.Series(found, index=rows.index, dtype=bool)]  # an empty list would name no columns
    if view == "overdue":
        rows = rows[rows["days_late"] > 0]
    if view != "directory":
        rows = rows.sort_values("days_late", ascending=False, kind="stable")
    return rows.drop(columns=["id", "known_since"]).reset_index(drop=True)


def _partners() -> Any:
    live = (Contact.organisation_id == Organisation.id) & Contact.withdrawn_at.is_(None)
    return (
        select(
            Organisation.id, Organisation.ref, Organisation.name, Organisation.sector, Organisation.groups_served,
            Organisation.languages, Organisation.services, Organisation.how_to_reach,
            Neighbourhood.name.label("neighbourhood"), Officer.display_name.label("owner"),
            Organisation.relationship_owner_id.label("owner_id"), Organisation.contact_every_days.label("every"),
            last_contact(), Organisation.members, Organisation.members_counted_on,
            select(func.count()).where(live).correlate(Organisation).scalar_subquery().label("contacts"),
            last_meeting(), Organisation.is_committee, Organisation.is_venue, Organisation.ended_at,
            Organisation.created_at.label("known_since"),
        )
        .outerjoin(Officer, Officer.id == Organisation.relationship_owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Organisation.neighbourhood_id)
        .order_by(func.lower(Organisation.name), Organisation.id)
    )  # fmt: skip


def last_meeting() -> Any:
    """When an event with the organisation of the statement around, or at it, was held last."""
    # Said aloud: left to itself, the inner statement would list every organisation anew.
    with_it = (
        select(EventPartner.event_id).where(EventPartner.organisation_id == Organisation.id).correlate(Organisation)
    )
    held = select(func.max(Event.starts_at)).where(
        Event.status == EventStatus.HELD.value,
        Event.withdrawn_at.is_(None),
        or_(Event.venue_organisation_id == Organisation.id, Event.id.in_(with_it)),
    )
    return held.correlate(Organisation).scalar_subquery().label("last_meeting")


def _of_view(view: str, viewer: Viewer) -> list[Any]:
    if view == "ended":
        return [Organisation.ended_at.is_not(None)]
    more: dict[str, list[Any]] = {
        "overdue": [Organisation.contact_every_days.is_not(None)],
        "mine": [Organisation.relationship_owner_id == (viewer.officer_id or visibility.NOBODY)],
        "watch": [Organisation.sector == OrganisationSector.WATCH_GROUP.value],
        "committees": [Organisation.is_committee],
    }
    return [Organisation.ended_at.is_(None), *more.get(view, [])]


def _roles(session: Session, organisations: Any) -> list[list[str]]:
    """What the contacts of each do there; who they are is opened one partner at a time."""
    statement = (
        select(Contact.organisation_id, Contact.role)
        .where(Contact.withdrawn_at.is_(None), Contact.role.is_not(None))
        .order_by(Contact.role, Contact.id)
    )
    found: dict[int, list[str]] = {}
    for organisation_id, role in session.execute(statement):
        found.setdefault(organisation_id, []).append(str(role))
    return [found.get(int(number), []) for number in organisations]


def _due_on(row: Any) -> date | None:
    """The day by which we said we would be in touch again; of one nobody has met yet, from the day it was recorded."""
    if pd.isna(row.every):
        return None
    since = row.known_since if pd.isna(row.last_contact) else row.last_contact
    return today(since.to_pydatetime()) + timedelta(days=int(row.every))


def _days_late(row: Any, due: date | None, now: datetime) -> int:
    ended = not pd.isna(row.ended_at)
    return 0 if due is None or ended else max(0, (today(now) - due).days)


def _has(row: Any, search: str) -> bool:
    texts = (row.name, row.groups_served, row.neighbourhood, row.sector, *(row.services or ()), *(row.languages or ()))
    there = [folded(word) for text in texts if isinstance(text, str) for word in looked_for(text)]
    return all(any(word.startswith(folded(asked)) for word in there) for asked in looked_for(search))


@dataclass(frozen=True, slots=True)
class PartnerRecord:
    """Everything but its people: of those only what they do there and how many they are."""

    ref: str
    version: int
    name: str
    sector: str
    groups_served: str | None
    languages: tuple[str, ...]
    services: tuple[str, ...]
    how_to_reach: str | None
    neighbourhood_id: int | None
    neighbourhood: str | None
    is_venue: bool
    is_committee: bool
    members: int | None
    members_counted_on: date | None
    owner_id: int | None
    owner: str | None
    every: int | None
    last_contact: datetime | None
    due_on: date | None
    days_late: int
    last_meeting: datetime | None
    contacts: int
    roles: tuple[str, ...]
    ended_at: datetime | None


def partner_record(session: Session, *, viewer: Viewer, ref: str, now: datetime) -> PartnerRecord:
    """Raises NotFound."""
    viewer.must(Permission.ACTIVITY_READ)
    more = (Organisation.version, Organisation.neighbourhood_id)
    statement = _partners().add_columns(*more).where(Organisation.ref == ref, visibility.organisations(viewer.scope))
    row = session.execute(statement).mappings().first()
    if row is None:
        raise NotFound(problem("There is no organisation {ref}.", ref=ref))
    dates = pd.Series(
        {"every": row["every"], "known_since": pd.Timestamp(row["known_since"]),
         "last_contact": pd.NaT if row["last_contact"] is None else pd.Timestamp(row["last_contact"])},
        dtype=object,
    )  # fmt: skip
    due = _due_on(dates)
    late = 0 if due is None or row["ended_at"] else max(0, (today(now) - due).days)
    made = ("languages", "services", "roles", "due_on", "days_late")
    plain = {name: row[name] for name in PartnerRecord.__slots__ if name not in made}
    return PartnerRecord(
        **plain,
        languages=tuple(row["languages"] or ()),
        services=tuple(row["services"] or ()),
        roles=tuple(_roles(session, [row["id"]])[0]),
        due_on=due,
        days_late=late,
    )


def services_known(session: Session, *, viewer: Viewer) -> tuple[str, ...]:
    """What can be got at some partner, each once, as written, by name."""
    viewer.must(Permission.ACTIVITY_READ)
    statement = select(Organisation.services).where(
        Organisation.ended_at.is_(None), visibility.organisations(viewer.scope)
    )
    found = {service for services in session.scalars(statement) for service in services or ()}
    return tuple(sorted(found, key=folded))
