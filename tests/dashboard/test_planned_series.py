"""A series as it was planned, read by another program's library: the same dates, at the same time of the clock."""

from datetime import timedelta

import icalendar
import recurring_ical_events
from sqlalchemy import select

from dashboard.calendar_words import calendar_file
from db.access import Viewer
from db.commands.event_details import EventDetails
from db.commands.event_planning import EditEvent
from db.commands.event_series import PlanSeries
from db.commands.events import CancelEvent
from db.models import Event
from db.queries.calendars import announced
from db.settings import get_settings
from db.store import Store
from db.vocabulary import EventStatus, EventType
from tests.dashboard.conftest import NOW

EVERY_SECOND_TUESDAY = "FREQ=MONTHLY;BYDAY=2TU;COUNT=8"


def test_a_planned_series_with_an_exception_and_a_moved_date_reads_as_it_stands(store: Store, officer: Viewer) -> None:
    zone = get_settings().zone
    first = (NOW + timedelta(days=7)).astimezone(zone).replace(hour=19, minute=0, second=0, microsecond=0)
    details = EventDetails(EventType.BEAT_MEETING, "Meeting by the quay", neighbourhood_id=officer.areas[0])
    planned = store.execute(PlanSeries("Quay", details, first, 90, EVERY_SECOND_TUESDAY), by=officer, now=NOW)
    refs = [planned.ref, *planned.also]
    store.execute(CancelEvent(refs[2], 1, "The hall is shut"), by=officer, now=NOW)
    with store.reading() as session:
        moved = session.scalars(select(Event).where(Event.ref == refs[4])).one()
    later = moved.starts_at + timedelta(days=1, hours=1)
    edit = EditEvent(refs[4], moved.version, details, later, later + timedelta(minutes=90))
    store.execute(edit, by=officer, now=NOW)
    with store.reading() as session:
        rows = announced(session, viewer=officer, refs=refs)
        stand = select(Event.starts_at).where(Event.ref.in_(refs), Event.status == EventStatus.PLANNED)
        starts = sorted(session.scalars(stand).all())
    calendar = icalendar.Calendar.from_ical(calendar_file(rows, name="Quay"))
    found = recurring_ical_events.of(calendar).between(NOW, NOW + timedelta(days=400))
    live = sorted(event["DTSTART"].dt for event in found if event.get("STATUS") != "CANCELLED")
    assert live == starts
    assert len(live) == 7
    local = {at.astimezone(zone).strftime("%H:%M") for at in live if at != later}
    assert local == {"19:00"}
    offsets = {at.astimezone(zone).utcoffset() for at in live}
    assert len(offsets) == 2, "the clocks changed in between"
    assert sum(1 for entry in calendar.walk("VEVENT") if "RRULE" in entry) == 1
