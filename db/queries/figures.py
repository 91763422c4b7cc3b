"""Counts of concerns for maps, trends and tables, from the rollups.

What a map may show is one definition, used by every figure that stands beside a map: not of a sensitive category and
of level 0 or 1. Everything else is counted under `not_on_map`, which says why.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session

from db import rollups, visibility
from db.access import Permission, Viewer
from db.models import (
    NO_AREA,
    Concern,
    ConcernCityCount,
    ConcernCount,
    ConcernDayCount,
    ConcernKindCount,
    Neighbourhood,
)
from db.queries.days import week_start
from db.queries.filters import Filters
from db.queries.reach import reach_of
from db.vocabulary import (
    OPEN_STATUSES,
    SENSITIVE_CATEGORIES,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    SourceType,
)

MAPPED_LEVEL = Confidentiality.INTERNAL
MAPPED_CATEGORIES = tuple(c for c in ConcernCategory if c not in SENSITIVE_CATEGORIES)


@dataclass(frozen=True, slots=True)
class NotOnMap:
    """Concerns that the same filters find and no map shows: without an area, of a sensitive category, personal.

    Those of a sensitive category or personal are counted whether or not they have an area; restricted ones only for
    viewers entitled to count them.
    """

    no_area: int
    sensitive: int
    personal: int

    @property
    def total(self) -> int:
        return self.no_area + self.sensitive + self.personal


def open_by_area(session: Session, *, viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """Received in the period and open now (or in the statuses asked for), per area.

    Columns: neighbourhood_id, code, name, district, population, n; one row per area in force, 0 where there is none.
    """
    viewer.must(Permission.FIGURES_READ)
    counts = _counted(filters, statuses=filters.statuses or OPEN_STATUSES, since=filters.since, until=filters.until)
    return _by_area(session, filters, dict(session.execute(counts).all()), name="n")


def received_by_area(session: Session, *, viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """Received in the period and in the equal period before, whatever became of them.

    Columns: neighbourhood_id, code, name, district, population, n, before. The statuses of the filters do not apply:
    comparing what is still open would flatter the past.
    """
    viewer.must(Permission.FIGURES_READ)
    frames = {}
    for name, period in (("n", filters), ("before", filters.before)):
        counts = _counted(filters, statuses=(), since=period.since, until=period.until)
        frames[name] = dict(session.execute(counts).all())
    areas = _by_area(session, filters, frames["n"], name="n")
    areas["before"] = [frames["before"].get(i, 0) for i in areas["neighbourhood_id"]]
    return areas


def _coarse(filters: Filters, statuses: tuple[ConcernStatus, ...]) -> bool:
    """The bounded rollup can answer: no split it does not have."""
    whole = not statuses or set(statuses) == set(OPEN_STATUSES)
    return whole and not filters.categories and not filters.sources


def _counted(filters: Filters, *, statuses: tuple[ConcernStatus, ...], since: date, until: date) -> Any:
    rollup, conditions = _mapped(filters, statuses=statuses, since=since, until=until)
    return select(rollup.neighbourhood_id, func.sum(rollup.n)).where(*conditions).group_by(rollup.neighbourhood_id)


def _mapped(
    filters: Filters, *, statuses: tuple[ConcernStatus, ...], since: date, until: date
) -> tuple[Any, list[ColumnElement[bool]]]:
    """The rollup that can answer, and the conditions for what a map may show. No `statuses`: all of them."""
    if _coarse(filters, statuses):
        rollup: Any = ConcernDayCount
        conditions = [rollup.sensitive.is_(False)]
        if statuses:
            conditions.append(rollup.is_open.is_(True))
    else:
        rollup = ConcernCount
        wanted = [c.value for c in (filters.categories or MAPPED_CATEGORIES) if c not in SENSITIVE_CATEGORIES]
        # All three lists are always named: the key begins with them, so only the rows asked for are read.
        conditions = [
            rollup.neighbourhood_id.in_(filters.neighbourhoods or select(Neighbourhood.id)),
            rollup.status.in_([s.value for s in (statuses or tuple(ConcernStatus))]),
            rollup.category.in_(wanted),
        ]
        if filters.sources:
            conditions.append(rollup.source_type.in_([s.value for s in filters.sources]))
    conditions += [rollup.received_day.between(since, until), rollup.confidentiality <= int(MAPPED_LEVEL)]
    if filters.neighbourhoods and rollup is ConcernDayCount:
        conditions.append(rollup.neighbourhood_id.in_(filters.neighbourhoods))
    return rollup, conditions


def _by_area(session: Session, filters: Filters, counts: dict[int, int], *, name: str) -> pd.DataFrame:
    statement = (
        select(
            Neighbourhood.id.label("neighbourhood_id"),
            Neighbourhood.code,
            Neighbourhood.name,
            Neighbourhood.district,
            Neighbourhood.population,
        )
        .where(Neighbourhood.valid_to.is_(None))
        .order_by(Neighbourhood.name)
    )
    if filters.neighbourhoods:
        statement = statement.where(Neighbourhood.id.in_(filters.neighbourhoods))
    result = session.execute(statement)
    areas = pd.DataFrame(result.all(), columns=list(result.keys()))
    areas[name] = [int(counts.get(i, 0)) for i in areas["neighbourhood_id"]]
    return areas


def not_on_map(
    session: Session, *, viewer: Viewer, filters: Filters, every_status: bool = False, within: bool = False
) -> NotOnMap:
    """What the same filters find and the map cannot show, with the reason.

    Received in the period and open now (or in the statuses asked for); with `every_status` whatever became of them.
    Concerns without an area may belong to any: they count whichever areas are asked for, but not with `within`.
    """
    viewer.must(Permission.FIGURES_READ)
    statuses = () if every_status else (filters.statuses or OPEN_STATUSES)
    coarse = _coarse(filters, statuses)
    rollup: Any = ConcernDayCount if coarse else ConcernCount
    found = _unmapped(session, rollup, viewer, filters, statuses=statuses, coarse=coarse, within=within)
    if viewer.officer_id is not None and not reach_of(session, viewer.scope).nobody_complains:
        # A complaint about the viewer counts nowhere for them, not even as one of many.
        kept_back = rollups.grouped(rollup).where(visibility.kept_from(Concern, viewer.officer_id)).subquery().c
        found.subtract(_unmapped(session, kept_back, viewer, filters, statuses=statuses, coarse=coarse, within=within))
    return NotOnMap(*(found[name] for name in ("no_area", "sensitive", "personal")))


def _unmapped(
    session: Session,
    counts: Any,
    viewer: Viewer,
    filters: Filters,
    *,
    statuses: tuple[ConcernStatus, ...],
    coarse: bool,
    within: bool,
) -> Counter[str]:
    """What no map shows, by reason, in these counts: a rollup, or something with the columns of one."""
    sensitive = counts.sensitive.is_(True) if coarse else counts.category.in_([c.value for c in SENSITIVE_CATEGORIES])
    conditions = [counts.received_day.between(filters.since, filters.until), _countable(counts, viewer)]
    if coarse and statuses:
        conditions.append(counts.is_open.is_(True))
    elif not coarse:
        if not filters.neighbourhoods:
            everywhere = select(Neighbourhood.id).union_all(select(literal(NO_AREA)))
            conditions.append(counts.neighbourhood_id.in_(everywhere))
        conditions.append(counts.status.in_([s.value for s in statuses or tuple(ConcernStatus)]))
        conditions.append(counts.category.in_([c.value for c in filters.categories or tuple(ConcernCategory)]))
        if filters.sources:
            conditions.append(counts.source_type.in_([s.value for s in filters.sources]))
    if filters.neighbourhoods:
        areas = filters.neighbourhoods if within else (*filters.neighbourhoods, NO_AREA)
        conditions.append(counts.neighbourhood_id.in_(areas))
    # Only what no map shows is grouped: nearly everything is on it, and grouping that again would double the time.
    conditions.append(or_(sensitive, counts.confidentiality > int(MAPPED_LEVEL), counts.neighbourhood_id == NO_AREA))
    why = case(
        (sensitive, "sensitive"),
        (counts.confidentiality > int(MAPPED_LEVEL), "personal"),
        else_="no_area",
    )
    statement = select(why.label("why"), func.sum(counts.n)).where(*conditions).group_by(why)
    return Counter({name: int(n) for name, n in session.execute(statement)})


def _countable(rollup: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Levels this viewer may count: restricted records only in the areas they are entitled to."""
    below: ColumnElement[bool] = rollup.confidentiality < int(Confidentiality.RESTRICTED)
    areas = viewer.scope.restricted_areas
    if areas is None:
        return rollup.confidentiality >= 0  # type: ignore[no-any-return]
    return or_(below, rollup.neighbourhood_id.in_(areas)) if areas else below


def trend(
    session: Session,
    *,
    viewer: Viewer,
    until: date,
    neighbourhood_id: int | None,
    weeks: int = 26,
    categories: tuple[ConcernCategory, ...] = (),
    sources: tuple[SourceType, ...] = (),
) -> pd.DataFrame:
    """Concerns received per whole ISO week that a map may show: sensitive and personal ones are not in it.

    Columns: week_start (date, Monday), area (this neighbourhood, or the whole city when None), city_average (per
    neighbourhood). `weeks` rows, the last one the last whole week before `until`.
    """
    viewer.must(Permission.FIGURES_READ)
    end = week_start(until)
    start = end - timedelta(weeks=weeks)
    asked = Filters(since=start, until=end - timedelta(days=1), categories=categories, sources=sources)
    areas = session.scalar(select(func.count()).where(Neighbourhood.valid_to.is_(None))) or 1
    in_city = in_area = dict(session.execute(_by_day(asked)).all())
    if neighbourhood_id is not None:
        here = replace(asked, neighbourhoods=(neighbourhood_id,))
        in_area = dict(session.execute(_by_day(here)).all())
    starts = [start + timedelta(weeks=week) for week in range(weeks)]
    sums = {monday: [0, 0] for monday in starts}
    for column, counts in enumerate((in_area, in_city)):
        for received, n in counts.items():
            sums[week_start(received)][column] += int(n)
    return pd.DataFrame(
        {
            "week_start": starts,
            "area": [sums[monday][0] for monday in starts],
            "city_average": [round(sums[monday][1] / areas, 2) for monday in starts],
        }
    )


def _by_day(filters: Filters) -> Any:
    """What a map may show of what was received, in some area, per day. Of the whole city from its own counts, which do
    not grow with the number of areas."""
    if filters.neighbourhoods:
        rollup, conditions = _mapped(filters, statuses=(), since=filters.since, until=filters.until)
    elif filters.categories or filters.sources:
        rollup, conditions = _of_city(ConcernKindCount, filters)
        wanted = [c.value for c in (filters.categories or MAPPED_CATEGORIES) if c not in SENSITIVE_CATEGORIES]
        conditions.append(rollup.category.in_(wanted))
        conditions.append(rollup.source_type.in_([s.value for s in filters.sources or tuple(SourceType)]))
    else:
        rollup, conditions = _of_city(ConcernCityCount, filters)
        conditions.append(rollup.sensitive.is_(False))
    return select(rollup.received_day, func.sum(rollup.n)).where(*conditions).group_by(rollup.received_day)


def _of_city(rollup: Any, filters: Filters) -> tuple[Any, list[ColumnElement[bool]]]:
    days = rollup.received_day.between(filters.since, filters.until)
    return rollup, [days, rollup.confidentiality <= int(MAPPED_LEVEL), rollup.placed.is_(True)]


def by_category(session: Session, *, viewer: Viewer, filters: Filters, every_status: bool = False) -> pd.DataFrame:
    """Concerns per category that a map may show, most first. Columns: category, n.

    Received in the period and open now (or in the statuses asked for); with `every_status` whatever became of them.
    """
    viewer.must(Permission.FIGURES_READ)
    statuses = tuple(ConcernStatus) if every_status else (filters.statuses or OPEN_STATUSES)
    wanted = [c.value for c in (filters.categories or MAPPED_CATEGORIES) if c not in SENSITIVE_CATEGORIES]
    if every_status and not filters.neighbourhoods:
        counts, conditions = _of_city(ConcernKindCount, filters)
        conditions.append(counts.source_type.in_([s.value for s in filters.sources or tuple(SourceType)]))
    else:
        counts = ConcernCount
        conditions = [
            counts.status.in_([s.value for s in statuses]),
            counts.received_day.between(filters.since, filters.until),
            counts.confidentiality <= int(MAPPED_LEVEL),
            counts.neighbourhood_id.in_(filters.neighbourhoods or select(Neighbourhood.id)),
        ]
        if filters.sources:
            conditions.append(counts.source_type.in_([s.value for s in filters.sources]))
    conditions.append(counts.category.in_(wanted))
    n = func.sum(counts.n).label("n")
    statement = select(counts.category, n).where(*conditions).group_by(counts.category)
    statement = statement.order_by(n.desc(), counts.category)
    rows = session.execute(statement).all()
    return pd.DataFrame([(category, int(count)) for category, count in rows], columns=["category", "n"])
