"""Points for the map: few columns, newest first, never of a sensitive category, never above level 1."""

from datetime import datetime

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Concern, Event
from db.queries.days import moments
from db.queries.figures import MAPPED_LEVEL
from db.queries.filters import Filters
from db.queries.frames import frame
from db.queries.reach import reach_of
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES, EventStatus

MOST_POINTS = 2_000  # more are neither read nor told apart on a screen; the page says when it is a part


def concern_points(session: Session, *, viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """Concerns with an exact place that the viewer may open. At most MOST_POINTS, newest first.

    Columns: ref, latitude, longitude, category, status, received_at (UTC).
    """
    viewer.must(Permission.CONCERN_READ)
    since, until = moments(filters)
    statement = (
        select(
            Concern.ref,
            Concern.latitude,
            Concern.longitude,
            Concern.category,
            Concern.status,
            Concern.received_at,
        )
        .where(
            Concern.received_at >= since,
            Concern.received_at < until,
            Concern.status.in_([s.value for s in filters.statuses or OPEN_STATUSES]),
            Concern.category.not_in([c.value for c in SENSITIVE_CATEGORIES]),
            Concern.confidentiality <= int(MAPPED_LEVEL),
            Concern.latitude.is_not(None),
            Concern.neighbourhood_id.is_not(None),
            visibility.concerns(reach_of(session, viewer.scope)),
        )
        .order_by(Concern.received_at.desc(), Concern.id.desc())
        .limit(MOST_POINTS)
    )
    if filters.categories:
        statement = statement.where(Concern.category.in_([c.value for c in filters.categories]))
    if filters.sources:
        statement = statement.where(Concern.source_type.in_([s.value for s in filters.sources]))
    if filters.neighbourhoods:
        statement = statement.where(Concern.neighbourhood_id.in_(filters.neighbourhoods))
    return frame(session, statement, times=["received_at"])


def event_points(session: Session, *, viewer: Viewer, filters: Filters, now: datetime) -> pd.DataFrame:
    """Events with a place: those of the period and all that are still to come. At most MOST_POINTS, latest first.

    Columns: ref, latitude, longitude, title, type, starts_at (UTC), status, coming (bool).
    """
    viewer.must(Permission.EVENT_READ)
    since, until = moments(filters)
    statement = (
        select(Event.ref, Event.latitude, Event.longitude, Event.title, Event.type, Event.starts_at, Event.status)
        .where(
            Event.latitude.is_not(None),
            Event.status != EventStatus.CANCELLED,
            Event.starts_at >= min(since, now),  # said for the index: the next line alone would look at every event
            or_((Event.starts_at >= since) & (Event.starts_at < until), Event.starts_at >= now),
            visibility.events(viewer.scope),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_POINTS)
    )
    if filters.neighbourhoods:
        statement = statement.where(Event.neighbourhood_id.in_(filters.neighbourhoods))
    points = frame(session, statement, times=["starts_at"])
    points["coming"] = points["starts_at"] >= now
    return points
