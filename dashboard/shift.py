"""What a shift is on Today: whose eyes, since when things are new, and how far ahead to look."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from dashboard import clock
from db.access import Viewer

WARN_WITHIN = timedelta(hours=24)
DAYS_AHEAD = 7
# Somebody's first shift here: the last day is new to them.
FIRST = timedelta(hours=24)


def at_the_desk(viewer: Viewer) -> Viewer:
    """The viewer with the neighbourhoods Today is about: somebody who answers for none of their own answers for the
    team's. What they may see is decided by the team's in any case."""
    return viewer if viewer.areas else replace(viewer, areas=viewer.team_areas)


def long_ago() -> date:
    """For lists that must leave out nothing that is still open, however old."""
    return clock.today() - timedelta(days=5 * 366)


def since_last_shift(viewer: Viewer) -> datetime:
    """The moment from which things are new to this viewer, to the minute so that its answer can be shared."""
    since = viewer.previous_shift_at or clock.now() - FIRST
    return since.replace(second=0, microsecond=0)


def the_time_before(since: datetime) -> datetime:
    """Where a span as long as from `since` to now, ending at `since`, begins."""
    return since - (clock.now().replace(second=0, microsecond=0) - since)
