"""What was opened without an assignment. Kept as dashboard.loaders keeps the rest."""

from datetime import datetime

from dashboard import clock
from dashboard.kept import read
from dashboard.shared_store import shared_store
from db.access import UNBROKEN, Viewer
from db.queries import glass


def open_until(viewer: Viewer, ref: str) -> datetime | None:
    """Asked anew in each run: it ends by the clock."""
    if viewer.glass == UNBROKEN:
        return None
    with shared_store().reading() as session:
        return glass.open_until(session, viewer=viewer, ref=ref, now=clock.now())


def openings(viewer: Viewer, *, waiting: bool) -> tuple[glass.Opening, ...]:
    return read("openings", viewer, waiting=waiting)


def openings_waiting(viewer: Viewer) -> int:
    return read("openings_waiting", viewer)
