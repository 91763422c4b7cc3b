"""Attachments: adding a cleaned photo or PDF to a record, taking it away, looking at it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db import audit, files, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.cleaning import CleanFile
from db.commands import words
from db.commands.loading import case_to_change, concern_to_change, event_to_work_on
from db.commands.registry import Saved, handles
from db.errors import NotFound, problem
from db.models import Attachment, Case, Concern, Event
from db.vocabulary import Confidentiality
from db.vocabulary.notices import FileKind

MOST = 20  # of one record


@dataclass(frozen=True, slots=True)
class AttachFile:
    """A cleaned file (db.cleaning) of a concern, a case or an event, named by its reference."""

    ref: str
    file: CleanFile
    title: str | None = None


@handles(AttachFile)
def attach_file(session: Session, command: AttachFile, *, by: Viewer, now: datetime) -> Saved:
    """The file is on the disk before the row is committed. Raises StoreUnavailable when it cannot be written."""
    record = _record(session, command.ref, by=by)
    here = getattr(Attachment, f"{record.__tablename__}_id")
    others = session.scalar(select(func.count()).where(here == record.id, Attachment.withdrawn_at.is_(None))) or 0
    full = problem("{ref} has {n} files already. Take one away first.", ref=record.ref, n=MOST)
    words.refuse_if_any(
        [
            ("title", words.too_long(command.title, longest=120)),
            ("file", None if isinstance(command.file, CleanFile) else problem("Choose a photo or a PDF.")),
            ("ref", full if others >= MOST else None),
        ]
    )
    folder = session.info["settings"].files_folder
    attachment = Attachment(
        code=secrets.token_urlsafe(16),
        **{here.key: record.id},
        kind=command.file.kind.value,
        title=words.tidy(command.title),
        hash=files.keep(folder, command.file.content),
        size=len(command.file.content),
        preview_hash=files.keep(folder, command.file.preview) if command.file.preview else None,
        confidentiality=max(_level(record), int(Confidentiality.PERSONAL)),
        attached_at=now,
        attached_by_id=by.officer_id,
    )
    session.add(attachment)
    session.flush()
    detail = {"kind": attachment.kind, "size": attachment.size, "level": attachment.confidentiality}
    _note(session, Action.FILE_ATTACHED, record, by=by, now=now, detail=detail)
    return Saved(record.ref, record.version, record.__tablename__)


@dataclass(frozen=True, slots=True)
class RemoveAttachment:
    """Take a file away from its record: shown to nobody from now on."""

    code: str


@handles(RemoveAttachment)
def remove_attachment(session: Session, command: RemoveAttachment, *, by: Viewer, now: datetime) -> Saved:
    attachment, record = _attachment(session, command.code, by=by)
    by.must(WORKED_BY[type(record)])
    if isinstance(record, Event):
        event_to_work_on(session, record.ref, by=by)
    attachment.withdrawn_at = now
    session.flush()
    _note(session, Action.FILE_REMOVED, record, by=by, now=now, detail={"kind": attachment.kind})
    return Saved(record.ref, record.version, record.__tablename__)


@dataclass(frozen=True, slots=True)
class OpenAttachment:
    """Look at a file: a command, because looking leaves an audit entry."""

    code: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Where the bytes lie and what they are; the name has no words of people in it."""

    path: str
    kind: FileKind
    name: str


@handles(OpenAttachment, changes_records=False, through_glass=True, keeps_answer=False)
def open_attachment(session: Session, command: OpenAttachment, *, by: Viewer, now: datetime) -> OpenedFile:
    """Raises Refused, and NotFound also for a file whose record the viewer may not know of."""
    attachment, record = _attachment(session, command.code, by=by)
    small = command.preview and attachment.preview_hash is not None
    if command.preview and not small:
        raise NotFound(NOT_THERE)
    kind = FileKind.JPEG if small else FileKind(attachment.kind)
    wanted = attachment.preview_hash if small and attachment.preview_hash else attachment.hash
    place = files.found(session.info["settings"].files_folder, wanted)
    level = max(attachment.confidentiality, _level(record))
    detail = {"kind": attachment.kind, "level": level, "preview": small}
    _note(session, Action.FILE_OPENED, record, by=by, now=now, detail=detail)
    return OpenedFile(str(place), kind, f"{record.ref}-{attachment.id}.{kind.name.lower()}")


Record = Concern | Case | Event
WORKED_BY: dict[type[Record], Permission] = {
    Concern: Permission.CONCERN_WORK,
    Case: Permission.CASE_WORK,
    Event: Permission.EVENT_WORK,
}
NOT_THERE = problem("There is no such file that you can open.")


def _level(record: Record) -> int:
    """Events are announced: they have no level of their own."""
    return int(Confidentiality.INTERNAL) if isinstance(record, Event) else record.confidentiality


def _record(session: Session, ref: str, *, by: Viewer) -> Record:
    """The record a file is to be added to. Raises Refused, NotFound."""
    if ref.startswith("E"):
        by.must(Permission.EVENT_WORK)
        return event_to_work_on(session, ref, by=by)
    if ref.startswith("K"):
        by.must(Permission.CASE_WORK)
        case: Case = case_to_change(session, ref, None, by=by)
        return case
    by.must(Permission.CONCERN_WORK)
    return concern_to_change(session, ref, None, by=by)


def _attachment(session: Session, code: str, *, by: Viewer) -> tuple[Attachment, Record]:
    """A file that is still attached and its record, both within the viewer's reach."""
    by.must(Permission.PERSONAL_READ)
    row = session.execute(
        select(Attachment, Concern, Case, Event)
        .outerjoin(Concern, Concern.id == Attachment.concern_id)
        .outerjoin(Case, Case.id == Attachment.case_id)
        .outerjoin(Event, Event.id == Attachment.event_id)
        .where(Attachment.code == code, Attachment.withdrawn_at.is_(None))
        .where(or_(*(model.id.in_(_readable(model, by)) for model in WORKED_BY)))
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row[0], row[1] or row[2] or row[3]


def _readable(model: type[Record], by: Viewer) -> Select[int]:
    rule = {Concern: visibility.concerns, Case: visibility.cases, Event: visibility.events}[model]
    return select(model.id).where(rule(by.scope)).correlate(None)


def _note(
    session: Session, action: Action, record: Record, *, by: Viewer, now: datetime, detail: dict[str, object]
) -> None:
    audit.append(session, action, entity=record.__tablename__, ref=record.ref, by=by, at=now, detail=detail)
