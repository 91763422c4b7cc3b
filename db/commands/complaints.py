"""Complaints: whom they are about, said when it is known, and who looks into it from then on."""

from dataclasses import dataclass
from datetime import datetime

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
from db.errors import Invalid, problem
from db.models import Officer
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
    opener = opener_of(session, case)
    relieved = before if before not in (owner_id, opener) else None
    moved = restrict(session, case, readers=[opener], relieved=relieved, now=now)
    detail = {"officers": len(command.officers), "in_words": bool(said), **moved}
    if owner_id != before:
        detail["owner"] = owner.subject
        outbox.given(session, owner_id, case.ref, by=by, now=now)
    audit.append(session, Action.COMPLAINT_NAMED, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")
