"""Looking for everything that may be about a subject: a command, because looking leaves an audit entry."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles
from db.commands.subject_requests import request_by_ref
from db.errors import Refused, problem
from db.kept import not_about
from db.models import Activity, Case, CaseDetail, CaseSubject, Concern, Contact, Organisation, Voice, VoiceAnswer
from db.subjects import SOURCES, Found, around, match
from db.vocabulary.keeping import RequestStatus
from db.vocabulary.retention import Kept

MOST = 200


@dataclass(frozen=True, slots=True)
class FindSubject:
    """The request's name and what else they are known as. The second person looks while it waits for them."""

    ref: str


@dataclass(frozen=True, slots=True)
class Search:
    name: str
    known_as: tuple[str, ...]
    verified_how: str
    found: tuple[Found, ...]
    more: bool


@handles(FindSubject, changes_records=False, keeps_answer=False, takes_long=True)
def find_subject(session: Session, command: FindSubject, *, by: Viewer, now: datetime) -> Search:
    request = request_by_ref(session, command.ref)
    second = request.status == RequestStatus.WAITING and by.may(Permission.ERASURE_DECIDE)
    if not by.may(Permission.SUBJECT_ACCESS) and not second:
        raise Refused(problem("Your role ({role}) may not look for what is kept about people.", role=by.role))
    terms = [request.name, *request.known_as]
    chosen = {(str(kind), int(number)) for kind, number in request.chosen}
    found = []
    for one in _places(session, terms, by=by):
        found.append(replace(one, chosen=(one.kind, one.id) in chosen))
    found.sort(key=lambda one: (not one.chosen, not one.exact, one.ref, one.kind, one.id))
    detail = {"found": len(found)}
    audit.append(
        session, Action.SUBJECT_SEARCHED, entity="subject request", ref=request.ref, by=by, at=now, detail=detail
    )
    return Search(request.name, tuple(request.known_as), request.verified_how, tuple(found[:MOST]), len(found) > MOST)


def _places(session: Session, terms: list[str], *, by: Viewer) -> Iterator[Found]:
    # Every text is read: accents, order of words and ways of writing a number are more than the engine can compare.
    for kind, (model, names) in SOURCES.items():
        columns = [getattr(model, name) for name in names]
        number = model.case_id if model is CaseDetail else model.id
        statement = _with_record(kind, by, number, *columns).where(or_(*(c.is_not(None) for c in columns)))
        for ref, id_, *values in session.execute(statement.order_by(number).execution_options(yield_per=1000)):
            for name, value in zip(names, values, strict=True):
                how = match(value, terms) if value else None
                if how is not None:
                    yield Found(kind, id_, ref, name, around(value, terms), how)
                    break


def _with_record(kind: str, by: Viewer, *columns: Any) -> Select[Any]:
    """The record's reference first; nothing of a complaint about whoever looks."""
    if kind == "contact":
        return select(Organisation.ref, *columns).join(Contact, Contact.organisation_id == Organisation.id)
    if kind in ("complaint", "case"):
        model = CaseSubject if kind == "complaint" else CaseDetail
        return select(Case.ref, *columns).join(model, model.case_id == Case.id).where(not_about(Kept.CASE, by))
    if kind == "activity":
        return select(Activity.ref, *columns).where(not_about(Kept.ACTIVITY, by))
    statement = select(Concern.ref, *columns).where(not_about(Kept.CONCERN, by))
    if kind in ("voice", "answer"):
        statement = statement.join(Voice, Voice.concern_id == Concern.id)
    if kind == "answer":
        statement = statement.join(VoiceAnswer, VoiceAnswer.voice_id == Voice.id)
    return statement
