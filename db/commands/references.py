"""References people say: a letter, the year, a number without gaps within it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import ReferenceCounter

CONCERN, CASE, EVENT, ACTIVITY, TASK, ORGANISATION, COMMUNICATION, SUBJECT = "C", "K", "E", "A", "T", "O", "M", "S"
BRIEFING = "B"


def next_reference(session: Session, kind: str, year: int) -> str:
    """The next reference of that kind and year, e.g. "C-2026-00042"; the counter's row is locked until the commit."""
    return next_references(session, kind, [year])[0]


def next_references(session: Session, kind: str, years: Sequence[int]) -> list[str]:
    """One reference per year given, in that order; one statement per distinct year."""
    upcoming = {
        year: _count_on(session, kind, year, count) - count + 1 for year, count in sorted(Counter(years).items())
    }
    references = []
    for year in years:
        references.append(f"{kind}-{year}-{upcoming[year]:05d}")
        upcoming[year] += 1
    return references


def one_at_a_time(session: Session, kind: str, year: int) -> None:
    """Wait until nobody else is numbering records of this kind and year, and let nobody until the commit."""
    _count_on(session, kind, year, 0)


def _count_on(session: Session, kind: str, year: int, count: int) -> int:
    """The number the counter stands at afterwards; its row is locked until the commit."""
    statement = _COUNTED_ON[session.get_bind().dialect.name]
    # By the connection: what waits to be flushed has no part in this, and may wait until it has its reference.
    return int(session.connection().execute(statement, {"kind": kind, "year": year, "last": count}).scalar_one())


def _counted_on(insert: Any) -> Any:
    counter: Any = ReferenceCounter.__table__
    statement = insert(counter)
    return statement.on_conflict_do_update(
        index_elements=["kind", "year"], set_={"last": counter.c.last + statement.excluded.last}
    ).returning(counter.c.last)


# Put together once: every save that makes a record says it while others wait for the same row.
_COUNTED_ON = {"postgresql": _counted_on(postgresql.insert), "sqlite": _counted_on(sqlite.insert)}
