"""What can be spoken of in a briefing: promises, sentences written for the public, success stories with consent.

Never of restricted or sensitive records, complaints, or what was taken back or erased. Asked with nobody's scope when a
briefing is composed, and with the viewer's when somebody chooses.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from db import visibility
from db.access import Scope
from db.models import Case, Concern, Event, Neighbourhood, Task
from db.settings import get_settings
from db.vocabulary import SENSITIVE_CATEGORIES, CaseKind, Confidentiality
from db.vocabulary.briefings import PublicFate, SlideKind

SENSITIVE = [category.value for category in SENSITIVE_CATEGORIES]
MOST = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A record that can be spoken of. `words`: as its record has them, to begin with; `fate`: of a promise; `on`: when a
    promise was due or an event held."""

    ref: str
    slide: SlideKind
    words: str
    area: str | None
    fate: PublicFate | None = None
    on: date | None = None
    title: str | None = None  # of a story's event


@dataclass(frozen=True, slots=True)
class About:
    """What a briefing is about. `areas`: codes; () for the whole city."""

    starts_on: date
    last_day: date
    areas: tuple[str, ...]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment to the one after the last, by the agency's clock."""
        zone = get_settings().zone
        return tuple(  # type: ignore[return-value]
            datetime.combine(day, time(), zone) for day in (self.starts_on, self.last_day + timedelta(days=1))
        )


def sources(
    session: Session, about: About, *, scope: Scope | None = None, refs: Collection[str] | None = None
) -> tuple[Source, ...]:
    """Promises due in the period, sentences about concerns received in it, stories of its events; of `refs` only, if given,
    at most MOST of each kind. `scope`: what the viewer may read; None while composing what was chosen already."""
    asked = (session, about, scope, refs)
    return (*_promises(*asked), *_sentences(*asked), *_stories(*asked))


def story(session: Session, ref: str, *, scope: Scope | None = None) -> Source | None:
    """The success story of this event, whenever it was held; None when it may not be told."""
    statement = _story_columns().where(Event.ref == ref, *_tellable(), _seen(visibility.events, scope))
    row = session.execute(statement).first()
    return _told(row) if row else None


def stories(session: Session, *, scope: Scope) -> tuple[Source, ...]:
    """All that may be told, newest first, at most MOST."""
    statement = _story_columns().where(*_tellable(), _seen(visibility.events, scope))
    newest = statement.order_by(Event.starts_at.desc(), Event.id.desc()).limit(MOST)
    return tuple(_told(row) for row in session.execute(newest))


def _promises(session: Session, about: About, scope: Scope | None, refs: Collection[str] | None) -> list[Source]:
    since, until = about.moments
    # Its own record is looked at, not looked for among all that can be spoken of.
    case = exists().where(Case.id == Task.case_id, _open_case())
    concern = exists().where(Concern.id == Task.concern_id, _open_concern()).correlate(Task)
    statement = (
        select(Task.ref, Task.text, Task.due_at, Task.done_at, Task.not_kept_why, Neighbourhood.code)
        .outerjoin(Neighbourhood, Neighbourhood.id == Task.neighbourhood_id)
        .where(Task.is_promise, Task.due_at >= since, Task.due_at < until)
        .where(Task.withdrawn_at.is_(None), Task.redacted_at.is_(None))
        .where(or_(Task.case_id.is_(None), case))
        .where(or_(Task.concern_id.is_(None), concern))
        .where(_seen(visibility.tasks, scope), _among(Task.ref, refs), _there(about))
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    zone = get_settings().zone
    return [
        Source(row.ref, SlideKind.PROMISES, row.text, row.code, fate_of(row), row.due_at.astimezone(zone).date())
        for row in session.execute(statement)
    ]


def fate_of(promise: Any) -> PublicFate:
    """By its due_at, done_at and not_kept_why; one that was given up is outstanding for ever."""
    if promise.done_at is None or promise.not_kept_why is not None:
        return PublicFate.OUTSTANDING
    return PublicFate.KEPT if promise.done_at <= promise.due_at else PublicFate.KEPT_LATE


def _sentences(session: Session, about: About, scope: Scope | None, refs: Collection[str] | None) -> list[Source]:
    statement = (
        select(Concern.ref, Concern.public_text, Neighbourhood.code)
        .outerjoin(Neighbourhood, Neighbourhood.id == Concern.neighbourhood_id)
        .where(Concern.received_day >= about.starts_on, Concern.received_day <= about.last_day)
        .where(Concern.public_text.is_not(None), Concern.public_text != "", _open_concern())
        .where(Concern.confidentiality < Confidentiality.PERSONAL, Concern.redacted_at.is_(None))
        .where(_seen(visibility.concerns, scope), _among(Concern.ref, refs), _there(about))
        .order_by(Concern.received_at, Concern.id)
        .limit(MOST)
    )
    return [Source(row.ref, SlideKind.TOLD, row.public_text, row.code) for row in session.execute(statement)]


def _stories(session: Session, about: About, scope: Scope | None, refs: Collection[str] | None) -> list[Source]:
    since, until = about.moments
    statement = (
        _story_columns()
        .where(Event.starts_at >= since, Event.starts_at < until, *_tellable())
        .where(_seen(visibility.events, scope), _among(Event.ref, refs), _there(about))
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    )
    return [_told(row) for row in session.execute(statement)]


def _story_columns() -> Any:
    return select(Event.ref, Event.title, Event.story, Event.starts_at, Neighbourhood.code).outerjoin(
        Neighbourhood, Neighbourhood.id == Event.neighbourhood_id
    )


def _told(row: Any) -> Source:
    day = row.starts_at.astimezone(get_settings().zone).date()
    return Source(row.ref, SlideKind.WORKS, row.story, row.code, on=day, title=row.title)


def _tellable() -> Sequence[ColumnElement[bool]]:
    """A story, and word of how those concerned agreed that it is told."""
    return (
        Event.story.is_not(None), Event.story != "", Event.story_consent.is_not(None), Event.story_consent != "",
        Event.withdrawn_at.is_(None), Event.redacted_at.is_(None),
    )  # fmt: skip


def _open_case() -> ColumnElement[bool]:
    return (
        (Case.confidentiality < Confidentiality.RESTRICTED)
        & (Case.kind != CaseKind.COMPLAINT.value)
        & Case.withdrawn_at.is_(None)
    )


def _open_concern() -> ColumnElement[bool]:
    case = exists().where(Case.id == Concern.case_id, _open_case()).correlate(Concern)
    return (
        (Concern.confidentiality < Confidentiality.RESTRICTED)
        & Concern.category.not_in(SENSITIVE)
        & Concern.withdrawn_at.is_(None)
        & or_(Concern.case_id.is_(None), case)
    )


def _seen(rule: Any, scope: Scope | None) -> Any:
    return true() if scope is None else rule(scope)


def _among(column: Any, refs: Collection[str] | None) -> Any:
    return true() if refs is None else column.in_(sorted(refs))


def _there(about: About) -> Any:
    """In the areas; of the whole city also what belongs to no area."""
    return Neighbourhood.code.in_(about.areas) if about.areas else true()
