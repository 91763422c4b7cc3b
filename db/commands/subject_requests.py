"""Somebody asks what is kept about them: noted, looked for, chosen, agreed to by a second person."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import references, words
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Invalid, NotFound, Refused, Sentence, Stale, problem
from db.models import SubjectRequest
from db.settings import get_settings
from db.subjects import SOURCES
from db.vocabulary.keeping import RequestStatus

KNOWN_AS = 20


@dataclass(frozen=True, slots=True)
class RecordSubjectRequest:
    """`known_as`: other names, numbers and addresses to look for; `verified_how`: how we know that it is they."""

    name: str
    known_as: tuple[str, ...]
    verified_how: str
    received_at: datetime


@handles(RecordSubjectRequest)
def record_subject_request(session: Session, command: RecordSubjectRequest, *, by: Viewer, now: datetime) -> Saved:
    """Due one month after it was received (GDPR Art. 12(3)), on the same day of the month or its last."""
    by.must(Permission.SUBJECT_ACCESS)
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Say who asks."), longest=120)),
            ("known_as", _known_as_problem(command.known_as)),
            (
                "verified_how",
                words.sentence(
                    command.verified_how, ask=problem("Say how you know that it is they who ask."), longest=200
                ),
            ),
            ("received_at", words.happened(command.received_at, now=now)),
        ]
    )
    request = SubjectRequest(
        ref=references.next_reference(session, references.SUBJECT, agency_day(now).year),
        name=command.name.strip(),
        known_as=[name.strip() for name in command.known_as if name.strip()],
        verified_how=command.verified_how.strip(),
        received_at=command.received_at,
        due_at=one_month_after(command.received_at),
        status=RequestStatus.OPEN.value,
        chosen=[],
        asked_by_id=by.officer_id,
        created_at=now,
        updated_at=now,
    )
    session.add(request)
    session.flush()
    return _noted(session, Action.SUBJECT_ASKED, request, {"status": request.status}, by=by, now=now)


def one_month_after(received: datetime) -> datetime:
    """The end of the same day a month later, in the agency's zone; of the month's last day where there is no such."""
    day = agency_day(received)
    year, month = (day.year + day.month // 12, day.month % 12 + 1)
    last = calendar.monthrange(year, month)[1]
    return datetime.combine(date(year, month, min(day.day, last)), time(23, 59), tzinfo=get_settings().zone)


@dataclass(frozen=True, slots=True)
class ChooseFound:
    """What was found to be about them, as pairs of kind and number from FindSubject; none is an answer too."""

    ref: str
    version: int
    chosen: tuple[tuple[str, int], ...]


@handles(ChooseFound)
def choose_found(session: Session, command: ChooseFound, *, by: Viewer, now: datetime) -> Saved:
    """From now on it waits for a second person."""
    by.must(Permission.SUBJECT_ACCESS)
    request = request_by_ref(session, command.ref, command.version)
    if request.status not in (RequestStatus.OPEN, RequestStatus.WAITING):
        raise Invalid({"chosen": problem("{ref} is decided already.", ref=request.ref)})
    there = all(
        kind in SOURCES and session.get(SOURCES[kind][0], number) is not None for kind, number in command.chosen
    )
    words.refuse_if_any(
        [("chosen", None if there else problem("Something chosen is not there any more. Search again."))]
    )
    request.chosen = [list(pair) for pair in dict.fromkeys(command.chosen)]
    request.status, request.asked_by_id, request.updated_at = RequestStatus.WAITING.value, by.officer_id, now
    session.flush()
    detail = {"status": request.status, "chosen": len(request.chosen)}
    return _noted(session, Action.SUBJECT_ASKED, request, detail, by=by, now=now)


@dataclass(frozen=True, slots=True)
class DecideSubjectRequest:
    """The second person agrees to what was chosen, or sends it back."""

    ref: str
    version: int
    agree: bool


@handles(DecideSubjectRequest)
def decide_subject_request(session: Session, command: DecideSubjectRequest, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ERASURE_DECIDE)
    request = request_by_ref(session, command.ref, command.version)
    if request.status != RequestStatus.WAITING:
        raise Invalid({"agree": problem("{ref} does not wait for a second person.", ref=request.ref)})
    if by.officer_id is None or by.officer_id == request.asked_by_id:
        raise Refused(problem("You prepared this yourself: another person decides."))
    request.status = (RequestStatus.APPROVED if command.agree else RequestStatus.OPEN).value
    if command.agree:
        request.approved_by_id, request.approved_at = by.officer_id, now
    request.updated_at = now
    session.flush()
    action = Action.SUBJECT_APPROVED if command.agree else Action.SUBJECT_ASKED
    return _noted(session, action, request, {"status": request.status}, by=by, now=now)


def request_by_ref(session: Session, ref: str, version: int | None = None) -> SubjectRequest:
    """Raises NotFound, Stale."""
    request = session.scalar(select(SubjectRequest).where(SubjectRequest.ref == ref).with_for_update())
    if request is None:
        raise NotFound(problem("There is no request {ref}.", ref=ref))
    if version is not None and request.version != version:
        raise Stale(
            problem("Somebody else changed {ref} meanwhile. Look at it again.", ref=ref),
            theirs={"status": request.status},
            version=request.version,
        )
    return request


def _known_as_problem(known_as: tuple[str, ...]) -> Sentence | None:
    if len(known_as) > KNOWN_AS or any(len(name) > 120 for name in known_as):
        return problem("Give at most {n} of them, each in its own line of 120 characters at most.", n=KNOWN_AS)
    return words.too_long("".join(known_as), longest=KNOWN_AS * 120)


def _noted(
    session: Session, action: Action, request: SubjectRequest, detail: dict[str, object], *, by: Viewer, now: datetime
) -> Saved:
    audit.append(session, action, entity="subject request", ref=request.ref, by=by, at=now, detail=detail)
    return Saved(request.ref, request.version, "subject request")
