"""What fields of a template become: an event's own facts, the officer, the agency."""

from collections.abc import Mapping

from dashboard.words import _, full_date
from dashboard.words import clock as time_of_day
from db.access import Viewer
from db.queries.events import EventRecord
from db.settings import get_settings


def field_label(name: str) -> str:
    return {
        "event": _("title of the event"),
        "date": _("its day, in full"),
        "time": _("when it begins"),
        "place": _("where it is"),
        "area": _("its neighbourhood"),
        "audience": _("whom it is for"),
        "language": _("the language of the text"),
        "officer": _("the officer in charge, or you"),
        "agency": _("the agency’s name"),
    }[name]


def values(viewer: Viewer, event: EventRecord | None, *, area: str | None, language: str) -> Mapping[str, str]:
    """By field; those without a value are left out, so that the gap is seen."""
    known: dict[str, str | None] = {
        "officer": viewer.name,
        "agency": get_settings().agency_name,
        "area": area,
        "language": language,
    }
    if event is not None:
        known |= {
            "event": event.title,
            "date": full_date(event.starts_at),
            "time": time_of_day(event.starts_at),
            "place": event.venue,
            "area": event.neighbourhood or area,
            "audience": event.audience,
            "officer": event.owner or viewer.name,
        }
    return {name: value for name, value in known.items() if value}
