"""A calendar file, read line by line: what can be taken is, and the rest is said with its lines."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from db.calendars.entries import MOST_EVENTS, CalendarEvent, CalendarFile, LineProblem, Moment
from db.calendars.lines import Component, Line, components, parts, unescaped
from db.calendars.rules import rule_problem
from db.calendars.values import Unreadable, Zones, length, moment, moments, point
from db.calendars.zones import described_zones
from db.errors import BadFile, Sentence, problem

_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


def read_calendar(content: bytes, *, zone: tzinfo) -> CalendarFile:
    """The events of a file; times that name no zone are in `zone`, the agency's. Raises BadFile when it is no calendar,
    or larger than anybody's calendar is."""
    problems: list[LineProblem] = []
    calendars = components(content, problems)
    entries = [(calendar, entry) for calendar in calendars for entry in calendar.inside]
    if sum(entry.name == "VEVENT" for _, entry in entries) > MOST_EVENTS:
        raise BadFile(
            problem("There are more than {most} events in the file. Save a shorter period.", most=f"{MOST_EVENTS:,}")
        )
    zones = Zones(zone, described_zones(calendars))
    events = []
    for calendar, entry in entries:
        if entry.name in ("VTODO", "VJOURNAL", "VFREEBUSY"):
            _left_out(problems, entry, problem("This is a task, a note or a busy time, not an event."))
        elif entry.name == "VEVENT":
            try:
                events.append(_event(entry, zones, called_off=_calls_off(calendar), problems=problems))
            except Unreadable as unreadable:
                line = unreadable.line.number
                problems.append(LineProblem(line, line, unreadable.sentence))
            except _Refused as refused:
                _left_out(problems, entry, refused.sentence)
    kept = _newest(events, problems)
    return CalendarFile(tuple(kept), tuple(sorted(problems, key=lambda found: (found.first, found.last))))


class _Refused(Exception):
    """An event that cannot be taken as a whole."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def _left_out(problems: list[LineProblem], entry: Component, sentence: Sentence) -> None:
    problems.append(LineProblem(entry.first, entry.last, sentence))


def _calls_off(calendar: Component) -> bool:
    method = calendar.line("METHOD")
    return method is not None and method.value.strip().upper() == "CANCEL"


def _event(entry: Component, zones: Zones, *, called_off: bool, problems: list[LineProblem]) -> CalendarEvent:
    if not entry.whole:
        raise _Refused(problem("This event is not finished: its END:VEVENT is missing."))
    if _word(entry, "CLASS") in ("PRIVATE", "CONFIDENTIAL"):
        raise _Refused(problem("This event is marked private. Events here are seen by everybody at the desk."))
    start_line, title = entry.line("DTSTART"), (_said(entry, "SUMMARY") or "").strip()
    if start_line is None:
        raise _Refused(problem("This event does not say when it begins (DTSTART)."))
    if not title:
        raise _Refused(problem("This event has no title (SUMMARY)."))
    start = moment(start_line, zones)
    end = _end(entry, start, zones, problems)
    rules = entry.every("RRULE")
    if len(rules) > 1 or entry.line("EXRULE") is not None:
        raise _Refused(problem("This event repeats by several rules at once, which cannot be followed."))
    for rule in rules:
        if (wrong := rule_problem(rule.value.strip())) is not None:
            raise Unreadable(rule, wrong)
    uid = (_said(entry, "UID") or "").strip()
    occurrence = _occurrence(entry, start, zones)
    return CalendarEvent(
        uid=uid or "without-" + hashlib.sha256(f"{title}\n{start.isoformat()}".encode()).hexdigest()[:32],
        title=title,
        start=start,
        end=end,
        stamp=_stamp(entry, zones),
        location=(_said(entry, "LOCATION") or "").strip() or None,
        point=_point(entry, problems),
        categories=tuple(part for line in entry.every("CATEGORIES") for part in parts(line.value)),
        cancelled=called_off or _word(entry, "STATUS") == "CANCELLED",
        description=_said(entry, "DESCRIPTION") or None,
        sequence=_number(entry, "SEQUENCE"),
        rule=rules[0].value.strip() if rules and occurrence is None else None,
        skipped=_all_moments(entry, "EXDATE", start, zones),
        added=_all_moments(entry, "RDATE", start, zones),
        occurrence=occurrence,
        line=entry.first,
    )


def _said(entry: Component, name: str) -> str | None:
    line = entry.line(name)
    return unescaped(line.value) if line is not None else None


def _word(entry: Component, name: str) -> str:
    return (_said(entry, name) or "").strip().upper()


def _number(entry: Component, name: str) -> int:
    said = _word(entry, name)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _stamp(entry: Component, zones: Zones) -> datetime:
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        line = entry.line(name)
        if line is not None:
            try:
                at = moment(line, zones)
            except Unreadable:
                continue  # it only says how new the entry is
            if isinstance(at, datetime):
                return at
    return _UNKNOWN


def _point(entry: Component, problems: list[LineProblem]) -> tuple[float, float] | None:
    line = entry.line("GEO")
    if line is None:
        return None
    found = point(line)
    if found is None:
        said = problem("This is no place on the map: the event is taken without it.")
        problems.append(LineProblem(line.number, line.number, said, left_out=False))
    return found


def _end(entry: Component, start: Moment, zones: Zones, problems: list[LineProblem]) -> Moment:
    """DTEND or DURATION; without either a day for a day, and an hour for a time, which is then said."""
    end_line, length_line = entry.line("DTEND"), entry.line("DURATION")
    if end_line is not None:
        end = _as(start, moment(end_line, zones))
        if end < start or (end == start and not isinstance(start, datetime)):
            if end < start:
                raise Unreadable(end_line, problem("It ends before it begins."))
            return start + timedelta(days=1)
        if end > start:
            return end
    elif length_line is not None and (lasts := length(length_line)):
        try:
            return _after(start, lasts)
        except OverflowError:
            raise Unreadable(length_line, problem("It lasts longer than any event.")) from None
    if not isinstance(start, datetime):
        return start + timedelta(days=1)
    said = problem("This event does not say when it ends: an hour was taken.")
    problems.append(LineProblem(entry.first, entry.last, said, left_out=False))
    return _after(start, timedelta(hours=1))


def _after(start: Moment, lasts: timedelta) -> Moment:
    if isinstance(start, datetime):
        return (start.astimezone(UTC) + lasts).astimezone(start.tzinfo)
    return start + max(timedelta(days=lasts.days), timedelta(days=1))


def _as(like: Moment, at: Moment) -> Moment:
    """A day where a day is meant, a time where a time is meant."""
    if isinstance(like, datetime):
        return at if isinstance(at, datetime) else datetime.combine(at, time.min, tzinfo=like.tzinfo)
    return at.date() if isinstance(at, datetime) else at


def _occurrence(entry: Component, start: Moment, zones: Zones) -> Moment | None:
    line: Line | None = entry.line("RECURRENCE-ID")
    if line is None:
        return None
    if line.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
        raise Unreadable(line, problem("A change of this date and all that follow cannot be followed."))
    return moment(line, zones)


def _all_moments(entry: Component, name: str, start: Moment, zones: Zones) -> tuple[Moment, ...]:
    """Starts beside the rule; a day where times are meant is every start of that day."""
    found = [at for line in entry.every(name) for at in moments(line, zones)]
    if isinstance(start, datetime):
        on_the_clock = start.time()
        found = [at if isinstance(at, datetime) else _on(at, on_the_clock, start.tzinfo) for at in found]
    else:
        found = [at.date() if isinstance(at, datetime) else at for at in found]
    return tuple(found)


def _on(day: date, clock: time, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def _newest(events: Iterable[CalendarEvent], problems: list[LineProblem]) -> list[CalendarEvent]:
    """Of an event that is there twice, the newer one."""
    found: dict[tuple[str, str], CalendarEvent] = {}
    for event in events:
        about = (event.uid, event.occurrence.isoformat() if event.occurrence else "")
        known = found.get(about)
        older = event
        if known is None or (event.sequence, event.stamp) >= (known.sequence, known.stamp):
            found[about], older = event, known or event
        if known is not None:
            said = problem("This event is in the file twice: the newer one was taken.")
            problems.append(LineProblem(older.line, older.line, said))
    return list(found.values())
