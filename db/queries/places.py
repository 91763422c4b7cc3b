"""Places that keep coming back: several concerns within a few steps of each other in a few months."""

import math
from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import thresholds, visibility
from db.access import Viewer
from db.models import Concern
from db.queries.likeness import EARTH
from db.rules import Threshold
from db.vocabulary import SENSITIVE_CATEGORIES, ClosingReason, Confidentiality

AT_ONCE = 5_000  # parameters a statement carries: below every engine's limit
# What was no concern after all, or one already counted.

NOT_COUNTED = (ClosingReason.DUPLICATE, ClosingReason.UNFOUNDED, ClosingReason.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Place:
    """`known_by`: the concern (its number) a line about the place names; `since` when there were enough of them."""

    known_by: int
    members: tuple[int, ...]  # newest first
    owners: frozenset[int]
    area: int | None
    since: datetime


def busy_places(session: Session, *, viewer: Viewer, now: datetime) -> list[Place]:
    """Places with as many concerns as the thresholds say, of those the viewer may list. Never restricted or sensitive
    ones: a line about a place would tell of them. A place whose newest concern is part of a case is in hand.

    Source: the UK's anti-social behaviour case review (three reports in six months). Points are
    compared within squares, never all with all: a city's half year takes a fraction of a second.
    """
    limits = thresholds.current(session)
    rows = session.execute(_counted(viewer, months_before(now, limits[Threshold.PLACE_MONTHS]))).all()
    if not rows:
        return []
    ids, latitudes, longitudes, owners, areas, cases = zip(*rows, strict=True)
    least = limits[Threshold.PLACE_COUNT]
    found = []
    for i, around in _around_each(latitudes, longitudes, float(limits[Threshold.PLACE_RADIUS]), least):
        if cases[around[0]] is None:
            who = frozenset(owners[n] for n in around if owners[n] is not None)
            found.append((ids[i], tuple(ids[n] for n in around), who, areas[i]))
    # Only of these is the time asked: to make times of all the others would take as long as everything else.
    since = _received(session, {members[-least] for _, members, _, _ in found})
    return [Place(known, members, who, area, since[members[-least]]) for known, members, who, area in found]


def _received(session: Session, wanted: set[int]) -> dict[int, datetime]:
    numbers, moments = sorted(wanted), {}
    for first in range(0, len(numbers), AT_ONCE):
        some = Concern.id.in_(numbers[first : first + AT_ONCE])
        moments.update(dict(session.execute(select(Concern.id, Concern.received_at).where(some)).all()))
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
    near = _counted(viewer, months_before(now, limits[Threshold.PLACE_MONTHS])).where(
        Concern.latitude.between(here.latitude - north, here.latitude + north),
        Concern.longitude.between(here.longitude - east, here.longitude + east),
    )
    rows = session.execute(near).all()
    x, y = _metres([r[1] for r in rows], [r[2] for r in rows])
    mine = next((i for i, row in enumerate(rows) if row[0] == concern_id), None)
    if mine is None:
        return 0
    return sum(math.hypot(east - x[mine], north - y[mine]) <= radius for east, north in zip(x, y, strict=True))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _counted(viewer: Viewer, since: datetime) -> Any:
    return (
        select(
            Concern.id, Concern.latitude, Concern.longitude, Concern.owner_id, Concern.neighbourhood_id,
            Concern.case_id,
        )
        .where(
            visibility.concerns(viewer.scope),
            Concern.received_at >= since,
            Concern.latitude.is_not(None),
            Concern.confidentiality < int(Confidentiality.RESTRICTED),
            Concern.category.not_in([category.value for category in SENSITIVE_CATEGORIES]),
            Concern.duplicate_of_id.is_(None),
            or_(Concern.closing_reason.is_(None), Concern.closing_reason.not_in([r.value for r in NOT_COUNTED])),
        )
        .order_by(Concern.received_at.desc(), Concern.id.desc())
    )  # fmt: skip


def _metres(latitudes: Sequence[float], longitudes: Sequence[float]) -> tuple[list[float], list[float]]:
    """Points of one city on a flat sheet (east, north): right to a metre at these distances."""
    lat, lon = np.radians(np.array(latitudes, dtype=float)), np.radians(np.array(longitudes, dtype=float))
    middle = float(lat.mean()) if len(lat) else 0.0
    return (EARTH * lon * math.cos(middle)).tolist(), (EARTH * lat).tolist()


def _around_each(
    latitudes: Sequence[float], longitudes: Sequence[float], radius: float, least: int
) -> list[tuple[int, list[int]]]:
    """Each point that has enough of them around it, and the positions of all of these, itself included, newest first.

    A point that lies at the place of a newer one makes no place of its own. A new report so becomes the point the place
    is known by, and a place further off keeps its own. Points lie in squares as wide as the radius, so that each is
    compared with those of nine squares only.
    """
    x, y = _metres(latitudes, longitudes)
    column, row = [math.floor(east / radius) for east in x], [math.floor(north / radius) for north in y]
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, square in enumerate(zip(column, row, strict=True)):
        squares[square].append(i)
    taken, limit = bytearray(len(x)), radius * radius
    found = []
    for i in range(len(x)):
        if taken[i]:
            continue
        across, up, east, north = column[i], row[i], x[i], y[i]
        around = [
            n
            for step, rise in _NINE
            for n in squares.get((across + step, up + rise), ())
            if (x[n] - east) ** 2 + (y[n] - north) ** 2 <= limit
        ]
        if len(around) >= least:
            for n in around:
                taken[n] = 1
            found.append((i, sorted(around)))
    return found


_NINE = [(step, rise) for step in (-1, 0, 1) for rise in (-1, 0, 1)]
