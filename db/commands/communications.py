"""What is said to the public: written down, corrected, sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change, event_by_ref, must_be_current, organisation_by_ref
from db.commands.placing import find_area
from db.commands.references import COMMUNICATION, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Invalid, NotFound, Sentence, problem
from db.models import Communication
from db.vocabulary import CommunicationChannel, CommunicationKind, Confidentiality

LARGEST_REACH = 100_000_000
LONGEST_TOPIC, MOST_TOPICS = 80, 20


@dataclass(frozen=True, slots=True)
class RecordCommunication:
    """A draft without `sent_at`. Links are references: an event, a case, the outlet or partner it goes through."""

    kind: CommunicationKind
    channel: CommunicationChannel
    title: str
    words: str | None = None
    audience: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    sent_at: datetime | None = None
    reach: int | None = None
    neighbourhood_id: int | None = None
    event: str | None = None
    case: str | None = None
    organisation: str | None = None


@handles(RecordCommunication, can_undo=True)
def record_communication(session: Session, command: RecordCommunication, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.COMMUNICATION_WORK)
    words.refuse_if_any(_problems(session, command, sent_at=command.sent_at, now=now))
    year = agency_day(command.sent_at or now).year
    written = Communication(
        ref=next_reference(session, COMMUNICATION, year),
        owner_id=by.officer_id,
        sent_at=command.sent_at,
        created_at=now,
    )
    _fill(session, written, command, by=by, now=now)
    session.add(written)
    session.flush()
    detail = {"kind": written.kind, "sent": written.sent_at is not None}
    audit.append(
        session, Action.COMMUNICATION_RECORDED, entity="communication", ref=written.ref, by=by, at=now, detail=detail
    )
    return Saved(written.ref, written.version, "communication")


@dataclass(frozen=True, slots=True)
class EditCommunication:
    """As it stands from now on; when it went out is said by SendCommunication."""

    ref: str
    version: int
    kind: CommunicationKind
    channel: CommunicationChannel
    title: str
    words: str | None = None
    audience: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    reach: int | None = None
    neighbourhood_id: int | None = None
    event: str | None = None
    case: str | None = None
    organisation: str | None = None


SHOWN = ("kind", "channel", "title", "words", "audience", "language", "topics", "reach", "neighbourhood_id", "sent_at")


@handles(EditCommunication, can_undo=True)
def edit_communication(session: Session, command: EditCommunication, *, by: Viewer, now: datetime) -> Saved:
    written = _to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(_problems(session, command, sent_at=written.sent_at, now=now))
    before = {name: getattr(written, name) for name in SHOWN}
    _fill(session, written, command, by=by, now=now)
    session.flush()
    changed = [name for name in SHOWN if getattr(written, name) != before[name]]
    _note(session, written, {"fields": changed}, by=by, now=now)
    return Saved(written.ref, written.version, "communication")


@dataclass(frozen=True, slots=True)
class SendCommunication:
    """It went out: when, and whom it reached as the channel counts. The same corrects either later."""

    ref: str
    version: int
    sent_at: datetime
    reach: int | None = None


@handles(SendCommunication, can_undo=True)
def send_communication(session: Session, command: SendCommunication, *, by: Viewer, now: datetime) -> Saved:
    written = _to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("sent_at", words.happened(command.sent_at, now=now)),
            ("reach", words.counted(command.reach, largest=LARGEST_REACH)),
        ]
    )
    written.sent_at, written.reach, written.updated_at = command.sent_at, command.reach, now
    session.flush()
    _note(session, written, {"sent": True, "reach": command.reach}, by=by, now=now)
    return Saved(written.ref, written.version, "communication")


def _to_change(session: Session, ref: str, version: int, *, by: Viewer) -> Communication:
    by.must(Permission.COMMUNICATION_WORK)
    statement = select(Communication).where(Communication.ref == ref, visibility.communications(by.scope))
    written = session.scalar(statement)
    if written is None:
        raise NotFound(problem("There is no communication {ref} that you can open.", ref=ref))
    must_be_current(written, version, dict.fromkeys(SHOWN))
    return written


Filled = RecordCommunication | EditCommunication


def _problems(
    session: Session, command: Filled, *, sent_at: datetime | None, now: datetime
) -> Iterable[tuple[str, Sentence | None]]:
    kinds, channels = problem("Choose what it is."), problem("Choose where it appears.")
    reach = words.counted(command.reach, largest=LARGEST_REACH)
    if reach is None and command.reach is not None and sent_at is None:
        reach = problem("It reached nobody yet: it is a draft.")
    yield from (
        ("kind", words.one_of(command.kind, CommunicationKind, ask=kinds)),
        ("channel", words.one_of(command.channel, CommunicationChannel, ask=channels)),
        ("title", words.sentence(command.title, ask=problem("Give it a headline or a subject."), longest=200)),
        ("words", words.too_long(command.words, longest=20_000)),
        ("audience", words.too_long(command.audience, longest=120)),
        ("language", words.too_long(command.language, longest=40)),
        ("topics", _topics_problem(command.topics)),
        ("sent_at", None if sent_at is None else words.happened(sent_at, now=now)),
        ("reach", reach),
    )
    _area, place = find_area(session, latitude=None, longitude=None, chosen=command.neighbourhood_id)
    yield from place.items()


def _topics_problem(topics: tuple[str, ...]) -> Sentence | None:
    if len(topics) > MOST_TOPICS:
        return problem("Name {most} at most.", most=MOST_TOPICS)
    return next((wrong for topic in topics if (wrong := words.too_long(topic, longest=LONGEST_TOPIC))), None)


def _fill(session: Session, written: Communication, command: Filled, *, by: Viewer, now: datetime) -> None:
    case = case_to_change(session, command.case, None, by=by) if command.case else None
    if case is not None and case.confidentiality >= Confidentiality.RESTRICTED:
        raise Invalid({"case": problem("Nothing is said to the public about a restricted case.")})
    event = event_by_ref(session, command.event, by=by) if command.event else None
    partner = organisation_by_ref(session, command.organisation) if command.organisation else None
    written.kind, written.channel, written.title = command.kind.value, command.channel.value, command.title.strip()
    for name in ("words", "audience", "language"):
        setattr(written, name, words.tidy(getattr(command, name)))
    written.topics = [topic.strip() for topic in command.topics if topic.strip()]
    written.reach = command.reach
    written.neighbourhood_id = command.neighbourhood_id or (event.neighbourhood_id if event else None)
    written.event_id = event.id if event else None
    written.case_id = case.id if case else None
    written.organisation_id = partner.id if partner else None
    written.updated_at = now


def _note(session: Session, written: Communication, detail: dict[str, object], *, by: Viewer, now: datetime) -> None:
    audit.append(
        session, Action.COMMUNICATION_EDITED, entity="communication", ref=written.ref, by=by, at=now, detail=detail
    )
