"""Likely duplicates: what was reported around the same place and time and reads alike; and what was merged."""

import heapq
import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import thresholds, visibility
from db.access import Permission, Viewer
from db.models import Concern, ConcernMerge, NotTheSame, Officer, Voice
from db.queries.frames import frame
from db.queries.likeness import (
    EARTH,
    THRESHOLD,
    WINDOW_DAYS,
    likeness,
    metres,
    said,
    similarity,
    weights,
)
from db.vocabulary import Confidentiality

COLUMNS = (
    "ref", "version", "summary", "category", "status", "received_at", "distance", "days", "similarity", "reported_by",
    "owner", "owner_id", "latitude", "longitude", "score", "confidentiality",
)  # fmt: skip
# The nearest (without a point: the nearest in time) so many are read; a square of 500 m with more reports says too much anyway.
MOST_READ = 400
Near = tuple[int, float | None]  # a concern's number and its distance in metres


def likely_duplicates(
    session: Session,
    *,
    viewer: Viewer,
    point: tuple[float, float] | None,
    area: int | None,
    received_at: datetime,
    category: str | None,
    text: str,
    but_not: str | None = None,
    and_not: Collection[str] = (),
    limit: int = 5,
    threshold: float = THRESHOLD,
) -> pd.DataFrame:
    """Concerns that may be the same as one with this place, time, category and summary, the likeliest first.

    `point` is (latitude, longitude); without it those of the neighbourhood `area` (its id) are compared. `but_not` is
    the concern itself, `and_not` others that were ruled out. Columns: COLUMNS; `distance` in metres (empty without two
    points), `days` apart, `similarity` of the words and `score` between 0 and 1 (db.queries.likeness says how), and
    only rows that reach `threshold`. Radius and window: the thresholds in force, WINDOW_DAYS. Words are summaries, level 1.
    Never proposed: what the viewer may not list, what is merged already, pairs found different, restricted records
    (nothing restricted is merged: db.commands.duplicates).
    """
    viewer.must(Permission.CONCERN_READ)
    window = timedelta(days=WINDOW_DAYS)
    dates = (received_at - window, received_at + window)
    radius = thresholds.current(session).duplicate_radius(category)
    if not (text.strip() or category):
        near = []  # a place alone says nothing
    elif point is not None:
        near = _around(session, point, radius, dates)
    elif area is not None:
        near = _in_area(session, area, received_at, window)
    else:
        near = []
    rows = _read(session, viewer, near, but_not=but_not, and_not=and_not)
    mine, theirs = said(text), {row.summary: said(row.summary) for row in rows}
    counts = weights(theirs.values())
    alike = {summary: similarity(mine, words, counts) for summary, words in theirs.items()}
    best = []
    for row in rows:
        distance = _distance(point, row.latitude, row.longitude)
        found = likeness(
            words=alike[row.summary] if mine else None,
            same_category=row.category == category if category else None,
            distance=distance,
            radius=radius,
            days=abs((row.received_at - received_at).total_seconds()) / 86_400,
        )
        if found.score >= threshold:
            best.append((found.score, row.id, distance, found.similarity))
    return _shown(session, heapq.nlargest(limit, best), received_at)


def _distance(point: tuple[float, float] | None, latitude: float | None, longitude: float | None) -> float | None:
    return metres(point, (latitude, longitude)) if point and latitude is not None and longitude is not None else None


def _around(
    session: Session, point: tuple[float, float], radius: float, dates: tuple[datetime, datetime]
) -> list[Near]:
    """The nearest within the radius. Only columns of one index: it answers without touching the table, and nothing
    else in the statement tempts the engine to begin at the viewer's areas instead."""
    latitude, longitude = point
    north = math.degrees(radius / EARTH)
    east = north / max(0.01, math.cos(math.radians(latitude)))
    statement = select(Concern.id, Concern.latitude, Concern.longitude).where(
        Concern.latitude.between(latitude - north, latitude + north),
        Concern.longitude.between(longitude - east, longitude + east),
        Concern.received_at.between(*dates),
    )
    places = ((id_, _distance(point, north_, east_)) for id_, north_, east_ in session.execute(statement))
    found = [(away, id_) for id_, away in places if away is not None]
    return [(id_, away) for away, id_ in heapq.nsmallest(MOST_READ, found) if away <= radius]


def _in_area(session: Session, area: int, received_at: datetime, window: timedelta) -> list[Near]:
    """The last before and the first after, half of each."""
    before = Concern.received_at.between(received_at - window, received_at)
    after = and_(Concern.received_at > received_at, Concern.received_at <= received_at + window)
    found: list[Near] = []
    for when, order in ((before, Concern.received_at.desc()), (after, Concern.received_at)):
        statement = select(Concern.id).where(Concern.neighbourhood_id == area, when).order_by(order)
        found += [(id_, None) for id_ in session.scalars(statement.limit(MOST_READ // 2))]
    return found


def _read(
    session: Session, viewer: Viewer, near: list[Near], *, but_not: str | None, and_not: Collection[str]
) -> Sequence[Any]:
    if not near:
        return []
    allowed = and_(
        visibility.concerns(viewer.scope),
        Concern.confidentiality < int(Confidentiality.RESTRICTED),
        Concern.duplicate_of_id.is_(None),
    )
    conditions = [
        Concern.id.in_([id_ for id_, _ in near]),
        # One opaque condition: taken apart, its areas and owners look like a better beginning than the numbers above.
        case((allowed, 1), else_=0) == 1,
    ]
    apart = {ref for ref in (but_not, *and_not) if ref}
    if apart:
        conditions.append(Concern.ref.not_in(sorted(apart)))
    if but_not:
        conditions.append(Concern.id.not_in(_different_from(but_not)))
    statement = select(
        Concern.id, Concern.latitude, Concern.longitude, Concern.received_at, Concern.category, Concern.summary
    )
    return session.execute(statement.where(*conditions)).all()


def _different_from(ref: str) -> Any:
    """Numbers of the concerns somebody has found to be different from this one."""
    me = select(Concern.id).where(Concern.ref == ref).scalar_subquery()
    pair = or_(NotTheSame.concern_id == me, NotTheSame.other_id == me)
    return select(case((NotTheSame.concern_id == me, NotTheSame.other_id), else_=NotTheSame.concern_id)).where(pair)


def _voices_of_both() -> Any:
    """Voices of a concern and of what was merged into it."""
    level = _REPEAT.confidentiality < int(Confidentiality.RESTRICTED)
    own = select(func.count()).select_from(Voice).where(Voice.concern_id == Concern.id)
    merged = select(func.count()).select_from(Voice).join(_REPEAT, _REPEAT.id == Voice.concern_id)
    theirs = merged.where(_REPEAT.duplicate_of_id == Concern.id, _REPEAT.withdrawn_at.is_(None), level)
    return own.correlate(Concern).scalar_subquery() + theirs.correlate(Concern).scalar_subquery()


# Made once: an alias is a copy of forty columns, dearer than the search itself.
_REPEAT, _MAIN = aliased(Concern, name="repeat"), aliased(Concern, name="main")
_REPORTED_BY = _voices_of_both().label("reported_by")


def _shown(session: Session, best: list[tuple[float, int, float | None, float]], received_at: datetime) -> pd.DataFrame:
    statement = (
        select(
            Concern.id, Concern.ref, Concern.version, Concern.summary, Concern.category, Concern.status,
            Concern.received_at, _REPORTED_BY, Officer.display_name.label("owner"),
            Concern.owner_id, Concern.latitude, Concern.longitude, Concern.confidentiality,
        )
        .outerjoin(Officer, Officer.id == Concern.owner_id)
        .where(Concern.id.in_([id_ for _, id_, _, _ in best]))
    )  # fmt: skip
    rows = frame(session, statement, times=["received_at"]).set_index("id")
    rows = rows.loc[[id_ for _, id_, _, _ in best]]
    rows["score"] = [round(score, 3) for score, *_ in best]
    rows["distance"] = pd.Series([away for _, _, away, _ in best], index=rows.index, dtype=float)
    rows["similarity"] = [round(alike, 3) for *_, alike in best]
    rows["days"] = [abs((moment - received_at).total_seconds()) / 86_400 for moment in rows["received_at"]]
    return rows.reset_index(drop=True)[list(COLUMNS)]


def merged_into(session: Session, *, viewer: Viewer, ref: str) -> pd.DataFrame:
    """The concerns that were merged into this one and that the viewer may list, in the order of receipt.

    Columns: ref, version, summary, category, status, received_at, reported_by (its own voices), merged_at (UTC, empty
    for an import's), merged_by. Empty for a concern the viewer may not see.
    """
    viewer.must(Permission.CONCERN_READ)
    own = select(func.count()).select_from(Voice).where(Voice.concern_id == Concern.id).correlate(Concern)
    seen = select(Concern.id).where(Concern.ref == ref, visibility.concerns(viewer.scope)).correlate(None)
    statement = (
        select(
            Concern.ref, Concern.version, Concern.summary, Concern.category, Concern.status, Concern.received_at,
            own.scalar_subquery().label("reported_by"), ConcernMerge.at.label("merged_at"),
            Officer.display_name.label("merged_by"),
        )
        .join(_MAIN, _MAIN.id == Concern.duplicate_of_id)
        .outerjoin(ConcernMerge, ConcernMerge.concern_id == Concern.id)
        .outerjoin(Officer, Officer.id == ConcernMerge.officer_id)
        .where(_MAIN.id.in_(seen), visibility.concerns(viewer.scope))
        .order_by(Concern.received_at, Concern.id)
    )  # fmt: skip
    return frame(session, statement, times=["received_at", "merged_at"])
