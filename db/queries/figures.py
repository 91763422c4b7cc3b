"""Counts of concerns for maps, trends and tables, from the rollups.

What a map may show is one definition, used by every figure that stands beside a map: not of a sensitive category and
of level 0 or 1. Everything else is counted under `not_on_map`, which says why.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.models import NO_AREA, ConcernCount, ConcernDayCount, Neighbourhood
from db.queries.days import week_start
from db.queries.filters import Filters
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES, ConcernCategory, ConcernStatus, Confidentiality

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
    return _by_area(session, filters, dict(session.execute(counts).tuples().all()), name="n")


def received_by_area(session: Session, *, viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """Received in the period and in the equal period before, whatever became of them.

    Columns: neighbourhood_id, code, name, district, population, n, before. The statuses of the filters do not apply:
    comparing what is still open would flatter the past.
    """
    viewer.must(Permission.FIGURES_READ)
    frames = {}
    for name, period in (("n", filters), ("before", filters.before)):
        counts = _counted(filters, statuses=(), since=period.since, until=period.until)
        frames[name] = dict(session.execute(counts).tuples().all())
    areas = _by_area(session, filters, frames["n"], name="n")
    areas["before"] = [frames["before"].get(i, 0) for i in areas["neighbourhood_id"]]
    return areas


def _coarse(filters: Filters, statuses: tuple[ConcernStatus, ...]) -> bool:
    """The bounded rollup can answer: no split it does not have."""
    whole = not statuses or set(statuses) == set(OPEN_STATUSES)
    return whole and not filters.categories and not filters.sources


def _counted(filters: Filters, *, statuses: tuple[ConcernStatus, ...], since: date, until: date) -> Any:
    if _coarse(filters, statuses):
        day = ConcernDayCount
        conditions: list[ColumnElement[bool]] = [
            day.received_day.between(since, until),
            day.sensitive.is_(False),
            day.confidentiality <= int(MAPPED_LEVEL),
        ]
        if statuses:
            conditions.append(day.is_open.is_(True))
        return _summed(day, conditions, filters)
    fine = ConcernCount
    wanted = [c.value for c in (filters.categories or MAPPED_CATEGORIES) if c not in SENSITIVE_CATEGORIES]
    conditions = [
        # Both lists are always named: the key begins with them, so only the rows asked for are read.
        fine.status.in_([s.value for s in (statuses or tuple(ConcernStatus))]),
        fine.category.in_(wanted),
        fine.received_day.between(since, until),
        fine.confidentiality <= int(MAPPED_LEVEL),
    ]
    if filters.sources:
        conditions.append(fine.source_type.in_([s.value for s in filters.sources]))
    return _summed(fine, conditions, filters)


def _summed(rollup: Any, conditions: list[ColumnElement[bool]], filters: Filters) -> Any:
    if filters.neighbourhoods:
        conditions.append(rollup.neighbourhood_id.in_(filters.neighbourhoods))
    return select(rollup.neighbourhood_id, func.sum(rollup.n)).where(*conditions).group_by(rollup.neighbourhood_id)


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


def not_on_map(session: Session, *, viewer: Viewer, filters: Filters) -> NotOnMap:
    """What the same filters find and the map cannot show, with the reason."""
    viewer.must(Permission.FIGURES_READ)
    fine, coarse = ConcernCount, _coarse(filters, filters.statuses or OPEN_STATUSES)
    rollup: Any = ConcernDayCount if coarse else fine
    sensitive = (
        rollup.sensitive.is_(True) if coarse else fine.category.in_([c.value for c in SENSITIVE_CATEGORIES])
    )
    conditions = [rollup.received_day.between(filters.since, filters.until), _countable(rollup, viewer)]
    if coarse:
        conditions.append(rollup.is_open.is_(True))
    else:
        conditions.append(fine.status.in_([s.value for s in filters.statuses or OPEN_STATUSES]))
        conditions.append(fine.category.in_([c.value for c in filters.categories or tuple(ConcernCategory)]))
        if filters.sources:
            conditions.append(fine.source_type.in_([s.value for s in filters.sources]))
    if filters.neighbourhoods:
        conditions.append(rollup.neighbourhood_id.in_([*filters.neighbourhoods, NO_AREA]))
    why = case(
        (sensitive, "sensitive"),
        (rollup.confidentiality > int(MAPPED_LEVEL), "personal"),
        (rollup.neighbourhood_id == NO_AREA, "no_area"),
        else_="mapped",
    )
    statement = select(why.label("why"), func.sum(rollup.n)).where(*conditions).group_by(why)
    found = dict(session.execute(statement).tuples().all())
    return NotOnMap(*(int(found.get(name, 0)) for name in ("no_area", "sensitive", "personal")))


def _countable(rollup: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Levels this viewer may count: restricted records only in the areas they are entitled to."""
    below: ColumnElement[bool] = rollup.confidentiality < int(Confidentiality.RESTRICTED)
    areas = viewer.scope.restricted_areas
    if areas is None:
        return rollup.confidentiality >= 0  # type: ignore[no-any-return]
    return or_(below, rollup.neighbourhood_id.in_(areas)) if areas else below


def trend(
    session: Session, *, viewer: Viewer, until: date, neighbourhood_id: int | None, weeks: int = 26
) -> pd.DataFrame:
    """Concerns received per whole ISO week, sensitive and personal ones apart.

    Columns: week_start (date, Monday), area (this neighbourhood, or the whole city when None), city_average (per
    neighbourhood). `weeks` rows, the last one the last whole week before `until`.
    """
    viewer.must(Permission.FIGURES_READ)
    day = ConcernDayCount
    end = week_start(until)
    start = end - timedelta(weeks=weeks)
    mapped = and_(day.sensitive.is_(False), day.confidentiality <= int(MAPPED_LEVEL))
    in_weeks = and_(day.received_day >= start, day.received_day < end)
    areas = session.scalar(select(func.count()).where(Neighbourhood.valid_to.is_(None))) or 1
    city = select(day.received_day, func.sum(day.n)).where(in_weeks, mapped, day.neighbourhood_id != NO_AREA)
    in_city = dict(session.execute(city.group_by(day.received_day)).tuples().all())
    in_area = in_city
    if neighbourhood_id is not None:
        one = select(day.received_day, func.sum(day.n)).where(in_weeks, mapped, day.neighbourhood_id == neighbourhood_id)
        in_area = dict(session.execute(one.group_by(day.received_day)).tuples().all())
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


def by_category(session: Session, *, viewer: Viewer, filters: Filters, every_status: bool = False) -> pd.DataFrame:
    """Concerns per category that a map may show, most first. Columns: category, n.

    Received in the period and open now (or in the statuses asked for); with `every_status` whatever became of them.
    """
    viewer.must(Permission.FIGURES_READ)
    fine = ConcernCount
    statuses = tuple(ConcernStatus) if every_status else (filters.statuses or OPEN_STATUSES)
    wanted = [c.value for c in (filters.categories or MAPPED_CATEGORIES) if c not in SENSITIVE_CATEGORIES]
    conditions = [
        fine.status.in_([s.value for s in statuses]),
        fine.category.in_(wanted),
        fine.received_day.between(filters.since, filters.until),
        fine.confidentiality <= int(MAPPED_LEVEL),
        fine.neighbourhood_id != NO_AREA,
    ]
    if filters.neighbourhoods:
        conditions.append(fine.neighbourhood_id.in_(filters.neighbourhoods))
    if filters.sources:
        conditions.append(fine.source_type.in_([s.value for s in filters.sources]))
    n = func.sum(fine.n).label("n")
    statement = select(fine.category, n).where(*conditions).group_by(fine.category).order_by(n.desc(), fine.category)
    rows = session.execute(statement).all()
    return pd.DataFrame([(category, int(count)) for category, count in rows], columns=["category", "n"])
