"""What is to be done before the events ahead: the usual list of each, some of it done, some of it late."""

from collections.abc import Sequence
from datetime import timedelta

from db.commands.past import PastTask
from db.vocabulary import EventStatus, TaskPurpose
from db.vocabulary.checklists import USUAL_CHECKLIST
from seed.demo.chance import stream
from seed.demo.events import Happening
from seed.demo.rhythms import Calendar

COUNT = 36
MADE_BEFORE = timedelta(days=30)
# Of what should have been done by now, one in six is late.
LATE = 6


def checklists(happenings: Sequence[Happening], refs: Sequence[str], calendar: Calendar) -> list[PastTask]:
    """COUNT items of the next events, in the order they are due."""
    made: list[PastTask] = []
    for happening, ref in zip(happenings, refs, strict=True):
        row = happening.row
        if row.starts_at <= calendar.now or row.status != EventStatus.PLANNED:
            continue
        for text, days in USUAL_CHECKLIST[row.type]:
            if len(made) == COUNT:
                return sorted(made, key=lambda task: (task.due_at, task.text))
            due = calendar.at(row.starts_at.astimezone(calendar.zone).date() - timedelta(days=days), 17)
            rng = stream("checklist", len(made))
            since = min(due, calendar.now) - MADE_BEFORE
            open_still = due > calendar.now or len(made) % LATE == 0
            done = None if open_still else calendar.by_day(due - timedelta(hours=rng.randrange(20, 90)))
            made.append(
                PastTask(
                    text, row.owner, since, due, done, neighbourhood_id=row.neighbourhood_id, event=ref,
                    purpose=TaskPurpose.CHECKLIST,
                )
            )  # fmt: skip
    return sorted(made, key=lambda task: (task.due_at, task.text))
