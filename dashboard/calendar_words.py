"""Events as calendar programs show them: what is announced, in words, and each series as one entry."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dashboard.labels import event_type_label
from dashboard.words import _
from db.calendars import CalendarEvent, write_calendar
from db.calendars.entries import Moment
from db.calendars.series import Member, one_series
from db.queries.calendars import Announced, CalendarRows
from db.settings import get_settings
from db.vocabulary import EventStatus

MIME = "text/calendar"


def calendar_file(rows: CalendarRows, *, name: str) -> bytes:
    """The events as a calendar. Of a series that is whole among them the rule is written, so that it keeps its clock."""
    series = _whole_series(rows)
    single = [_entry(event, get_settings().zone) for event in rows.events if event.series_id not in series]
    return write_calendar([*(entry for entries in series.values() for entry in entries), *single], name=name)


def _whole_series(rows: CalendarRows) -> dict[int | None, tuple[CalendarEvent, ...]]:
    found: dict[int | None, tuple[CalendarEvent, ...]] = {}
    for series in rows.series:
        zone = ZoneInfo(series.zone)
        members = [
            Member(_entry(event, zone), event.occurrence_at)
            for event in rows.events
            if event.series_id == series.id and event.occurrence_at is not None
        ]
        alone = sum(event.series_id == series.id for event in rows.events) > len(members)
        entries = (
            () if alone else one_series(_uid(f"series-{series.id}"), series.rule, zone, members, skipped=series.skipped)
        )
        if entries:
            found[series.id] = entries
    return found


def _uid(ref: str) -> str:
    return f"{ref}@{get_settings().calendar_domain}"


def _entry(event: Announced, zone: ZoneInfo) -> CalendarEvent:
    start, end = _moments(event, zone)
    placed = event.latitude is not None and event.longitude is not None
    return CalendarEvent(
        uid=_uid(event.ref),
        title=event.title,
        start=start,
        end=end,
        stamp=event.updated_at,
        location=event.venue,
        point=(event.latitude, event.longitude) if placed else None,  # type: ignore[arg-type]
        categories=(event_type_label(event.type),),
        cancelled=event.status == EventStatus.CANCELLED,
        description="\n".join(_announced(event)) or None,
        sequence=event.version - 1,
    )


def _moments(event: Announced, zone: ZoneInfo) -> tuple[Moment, Moment]:
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return (start.date(), end.date()) if event.all_day and end.date() > start.date() else (start, end)


def _announced(event: Announced) -> Sequence[str]:
    """Whom it is for and in which language: never what came of it, who came or what was heard."""
    pairs = [
        (_("For"), event.audience),
        (_("Language"), ", ".join(said for said in (event.language, *event.other_languages) if said)),
        (_("Interpreter"), _("booked") if event.interpreter else None),
        (_("Topics"), ", ".join(event.topics)),
    ]
    return [f"{name}: {said}" for name, said in pairs if said]
