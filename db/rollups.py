"""The counts of concerns, kept true in the writer's transaction; also checked and rebuilt here.

Every flush of a write session is watched, so that no handler can change a concern and forget its counts. Set-based
writes add theirs with one statement per rollup. Withdrawn concerns count nowhere.
"""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, delete, event, func, inspect, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import NO_AREA, Concern, ConcernCityCount, ConcernCount, ConcernDayCount, ConcernKindCount
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES

FINE = ("neighbourhood_id", "status", "category", "received_day", "source_type", "confidentiality")
COARSE = ("received_day", "neighbourhood_id", "is_open", "sensitive", "confidentiality")
CITY = ("received_day", "status", "sensitive", "confidentiality", "placed")
KINDS = ("category", "source_type", "received_day", "confidentiality", "placed")
_COLUMNS = (*FINE, "withdrawn_at")

Rollup = type[ConcernCount] | type[ConcernDayCount] | type[ConcernCityCount] | type[ConcernKindCount]
KEYS: dict[Rollup, tuple[str, ...]] = {
    ConcernCount: FINE, ConcernDayCount: COARSE, ConcernCityCount: CITY, ConcernKindCount: KINDS
}  # fmt: skip


def watch(session: Session) -> None:
    """Count what each flush adds, moves and withdraws; apply() writes it."""
    event.listen(session, "before_flush", _before_flush)


def _before_flush(session: Session, *_: Any) -> None:
    deltas: Counter[tuple[Any, ...]] = session.info.setdefault("rollup_deltas", Counter())
    for concern in session.new:
        if isinstance(concern, Concern) and concern.withdrawn_at is None:
            deltas[tuple(getattr(concern, name) for name in FINE)] += 1
    for concern in session.dirty:
        if isinstance(concern, Concern):
            before, after = _before_and_after(concern)
            if before != after:
                if before is not None:
                    deltas[before] -= 1
                if after is not None:
                    deltas[after] += 1


def _before_and_after(concern: Concern) -> tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]:
    state = inspect(concern)
    old, new = {}, {}
    for name in _COLUMNS:
        history = state.attrs[name].load_history()
        new[name] = getattr(concern, name)
        old[name] = history.deleted[0] if history.deleted else new[name]
    return (
        None if old["withdrawn_at"] else tuple(old[name] for name in FINE),
        None if new["withdrawn_at"] else tuple(new[name] for name in FINE),
    )


def apply(session: Session) -> None:
    """Write the counted changes. Keys are sorted, so that two writers never wait for each other in a circle."""
    deltas: Counter[tuple[Any, ...]] = session.info.pop("rollup_deltas", Counter())
    changes: dict[Rollup, Counter[tuple[Any, ...]]] = {rollup: Counter() for rollup in KEYS}
    for (area, status, category, day, source_type, level), n in deltas.items():
        placed, sensitive = area is not None, category in SENSITIVE_CATEGORIES
        area = area or NO_AREA
        changes[ConcernCount][(area, status, category, day, source_type, level)] += n
        changes[ConcernDayCount][(day, area, status in OPEN_STATUSES, sensitive, level)] += n
        changes[ConcernCityCount][(day, status, sensitive, level, placed)] += n
        changes[ConcernKindCount][(category, source_type, day, level, placed)] += n
    for rollup, counts in changes.items():
        _add(session, rollup, counts)


def _add(session: Session, rollup: Rollup, counts: Counter[tuple[Any, ...]]) -> None:
    changed = sorted((key, n) for key, n in counts.items() if n)
    if not changed:
        return
    names = KEYS[rollup]
    rows = [dict(zip(names, key, strict=True), n=n) for key, n in changed]
    session.execute(_upsert(session, rollup), rows)
    emptied = [key for key, n in changed if n < 0]
    if emptied:
        columns = [getattr(rollup, name) for name in names]
        session.execute(delete(rollup).where(tuple_(*columns).in_(emptied), rollup.n == 0))


def _upsert(session: Session, rollup: Rollup) -> Any:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(rollup.__table__)
    return statement.on_conflict_do_update(
        index_elements=list(KEYS[rollup]), set_={"n": rollup.__table__.c.n + statement.excluded.n}
    )


def add_set(session: Session, condition: ColumnElement[bool]) -> None:
    """Count the concerns that a set-based write has just added: one statement per rollup."""
    several_writers = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if several_writers else sqlite.insert
    for rollup, names in KEYS.items():
        counted = grouped(rollup).where(condition)
        if several_writers:  # in the order of _add(), so that nobody waits for each other in a circle
            counted = counted.order_by(*(_as_sorted_here(column) for column in list(counted.selected_columns)[:-1]))
        statement = insert(rollup.__table__).from_select([*names, "n"], counted)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=list(names), set_={"n": rollup.__table__.c.n + statement.excluded.n}
            )
        )


def _as_sorted_here(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column.collate("C") if isinstance(column.type, String) else column


def grouped(rollup: Rollup) -> Select[Any]:
    """What the rollup must equal: the same counts straight from the concerns."""
    area = func.coalesce(Concern.neighbourhood_id, NO_AREA)
    expressions: dict[str, Any] = {
        "status": Concern.status,
        "category": Concern.category,
        "received_day": Concern.received_day,
        "neighbourhood_id": area,
        "source_type": Concern.source_type,
        "confidentiality": Concern.confidentiality,
        "is_open": case((Concern.status.in_([s.value for s in OPEN_STATUSES]), True), else_=False),
        "placed": case((Concern.neighbourhood_id.is_(None), False), else_=True),
        "sensitive": case((Concern.category.in_([c.value for c in SENSITIVE_CATEGORIES]), True), else_=False),
    }
    keys = [expressions[name].label(name) for name in KEYS[rollup]]
    counted = select(*keys, func.count().label("n")).where(Concern.withdrawn_at.is_(None))
    return counted.group_by(*[expressions[name] for name in KEYS[rollup]])


def check(session: Session) -> int:
    """How many keys differ between the rollups and the concerns; 0 when all is true."""
    wrong = 0
    for rollup, names in KEYS.items():
        true_counts = grouped(rollup).subquery()
        on = [getattr(rollup, name) == true_counts.c[name] for name in names]
        missing = select(func.count()).select_from(true_counts.outerjoin(rollup, *_anded(on)))
        wrong += session.scalar(missing.where(or_(rollup.n.is_(None), rollup.n != true_counts.c.n))) or 0
        extra = select(func.count()).select_from(rollup.__table__.outerjoin(true_counts, *_anded(on)))
        wrong += session.scalar(extra.where(true_counts.c.n.is_(None))) or 0
    return wrong


def _anded(conditions: list[ColumnElement[bool]]) -> tuple[ColumnElement[bool]]:
    first, *rest = conditions
    for condition in rest:
        first = first & condition
    return (first,)


def rebuild(session: Session) -> None:
    """Throw the counts away and count again, after a failed check."""
    for rollup, names in KEYS.items():
        session.execute(delete(rollup))
        session.execute(rollup.__table__.insert().from_select([*names, "n"], grouped(rollup)))  # type: ignore[attr-defined]
