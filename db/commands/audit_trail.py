"""What is done with the audit trail itself, and what pages refused: each is an entry as well."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import handles
from db.errors import Invalid, NotOffered, problem
from db.queries.audit_trail import Asked

PERMISSIONS = frozenset(permission.value for permission in Permission)
A_READ = re.compile(r"[a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class NoteRefusal:
    """A page or a read was refused to the viewer. `tried` is the permission asked for or the name of the read; `ref` is
    kept only where it is a reference."""

    tried: str
    ref: str = ""
    not_found: bool = False


@handles(NoteRefusal, changes_records=False)
def note_refusal(session: Session, command: NoteRefusal, *, by: Viewer, now: datetime) -> bool:
    """Anybody may: it is about themselves. Raises Invalid."""
    if command.tried not in PERMISSIONS and not A_READ.fullmatch(command.tried):
        raise Invalid({"tried": problem("Nothing here is called that.")})
    detail = {"tried": command.tried, "why": "notfound" if command.not_found else "refused"}
    ref = command.ref if audit.REFERENCE.fullmatch(command.ref) else None
    audit.append(session, Action.REFUSED, entity="refusal", ref=ref, by=by, at=now, detail=detail)
    return True


@dataclass(frozen=True, slots=True)
class SearchTrail:
    """Somebody looks at the trail: noted before it is shown."""

    asked: Asked = field(default_factory=Asked)


@handles(SearchTrail, changes_records=False)
def search_trail(session: Session, command: SearchTrail, *, by: Viewer, now: datetime) -> bool:
    """Raises Refused, Invalid."""
    by.must(Permission.AUDIT_READ)
    asked = command.asked
    checks = [
        ("actions", words.one_of(action, Action, ask=problem("Choose what was done."))) for action in asked.actions
    ]
    if asked.officer_id is not None and not isinstance(asked.officer_id, int):
        checks.append(("officer_id", NotOffered("There is nobody like that.")))
    if asked.since and asked.until and asked.until < asked.since:
        checks.append(("until", problem("The last day comes before the first.")))
    if asked.ref is not None and not audit.REFERENCE.fullmatch(asked.ref):
        checks.append(("ref", problem("Write a reference as it stands on the record, such as C-2026-00012.")))
    if asked.entity is not None and not A_READ.fullmatch(asked.entity.replace(" ", "_")):
        checks.append(("entity", NotOffered("There is no such kind of record.")))
    words.refuse_if_any(checks)
    audit.append(session, Action.AUDIT_SEARCHED, entity="audit trail", ref=asked.ref, by=by, at=now, detail=asked.words)
    return True


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """The chain was verified: so many entries of it, and whether each was as it was written."""

    entries: int
    whole: bool


@handles(NoteCheck, changes_records=False)
def note_check(session: Session, command: NoteCheck, *, by: Viewer, now: datetime) -> bool:
    """Raises Refused, Invalid."""
    by.must(Permission.AUDIT_READ)
    if command.entries < 0:
        raise Invalid({"entries": problem("A chain cannot hold fewer than no entries.")})
    detail = {"entries": command.entries, "whole": command.whole}
    audit.append(session, Action.AUDIT_CHECKED, entity="audit trail", ref="chain", by=by, at=now, detail=detail)
    return True
