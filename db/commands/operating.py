"""Jobs of the command line note that they have run: what the Health page says of them."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import handles
from db.errors import Invalid, Refused, problem
from db.models import JobRun
from db.vocabulary.operating import Job

SAID = FILE = 300  # characters
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class NoteJob:
    """A job ran from `began_at` until now. `said` is one sentence without names of people, of which the beginning is kept;
    `file` a name, no folder; `size` its bytes."""

    job: Job
    began_at: datetime
    succeeded: bool
    said: str
    file: str | None = None
    size: int | None = None
    sha256: str | None = None


@handles(NoteJob, changes_records=False)
def note_job(session: Session, command: NoteJob, *, by: Viewer, now: datetime) -> None:
    """Only the command line notes jobs. Raises Refused, Invalid."""
    by.must(Permission.BULK_IMPORT)
    if by.officer_id is not None:
        raise Refused(problem("Only the command line does this."))
    hashed = command.sha256 is None or HASH.fullmatch(command.sha256)
    words.refuse_if_any(
        [
            ("file", words.too_long(command.file, longest=FILE)),
            ("sha256", None if hashed else problem("This is no SHA-256.")),
        ]
    )
    session.add(
        JobRun(
            job=Job(command.job),
            began_at=command.began_at,
            ended_at=now,
            succeeded=command.succeeded,
            said=command.said[:SAID],
            file=command.file,
            size=command.size,
            sha256=command.sha256,
        )
    )
    detail = {"job": Job(command.job).value, "succeeded": command.succeeded, "sha256": command.sha256}
    audit.append(session, Action.JOB_RUN, entity="store", ref=None, by=by, at=now, detail=detail)


@dataclass(frozen=True, slots=True)
class NoteOwnCheck:
    """Whoever looks after the service has just had the counts and the audit trail checked: how many were wrong."""

    began_at: datetime
    wrong: int
    whole: bool


@handles(NoteOwnCheck, changes_records=False)
def note_own_check(session: Session, command: NoteOwnCheck, *, by: Viewer, now: datetime) -> bool:
    """Raises Refused, Invalid."""
    by.must(Permission.HEALTH_SEE)
    if command.wrong < 0 or command.began_at > now:
        raise Invalid({"wrong": problem("No check ends like this.")})
    good = command.wrong == 0 and command.whole
    said = said_check(wrong=command.wrong, whole=command.whole)
    session.add(JobRun(job=Job.CHECK, began_at=command.began_at, ended_at=now, succeeded=good, said=said))
    detail = {"job": Job.CHECK.value, "succeeded": good}
    audit.append(session, Action.JOB_RUN, entity="store", ref=None, by=by, at=now, detail=detail)
    return good


def said_check(*, wrong: int, whole: bool) -> str:
    """Counts only: which records they are about, the command line says to whoever runs the service."""
    return f"Counts that differ from the concerns: {wrong}. Audit trail: {'whole' if whole else 'not whole'}."
