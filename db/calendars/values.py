"""Single values of a calendar: days, times in a zone, lengths, places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from db.calendars.entries import Moment
from db.calendars.lines import Line
from db.calendars.zones import zone_called
from db.errors import Sentence, problem

# Before and after, a time in one zone need not exist in another.
EARLIEST, LATEST = 1900, 2200  # years
_DAY, _TIME = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z?")
_LENGTH = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")


class Unreadable(Exception):
    """A value that cannot be taken: the line it stands on, and why."""

    def __init__(self, line: Line, sentence: Sentence) -> None:
        self.line, self.sentence = line, sentence
        super().__init__(str(sentence))


@dataclass(frozen=True, slots=True)
class Zones:
    """The agency's own zone, in which times without one are read, and those a file describes."""

    own: tzinfo
    described: Mapping[str, tzinfo]


def moment(line: Line, zones: Zones, value: str | None = None) -> Moment:
    """A day, or a time with its zone. Raises Unreadable."""
    written = (line.value if value is None else value).strip()
    said = written.upper()
    try:
        if not EARLIEST <= int(said[:4]) <= LATEST:
            raise ValueError
        if _DAY.fullmatch(said):
            return date.fromisoformat(said)
        if _TIME.fullmatch(said):
            # A leap second is a second the store's clock does not have.
            at = datetime.fromisoformat(re.sub(r"60(Z?)$", r"59\1", said).rstrip("Z"))
            return at.replace(tzinfo=UTC if said.endswith("Z") else _zone(line, zones))
    except ValueError:
        pass
    raise Unreadable(line, problem("“{value}” is not a day or a time.", value=written[:40]))


def moments(line: Line, zones: Zones) -> tuple[Moment, ...]:
    """A list of them; of a period, its start. Raises Unreadable."""
    return tuple(moment(line, zones, part.partition("/")[0]) for part in line.value.split(",") if part.strip())


def _zone(line: Line, zones: Zones) -> tzinfo:
    name = line.parameters.get("TZID")
    if not name:
        return zones.own
    found = zone_called(name, zones.described)
    if found is None:
        said = problem("The time zone “{zone}” is not known, and the file does not describe it.", zone=name[:60])
        raise Unreadable(line, said)
    return found


def length(line: Line) -> timedelta:
    """A DURATION. Raises Unreadable."""
    found = _LENGTH.fullmatch(line.value.strip().upper())
    if found is None or not any(found.groups()):
        raise Unreadable(line, problem("“{value}” is not a length of time.", value=line.value[:40]))
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def point(line: Line) -> tuple[float, float] | None:
    """Latitude and longitude of a GEO, or None when it is none; 0;0 is what programs write that know no place."""
    found = re.fullmatch(r"\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*[;,]\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*", line.value)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude, longitude) == (0, 0):
        return None
    return latitude, longitude
