"""A calendar as other programs read it. The same events give the same bytes, so that a feed can say "nothing new"."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from db.calendars.entries import CalendarEvent, Moment
from db.calendars.zones import changes

PRODUCT = "-//Common Ground//Events//EN"
_END = b"END:VCALENDAR\r\n"
# What some program takes for the end of a line, and what no text of a calendar holds.
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Beyond the last time written: a rule can go on for a while.
_AFTER = timedelta(days=2 * 366)


def write_calendar(events: Sequence[CalendarEvent], *, name: str) -> bytes:
    """One VCALENDAR; times stand on the clock of their zone, which is described in it as far as the events reach."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", " ".join(_words(name).split()))
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *_zones(events), *(_written(event, _clocks(event)) for event in events), _END])


def _clocks(event: CalendarEvent) -> tuple[tuple[str, int], ...]:
    """The zone and fold of each time: two times of one moment on different clocks are equal, but not written the same."""
    times = (event.start, event.end, event.occurrence, *event.skipped, *event.added)
    return tuple((str(at.tzinfo), at.fold) for at in times if isinstance(at, datetime))


@lru_cache(maxsize=5_000)
def _written(event: CalendarEvent, clocks: tuple[tuple[str, int], ...]) -> bytes:
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.stamp.astimezone(UTC))
    entry.add("last-modified", event.stamp.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("summary", _words(event.title))
    entry.add("dtstart", _at(event.start))
    entry.add("dtend", _at(event.end))
    if event.occurrence is not None:
        entry.add("recurrence-id", _at(event.occurrence))
    if event.rule is not None:
        entry.add("rrule", vRecur.from_ical(event.rule))
    for at in event.skipped:
        entry.add("exdate", _at(at))
    for at in event.added:
        entry.add("rdate", _at(at))
    if event.location:
        entry.add("location", _words(event.location))
    if event.point:
        entry.add("geo", event.point)
    if event.categories:
        entry.add("categories", list(event.categories))
    if event.description:
        entry.add("description", _words(event.description))
    return bytes(entry.to_ical())


def _words(text: str) -> str:
    """Text from people, with line ends of one kind, which are then written as signs."""
    return _UNSEEN.sub(" ", _BREAK.sub("\n", text))


def _at(moment: Moment) -> Moment:
    """As the file can say it: the second of an hour that comes twice in autumn has a name in UTC only."""
    if not isinstance(moment, datetime):
        return moment
    if not isinstance(moment.tzinfo, ZoneInfo) or moment.tzinfo.key == "UTC":
        return moment.astimezone(UTC)
    first = moment.replace(fold=0)
    return first if first.utcoffset() == moment.utcoffset() else moment.astimezone(UTC)


def _zones(events: Sequence[CalendarEvent]) -> list[bytes]:
    """A VTIMEZONE for each zone a time of these events is written in."""
    by_zone: dict[str, list[int]] = {}
    for event in events:
        for moment in (event.start, event.end, event.occurrence, *event.skipped, *event.added):
            at = _at(moment) if moment is not None else None
            if isinstance(at, datetime) and isinstance(at.tzinfo, ZoneInfo):
                by_zone.setdefault(at.tzinfo.key, []).append(at.year)
    return [_zone(name, min(years), max(years)) for name, years in sorted(by_zone.items())]


@lru_cache(maxsize=200)
def _zone(name: str, first: int, last: int) -> bytes:
    zone = ZoneInfo(name)
    described = Timezone()
    described.add("tzid", name)
    since = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1)
    for at, before, after, summer, called in changes(zone, since, datetime(last, 12, 31, tzinfo=UTC) + _AFTER):
        part = TimezoneDaylight() if summer else TimezoneStandard()
        part.add("dtstart", (at + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", called)
        described.add_component(part)
    return bytes(described.to_ical())
