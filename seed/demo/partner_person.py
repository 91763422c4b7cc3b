"""Somebody at a partner: signs in to see that organisation's own work with us."""

from datetime import datetime

from sqlalchemy import func, select

from db.access import Viewer
from db.commands.people import AddOfficer
from db.models import CasePartner, EventPartner, Organisation
from db.store import Store
from db.vocabulary import Role

NAME, SUBJECT = "Lena Quillfeather", "lena.quillfeather@example.org"


def join(store: Store, *, by: Viewer, now: datetime) -> None:
    """At the organisation that takes part in a case and does most events with us; after both are in the store."""
    events = func.count(EventPartner.event_id.distinct())
    busiest = (
        select(Organisation.ref)
        .join(CasePartner, CasePartner.organisation_id == Organisation.id)
        .outerjoin(EventPartner, EventPartner.organisation_id == Organisation.id)
        .group_by(Organisation.id, Organisation.ref)
        .order_by(events.desc(), Organisation.id)
        .limit(1)
    )
    with store.reading() as session:
        organisation = session.scalar(busiest)
    person = AddOfficer(SUBJECT, NAME, Role.PARTNER, is_demo=True, organisation=organisation)
    store.execute(person, by=by, now=now)
