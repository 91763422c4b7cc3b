"""What pages show about planned events: plans, clashes, the calendar's days. Kept as dashboard.loaders keeps the rest."""

from datetime import date, datetime, timedelta

import pandas as pd

from dashboard.kept import read
from db.access import Viewer
from db.queries.clashes import Clashes
from db.queries.days import begin
from db.queries.event_days import DayEvent
from db.queries.event_plans import EventPlan


def event_plan(viewer: Viewer, ref: str) -> EventPlan:
    return read("event_plan", viewer, ref=ref)


def possible_partners(viewer: Viewer) -> pd.DataFrame:
    """Whom an event can be planned with: references and names."""
    return read("partner_choices", viewer)


def clashes(
    viewer: Viewer,
    spans: tuple[tuple[datetime, datetime], ...],
    *,
    neighbourhood_id: int | None,
    owner_id: int | None,
    audience: str = "",
    apart_from: tuple[str, ...] = (),
) -> tuple[Clashes, ...]:
    return read(
        "clashes", viewer, spans=spans, neighbourhood_id=neighbourhood_id, owner_id=owner_id, audience=audience,
        apart_from=apart_from,
    )  # fmt: skip


def event_days(
    viewer: Viewer, *, since: date, until: date, neighbourhood_ids: tuple[int, ...] = ()
) -> tuple[DayEvent, ...]:
    """Events of these days of the agency, both included."""
    return read(
        "event_days", viewer, since=begin(since), until=begin(until + timedelta(days=1)),
        neighbourhood_ids=neighbourhood_ids,
    )  # fmt: skip
