"""What a meeting's screen and "you said, we did" show, each answer read once and kept: see dashboard.kept."""

from datetime import date, timedelta

import pandas as pd

from dashboard import clock
from dashboard.kept import read
from db.access import Viewer
from db.queries.days import begin
from db.queries.meetings import Before


def meeting_before(viewer: Viewer, ref: str) -> Before | None:
    found: Before | None = read("meeting_before", viewer, ref=ref, now=clock.minute())
    return found


def made_at(viewer: Viewer, ref: str) -> pd.DataFrame:
    """Promises made and questions asked at an event."""
    return read("made_at", viewer, event=ref)


def captured(viewer: Viewer, ref: str) -> pd.DataFrame:
    return read("captured", viewer, event=ref)


def handout_items(viewer: Viewer, *, retired: bool = False) -> pd.DataFrame:
    return read("handout_items", viewer, retired=retired)


def you_said(viewer: Viewer, *, neighbourhood_id: int, since: date, until: date) -> pd.DataFrame:
    """Raised or promised at events from the first day to the last, both included."""
    return read(
        "you_said",
        viewer,
        neighbourhood_id=neighbourhood_id,
        since=begin(since),
        until=begin(until + timedelta(days=1)),
    )
