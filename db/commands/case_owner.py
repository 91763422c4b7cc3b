"""Who answers for a case: given to somebody else, by the rules of who may have it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.loading import case_to_change, owner_problem
from db.commands.named import complaint_refusal, grant, opener_of, restrict
from db.commands.registry import Saved, handles
from db.commands.steps import note_reason
from db.errors import Sentence, problem
from db.models import Case, CaseAccess, Officer
from db.vocabulary import CaseKind, Confidentiality


@dataclass(frozen=True, slots=True)
class AssignCase:
    ref: str
    version: int
    owner_id: int
    reason: str | None = None


@handles(AssignCase, can_undo=True)
def assign_case(session: Session, command: AssignCase, *, by: Viewer, now: datetime) -> Saved:
    """It becomes their team's, and a restricted one opens for them. A complaint closes for whoever had it until now,
    unless they opened it; what they own of it goes along. The reason stands in the history."""
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("owner", _owner_problem(session, case, command.owner_id)),
            ("reason", words.too_long(command.reason, longest=2000)),
        ]
    )
    owner, before = session.get_one(Officer, command.owner_id), case.owner_id
    case.owner_id, case.team_id, case.updated_at = owner.id, owner.team_id or case.team_id, now
    session.flush()
    moved: dict[str, list[str]] = {}
    if case.kind == CaseKind.COMPLAINT:
        relieved = before if before != opener_of(session, case) else None
        moved = restrict(session, case, readers=(), relieved=relieved, now=now)
    elif case.confidentiality >= Confidentiality.RESTRICTED:
        grant(session, CaseAccess, case.id, {owner.id}, now=now)
    note_reason(session, case, words.tidy(command.reason), by=by, now=now)
    outbox.given(session, owner.id, case.ref, by=by, now=now)
    detail = {"owner": owner.subject, **moved}
    audit.append(session, Action.CASE_ASSIGNED, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


def _owner_problem(session: Session, case: Case, owner_id: int | None) -> Sentence | None:
    wrong = owner_problem(session, owner_id, ask=problem("Choose who answers for the case."))
    if wrong is not None or owner_id is None:
        return wrong
    if owner_id == case.owner_id:
        return problem("They answer for it already.")
    return complaint_refusal(session, case, owner_id)
