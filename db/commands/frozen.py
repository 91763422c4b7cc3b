"""What follows freezing: documents kept, presentations and hand-outs noted, catalogues of fixed words confirmed."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Saved, handles
from db.disclosure.rendered import MEDIA_TYPES, SIGNATURES, Rendered
from db.errors import NotFound, NotOffered, Sentence, problem
from db.models import Briefing, BriefingDocument, ConfirmedCatalogue
from db.vocabulary.briefings import BriefingLanguage, BriefingStatus, DocumentFormat

MOST_DOCUMENTS = 400
LARGEST = 40 * 1024 * 1024  # bytes of one document
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeepDocuments:
    """What was rendered from a frozen briefing. The same again changes nothing; another one of that name is refused."""

    code: str
    documents: tuple[Rendered, ...]


@handles(KeepDocuments, takes_long=True)
def keep_documents(session: Session, command: KeepDocuments, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.BRIEFING_BUILD)
    words.must_be_kept(command)
    briefing = _frozen(session, command.code)
    there = select(BriefingDocument).where(BriefingDocument.briefing_id == briefing.id)
    kept = {(row.format, row.language, row.name): row.hash for row in session.scalars(there)}
    sent = list(command.documents)
    wrong = _documents_problem(sent, len(kept)) or next(filter(None, map(_document_problem, sent)), None)
    hashes = {} if wrong else {_key(one): hashlib.sha256(one.content).hexdigest() for one in sent}
    if any(kept.get(key, made) != made for key, made in hashes.items()):
        wrong = problem("A document that is kept is never replaced.")
    words.refuse_if_any([("documents", wrong)])
    fresh = [one for one in sent if _key(one) not in kept]
    for one in fresh:
        session.add(
            BriefingDocument(
                briefing_id=briefing.id,
                format=one.format.value,
                language=one.language.value,
                name=one.name,
                media_type=one.media_type,
                content=one.content,
                size=len(one.content),
                hash=hashes[_key(one)],
                made_at=now,
            )
        )
    session.info["public"] = True  # once committed, they go to where presenters read
    session.flush()
    made = [{"name": one.name, "language": one.language.value, "hash": hashes[_key(one)]} for one in fresh]
    _note(session, Action.BRIEFING_RENDERED, briefing, by=by, now=now, documents=made)
    return Saved(briefing.ref, briefing.version, "briefing")


@dataclass(frozen=True, slots=True)
class NotePresented:
    """Somebody opened the page that is projected."""

    code: str


@handles(NotePresented)
def note_presented(session: Session, command: NotePresented, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.BRIEFING_PRESENT)
    briefing = _frozen(session, command.code)
    # Not a change of the briefing: whoever withdraws it meanwhile must not be told to look again.
    session.execute(update(Briefing).where(Briefing.id == briefing.id).values(presented_at=now))
    _note(session, Action.BRIEFING_PRESENTED, briefing, by=by, now=now)
    return Saved(briefing.ref, briefing.version, "briefing")


@dataclass(frozen=True, slots=True)
class NoteTakenOut:
    """Somebody takes one of its documents away as a file."""

    code: str
    format: DocumentFormat
    language: BriefingLanguage
    name: str


@handles(NoteTakenOut, changes_records=False)
def note_taken_out(session: Session, command: NoteTakenOut, *, by: Viewer, now: datetime) -> Saved:
    """Must succeed before the file is handed out. Raises NotFound."""
    by.must(Permission.BRIEFING_PRESENT)
    briefing = _frozen(session, command.code)
    which = {"format": str(command.format), "language": str(command.language), "name": command.name}
    there = select(BriefingDocument.hash).where(BriefingDocument.briefing_id == briefing.id).filter_by(**which)
    if (made := session.scalar(there)) is None:
        raise NotFound(problem("There is no such document of this briefing."))
    _note(session, Action.BRIEFING_TAKEN_OUT, briefing, by=by, now=now, **which, hash=made)
    return Saved(briefing.ref, briefing.version, "briefing")


@dataclass(frozen=True, slots=True)
class ConfirmTranslation:
    """A person who reads the language has confirmed its fixed words, named by the hash of the catalogue."""

    language: BriefingLanguage
    hash: str


@handles(ConfirmTranslation)
def confirm_translation(session: Session, command: ConfirmTranslation, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.REFERENCE_KEEP)
    known = isinstance(command.language, BriefingLanguage) and command.language != BriefingLanguage.ENGLISH
    whole = isinstance(command.hash, str) and HASH.fullmatch(command.hash)
    words.refuse_if_any(
        [
            ("language", None if known else NotOffered("Choose a language from the list.")),
            ("hash", None if whole else NotOffered("Open the words again, then confirm them.")),
        ]
    )
    same = (ConfirmedCatalogue.language == command.language.value, ConfirmedCatalogue.hash == command.hash)
    done = session.scalar(select(ConfirmedCatalogue.id).where(*same)) is not None
    words.refuse_if_any([("language", problem("These words are confirmed already.") if done else None)])
    row = ConfirmedCatalogue(
        language=command.language.value, hash=command.hash, confirmed_by_id=by.officer_id, confirmed_at=now
    )
    session.add(row)
    session.flush()
    detail = {"language": row.language, "hash": row.hash}
    audit.append(
        session, Action.TRANSLATION_CONFIRMED, entity="confirmed_catalogue", ref=None, by=by, at=now, detail=detail
    )
    return Saved(row.language, 1, "confirmed_catalogue")


def _frozen(session: Session, code: str) -> Briefing:
    """The same answer for one that is withdrawn and for one that never was."""
    shown = (Briefing.code == code, Briefing.status == BriefingStatus.FROZEN.value)
    briefing = session.scalar(select(Briefing).where(*shown))
    if briefing is None:
        raise NotFound(problem("There is no frozen briefing at this address."))
    return briefing


def _key(one: Rendered) -> tuple[str, str, str]:
    return one.format.value, one.language.value, one.name


def _documents_problem(sent: Sequence[Rendered], kept: int) -> Sentence | None:
    if not sent:
        return problem("There is no document.")
    if len(sent) + kept > MOST_DOCUMENTS:
        return problem("A briefing has {most} documents at most.", most=MOST_DOCUMENTS)
    if not all(isinstance(one, Rendered) for one in sent):
        return NotOffered("Render the documents again.")
    offered = all(isinstance(one.format, DocumentFormat) and isinstance(one.language, BriefingLanguage) for one in sent)
    return (
        None if offered and len({_key(one) for one in sent}) == len(sent) else NotOffered("Render the documents again.")
    )


def _document_problem(one: Rendered) -> Sentence | None:
    if not isinstance(one.name, str) or not NAME.fullmatch(one.name):
        return problem("A file is named in latin letters, figures, dots, hyphens and underscores.")
    if one.media_type.partition(";")[0].strip() != MEDIA_TYPES[one.format]:
        return NotOffered("A document is of the kind its format says.")
    if not 0 < len(one.content) <= LARGEST:
        return problem("{name} is empty or too large to be kept.", name=one.name)
    begins = SIGNATURES.get(one.format, b"")
    return None if one.content.startswith(begins) else NotOffered("A document is of the kind its format says.")


def _note(session: Session, action: Action, briefing: Briefing, *, by: Viewer, now: datetime, **detail: object) -> None:
    audit.append(session, action, entity="briefing", ref=briefing.ref, by=by, at=now, detail=detail)
