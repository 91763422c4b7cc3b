"""Complaints: whom they are about, said when it is known, and who looks into it from then on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox
from db.commands import words as check
from db.commands.loading import case_to_change
from db.commands.named import complaint_owner, name_them, named_in, officers_problem, opener_of, owner_refusal, restrict
from db.commands.registry import Saved, handles
from db.commands.steps import note_reason
from db.errors import Invalid, Refused, Sentence, problem
from db.models import Case, CaseAccess, CaseSubject, Officer
from db.vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class NameComplained:
    """Officers by number and, for somebody who is no officer here, words. `owner_id`: who takes it over, needed when its
    owner is named now or answers for somebody who is."""

    ref: str
    version: int
    officers: tuple[int, ...] = ()
    words: str | None = None
    owner_id: int | None = None


@handles(NameComplained)
def name_complained(session: Session, command: NameComplained, *, by: Viewer, now: datetime) -> Saved:
    """From here on they can neither open, find, count nor own the case, its tasks and its concerns."""
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by)
    if case.kind != CaseKind.COMPLAINT:
        raise Invalid({"subjects": problem("Only a complaint is about officers.")})
    said = check.tidy(command.words)
    nobody = None if command.officers or said else problem("Choose whom it is about, or say it in words.")
    unknown = officers_problem(session, command.officers)
    named = named_in(session, case.id) | set(command.officers)
    owner_id = None if unknown else complaint_owner(session, named, command.owner_id or case.owner_id, by=by)
    check.refuse_if_any(
        [
            ("subjects", nobody or unknown),
            ("words", check.too_long(command.words, longest=300)),
            ("owner", owner_refusal(session, named) if owner_id is None and not unknown else None),
        ]
    )
    assert owner_id is not None
    before = case.owner_id
    name_them(session, case, command.officers, said, now=now)
    owner = session.get_one(Officer, owner_id)
    case.owner_id, case.team_id, case.updated_at = owner.id, owner.team_id, now
    flag_modified(case, "updated_at")
    session.flush()
    opener = _opener_assigned(session, case)
    relieved = before if before not in (owner_id, opener_of(session, case)) else None
    moved = restrict(session, case, readers=[opener], relieved=relieved, now=now)
    detail = {"officers": len(command.officers), "in_words": bool(said), **moved}
    if owner_id != before:
        detail["owner"] = owner.subject
        outbox.given(session, owner_id, case.ref, by=by, now=now)
    audit.append(session, Action.COMPLAINT_NAMED, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


def _opener_assigned(session: Session, case: Case) -> int | None:
    """Who opened it, while they may still open it: what was taken from them does not come back by itself."""
    opener = opener_of(session, case)
    return opener if opener is not None and session.get(CaseAccess, (case.id, opener)) is not None else None


@dataclass(frozen=True, slots=True)
class TakeOffComplaint:
    """An officer who was named by mistake. Nothing they lost of it comes back by itself."""

    ref: str
    version: int
    officer_id: int | None
    reason: str


@handles(TakeOffComplaint)
def take_off_complaint(session: Session, command: TakeOffComplaint, *, by: Viewer, now: datetime) -> Saved:
    """Only for whoever looks into it. The trail names the officer: nothing else remembers that they were named. Without
    anybody left, whom it is about is not known yet, as when it was opened so."""
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by)
    if case.owner_id != by.officer_id:
        raise Refused(problem("Only whoever looks into it takes somebody off it."))
    check.refuse_if_any(
        [
            ("officer", _named_problem(session, case, command.officer_id)),
            ("reason", check.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
        ]
    )
    officer = session.get_one(Officer, command.officer_id)
    theirs = delete(CaseSubject).where(CaseSubject.case_id == case.id, CaseSubject.officer_id == officer.id)
    session.execute(theirs)
    case.updated_at = now
    flag_modified(case, "updated_at")
    session.flush()
    note_reason(session, case, check.tidy(command.reason), by=by, now=now)
    detail = {"officer": officer.subject}
    audit.append(session, Action.COMPLAINT_TAKEN_OFF, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


def _named_problem(session: Session, case: Case, officer_id: int | None) -> Sentence | None:
    if officer_id is None:
        return problem("Choose who was named by mistake.")
    return None if officer_id in named_in(session, case.id) else problem("They are not named in this complaint.")
