"""How many concerns a viewer sees of those they asked for, without looking at each.

Whoever works some areas sees what lies in them. That is counted from the rollups, or in an index alone. What the rule of
who sees what says besides (db.visibility) is about a few rows, which are found by their own indexes: what is theirs in
other areas, restricted records they are assigned to, and complaints about themselves, which count for nothing.
"""

from typing import Any

from sqlalchemy import and_, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Scope, Viewer
from db.beside import beside
from db.models import (
    NO_AREA,
    Concern,
    ConcernAccess,
    ConcernCityCount,
    ConcernCount,
    ConcernDayCount,
    Neighbourhood,
)
from db.queries.filters import Filters
from db.queries.reach import reach_of
from db.vocabulary import OPEN_STATUSES, ConcernCategory, ConcernStatus, Confidentiality


def how_many(
    session: Session,
    viewer: Viewer,
    chosen: list[Any],
    *,
    rolled_up: tuple[Filters, tuple[ConcernStatus, ...]] | None = None,
    of: tuple[Any, ...] = (),
) -> tuple[int, ...]:
    """How many concerns meet the conditions `chosen` and are seen by the viewer; and how many of them meet each of `of`.

    `rolled_up`: the same said as filters and statuses, where a rollup can count it.
    """
    scope = viewer.scope
    if Permission.CONCERN_READ not in scope.permissions:
        return (0,) * (1 + len(of))
    scope = reach_of(session, scope)
    everywhere = scope.record_areas is None
    if rolled_up is None or of:
        return _counted(session, [visibility.concerns(scope), *chosen], of)
    plain = _plain(scope, everywhere)
    total = int(session.scalar(_rolled_up(scope, *rolled_up, everywhere=everywhere)) or 0)
    further = _further(scope, everywhere)
    if further is not None and session.scalar(further.limit(1)):
        beyond = [visibility.concerns(scope), not_(and_(*plain)), *chosen]
        total += _counted(session, [Concern.id.in_(further), beside(and_(*beyond))])[0]
    if not scope.nobody_complains and scope.officer_id is not None:
        total -= _counted(session, [*plain, visibility.kept_from(Concern, scope.officer_id), *chosen])[0]
    return (total,)


def _counted(session: Session, conditions: list[Any], of: tuple[Any, ...] = ()) -> tuple[int, ...]:
    figures = (func.count(), *(func.count().filter(one) for one in of))
    return tuple(int(n) for n in session.execute(select(*figures).select_from(Concern).where(*conditions)).one())


def _plain(scope: Scope, everywhere: bool) -> list[Any]:
    """What is in the areas, or in none, and not restricted."""
    conditions: list[Any] = [Concern.withdrawn_at.is_(None), Concern.confidentiality < int(Confidentiality.RESTRICTED)]
    if not everywhere:
        areas = scope.record_areas or ()
        conditions.append(or_(Concern.neighbourhood_id.in_(areas), Concern.neighbourhood_id.is_(None)))
    return conditions


def _further(scope: Scope, everywhere: bool) -> Any:
    """Numbers of the concerns that may be seen for another reason."""
    me = scope.officer_id or visibility.NOBODY
    reasons = []
    if not everywhere:
        outside = Concern.neighbourhood_id.not_in(scope.record_areas or ())
        reasons += [
            select(Concern.id).where(Concern.owner_id == me, outside),
            select(Concern.id).where(Concern.recorded_by_id == me, outside),
        ]
    if Permission.RESTRICTED_READ in scope.permissions:
        reasons.append(select(ConcernAccess.concern_id).where(ConcernAccess.officer_id == me))
    if scope.glass.concerns:
        reasons.append(select(Concern.id).where(Concern.id.in_(scope.glass.concerns)))
    if not reasons:
        return None
    first, *others = reasons
    return first.union_all(*others) if others else first


def _rolled_up(scope: Scope, filters: Filters, statuses: tuple[ConcernStatus, ...], *, everywhere: bool) -> Any:
    """A statement: concerns of the filters, in these statuses, in the areas or in none, and not restricted."""
    finest = bool(filters.categories or filters.sources)
    whole_city = everywhere and not filters.neighbourhoods
    if not finest and whole_city:
        counts: Any = ConcernCityCount
    elif not finest and set(statuses) in (set(OPEN_STATUSES), set(ConcernStatus)):
        counts = ConcernDayCount
    else:
        counts = ConcernCount
    conditions = [
        counts.received_day.between(filters.since, filters.until),
        counts.confidentiality < int(Confidentiality.RESTRICTED),
    ]
    if counts is ConcernDayCount:
        if set(statuses) == set(OPEN_STATUSES):
            conditions.append(counts.is_open.is_(True))
    else:
        conditions.append(counts.status.in_([s.value for s in statuses]))
    if counts is not ConcernCityCount:
        # Always named, as are the categories: the key begins with them, so only the rows asked for are read.
        conditions.append(counts.neighbourhood_id.in_(_areas(scope, filters, everywhere=everywhere)))
    if counts is ConcernCount:
        conditions.append(counts.category.in_([c.value for c in filters.categories or tuple(ConcernCategory)]))
        if filters.sources:
            conditions.append(counts.source_type.in_([s.value for s in filters.sources]))
    return (
        select(func.coalesce(func.sum(counts.n), 0)).where(*conditions)
        if statuses
        else select(literal(0)).where(false())
    )


def _areas(scope: Scope, filters: Filters, *, everywhere: bool) -> Any:
    if filters.neighbourhoods:
        reach = None if everywhere else set(scope.record_areas or ())
        return [area for area in filters.neighbourhoods if reach is None or area in reach]
    if everywhere:
        return select(Neighbourhood.id).union_all(select(literal(NO_AREA)))
    return [*(scope.record_areas or ()), NO_AREA]
