"""The stages of a problem case (SARA): one at a time, with a reason, in the case's history."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change
from db.commands.registry import Saved, handles
from db.errors import Sentence, problem
from db.kinds import STAGES, CaseStage
from db.models import Case, StatusChange
from db.vocabulary import CaseKind, CaseStatus


@dataclass(frozen=True, slots=True)
class MoveStage:
    """To the next stage, or back to the one before when it turns out to have been left too early."""

    ref: str
    version: int
    to: CaseStage
    reason: str


@handles(MoveStage, can_undo=True)
def move_stage(session: Session, command: MoveStage, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by, typed={"stage": None, "status": None})
    words.refuse_if_any(
        [
            ("to", _to_problem(case, command.to)),
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
        ]
    )
    before, case.stage, case.updated_at = case.stage, command.to.value, now
    session.flush()
    session.add(
        StatusChange(
            entity="case",
            entity_id=case.id,
            at=now,
            officer_id=by.officer_id,
            from_status=before,
            to_status=case.stage,
            reason=command.reason.strip(),
        )
    )
    detail = {"from": before, "to": case.stage}
    audit.append(session, Action.CASE_STAGE_MOVED, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


def _to_problem(case: Case, to: CaseStage) -> Sentence | None:
    wrong = words.one_of(to, CaseStage, ask=problem("Choose the stage it goes to."))
    if wrong is not None:
        return wrong
    if case.kind != CaseKind.PROBLEM:
        return problem("Only a problem case has stages.")
    if case.status == CaseStatus.CLOSED:
        return problem("The case is closed. Reopen it first.")
    here = STAGES.index(CaseStage(case.stage)) if case.stage else -1
    near = abs(STAGES.index(to) - here) == 1
    return None if near else problem("It goes one stage at a time, forward or back.")
