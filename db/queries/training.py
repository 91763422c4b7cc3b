"""Training delivered to officers: which topic, which unit, how many came."""

from datetime import datetime

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Permission, Viewer
from db.models import Event, Officer
from db.queries.frames import frame
from db.vocabulary import EventStatus, EventType


def training_held(session: Session, *, viewer: Viewer, since: datetime, until: datetime) -> pd.DataFrame:
    """Officer training held in [since, until), the newest first.

    Columns: ref, title, starts_at (UTC), unit, topics (list), attendance, counted (bool), owner, minutes.
    """
    viewer.must(Permission.EVENT_READ)
    statement = (
        select(
            Event.ref, Event.title, Event.starts_at, Event.ends_at, Event.unit, Event.topics,
            Event.attendance_total.label("attendance"), Event.attendance_counted.label("counted"),
            Officer.display_name.label("owner"),
        )
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .where(
            Event.type == EventType.TRAINING.value, Event.status == EventStatus.HELD.value, Event.starts_at >= since,
            Event.starts_at < until, visibility.events(viewer.scope),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )  # fmt: skip
    return frame(session, statement, times=["starts_at", "ends_at"])


def by_unit(held: pd.DataFrame) -> pd.DataFrame:
    """Columns: unit (empty: not said), events, people; the most people first."""
    named = held.assign(unit=held["unit"].fillna(""))
    return _added_up(named, "unit")


def by_topic(held: pd.DataFrame) -> pd.DataFrame:
    """One event with two topics counts under both. Columns: topic, events, people; the most people first."""
    named = held.assign(topic=held["topics"]).explode("topic")
    return _added_up(named[named["topic"].notna()], "topic")


def _added_up(held: pd.DataFrame, name: str) -> pd.DataFrame:
    added = held.groupby(name, as_index=False).agg(events=("ref", "nunique"), people=("attendance", "sum"))
    return added.sort_values(["people", name], ascending=[False, True], ignore_index=True)
