"""What a shift is on Today: since when things are new, and how far ahead to look."""

from datetime import datetime, timedelta

from dashboard import clock
from db.access import Viewer

WARN_WITHIN = timedelta(hours=24)
DAYS_AHEAD = 7
# Somebody's first shift here: the last day is new to them.
FIRST = timedelta(hours=24)


def since_last_shift(viewer: Viewer) -> datetime:
    """The moment from which things are new to this viewer, to the minute so that its answer can be shared."""
    since = viewer.previous_shift_at or clock.now() - FIRST
    return since.replace(second=0, microsecond=0)
