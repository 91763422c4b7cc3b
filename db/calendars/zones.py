"""Time zones of a calendar: by their usual name, by Windows' name, or as the file itself describes them."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from io import StringIO
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from db.calendars.lines import Component

MOST_DESCRIBED = 50
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
# Only what a rule of a time zone needs, so that none can be laid out into millions of changes.
_YEARLY = re.compile(
    r"FREQ=YEARLY(;(BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=-?\d{1,2}(,-?\d{1,2}){0,6}"
    r"|UNTIL=\d{8}(T\d{6}Z?)?|INTERVAL=1|WKST=[A-Z]{2}))*"
)
_LOCAL, _OFFSET = re.compile(r"\d{8}T\d{6}"), re.compile(r"[+-]\d{4}(\d{2})?")


def zone_called(tzid: str, described: Mapping[str, tzinfo]) -> tzinfo | None:
    """The zone of this name, or None when neither we nor the file know it."""
    name = tzid.strip()
    if (windows := _WINDOWS.get(name.casefold())) is not None:
        return ZoneInfo(windows)
    # Some programs put their own path before it: /mozilla.org/20050126_1/Europe/Berlin.
    pieces = [piece for piece in name.split("/") if piece]
    for length in range(min(3, len(pieces)), 0, -1):
        if (zone := _named("/".join(pieces[-length:]))) is not None:
            return zone
    return described.get(name)


def _named(name: str) -> tzinfo | None:
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def described_zones(calendars: Iterable[Component]) -> dict[str, tzinfo]:
    """The zones a file describes, by name; one that cannot be read is not there."""
    found: dict[str, tzinfo] = {}
    for component in [part for calendar in calendars for part in calendar.inside if part.name == "VTIMEZONE"]:
        name = component.line("TZID")
        if name is not None and len(found) < MOST_DESCRIBED and (zone := _described(component)) is not None:
            found[name.value.strip()] = zone
    return found


def _described(component: Component) -> tzinfo | None:
    """Read by dateutil, from nothing but what was checked here."""
    written = ["BEGIN:VTIMEZONE", "TZID:described"]
    for part in component.inside:
        start, before, after = (part.line(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
        rules = part.every("RRULE")
        known = (
            part.name in ("STANDARD", "DAYLIGHT")
            and start is not None and _LOCAL.fullmatch(start.value)
            and before is not None and _OFFSET.fullmatch(before.value)
            and after is not None and _OFFSET.fullmatch(after.value)
            and all(_YEARLY.fullmatch(rule.value) for rule in rules)
        )  # fmt: skip
        if not known:
            return None
        dates = [day for line in part.every("RDATE") for day in line.value.split(",") if _LOCAL.fullmatch(day)]
        written += [f"BEGIN:{part.name}", *(f"{x.name}:{x.value}" for x in (start, before, after) if x)]
        written += [f"RRULE:{rule.value}" for rule in rules[:1]] + [f"RDATE:{day}" for day in dates[:500]]
        written += [f"END:{part.name}"]
    try:
        zone = tzical(StringIO("\r\n".join([*written, "END:VTIMEZONE"]))).get("described")
        datetime(2026, 7, 1, tzinfo=zone).utcoffset()
    except (ValueError, KeyError, IndexError, OverflowError, TypeError):
        return None
    return zone  # type: ignore[no-any-return]


def changes(zone: tzinfo, since: datetime, until: datetime) -> list[tuple[datetime, timedelta, timedelta, bool, str]]:
    """When the clocks change in [since, until): the moment (UTC), offset before and after, whether summer time begins,
    and what the time is then called. The first entry is how it stood at `since`."""
    at = since.astimezone(UTC)
    local = at.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    found = [(at, offset, offset, bool(local.dst()), local.tzname() or "")]
    while at < until:
        following = at + timedelta(days=1)
        if following.astimezone(zone).utcoffset() != offset:
            change = _between(zone, at, following)
            after = change.astimezone(zone)
            later = after.utcoffset() or timedelta()
            found.append((change, offset, later, bool(after.dst()), after.tzname() or ""))
            offset = later
        at = following
    return found


def _between(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
