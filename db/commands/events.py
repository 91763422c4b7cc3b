"""Outreach events: planned or recorded afterwards, closed out with attendance, cancelled with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import event_to_change, organisation_by_ref
from db.commands.placing import find_area
from db.commands.references import EVENT, next_reference
from db.commands.registry import Saved, handles
from db.commands.series_rows import leave_out, series_of
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Sentence, problem
from db.models import Attendance, Event
from db.vocabulary import AttendanceGroup, EventStatus, EventType

LARGEST_CROWD = 100_000
LONGEST_EVENT = timedelta(days=3)
TOLD = ("outcome_note", "heard", "worked", "story")  # what a close-out says in words


@dataclass(frozen=True, slots=True)
class GroupCount:
    group: AttendanceGroup
    count: int
    counted: bool = False


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """Planned when it lies ahead, held when attendance is given. A known venue brings its own place."""

    type: EventType
    title: str
    starts_at: datetime
    ends_at: datetime
    hosted: bool = True
    series: str | None = None
    venue: str | None = None
    venue_organisation: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    neighbourhood_id: int | None = None
    audience: str | None = None
    language: str | None = None
    interpreter: bool = False
    topics: tuple[str, ...] = ()
    attendance_total: int | None = None
    attendance_counted: bool = False
    groups: tuple[GroupCount, ...] = ()
    outcome_note: str | None = None


@handles(RecordEvent, can_undo=True)
def record_event(session: Session, command: RecordEvent, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    venue = organisation_by_ref(session, command.venue_organisation) if command.venue_organisation else None
    latitude, longitude = command.latitude, command.longitude
    if venue is not None and latitude is None:
        latitude, longitude = venue.latitude, venue.longitude
    chosen = command.neighbourhood_id or (venue.neighbourhood_id if venue else None)
    area, place_problems = find_area(session, latitude=latitude, longitude=longitude, chosen=chosen)
    words.refuse_if_any(
        [
            ("type", words.one_of(command.type, EventType, ask=problem("Choose what kind of event it is."))),
            ("title", words.sentence(command.title, ask=problem("Give the event a title."), longest=200)),
            ("starts_at", words.planned(command.starts_at, now=now)),
            ("ends_at", times_problem(command.starts_at, command.ends_at, now=now)),
            ("venue", words.too_long(command.venue, longest=160)),
            ("series", words.too_long(command.series, longest=120)),
            ("audience", words.too_long(command.audience, longest=120)),
            ("language", words.too_long(command.language, longest=40)),
            *attendance_problems(command.attendance_total, command.groups, starts_at=command.starts_at, now=now),
            ("outcome_note", words.too_long(command.outcome_note, longest=5000)),
            *place_problems.items(),
        ]
    )
    held = command.attendance_total is not None
    event = Event(
        ref=next_reference(session, EVENT, agency_day(command.starts_at).year),
        series=words.tidy(command.series),
        type=command.type.value,
        hosted=command.hosted,
        title=command.title.strip(),
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        venue=words.tidy(command.venue) or (venue.name if venue else None),
        venue_organisation_id=venue.id if venue else None,
        latitude=latitude,
        longitude=longitude,
        neighbourhood_id=area,
        audience=words.tidy(command.audience),
        language=words.tidy(command.language),
        interpreter=command.interpreter,
        topics=list(command.topics),
        status=(EventStatus.HELD if held else EventStatus.PLANNED).value,
        owner_id=by.officer_id,
        attendance_total=command.attendance_total,
        attendance_counted=command.attendance_counted if held else None,
        outcome_note=words.tidy(command.outcome_note),
        created_at=now,
        updated_at=now,
    )
    session.add(event)
    session.flush()
    replace_groups(session, event, command.groups)
    note_move(session, event, None, by=by, now=now, reason=None)
    audit.append(
        session, Action.EVENT_RECORDED, entity="event", ref=event.ref, by=by, at=now, detail={"type": event.type}
    )
    return Saved(event.ref, event.version, "event")


def times_problem(starts_at: datetime | None, ends_at: datetime | None, *, now: datetime) -> Sentence | None:
    wrong = words.planned(ends_at, now=now)
    if wrong is not None or starts_at is None or ends_at is None:
        return wrong
    if ends_at <= starts_at:
        return problem("It ends before it starts. Check the times.")
    if ends_at - starts_at > LONGEST_EVENT:
        return problem("It lasts more than three days. Check the dates.")
    return None


def attendance_problems(
    total: int | None, groups: tuple[GroupCount, ...], *, starts_at: datetime | None, now: datetime
) -> list[tuple[str, Sentence | None]]:
    found = [("attendance_total", words.counted(total, largest=LARGEST_CROWD))]
    if total is not None and starts_at is not None and starts_at > now:
        found.append(("attendance_total", problem("It has not started yet: count who came afterwards.")))
    for group in groups:
        wrong = words.counted(group.count, largest=LARGEST_CROWD)
        if group.count is None:
            wrong = problem("Say how many there were of each group.")
        found.append(("groups", wrong or words.one_of(group.group, AttendanceGroup, ask=problem("Choose a group."))))
    counts = [g.count for g in groups if isinstance(g.count, int)]
    if total is not None and counts and max(counts) > total:
        found.append(("groups", problem("One group is larger than everybody who came ({total}).", total=total)))
    return found


def replace_groups(session: Session, event: Event, groups: tuple[GroupCount, ...]) -> None:
    for counted in session.scalars(select(Attendance).where(Attendance.event_id == event.id)):
        session.delete(counted)
    for group in groups:
        session.add(Attendance(event_id=event.id, group=group.group.value, count=group.count, counted=group.counted))


@dataclass(frozen=True, slots=True)
class CloseOutEvent:
    """It took place: who came, how that was counted, what came of it. Can be corrected by closing out again; words that
    are not given (None) stay as they are."""

    ref: str
    version: int
    attendance_total: int | None  # must be given: 0 says that nobody came
    attendance_counted: bool
    groups: tuple[GroupCount, ...] = ()
    outcome_note: str | None = None
    heard: str | None = None
    worked: str | None = None
    story: str | None = None
    story_consent: str | None = None  # how those in the story agreed that it is told; without it nobody is told


@handles(CloseOutEvent, can_undo=True)
def close_out_event(session: Session, command: CloseOutEvent, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_change(session, command.ref, command.version, by=by)
    ask = problem("Say how many came, 0 if nobody.")
    story = event.story if command.story is None else command.story
    lonely = problem("There is no story yet that they could have agreed to.")
    words.refuse_if_any(
        [
            ("attendance_total", ask if command.attendance_total is None else None),
            *attendance_problems(command.attendance_total, command.groups, starts_at=event.starts_at, now=now),
            *((name, words.too_long(getattr(command, name), longest=5000)) for name in TOLD),
            ("story_consent", words.too_long(command.story_consent, longest=120)),
            ("story_consent", lonely if words.tidy(command.story_consent) and not words.tidy(story) else None),
            ("status", problem("It was cancelled.") if event.status == EventStatus.CANCELLED else None),
        ]
    )
    before = event.status
    event.status, event.updated_at = EventStatus.HELD.value, now
    event.attendance_total, event.attendance_counted = command.attendance_total, command.attendance_counted
    for name in TOLD:
        if (said := getattr(command, name)) is not None:
            setattr(event, name, words.tidy(said))
    event.story_consent = words.tidy(command.story_consent) if event.story else None
    event.closed_out_at = event.closed_out_at or now
    session.flush()
    replace_groups(session, event, command.groups)
    if before != event.status:
        note_move(session, event, before, by=by, now=now, reason=None)
    detail = {"attendance": event.attendance_total, "counted": event.attendance_counted}
    audit.append(session, Action.EVENT_CLOSED_OUT, entity="event", ref=event.ref, by=by, at=now, detail=detail)
    return Saved(event.ref, event.version, "event")


@dataclass(frozen=True, slots=True)
class CancelEvent:
    """It does not take place. In a series it is then an exception to the rule."""

    ref: str
    version: int
    reason: str


@handles(CancelEvent, can_undo=True)
def cancel_event(session: Session, command: CancelEvent, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    event = event_to_change(session, command.ref, command.version, by=by)
    words.refuse_if_any(
        [
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
            (
                "status",
                problem("Only a planned event can be cancelled.") if event.status != EventStatus.PLANNED else None,
            ),
        ]
    )
    before = event.status
    event.status, event.updated_at = EventStatus.CANCELLED.value, now
    leave_out(series_of(session, event), [event.occurrence_at], now=now)
    session.flush()
    note_move(session, event, before, by=by, now=now, reason=command.reason.strip())
    audit.append(session, Action.EVENT_CANCELLED, entity="event", ref=event.ref, by=by, at=now)
    return Saved(event.ref, event.version, "event")
