"""Counting the records of a period. Restricted records, sensitive categories and what was taken back count nowhere.

Concerns are counted from the concerns themselves and not from the rollups, which know no closing reason, no duplicate and
no reporter: over a million concerns one statement takes a third of a second for a quarter, and there is nothing to correct.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, extract, func, or_, select
from sqlalchemy.orm import Session

from db.disclosure.families import ACTIVITIES, CHECKS, CONCERNS, EVENTS, PROMISES, Counts, Fact, Family, Tally
from db.disclosure.rule import FEWEST
from db.models import Activity, Case, Concern, Event, Neighbourhood, StatusChange, Task, Voice
from db.settings import get_settings
from db.vocabulary import (
    OPEN_STATUSES,
    SENSITIVE_CATEGORIES,
    ClosingReason,
    ConcernStatus,
    Confidentiality,
    EventStatus,
    TaskPurpose,
)
from db.vocabulary.briefings import CheckResult, PublicFate, Standing

RESTRICTED = int(Confidentiality.RESTRICTED)
SENSITIVE = [category.value for category in SENSITIVE_CATEGORIES]
OPEN = [status.value for status in OPEN_STATUSES]


@dataclass(frozen=True, slots=True)
class Span:
    """A closed period. `areas`: codes by number, of the areas that have a row."""

    starts_on: date
    last_day: date
    areas: Mapping[int, str]

    def moments(self, column: Any) -> ColumnElement[bool]:
        """The days of the agency's calendar, as moments."""
        zone = get_settings().zone
        start = datetime.combine(self.starts_on, time(), zone)
        end = datetime.combine(self.last_day + timedelta(days=1), time(), zone)
        return and_(column >= start, column < end)


def counted(session: Session, span: Span, family: Family) -> Counts:
    return _COUNTED[family.name](session, span)


def area_codes(session: Session, codes: set[str]) -> dict[int, str]:
    """Also of earlier outlines: a record stays with its area when the boundary changes."""
    rows = session.execute(select(Neighbourhood.id, Neighbourhood.code).order_by(Neighbourhood.id))
    return {number: code for number, code in rows if code in codes}


def _received(span: Span) -> ColumnElement[bool]:
    # The index is on the moment; the day is the agency's, as it was when the concern was saved.
    around = (
        Concern.received_at >= datetime.combine(span.starts_on - timedelta(days=2), time(), get_settings().zone),
        Concern.received_at < datetime.combine(span.last_day + timedelta(days=3), time(), get_settings().zone),
    )
    return and_(
        *around,
        Concern.received_day.between(span.starts_on, span.last_day),
        Concern.confidentiality < RESTRICTED,
        Concern.category.in_(CONCERNS.words),
        Concern.withdrawn_at.is_(None),
        Concern.duplicate_of_id.is_(None),
    )


def _concerns(session: Session, span: Span) -> Counts:
    month = extract("month", Concern.received_day).label("month")
    keys = (Concern.neighbourhood_id, Concern.category, Concern.status, Concern.closing_reason)
    statement = select(*keys, month, func.count()).where(_received(span)).group_by(*keys, "month")
    tally = Tally()
    for *known, n in session.execute(statement):
        tally.add(_concern(span, known), n)
    # Who reported it first; somebody known who reports the same thing again adds nothing.
    reported = (
        select(Voice.contact, Concern.id, *keys, month)
        .join(Concern, Concern.id == Voice.concern_id)
        .where(_received(span), Voice.contact.is_not(None))
        .order_by(Concern.received_at, Concern.id, Voice.reported_at, Voice.id)
    )
    seen: set[int] = set()
    told: set[tuple[str, str, str]] = set()
    sources: defaultdict[str, list[Fact]] = defaultdict(list)
    for contact, number, *known in session.execute(reported):
        who = source(contact or "")
        if not who or number in seen:
            continue
        seen.add(number)
        fact = _concern(span, known)
        if (who, fact.area, fact.word) in told:
            tally.add(fact, -1)
        else:
            told.add((who, fact.area, fact.word))
            sources[who].append(fact)
    # More than half of ten or more is more than five.
    return Counts(tally, tuple(_tally(given) for _, given in sorted(sources.items()) if 2 * len(given) > FEWEST))


def _tally(facts: Iterable[Fact]) -> Tally:
    tally = Tally()
    for fact in facts:
        tally.add(fact)
    return tally


def _concern(span: Span, known: Sequence[Any]) -> Fact:
    area, category, status, reason, month = known
    if status in OPEN:
        standing = Standing.UNDER_WAY
    elif status == ConcernStatus.RESOLVED or reason == ClosingReason.RESOLVED:
        standing = Standing.DONE
    else:
        standing = Standing.ENDED_OTHERWISE
    year = span.starts_on.year  # a period begins and ends in the same one
    return Fact(span.areas.get(area or 0, ""), category, str(standing), f"{year}-{int(month):02}")


def source(contact: str) -> str:
    """A person or a household as their contact names them: capitals, spaces and punctuation do not count."""
    return "".join(c for c in unicodedata.normalize("NFKC", contact).casefold() if c.isalnum())


def _events(session: Session, span: Span) -> Counts:
    held = (
        span.moments(Event.starts_at),
        Event.status == EventStatus.HELD.value,
        Event.withdrawn_at.is_(None),
        Event.type.in_(EVENTS.words),
    )
    return _grouped(session, span, Event.neighbourhood_id, Event.type, *held)


def _activities(session: Session, span: Span) -> Counts:
    done = (
        span.moments(Activity.started_at),
        Activity.withdrawn_at.is_(None),
        Activity.confidentiality < RESTRICTED,
        Activity.type.in_(ACTIVITIES.words),
        *_not_behind(Activity),
    )
    return _grouped(session, span, Activity.neighbourhood_id, Activity.type, *done)


def _promises(session: Session, span: Span) -> Counts:
    fate = case(
        (or_(Task.done_at.is_(None), Task.not_kept_why.is_not(None)), str(PublicFate.OUTSTANDING)),
        (Task.done_at <= Task.due_at, str(PublicFate.KEPT)),
        else_=str(PublicFate.KEPT_LATE),
    )
    due = (Task.is_promise, span.moments(Task.due_at), Task.withdrawn_at.is_(None), *_not_behind(Task))
    return _grouped(session, span, Task.neighbourhood_id, fate, *due)


def _checks(session: Session, span: Span) -> Counts:
    # What came back was reopened in the same save as the answer; undone, the step is gone with it.
    reopened = exists().where(
        StatusChange.entity == "concern",
        StatusChange.entity_id == Task.concern_id,
        StatusChange.at == Task.done_at,
        StatusChange.from_status.not_in(OPEN),
        StatusChange.to_status.in_(OPEN),
    )
    result = case((reopened, str(CheckResult.CAME_BACK)), else_=str(CheckResult.HOLDS))
    answered = (
        Task.purpose == TaskPurpose.OUTCOME_CHECK.value,
        span.moments(Task.done_at),
        Task.withdrawn_at.is_(None),
        *_not_behind(Task),
    )
    return _grouped(session, span, Task.neighbourhood_id, result, *answered)


def _not_behind(model: Any) -> tuple[ColumnElement[bool], ...]:
    """Neither part of a restricted case nor about a concern that is restricted or of a sensitive category."""
    hidden = or_(Concern.confidentiality >= RESTRICTED, Concern.category.in_(SENSITIVE))
    return (
        ~exists().where(Case.id == model.case_id, Case.confidentiality >= RESTRICTED),
        ~exists().where(Concern.id == model.concern_id, hidden),
    )


def _grouped(session: Session, span: Span, area: Any, word: Any, *conditions: Any) -> Counts:
    said = select(area.label("area"), word.label("word")).where(*conditions).subquery()
    statement = select(said.c.area, said.c.word, func.count()).group_by(said.c.area, said.c.word)
    tally = Tally()
    for number, word_said, n in session.execute(statement):
        tally.add(Fact(span.areas.get(number or 0, ""), word_said), n)
    return Counts(tally)


_COUNTED = {
    CONCERNS.name: _concerns,
    EVENTS.name: _events,
    ACTIVITIES.name: _activities,
    PROMISES.name: _promises,
    CHECKS.name: _checks,
}
