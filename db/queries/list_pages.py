"""Which records a page of the concern list shows: their numbers, found inside an index; the rows are read of those alone."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, not_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Viewer
from db.beside import beside
from db.models import Concern
from db.queries.reach import reach_of
from db.vocabulary import ConcernStatus

PAGE = 25
MOST_FOUND = 1_000
Condition = ColumnElement[bool]
# The number breaks ties: a page must not repeat a record of the one before.
NEWEST = (Concern.received_at.desc(), Concern.id.desc())


def order_of(view: str) -> tuple[Any, ...]:
    """Newest first; in triage what nobody has looked at before the rest, then what nobody owns."""
    first = _first(view)
    placed = case(*((group, place) for place, group in enumerate(first)), else_=len(first)) if first else None
    return NEWEST if placed is None else (placed, *NEWEST)


def _first(view: str) -> tuple[Condition, ...]:
    new = beside(Concern.status) == ConcernStatus.NEW
    return (new, beside(Concern.owner_id).is_(None)) if view == "triage" else ()


def page_of(session: Session, viewer: Viewer, conditions: list[Any], *, view: str, page: int) -> list[int]:
    """Numbers of the records of a page (0 is the first).

    Groups that follow each other are asked for one after the other: the newest of the first are at the end of an index,
    and the others often not needed.
    """
    wanted = select(Concern.id).where(visibility.concerns(reach_of(session, viewer.scope)), *conditions)
    shown: list[int] = []
    skip = page * PAGE
    for part in _parts(_first(view)):
        of_part = wanted.where(*part)
        shown += session.scalars(of_part.order_by(*NEWEST).limit(PAGE - len(shown)).offset(skip))
        if len(shown) == PAGE:
            break
        if skip:  # all of this group stand on pages before, or some on this one
            skip = 0 if shown else skip - (session.scalar(select(func.count()).select_from(of_part.subquery())) or 0)
    return shown


def found_by_words(session: Session, viewer: Viewer, conditions: list[Any], *, view: str) -> list[int]:
    """Numbers of the first MOST_FOUND records of a search, in their order, and of one more if there is: who looks for a
    word that stands in a hundred thousand records adds another word, and does not wait for all of them to be counted."""
    wanted = select(Concern.id).where(visibility.concerns(reach_of(session, viewer.scope)), *conditions)
    return list(session.scalars(wanted.order_by(*order_of(view)).limit(MOST_FOUND + 1)))


def _parts(first: tuple[Condition, ...]) -> list[list[Condition]]:
    """Each group without what an earlier one has, and what is in none."""
    return [[*(not_(before) for before in first[:place]), *first[place : place + 1]] for place in range(len(first) + 1)]
