"""A series as one event that repeats: its rule, the dates that do not take place, and those that differ."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from db.calendars.entries import CalendarEvent, Moment
from db.calendars.rules import PATIENCE, TooMuch, rule_problem, starts, with_end


@dataclass(frozen=True, slots=True)
class Member:
    """An event of a series on its own, and its start by the series' rule."""

    event: CalendarEvent
    original: datetime


def one_series(
    uid: str, rule: str, zone: ZoneInfo, members: Sequence[Member], *, skipped: Collection[datetime]
) -> tuple[CalendarEvent, ...]:
    """The series from its first member to its last, and each member that differs from it; on the clock of its zone.

    Nothing when it cannot be said so: a date between them is missing that is not among the skipped, one is not by the
    rule, or some last all day and some do not.
    """
    whole_days = {not isinstance(member.event.start, datetime) for member in members}
    if len(members) < 2 or len(whole_days) > 1 or rule_problem(rule) is not None:
        return ()
    by_start = {_start(member.original, zone, all_day=whole_days == {True}): member.event for member in members}
    first, last = min(by_start), max(by_start)
    ends = with_end(rule, last)
    try:
        planned = list(starts(ends, first, _utc(last) + timedelta(days=1), deadline=monotonic() + PATIENCE))
    except TooMuch:
        return ()
    gone = [at for at in planned if at not in by_start]
    not_held = {_start(at, zone, all_day=whole_days == {True}) for at in skipped}
    usual = Counter(_facts(event) for at, event in by_start.items() if event.start == at and not event.cancelled)
    if len(by_start) < len(members) or set(by_start) - set(planned) or set(gone) - not_held or not usual:
        return ()
    like = usual.most_common(1)[0][0]
    model = next(event for at, event in by_start.items() if event.start == at and _facts(event) == like)
    repeated = replace(
        model,
        uid=uid,
        start=first,
        end=_end(model, first),
        stamp=max(event.stamp for event in by_start.values()),
        sequence=max(event.sequence for event in by_start.values()),
        rule=ends,
        skipped=tuple(gone),
    )
    differing = [
        replace(event, uid=uid, occurrence=at)
        for at, event in sorted(by_start.items())
        if event.start != at or _facts(event) != like
    ]
    return repeated, *differing


def _start(at: datetime, zone: ZoneInfo, *, all_day: bool) -> Moment:
    local = at.astimezone(zone)
    return local.date() if all_day else local


def _utc(at: Moment) -> datetime:
    return at.astimezone(UTC) if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)


def _lasts(event: CalendarEvent) -> timedelta:
    return _utc(event.end) - _utc(event.start)


def _facts(event: CalendarEvent) -> tuple[object, ...]:
    """What all dates of the series share unless they say otherwise."""
    return (
        event.title, event.location, event.point, event.categories, event.description, event.cancelled, _lasts(event),
    )  # fmt: skip


def _end(model: CalendarEvent, start: Moment) -> Moment:
    if isinstance(start, datetime):
        return (start.astimezone(UTC) + _lasts(model)).astimezone(start.tzinfo)
    return start + _lasts(model)
