"""Partners of a case: who works on it with us, and what they do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change, organisation_by_ref
from db.commands.registry import Saved, handles
from db.errors import Invalid, problem
from db.models import CasePartner


@dataclass(frozen=True, slots=True)
class AddCasePartner:
    """`case` and `organisation` are references; naming a partner again changes what they do. Nobody's form is stale."""

    case: str
    organisation: str
    part: str | None = None


@handles(AddCasePartner, can_undo=True)
def add_case_partner(session: Session, command: AddCasePartner, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.case, None, by=by)
    words.refuse_if_any(
        [
            ("partner", None if command.organisation else problem("Choose a partner.")),
            ("part", words.too_long(command.part, longest=120)),
        ]
    )
    partner = organisation_by_ref(session, command.organisation)
    standing = session.get(CasePartner, (case.id, partner.id))
    if standing is None:
        standing = CasePartner(case_id=case.id, organisation_id=partner.id, since=now)
        session.add(standing)
    standing.part = words.tidy(command.part)
    session.flush()
    detail = {"partner": partner.ref, "added": True}
    audit.append(session, Action.CASE_PARTNERS, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


@dataclass(frozen=True, slots=True)
class RemoveCasePartner:
    case: str
    organisation: str


@handles(RemoveCasePartner, can_undo=True)
def remove_case_partner(session: Session, command: RemoveCasePartner, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.case, None, by=by)
    partner = organisation_by_ref(session, command.organisation)
    standing = session.get(CasePartner, (case.id, partner.id))
    if standing is None:
        raise Invalid({"partner": problem("{name} is no partner of this case.", name=partner.name)})
    session.delete(standing)
    session.flush()
    detail = {"partner": partner.ref, "added": False}
    audit.append(session, Action.CASE_PARTNERS, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")
