"""What became of each concern: steps with who, when and why, as its age would have it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from db.commands.bulk_concerns import Moved
from db.vocabulary import DUE_WITHIN, OPEN_STATUSES, Channel, ClosingReason, ConcernCategory, ConcernStatus
from seed.demo.categories import habits
from seed.demo.chance import mostly, pick, stream
from seed.demo.people import BEAT, OFFICERS, SPECIALIST, Person, supervisor_of
from seed.demo.rhythms import Calendar
from seed.demo.sentences import Writer, text_file
from seed.demo.sketches import Sketch

NEW, TRIAGED, ASSIGNED = ConcernStatus.NEW, ConcernStatus.TRIAGED, ConcernStatus.ASSIGNED
WORKED, WAITING = ConcernStatus.IN_PROGRESS, ConcernStatus.AWAITING_OTHERS
RESOLVED, CLOSED = ConcernStatus.RESOLVED, ConcernStatus.CLOSED

# Younger than so many days: where a concern stands. Together about one in twelve is open.
STANDS: tuple[tuple[int, dict[ConcernStatus, float]], ...] = (
    (1, {NEW: 80, TRIAGED: 15, ASSIGNED: 5}),
    (3, {NEW: 45, TRIAGED: 25, ASSIGNED: 20, WORKED: 7, CLOSED: 3}),
    (7, {NEW: 12, TRIAGED: 20, ASSIGNED: 32, WORKED: 22, WAITING: 4, RESOLVED: 4, CLOSED: 6}),
    (14, {NEW: 3, TRIAGED: 10, ASSIGNED: 24, WORKED: 26, WAITING: 10, RESOLVED: 11, CLOSED: 16}),
    (30, {NEW: 1, TRIAGED: 3, ASSIGNED: 12, WORKED: 22, WAITING: 14, RESOLVED: 20, CLOSED: 28}),
    (60, {ASSIGNED: 7, WORKED: 19, WAITING: 19, RESOLVED: 12, CLOSED: 43}),
    (90, {ASSIGNED: 3, WORKED: 13, WAITING: 16, RESOLVED: 6, CLOSED: 62}),
    (180, {WORKED: 4, WAITING: 5, RESOLVED: 1.5, CLOSED: 89.5}),
    (10_000, {WORKED: 0.6, WAITING: 0.9, CLOSED: 98.5}),
)
REASONS = {
    ClosingReason.RESOLVED: 62,
    ClosingReason.NO_FURTHER_ACTION: 18,
    ClosingReason.REFERRED: 13,
    ClosingReason.UNFOUNDED: 4,
    ClosingReason.WITHDRAWN: 3,
}
HOURS_TO = {
    TRIAGED: (1, 26),
    ASSIGNED: (3, 50),
    WORKED: (8, 130),
    WAITING: (20, 200),
    RESOLVED: (30, 420),
    CLOSED: (60, 680),
}
REOPENED = 0.03
LATER_DATE = 0.62  # open and past its date: how often a later one was agreed on with the reporter
NEVER_ANSWERED, ANSWERED_LATE = 0.025, 0.1


@dataclass(frozen=True, slots=True)
class Handled:
    """The work on one concern."""

    status: ConcernStatus
    owner: Person | None
    recorded_by: Person | None
    history: tuple[Moved, ...]
    acknowledged_at: datetime | None
    due_at: datetime
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closing_reason: ClosingReason | None = None
    outcome: str | None = None


def handled(sketch: Sketch, calendar: Calendar, writer: Writer) -> Handled:
    rng = stream("handling", sketch.number)
    owner, recorder = _owner(sketch, rng), _recorder(sketch, rng)
    status = pick(rng, next(stands for days, stands in STANDS if sketch.ago < days))
    reason = _closing_reason(sketch, rng)
    if sketch.duplicate_of is not None:
        status, reason = CLOSED, ClosingReason.DUPLICATE
    steps = _steps(status, reason, rng)
    times = _times(sketch, steps, calendar, rng)
    history = tuple(
        Moved(at, step, _by(n, step, owner, recorder, sketch).subject, _why(n, step, reason, sketch, writer, rng))
        for n, (at, step) in enumerate(zip(times, steps, strict=True))
    )
    is_open = status in OPEN_STATUSES
    return Handled(
        status=status,
        owner=owner if ASSIGNED in steps or WORKED in steps or not is_open else None,
        recorded_by=recorder,
        history=history,
        acknowledged_at=_answered(sketch, times, is_open, calendar, rng),
        due_at=_due(sketch, is_open, calendar, rng),
        resolved_at=next((at for at, step in reversed(list(zip(times, steps, strict=True))) if step == RESOLVED), None),
        closed_at=times[-1] if status == CLOSED else None,
        closing_reason=reason if status == CLOSED else None,
        outcome=_outcome(status, reason, sketch, writer, rng),
    )


def _owner(sketch: Sketch, rng: Random) -> Person:
    habit = habits()[sketch.category]
    if habit.group == "care" and sketch.category != ConcernCategory.HOMELESSNESS:
        return SPECIALIST
    if sketch.place is None:
        return rng.choice(OFFICERS)
    if sketch.category == ConcernCategory.POLICE_CONDUCT or rng.random() < 0.06:
        return supervisor_of(sketch.place.code)
    return BEAT[sketch.place.code]


def _recorder(sketch: Sketch, rng: Random) -> Person | None:
    """Whoever wrote it down; None when it came in by itself. A restricted one always has somebody who may open it."""
    group = habits()[sketch.category].group
    if (
        group == "care" and sketch.category != ConcernCategory.HOMELESSNESS
    ) or sketch.category == ConcernCategory.POLICE_CONDUCT:
        return _owner(sketch, rng)
    if sketch.place is None:
        return rng.choice(OFFICERS)
    if sketch.channel in (Channel.EMAIL_OR_WEB, Channel.SOCIAL_MEDIA, Channel.SURVEY) and rng.random() < 0.7:
        return None
    return BEAT[sketch.place.code] if rng.random() < 0.8 else supervisor_of(sketch.place.code)


def _closing_reason(sketch: Sketch, rng: Random) -> ClosingReason:
    weights = dict(REASONS)
    group = habits()[sketch.category].group
    if group in ("care", "police"):  # no judgement passed on what was said, and nothing brushed off
        weights[ClosingReason.UNFOUNDED] = weights[ClosingReason.NO_FURTHER_ACTION] = 0
    if group not in ("place", "street"):
        weights[ClosingReason.REFERRED] = 3
    if sketch.ago < 14:
        weights[ClosingReason.RESOLVED] = 10
    return pick(rng, weights)


def _steps(status: ConcernStatus, reason: ClosingReason, rng: Random) -> list[ConcernStatus]:
    start = [NEW, TRIAGED] if rng.random() < 0.7 else [NEW]
    work = [*start, ASSIGNED] + ([WORKED] if status in (RESOLVED, CLOSED, WORKED, WAITING) else [])
    if status == NEW:
        return [NEW]
    if status == TRIAGED:
        return [NEW, TRIAGED]
    if status in (ASSIGNED, WORKED):
        return work
    if status == WAITING:
        return [*work, WAITING]
    if status == CLOSED and reason != ClosingReason.RESOLVED:
        return [*(start if rng.random() < 0.55 else work), CLOSED]
    if rng.random() < 0.22:
        work.append(WAITING)
    done = [*work, RESOLVED]
    if rng.random() < REOPENED:
        done += [WORKED, RESOLVED]
    return [*done, CLOSED] if status == CLOSED else done


def _times(sketch: Sketch, steps: list[ConcernStatus], calendar: Calendar, rng: Random) -> list[datetime]:
    """Each step after the one before, by day where there is time for it, none later than now."""
    waits = [mostly(rng, HOURS_TO[step], 0) for step in steps[1:]]
    there_is = (calendar.now - sketch.received_at).total_seconds() / 3600 * 0.96
    factor = min(1.0, there_is / sum(waits)) if waits else 1.0
    times = [sketch.received_at]
    for wait in waits:
        at = times[-1] + timedelta(hours=wait * factor)
        if at >= calendar.now:  # steps moved to the morning after have used up the time there was
            at = times[-1] + (calendar.now - times[-1]) / 2
        by_day = calendar.by_day(at)
        times.append(by_day if factor == 1.0 and times[-1] < by_day < calendar.now else at)
    return times


def _by(number: int, step: ConcernStatus, owner: Person, recorder: Person | None, sketch: Sketch) -> Person:
    if number == 0:
        return recorder or owner
    if step in (TRIAGED, ASSIGNED) and sketch.place is not None and owner is not SPECIALIST:
        return supervisor_of(sketch.place.code)
    return owner


def _why(
    number: int, step: ConcernStatus, reason: ClosingReason, sketch: Sketch, writer: Writer, rng: Random
) -> str | None:
    if number == 0:
        return None
    texts, slots = text_file("handling"), text_file("handling")["quick"]
    group = habits()[sketch.category].group
    area = sketch.place.code if sketch.place else None
    if step == CLOSED and reason != ClosingReason.RESOLVED:
        return _closing_words(reason.value, sketch, writer, rng)
    if step == WORKED and number > 3 and rng.random() < 0.5:
        return writer.write("reopened", area, texts["reopened"], rng, slots)
    patterns = {
        TRIAGED: texts["triaged"],
        ASSIGNED: texts["assigned"],
        WORKED: texts["in_progress"][group],
        WAITING: texts["awaiting_others"][group],
        RESOLVED: texts["resolved_check"],
        CLOSED: texts["closed_check"],
    }[step]
    return writer.write(f"{step}/{group}", area, patterns, rng, slots)


def _outcome(status: ConcernStatus, reason: ClosingReason, sketch: Sketch, writer: Writer, rng: Random) -> str | None:
    if status not in (RESOLVED, CLOSED):
        return None
    kind = sketch.category.value if status == RESOLVED or reason == ClosingReason.RESOLVED else reason.value
    return _closing_words(kind, sketch, writer, rng)


def _closing_words(kind: str, sketch: Sketch, writer: Writer, rng: Random) -> str:
    """By category when it was resolved, else by the reason."""
    texts = text_file("outcomes")
    whom = {"whom": texts["whom"][habits()[sketch.category].group]}
    area = sketch.place.code if sketch.place else None
    return writer.write(kind, area, texts[kind]["says"], rng, whom, texts[kind], text_file("common"))


def _answered(sketch: Sketch, times: list[datetime], is_open: bool, calendar: Calendar, rng: Random) -> datetime | None:
    """The first answer to the reporter: mostly within two days, sometimes late, seldom never."""
    if sketch.channel in (Channel.OFFICER_OBSERVATION, Channel.ANONYMOUS):
        return None
    chance = rng.random()
    if chance < NEVER_ANSWERED * (3 if is_open else 1):
        return None
    hours = rng.uniform(74, 190) if chance < NEVER_ANSWERED + ANSWERED_LATE else rng.triangular(0.3, 60, 7)
    at = sketch.received_at + timedelta(hours=hours)
    if not is_open:
        at = min(at, times[-1])
    return at.replace(second=0, microsecond=0) if at < calendar.now else None


def _due(sketch: Sketch, is_open: bool, calendar: Calendar, rng: Random) -> datetime:
    due = sketch.received_at + DUE_WITHIN[sketch.priority]
    if is_open and due < calendar.now and sketch.ago > 7 and rng.random() < LATER_DATE:
        return calendar.at(calendar.day(-rng.randrange(1, 25)), 17)
    return due
