"""Follow-ups and promises: 600, most of them done, some overdue, some due in the next days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from db.commands.bulk_concerns import BulkConcern
from db.commands.past import PastCase, PastTask
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES, CaseStatus, EventStatus
from seed.demo import checklists
from seed.demo.activities import Ground
from seed.demo.categories import habits
from seed.demo.chance import pick, stream
from seed.demo.people import OFFICERS, PEOPLE
from seed.demo.rhythms import DAYS, Calendar
from seed.demo.sentences import Writer, text_file

COUNT = 600
AT_EVENTS, OF_CONCERNS, OF_CASES = 190, 210, 120  # the rest stands alone
OPEN = 88

# Of the open ones, when they are due, in days from today; negative is overdue. Dealt in turn, so that the numbers hold.
DUE = (-19, -11, -8, -6, -4, -3, -2, -1, -1, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10, 12, 13, 15, 18, 21, 26)
DUE_AT_DEMO_OFFICER = (-5, -2, 0, 0, 1, 1, 2, 3, 5, 6)
KEPT_LATE = 0.13
NOT_TOLD = 0.15


def tasks(
    ground: Ground, rows: Sequence[BulkConcern], cases: Sequence[PastCase], case_refs: Sequence[str]
) -> list[PastTask]:
    """In the order they were made."""
    writer, demo = Writer("tasks"), PEOPLE[0].subject
    before = checklists.checklists(ground.happenings, ground.events, ground.calendar)
    made: list[PastTask] = []
    mine = iter(DUE_AT_DEMO_OFFICER)
    others = [DUE[n % len(DUE)] for n in range(OPEN - len(DUE_AT_DEMO_OFFICER))]
    stream("due").shuffle(others)
    for subject in _subjects(ground, rows, cases, case_refs):
        rng = stream("task", len(made))
        due = None
        if subject.recent:
            due = next(mine, None) if subject.owner == demo else (others.pop() if others else None)
        made.append(_task(subject, due, ground.calendar, writer, rng))
    return sorted([*made, *before], key=lambda task: (task.made_at, task.text))


class _Subject:
    """What a task is about: who does it, since when, and whether it may still be open."""

    def __init__(
        self, kind: str, owner: str, since: datetime, area: int | None, *, recent: bool, group: str = "", **links: str
    ) -> None:
        self.kind, self.owner, self.since, self.area = kind, owner, since, area
        self.recent, self.group, self.links = recent, group, links


def _subjects(
    ground: Ground, rows: Sequence[BulkConcern], cases: Sequence[PastCase], case_refs: Sequence[str]
) -> list[_Subject]:
    calendar, rng = ground.calendar, stream("tasks")

    def recent(at: datetime) -> bool:
        return calendar.ago(at) <= 40

    held = [n for n, e in enumerate(ground.happenings) if e.row.status == EventStatus.HELD]
    found = []
    for n in _some(held, AT_EVENTS, [n for n in held if recent(ground.happenings[n].row.ends_at)], rng):
        row = ground.happenings[n].row
        since = row.ends_at
        found.append(
            _Subject(
                "promise",
                row.owner,
                since,
                row.neighbourhood_id,
                recent=recent(since),
                promised_at_event=ground.events[n],
            )
        )
    owned = [n for n, r in enumerate(rows) if r.owner and r.category not in SENSITIVE_CATEGORIES]
    still = [n for n in owned if rows[n].status in OPEN_STATUSES and recent(rows[n].received_at)]
    for n in _some(owned, OF_CONCERNS, still, rng):
        row_, at = rows[n], rows[n].received_at + timedelta(hours=rng.uniform(2, 30))
        at = min(at, calendar.now - timedelta(hours=1))
        found.append(
            _Subject(
                "concern",
                row_.owner or "",
                at,
                row_.neighbourhood_id,
                recent=n in still,
                group=habits()[row_.category].group,
                concern=ground.concerns[n],
            )
        )
    running = [n for n, c in enumerate(cases) if c.status != CaseStatus.CLOSED and recent(c.opened_at)]
    for n in _some(range(len(cases)), OF_CASES, running, rng):
        case = cases[n]
        at = min(case.opened_at + timedelta(days=rng.uniform(0.5, 4)), calendar.now - timedelta(hours=2))
        found.append(
            _Subject(
                "case",
                case.owner,
                max(at, case.opened_at),
                case.neighbourhood_ids[0],
                recent=n in running,
                case=case_refs[n],
            )
        )
    while len(found) < COUNT - checklists.COUNT:
        owner = pick(rng, {person: person.share for person in OFFICERS})
        at = calendar.at(calendar.day(rng.randrange(1, DAYS - 20)), rng.randrange(8, 17), rng.randrange(60))
        found.append(_Subject("free", owner.subject, at, None, recent=recent(at)))
    return found


def _some(items: Sequence[int], count: int, first: Sequence[int], rng: Random) -> list[int]:
    """`count` of them without repeats; half of `first` (what is recent) are among them."""
    chosen = list(first)[:: 2 if len(first) > 30 else 1][: count // 2]
    rest = [item for item in items if item not in set(first)]
    return [*chosen, *rng.sample(rest, count - len(chosen))]


def _task(subject: _Subject, due: int | None, calendar: Calendar, writer: Writer, rng: Random) -> PastTask:
    bank = text_file("tasks")
    promise = subject.kind == "promise" or (subject.kind == "concern" and rng.random() < 0.2)
    patterns = [*bank[subject.kind], *bank["concern_for"].get(subject.group, [])]
    text = writer.write(subject.kind + subject.group, subject.owner, patterns, rng, bank)
    if due is not None:
        at = calendar.at(calendar.day(-due), 17)
        if due == 0 and at < calendar.now + timedelta(minutes=30):
            at = calendar.now.replace(second=0, microsecond=0) + timedelta(
                minutes=90
            )  # due today also when the demonstration is loaded in the evening
        return _row(subject, text, promise, max(at, subject.since + timedelta(hours=2)), None)
    at = calendar.at(calendar.day(calendar.ago(subject.since) - rng.randrange(2, 24)), 17)
    late = rng.random() < KEPT_LATE
    done = at + timedelta(days=rng.uniform(0.3, 12)) if late else at - (at - subject.since) * rng.uniform(0.02, 0.8)
    done = min(calendar.by_day(done), calendar.now - timedelta(hours=rng.uniform(0.5, 20)))
    done = max(done, subject.since + timedelta(minutes=20)).replace(microsecond=0)
    row = _row(subject, text, promise, at, done)
    return _told(row, calendar) if subject.kind == "promise" else row


def _told(row: PastTask, calendar: Calendar) -> PastTask:
    """What came of a promise to a room, and when the room heard of it: of most, not of all."""
    bank, rng = text_file("tasks"), stream("told", row.text, row.made_at.isoformat())
    result = next(said for start, said in bank["result"].items() if row.text.startswith(start))
    told = (row.done_at or calendar.now) + timedelta(days=rng.uniform(1, 25))
    if told > calendar.now or rng.random() < NOT_TOLD:
        return replace(row, result=result)
    told_at = calendar.by_day(told).replace(microsecond=0)
    return replace(row, result=result, told_at=min(told_at, calendar.now), told_how=rng.choice(bank["told_how"]))


def _row(subject: _Subject, text: str, promise: bool, due: datetime, done: datetime | None) -> PastTask:
    return PastTask(
        text=text,
        owner=subject.owner,
        made_at=subject.since,
        due_at=due,
        done_at=done,
        is_promise=promise,
        neighbourhood_id=subject.area,
        promised_at_event=subject.links.get("promised_at_event"),
        concern=subject.links.get("concern"),
        case=subject.links.get("case"),
    )
