"""What a case of a kind says beyond every case, level 1 and below; and the usual tasks of a kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.errors import NotFound, Refused, problem
from db.kinds import ON_THE_CASE, fields_of
from db.models import Case, CaseAgency, CaseDetail, CaseSubject, TaskTemplate
from db.queries.frames import frame
from db.vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class KnownAgency:
    agency: str
    role: str | None
    task: str | None
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """`values`: the kind's open fields by name, None where nothing is said. `kept`: the names of its personal fields
    that hold something ("subjects" when a complaint says whom it is about); what they say is opened by a command."""

    kind: str
    values: dict[str, Any]
    kept: tuple[str, ...]
    agencies: tuple[KnownAgency, ...]


def case_details(session: Session, *, viewer: Viewer, ref: str) -> CaseDetails:
    """Raises NotFound when there is none or the viewer may not know of it."""
    viewer.must(Permission.CASE_READ)
    case = session.execute(
        select(Case.id, Case.kind, Case.review_at).where(Case.ref == ref, visibility.cases(viewer.scope))
    ).first()
    if case is None:
        raise NotFound(problem("There is no case {ref} that you can open.", ref=ref))
    fields = [f for f in fields_of(case.kind) if f.name not in ON_THE_CASE]
    # Of a personal field only whether it holds something leaves the store.
    columns = [getattr(CaseDetail, f.name.value) for f in fields]
    asked = [c.is_not(None).label(f.name.value) if f.sensitive else c for c, f in zip(columns, fields, strict=True)]
    row = session.execute(select(CaseDetail.case_id, *asked).where(CaseDetail.case_id == case.id)).mappings().first()
    said = {f.name.value: (row[f.name.value] if row else None) for f in fields}
    own = {f.name.value: getattr(case, f.name.value) for f in fields_of(case.kind) if f.name in ON_THE_CASE}
    kept = [f.name.value for f in fields if f.sensitive and said[f.name.value]]
    if session.scalar(select(CaseSubject.id).where(CaseSubject.case_id == case.id).limit(1)) is not None:
        kept.append("subjects")
    agencies = session.execute(
        select(CaseAgency.agency, CaseAgency.role, CaseAgency.task, CaseAgency.handed_over_at)
        .where(CaseAgency.case_id == case.id)
        .order_by(CaseAgency.position)
    )
    values = {f.name.value: said[f.name.value] for f in fields if not f.sensitive}
    return CaseDetails(case.kind, values | own, tuple(kept), tuple(KnownAgency(*agency) for agency in agencies))


def usual_tasks(session: Session, *, viewer: Viewer, kind: CaseKind | None = None) -> pd.DataFrame:
    """Usual tasks of a kind of case (all kinds when None) in the order in which they fall due.

    Columns: id, version, kind, text, days. For those who open cases and those who keep the list.
    """
    if not (viewer.may(Permission.CASE_WORK) or viewer.may(Permission.REFERENCE_KEEP)):
        raise Refused(problem("Your role ({role}) may not {permission}.", role=viewer.role, permission="read this"))
    statement = select(
        TaskTemplate.id, TaskTemplate.version, TaskTemplate.kind, TaskTemplate.text, TaskTemplate.days
    ).order_by(TaskTemplate.kind, TaskTemplate.days, TaskTemplate.position, TaskTemplate.id)
    if kind is not None:
        statement = statement.where(TaskTemplate.kind == CaseKind(kind).value)
    return frame(session, statement)
