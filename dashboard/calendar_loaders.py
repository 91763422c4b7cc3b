"""What calendars outside the desk and one's own addresses show."""

from dashboard.kept import read
from dashboard.shared_store import shared_store
from db.access import Viewer
from db.queries import calendars


def announced(viewer: Viewer, refs: tuple[str, ...]) -> calendars.CalendarRows:
    """These events as they are announced."""
    return read("announced", viewer, refs=refs)


def my_feeds(viewer: Viewer) -> tuple[calendars.MyFeed, ...]:
    """The viewer's calendar addresses: never kept, making one changes no record."""
    with shared_store().reading() as session:
        return calendars.my_feeds(session, viewer=viewer)
