"""Places that keep coming back: several concerns within a few steps of each other in a few months."""

import math
import threading
from calendar import monthrange
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam, or_, select, text
from sqlalchemy.orm import Session

from db import thresholds, visibility
from db.access import Viewer
from db.models import Concern
from db.queries.days import begin, today
from db.queries.likeness import EARTH
from db.queries.reach import reach_of
from db.reads import READS_ONLY, revisions_of
from db.rules import Threshold
from db.vocabulary import SENSITIVE_CATEGORIES, ClosingReason

Numbers = npt.NDArray[Any]
# The concern it is known by, its members (newest first), who owns them, and the area; numbers all of them, no words.
Somewhere = tuple[int, tuple[int, ...], frozenset[int], int | None]
AT_ONCE = 5_000  # rows that are taken at a time, and numbers that a statement names
COMPARED_AT_ONCE = 100_000  # pairs of points: a few megabytes, however many concerns there are at one spot
NONE = 0  # stands for no owner, area or case among numbers
# What was no concern after all, or one already counted.
NOT_COUNTED = (ClosingReason.DUPLICATE, ClosingReason.UNFOUNDED, ClosingReason.WITHDRAWN)

MOST_KEPT = 4  # questions: of those who see all areas, of those who do not, and of the day before
_TURN = threading.Lock()
_KEPT: WeakKeyDictionary[Any, dict[Any, list[Somewhere]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Place:
    """`known_by`: the concern (its number) a line about the place names; `since` when there were enough of them."""

    known_by: int
    members: tuple[int, ...]  # newest first
    owners: frozenset[int]
    area: int | None
    since: datetime


def busy_places(
    session: Session,
    *,
    viewer: Viewer,
    now: datetime,
    areas: Collection[int] | None = None,
    owners: Collection[int] = (),
    only: Collection[int] | None = None,
) -> list[Place]:
    """Places with as many concerns as the thresholds say, of those the viewer may list. Never restricted or sensitive
    ones: a line about a place would tell of them. A place whose newest concern is part of a case is in hand.

    `areas`: only places in these, or with a concern of one of these `owners`; None: all. `only`: those that are known by one of
    these. Source: the UK's anti-social behaviour case review (three reports in six months).
    """
    least = thresholds.current(session)[Threshold.PLACE_COUNT]
    found = _of(session, viewer, now, areas, owners)
    if only is not None:
        found = [place for place in found if place[0] in only]
    # Only of these is the time asked: to make times of all the others would take as long as everything else.
    since = _received(session, {members[-least] for _, members, _, _ in found})
    return [Place(known, members, who, area, since[members[-least]]) for known, members, who, area in found]


def how_many_places(
    session: Session, *, viewer: Viewer, now: datetime, areas: Collection[int], owners: Collection[int]
) -> int:
    """How many busy_places finds."""
    return len(_of(session, viewer, now, areas, owners))


def _of(
    session: Session, viewer: Viewer, now: datetime, areas: Collection[int] | None, owners: Collection[int]
) -> list[Somewhere]:
    limits = thresholds.current(session)
    statement = _counted(session, viewer, _first_day(now, limits[Threshold.PLACE_MONTHS]))
    radius, least = float(limits[Threshold.PLACE_RADIUS]), limits[Threshold.PLACE_COUNT]
    return [
        (known, members, who, area)
        for known, members, who, area in _everywhere(session, statement, radius, least)
        if areas is None or area in areas or not who.isdisjoint(owners)
    ]


def _everywhere(session: Session, statement: Any, radius: float, least: int) -> list[Somewhere]:
    """The places of the whole city. The same question of the same state of the store has the same answer, whoever asks: it is
    worked out once, and by one at a time. Anything saved but an activity makes another state."""
    if not session.info.get(READS_ONLY):
        return _worked_out(session, statement, radius, least)
    said = statement.compile(session.get_bind())
    # A session that reads sees one state: this is the revision of its rows too.
    key = (revisions_of(session)[1], str(said), repr(said.params), radius, least)
    with _TURN:
        kept = _KEPT.setdefault(session.get_bind(), {})
        if key not in kept:
            while len(kept) >= MOST_KEPT:
                del kept[next(iter(kept))]
            kept[key] = _worked_out(session, statement, radius, least)
        return kept[key]


def forget() -> None:
    """For whoever puts a store back behind its program's back, as tests do: its revisions come again with other contents."""
    _KEPT.clear()


def _worked_out(session: Session, statement: Any, radius: float, least: int) -> list[Somewhere]:
    rows = _numbers(session, statement)
    if not len(rows):
        return []
    ids, owned_by, area_of, case_of = (np.nan_to_num(rows[:, n]).astype(int).tolist() for n in (0, 3, 4, 5))
    return [
        (ids[i], tuple([ids[n] for n in around]), frozenset([owned_by[n] for n in around]) - {NONE}, area_of[i] or None)
        for i, around in around_each(rows[:, 1], rows[:, 2], radius, least)
        if not case_of[around[0]]
    ]


def _numbers(session: Session, statement: Any) -> Numbers:
    """The rows as one table of numbers, a part at a time: a city's half year as objects keeps the collector busy for
    longer than the store needs for the answer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL jit = off"))  # compiling the statement takes longer than running it
    # By the driver's cursor: plain numbers need nothing of what is built around a row.
    with closing(session.connection().execute(statement).cursor) as cursor:  # type: ignore[type-var]
        parts = iter(lambda: cursor.fetchmany(AT_ONCE), [])
        return np.concatenate([np.empty((0, 6)), *(np.array(part, dtype=float) for part in parts)])


def _received(session: Session, wanted: set[int]) -> dict[int, datetime]:
    numbers, moments = sorted(wanted), {}
    for first in range(0, len(numbers), AT_ONCE):
        # Written into the statement: numbers of our own, and thousands of parameters cost more than the answer.
        some: Any = bindparam("some", numbers[first : first + AT_ONCE], expanding=True, literal_execute=True)
        found = session.connection().execute(select(Concern.id, Concern.received_at).where(Concern.id.in_(some)))
        moments.update({row.id: row.received_at for row in found})
    return moments


def reports_at(session: Session, concern_id: int, *, viewer: Viewer, now: datetime) -> int:
    """How many concerns there are at the place of this one, itself included: what busy_places counts for it."""
    limits = thresholds.current(session)
    here = session.execute(select(Concern.latitude, Concern.longitude).where(Concern.id == concern_id)).one()
    if here.latitude is None or here.longitude is None:
        return 0
    radius = float(limits[Threshold.PLACE_RADIUS])
    north = math.degrees(radius / EARTH) * 1.01
    east = north / max(0.01, math.cos(math.radians(here.latitude)))
    near = _counted(session, viewer, _first_day(now, limits[Threshold.PLACE_MONTHS])).where(
        Concern.latitude.between(here.latitude - north, here.latitude + north),
        Concern.longitude.between(here.longitude - east, here.longitude + east),
    )
    rows = session.execute(near).all()
    mine = next((i for i, row in enumerate(rows) if row[0] == concern_id), None)
    if mine is None:
        return 0
    x, y = metres(np.array([r[1] for r in rows]), np.array([r[2] for r in rows]))
    return int(np.count_nonzero((x - x[mine]) ** 2 + (y - y[mine]) ** 2 <= radius * radius))


def _first_day(now: datetime, months: int) -> datetime:
    """When the day began that lies so many months back: until midnight the question stays the same."""
    return begin(today(months_before(now, months)))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _counted(session: Session, viewer: Viewer, since: datetime) -> Any:
    return (
        select(
            Concern.id, Concern.latitude, Concern.longitude, Concern.owner_id, Concern.neighbourhood_id,
            Concern.case_id,
        )
        .where(
            visibility.unrestricted_concerns(reach_of(session, viewer.scope)),
            Concern.received_at >= since,
            Concern.latitude.is_not(None),
            Concern.category.not_in([category.value for category in SENSITIVE_CATEGORIES]),
            Concern.duplicate_of_id.is_(None),
            or_(Concern.closing_reason.is_(None), Concern.closing_reason.not_in([r.value for r in NOT_COUNTED])),
        )
        .order_by(Concern.received_at.desc(), Concern.id.desc())
    )  # fmt: skip


def metres(latitudes: Numbers, longitudes: Numbers) -> tuple[Numbers, Numbers]:
    """Points of one city on a flat sheet (east, north): right to a metre at these distances."""
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    middle = float(lat.mean()) if len(lat) else 0.0
    return EARTH * lon * math.cos(middle), EARTH * lat


def around_each(latitudes: Numbers, longitudes: Numbers, radius: float, least: int) -> Iterator[tuple[int, list[int]]]:
    """Each point that has enough of them around it, and the positions of all of these, itself included, newest first.

    A point that lies at the place of a newer one makes no place of its own. A new report so becomes the point the place
    is known by, and a place further off keeps its own. Points lie in squares as wide as the radius, so that each is
    compared with those of nine squares only.
    """
    east, north = metres(latitudes, longitudes)
    near = _Near(east, north, radius)
    waiting = np.flatnonzero(near.at_most >= least)
    taken = np.zeros(len(east), dtype=bool)
    while len(waiting):
        some = waiting[: 1 + int(np.searchsorted(np.cumsum(near.at_most[waiting]), COMPARED_AT_ONCE))]
        others, ends = near.of(some)
        begin = 0
        for i, end in zip(some.tolist(), ends.tolist(), strict=True):
            if end - begin >= least and not taken[i]:
                around = others[begin:end]
                taken[around] = True
                yield i, sorted(around.tolist())
            begin = end
        waiting = waiting[len(some) :]
        waiting = waiting[~taken[waiting]]


class _Near:
    """Which points lie within the radius of a point. `at_most`: how many there can be, for each."""

    def __init__(self, east: Numbers, north: Numbers, radius: float) -> None:
        self._east, self._north, self._limit = east, north, radius * radius
        column, row = np.floor(east / radius).astype(int), np.floor(north / radius).astype(int)
        column, row = column - column.min(), row - row.min() + 1
        # Numbered so that squares one above another follow each other: three of them are one stretch of the points.
        height = int(row.max()) + 2
        square = column * height + row
        self._order = np.argsort(square, kind="stable")
        ordered = square[self._order]
        # Asked once of each square: a city's concerns lie in fewer of them than there are concerns.
        begins = np.diff(ordered, prepend=-1) > 0
        middles = ordered[begins][:, None] + height * np.array([-1, 0, 1])
        first = np.searchsorted(ordered, middles - 1, side="left")
        many = np.searchsorted(ordered, middles + 1, side="right") - first
        which = np.empty(len(square), dtype=int)
        which[self._order] = np.cumsum(begins) - 1
        self._first, self._many = first[which], many[which]
        self.at_most = self._many.sum(axis=1)

    def of(self, some: Numbers) -> tuple[Numbers, Numbers]:
        """The points around each of these, one group after the other, and where each group ends."""
        first, many = self._first[some].ravel(), self._many[some].ravel()
        starts = np.cumsum(many) - many
        others = self._order[np.arange(many.sum()) + np.repeat(first - starts, many)]
        who = np.repeat(some, self.at_most[some])
        across, up = self._east[others] - self._east[who], self._north[others] - self._north[who]
        inside = across * across + up * up <= self._limit
        groups = np.repeat(np.arange(len(some)), self.at_most[some])[inside]
        return others[inside], np.cumsum(np.bincount(groups, minlength=len(some)))
