"""Series: events laid out by a rule, changed from one of them on, ended. Each occurrence is an event of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db import audit, recurrence
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.event_details import EventDetails, checked, fill, new_event
from db.commands.events import LONGEST_EVENT
from db.commands.loading import event_to_change
from db.commands.references import EVENT, next_references
from db.commands.registry import Saved, handles
from db.commands.series_rows import from_on, leave_out, series_to_change, written
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Sentence, problem
from db.models import Event, EventSeries
from db.settings import get_settings
from db.vocabulary import EventStatus


@dataclass(frozen=True, slots=True)
class PlanSeries:
    """Events by a rule: an RFC 5545 rule without its start, with COUNT or UNTIL. `without` are starts by the rule that
    do not take place from the outset."""

    name: str
    details: EventDetails
    starts_at: datetime
    minutes: int
    rule: str
    without: tuple[datetime, ...] = ()


@handles(PlanSeries, can_undo=True)
def plan_series(session: Session, command: PlanSeries, *, by: Viewer, now: datetime) -> Saved:
    """The answer is the first occurrence; the others are made along with it."""
    by.must(Permission.EVENT_WORK)
    zone = get_settings().zone
    when = words.planned(command.starts_at, now=now)
    starts, rule_problem = ([], None) if when else recurrence.laid_out(command.rule, command.starts_at, zone)
    found = checked(session, command.details)
    left_out = {at.astimezone(UTC) for at in command.without}
    kept = [at for at in starts if at not in left_out]
    if starts and rule_problem is None and not kept:
        rule_problem = problem("Nothing is left of the series. Keep at least one day.")
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Give the series a name."), longest=120)),
            *found.problems,
            ("starts_at", when),
            ("minutes", _minutes_problem(command.minutes)),
            ("rule", rule_problem),
        ]
    )
    series = EventSeries(
        name=command.name.strip(),
        rule=command.rule.upper().removeprefix("RRULE:"),
        starts_at=starts[0],
        zone=str(zone),
        minutes=command.minutes,
        skipped=sorted(written(at) for at in left_out & set(starts)),
        laid_out_until=starts[-1],
        created_at=now,
        updated_at=now,
    )
    session.add(series)
    session.flush()
    refs = next_references(session, EVENT, [agency_day(at).year for at in kept])
    for ref, at in zip(refs, kept, strict=True):
        event = new_event(
            session, command.details, found,
            ref=ref, starts_at=at, ends_at=at + timedelta(minutes=command.minutes), owner_id=by.officer_id, now=now,
            series=series.name, series_id=series.id, occurrence_at=at,
        )  # fmt: skip
        note_move(session, event, None, by=by, now=now, reason=None)
        audit.append(
            session, Action.EVENT_RECORDED, entity="event", ref=ref, by=by, at=now, detail={"type": event.type}
        )
    audit.append(
        session, Action.SERIES_PLANNED, entity="event", ref=refs[0], by=by, at=now, detail={"events": len(refs)}
    )
    return Saved(refs[0], 1, "event", tuple(refs[1:]))


def _minutes_problem(minutes: int) -> Sentence | None:
    if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes <= 0:
        return problem("Say how long it lasts.")
    if timedelta(minutes=minutes) > LONGEST_EVENT:
        return problem("It lasts more than three days. Check the dates.")
    return None


@dataclass(frozen=True, slots=True)
class EndSeries:
    """No more from this occurrence on: what is still planned is called off with one reason; what was held stays."""

    ref: str  # the first that does not take place
    version: int  # of the series
    reason: str


@handles(EndSeries, can_undo=True)
def end_series(session: Session, command: EndSeries, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_change(session, command.ref, None, by=by)
    series = series_to_change(session, event, command.version)
    assert event.occurrence_at is not None
    ended = from_on(session, series, event.occurrence_at, planned=True)
    words.refuse_if_any(
        [
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
            ("status", None if ended else problem("Nothing of this series is planned from here on.")),
        ]
    )
    for one in ended:
        _may_change(one, by=by)
        one.status, one.updated_at = EventStatus.CANCELLED.value, now
    leave_out(series, [one.occurrence_at for one in ended], now=now)
    session.flush()
    for one in ended:
        note_move(session, one, EventStatus.PLANNED.value, by=by, now=now, reason=command.reason.strip())
        audit.append(session, Action.EVENT_CANCELLED, entity="event", ref=one.ref, by=by, at=now)
    audit.append(
        session, Action.SERIES_CHANGED, entity="event", ref=event.ref, by=by, at=now, detail={"ended": len(ended)}
    )
    return Saved(event.ref, series.version, "event", tuple(one.ref for one in ended if one is not event))


def _may_change(event: Event, *, by: Viewer) -> None:
    if event.neighbourhood_id is not None and event.owner_id != by.officer_id:
        by.must(Permission.EVENT_WORK, neighbourhood=event.neighbourhood_id)


@dataclass(frozen=True, slots=True)
class ChangeSeries:
    """This occurrence and the planned ones after it: their details, the time of day and how long they last. One that
    was moved to another time by itself keeps that time."""

    ref: str
    version: int  # of the series
    details: EventDetails
    at: time
    minutes: int


@handles(ChangeSeries, can_undo=True)
def change_series(session: Session, command: ChangeSeries, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_change(session, command.ref, None, by=by)
    series = series_to_change(session, event, command.version)
    assert event.occurrence_at is not None
    found = checked(session, command.details)
    planned = from_on(session, series, event.occurrence_at, planned=True)
    words.refuse_if_any(
        [
            *found.problems,
            ("minutes", _minutes_problem(command.minutes)),
            ("status", None if planned else problem("Nothing of this series is planned from here on.")),
        ]
    )
    for one in planned:
        _may_change(one, by=by)
        one.updated_at = now
        if one.starts_at == one.occurrence_at:
            one.starts_at = _at(one.occurrence_at, command.at, series)
            one.ends_at = one.starts_at + timedelta(minutes=command.minutes)
        fill(session, one, command.details, found)
    series.minutes, series.updated_at = command.minutes, now
    kept = series
    if _at(event.occurrence_at, command.at, series) != event.occurrence_at:
        kept = _apart_from(session, series, event.occurrence_at, command.at, now=now)
    session.flush()
    for one in planned:
        audit.append(session, Action.EVENT_EDITED, entity="event", ref=one.ref, by=by, at=now)
    audit.append(
        session, Action.SERIES_CHANGED, entity="event", ref=event.ref, by=by, at=now, detail={"events": len(planned)}
    )
    return Saved(event.ref, kept.version, "event", tuple(one.ref for one in planned if one is not event))


def _at(occurrence: datetime, at: time, series: EventSeries) -> datetime:
    """The same day of the series at another time of day."""
    zone = ZoneInfo(series.zone)
    return datetime.combine(occurrence.astimezone(zone).date(), at, tzinfo=zone).astimezone(UTC)


def _apart_from(session: Session, series: EventSeries, since: datetime, at: time, *, now: datetime) -> EventSeries:
    """A rule has one time of day: from here on it is a series of its own, and the one before ends here."""
    rest = from_on(session, series, since)
    starts = recurrence.starts(series.rule, series.starts_at, ZoneInfo(series.zone))
    before, after = [one for one in starts if one < since], [one for one in starts if one >= since]
    later = [one for one in series.skipped if datetime.fromisoformat(one) >= since]
    changed = EventSeries(
        name=series.name,
        rule=recurrence.times(series.rule, len(after)),
        starts_at=_at(since, at, series),
        zone=series.zone,
        minutes=series.minutes,
        skipped=sorted(written(_at(datetime.fromisoformat(one), at, series)) for one in later),
        laid_out_until=_at(after[-1], at, series),
        created_at=now,
        updated_at=now,
    )
    session.add(changed)
    session.flush()
    for one in rest:
        assert one.occurrence_at is not None
        one.series_id, one.occurrence_at = changed.id, _at(one.occurrence_at, at, series)
    if before:
        series.rule = recurrence.until(series.rule, before[-1])
        series.laid_out_until = before[-1]
        series.skipped = [one for one in series.skipped if one not in later]
    return changed
