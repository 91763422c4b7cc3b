"""Texts that communications start from: kept by supervisors, with fields that fill themselves in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current
from db.commands.registry import Saved, handles
from db.errors import NotFound, Sentence, problem
from db.letter_fields import wrong_with
from db.models import CommunicationTemplate
from db.vocabulary import CommunicationKind

SHOWN = ("name", "kind", "language", "title", "words")


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """A new one without `id`; else the one with that number, if it is still at `version`."""

    name: str
    kind: CommunicationKind
    title: str
    words: str
    language: str | None = None
    id: int | None = None
    version: int | None = None


@handles(SaveTemplate, can_undo=True)
def save_template(session: Session, command: SaveTemplate, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.REFERENCE_KEEP)
    found = _template(session, command.id, command.version) if command.id is not None else None
    ask_title, ask_words = problem("Give it a headline or a subject."), problem("Write the text.")
    words.refuse_if_any(
        [
            ("name", _name_problem(session, command)),
            ("kind", words.one_of(command.kind, CommunicationKind, ask=problem("Choose what it is."))),
            ("title", words.sentence(command.title, ask=ask_title, longest=200) or wrong_with(command.title)),
            ("words", words.sentence(command.words, ask=ask_words, longest=20_000) or wrong_with(command.words)),
            ("language", words.too_long(command.language, longest=40)),
        ]
    )
    if found is None:
        found = CommunicationTemplate(created_at=now)
        session.add(found)
    found.name, found.kind = command.name.strip(), command.kind.value
    found.title, found.words, found.language = command.title.strip(), command.words, words.tidy(command.language)
    found.updated_at = now
    session.flush()
    _note(session, found, "kept", by=by, now=now)
    return Saved(str(found.id), found.version, "communication_template")


@dataclass(frozen=True, slots=True)
class RemoveTemplate:
    id: int
    version: int


@handles(RemoveTemplate, can_undo=True)
def remove_template(session: Session, command: RemoveTemplate, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.REFERENCE_KEEP)
    found = _template(session, command.id, command.version)
    _note(session, found, "removed", by=by, now=now)
    session.delete(found)
    session.flush()
    return Saved(str(command.id), command.version, "communication_template")


def _name_problem(session: Session, command: SaveTemplate) -> Sentence | None:
    missing = words.sentence(command.name, ask=problem("Give the template a name."), longest=80)
    if missing is not None:
        return missing
    same = select(CommunicationTemplate.id).where(
        func.lower(CommunicationTemplate.name) == command.name.strip().lower(),
        CommunicationTemplate.id != (command.id or 0),
    )
    taken = session.scalar(same.limit(1)) is not None
    return problem("There is a template of this name already.") if taken else None


def _template(session: Session, id_: int, version: int | None) -> CommunicationTemplate:
    found = session.get(CommunicationTemplate, id_)
    if found is None:
        raise NotFound(problem("This template is not there any more."))
    must_be_current(found, version, dict.fromkeys(SHOWN), called=found.name)
    return found


def _note(session: Session, template: CommunicationTemplate, what: str, *, by: Viewer, now: datetime) -> None:
    detail = {"kind": template.kind, "what": what}
    ref = str(template.id)
    audit.append(session, Action.TEMPLATE_SAVED, entity="communication_template", ref=ref, by=by, at=now, detail=detail)
