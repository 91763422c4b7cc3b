"""Outcome checks: each concern that stands as resolved has its own; most of those that came due were answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.commands.bulk_concerns import BulkConcern
from db.commands.outcome_checks import ASK
from db.commands.past import PastTask
from db.rules import DEFINITIONS, Threshold
from db.vocabulary import ConcernStatus, TaskPurpose
from seed.demo.activities import Ground
from seed.demo.chance import stream
from seed.demo.people import PEOPLE

AFTER = timedelta(days=DEFINITIONS[Threshold.OUTCOME_CHECK].default)
FORGOTTEN_EVERY = 4  # of those that came due; the demo officer has forgotten the first of theirs


def checks(ground: Ground, rows: Sequence[BulkConcern]) -> list[PastTask]:
    """In the order they were made."""
    solved = [n for n, row in enumerate(rows) if row.status == ConcernStatus.RESOLVED and row.owner and row.resolved_at]
    made, turn, now = [], {True: 0, False: 0}, ground.calendar.now
    for n in sorted(solved, key=lambda n: (rows[n].resolved_at, n)):
        row, since = rows[n], rows[n].resolved_at
        assert since is not None and row.owner is not None
        due, mine, done = since + AFTER, row.owner == PEOPLE[0].subject, None
        if due < now:
            if turn[mine] % FORGOTTEN_EVERY:
                done = _asked(ground, n, due)
            turn[mine] += 1
        made.append(
            PastTask(
                ASK, row.owner, since, due, done, neighbourhood_id=row.neighbourhood_id, concern=ground.concerns[n],
                purpose=TaskPurpose.OUTCOME_CHECK,
            )
        )  # fmt: skip
    return made


def _asked(ground: Ground, number: int, due: datetime) -> datetime:
    """A few days before it was due, by day."""
    before = stream("check", number).uniform(0.5, 6)
    return min(ground.calendar.by_day(due - timedelta(days=before)), ground.calendar.now)
