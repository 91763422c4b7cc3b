"""Partners of a case, and whom one can choose."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Case, CasePartner, Organisation
from db.queries.frames import frame
from db.queries.work import last_contact


def case_partners(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """Who works on a case with us, by name; empty for a case the viewer may not see.

    Columns: ref, name, sector, part, since (UTC), last_contact (UTC; of any activity or event with them).
    """
    viewer.must(Permission.CASE_READ)
    statement = (
        select(
            Organisation.ref, Organisation.name, Organisation.sector, CasePartner.part, CasePartner.since,
            last_contact(),
        )
        .join(CasePartner, CasePartner.organisation_id == Organisation.id)
        .join(Case, Case.id == CasePartner.case_id)
        .where(Case.ref == ref, visibility.cases(viewer.scope))
        .order_by(Organisation.name, Organisation.id)
    )  # fmt: skip
    return frame(session, statement, times=["since", "last_contact"])


def partner_choices(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Every partner we still work with, by name. Columns: ref, name, sector."""
    viewer.must(Permission.CASE_READ)
    statement = select(Organisation.ref, Organisation.name, Organisation.sector).where(Organisation.ended_at.is_(None))
    return frame(
        session, statement.where(visibility.organisations(viewer.scope)).order_by(Organisation.name, Organisation.id)
    )
