"""Exports: what was taken out of the store as a file, by whom and how it was chosen. The file itself is not kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles
from db.errors import Invalid, problem


class Export(StrEnum):
    """What can be downloaded; each asks for the permission that reading it on screen asks for."""

    FIGURES = "figures by neighbourhood"
    HAND_OVER = "hand-over pack"
    EVENTS = "events for a calendar"
    SUBJECT = "answer to a subject"
    AUDIT = "audit trail"


PERMISSIONS: dict[Export, Permission] = {
    Export.FIGURES: Permission.FIGURES_READ,
    Export.HAND_OVER: Permission.CONCERN_WORK,
    Export.EVENTS: Permission.EVENT_READ,
    Export.SUBJECT: Permission.SUBJECT_ACCESS,
    Export.AUDIT: Permission.AUDIT_READ,
}


@dataclass(frozen=True, slots=True)
class NoteExport:
    """`filters` as in an address (codes, dates and vocabulary words, nothing typed); `rows` as in the file."""

    what: Export
    rows: int
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@handles(NoteExport, changes_records=False)
def note_export(session: Session, command: NoteExport, *, by: Viewer, now: datetime) -> bool:
    """Must succeed before the file is handed out. Raises Refused, Invalid."""
    if command.what not in PERMISSIONS:
        raise Invalid({"what": problem("There is no such export.")})
    by.must(PERMISSIONS[command.what])
    if command.rows < 0:
        raise Invalid({"rows": problem("A file cannot hold fewer than no rows.")})
    audit.append(
        session,
        Action.EXPORTED,
        entity="export",
        ref=None,
        by=by,
        at=now,
        detail={
            "what": command.what.value,
            "rows": command.rows,
            "filters": {name: list(values) for name, values in sorted(command.filters.items())},
        },
    )
    return True
