"""What pages show about cases: lists, records, partners, complaints. Kept as dashboard.loaders keeps the rest."""

import pandas as pd

from dashboard import clock, record_loaders
from dashboard.kept import read
from db.access import Viewer
from db.queries import case_details as details
from db.queries import cases
from db.vocabulary import CaseKind, CaseStatus


def case_list(
    viewer: Viewer,
    *,
    view: str = "reach",
    statuses: tuple[CaseStatus, ...] = (),
    kinds: tuple[str, ...] = (),
    neighbourhood_ids: tuple[int, ...] = (),
    search: str = "",
) -> pd.DataFrame:
    return read(
        "case_list", viewer, view=view, statuses=statuses, kinds=kinds, neighbourhood_ids=neighbourhood_ids,
        search=search, now=clock.minute(),
    )  # fmt: skip


def case_record(viewer: Viewer, ref: str) -> cases.CaseRecord:
    """Of any level; of level 2 and 3 looking is recorded (dashboard.record_loaders)."""
    found: cases.CaseRecord = record_loaders.record("case_record", viewer, ref)
    return found


def case_details(viewer: Viewer, ref: str) -> details.CaseDetails:
    return read("case_details", viewer, ref=ref)


def linked_concerns(viewer: Viewer, ref: str) -> pd.DataFrame:
    return read("linked_concerns", viewer, ref=ref)


def case_partners(viewer: Viewer, ref: str) -> pd.DataFrame:
    """Who works on a case with us: see db.queries.case_partners.case_partners."""
    return read("case_partners", viewer, ref=ref)


def partner_choices(viewer: Viewer) -> pd.DataFrame:
    return read("partner_choices", viewer)


def usual_tasks(viewer: Viewer, kind: CaseKind | None = None) -> pd.DataFrame:
    return read("usual_tasks", viewer, kind=kind)


def complaint_officers(viewer: Viewer) -> pd.DataFrame:
    return read("complaint_officers", viewer)


def complaint_owners(viewer: Viewer, *, officers: tuple[int, ...], case: str | None) -> pd.DataFrame:
    """Who may look into a complaint about these: see db.queries.complaints.complaint_owners."""
    return read("complaint_owners", viewer, officers=officers, case=case)
