"""What a save changed, row by row, so that it can be taken back. Watched at every flush, as the counts are."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Date, Table, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from db.models import (
    AuditEntry,
    Base,
    ConcernCityCount,
    ConcernCount,
    ConcernDayCount,
    ConcernKindCount,
    IdempotencyKey,
    Notice,
    ReferenceCounter,
    StatusChange,
    StoreRevision,
)
from db.models.base import UTCDateTime

# What the store keeps about its own work: it follows the records by itself, or (a number given out, a mail written)
# stays as it is.
_OWN = {
    model.__tablename__
    for model in (
        AuditEntry,
        ConcernCityCount,
        ConcernCount,
        ConcernDayCount,
        ConcernKindCount,
        IdempotencyKey,
        Notice,
        ReferenceCounter,
        StoreRevision,
    )
}
_MODELS: dict[str, type[Any]] = {
    mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers if isinstance(mapper.local_table, Table)
}
# Set anew by each change, the one that takes it back included.
_STAMPS = ("version", "updated_at")

Row = tuple[str, tuple[Any, ...]]  # table and primary key


class Followed(Exception):
    """Somebody has built on what the save left: it cannot be taken back any more."""


@dataclass(slots=True)
class _Journal:
    made: dict[Row, Any] = field(default_factory=dict)  # row -> object
    changed: dict[Row, tuple[Any, dict[str, Any]]] = field(default_factory=dict)  # row -> object, values before
    gone: dict[Row, dict[str, Any]] = field(default_factory=dict)  # row -> values before
    whole: bool = True  # nothing was written past it


def watch(session: Session) -> None:
    """Note what every flush makes, changes and removes; kept() gives it."""
    session.info["journal"] = _Journal()
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "do_orm_execute", _on_statement)


def _before_flush(session: Session, *_: Any) -> None:
    journal: _Journal = session.info["journal"]
    for record in session.dirty:
        if record.__tablename__ in _OWN or _row(record) in journal.made:
            continue
        before = {name: old for name, old in _before(record).items() if old != getattr(record, name)}
        if before:
            _record, known = journal.changed.setdefault(_row(record), (record, {}))
            for name, old in before.items():
                known.setdefault(name, old)
    for record in session.deleted:
        row = _row(record)
        if record.__tablename__ in _OWN or journal.made.pop(row, None) is not None:
            continue
        _record, known = journal.changed.pop(row, (record, {}))
        journal.gone[row] = {**_before(record), **known}


def _after_flush(session: Session, *_: Any) -> None:
    journal: _Journal = session.info["journal"]
    for record in session.new:
        if record.__tablename__ in _OWN:
            continue
        if (before := journal.gone.pop(_row(record), None)) is not None:
            journal.changed[_row(record)] = (record, before)  # removed and written anew under the same key
        else:
            journal.made[_row(record)] = record


def _on_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if getattr(table, "name", None) not in _OWN:
            state.session.info["journal"].whole = False


def _row(record: Any) -> Row:
    return record.__tablename__, tuple(inspect(type(record)).primary_key_from_instance(record))


def _before(record: Any) -> dict[str, Any]:
    state = inspect(record)
    old = {}
    for name in _columns(type(record)):
        history = state.attrs[name].load_history()
        old[name] = history.deleted[0] if history.deleted else getattr(record, name)
    return old


def _columns(model: type[Any]) -> list[str]:
    return [attribute.key for attribute in inspect(model).column_attrs]


def kept(session: Session, refs: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """The save so far as plain data, for take_back(); `refs` are the records (kind, reference) it was about. None when
    nothing changed, or when a set-based write changed what nobody watched."""
    journal: _Journal = session.info["journal"]
    # Of several at once, those that failed were rolled back by themselves.
    made = {row: record for row, record in journal.made.items() if inspect(record).persistent}
    changed = {row: (record, old) for row, (record, old) in journal.changed.items() if _differs(record, old)}
    if not journal.whole or not (made or changed or journal.gone):
        return None
    return {
        "made": [[table, list(key), _digest(record)] for (table, key), record in made.items()],
        "changed": [
            [table, list(key), _digest(record), {name: _plain(old) for name, old in before.items()}]
            for (table, key), (record, before) in changed.items()
        ],
        "gone": [
            [table, {name: _plain(old) for name, old in before.items()}] for (table, _), before in journal.gone.items()
        ],
        "refs": [list(ref) for ref in dict.fromkeys(refs)],
    }


def _differs(record: Any, before: dict[str, Any]) -> bool:
    return any(getattr(record, name) != old for name, old in before.items())


def take_back(session: Session, save: dict[str, Any], *, now: datetime) -> None:
    """Put every row back as it was: changed ones get their values, removed ones return, new records are withdrawn with
    all that belongs to them, and other new rows are removed. Raises Followed when one was touched since, or another
    row points to one."""
    made = {(table, tuple(key)): _unchanged(session, table, key, digest) for table, key, digest in save["made"]}
    changed = {
        (table, tuple(key)): (_unchanged(session, table, key, digest), before)
        for table, key, digest, before in save["changed"]
    }
    if _pointed_at(session, made, among={*made, *changed}):
        raise Followed
    for record, before in changed.values():
        for name, old in before.items():
            if name not in _STAMPS:
                setattr(record, name, _typed(type(record), name, old))
        _stamp(record, now)
    for table, values in save["gone"]:
        model = _MODELS[table]
        session.add(model(**{name: _typed(model, name, old) for name, old in values.items()}))
    hidden = _hidden_with_their_record(made)
    for record in made.values():
        if hasattr(record, "withdrawn_at"):
            record.withdrawn_at = now
            _stamp(record, now)
    session.flush()
    gone = {row: record for row, record in made.items() if row not in hidden}
    _let_go(made, gone)
    session.flush()
    for record in gone.values():
        session.delete(record)
    session.flush()


def _let_go(made: dict[Row, Any], gone: dict[Row, Any]) -> None:
    """What is withdrawn points no longer at what goes with the save (its series)."""
    for record in made.values():
        for column in type(record).__table__.columns:
            targets = {(key.column.table.name, (getattr(record, column.key),)) for key in column.foreign_keys}
            if column.nullable and not targets.isdisjoint(gone):
                setattr(record, column.key, None)


def _hidden_with_their_record(made: dict[Row, Any]) -> set[Row]:
    """The records to withdraw and what belongs to them, which stays as evidence and is shown nowhere."""
    hidden = {row for row, record in made.items() if hasattr(record, "withdrawn_at")}
    while more := {row for row, record in made.items() if row not in hidden and not hidden.isdisjoint(_of(record))}:
        hidden |= more
    return hidden


def _of(record: Any) -> set[Row]:
    """The rows this one belongs to."""
    if isinstance(record, StatusChange):
        return {(record.entity, (record.entity_id,))}
    columns = type(record).__table__.columns
    return {
        (key.column.table.name, (getattr(record, column.key),)) for column in columns for key in column.foreign_keys
    }


def _unchanged(session: Session, table: str, key: list[Any], digest: str) -> Any:
    record = session.get(_MODELS[table], tuple(key), with_for_update=True, populate_existing=True)
    if record is None or _digest(record) != digest:
        raise Followed
    return record


def _pointed_at(session: Session, made: Iterable[Row], *, among: set[Row]) -> bool:
    """A live row that is not of the same save refers to one of these. Asked of all at once: a save can make thousands."""
    keys: dict[str, list[Any]] = {}
    for table, (key, *more) in made:
        if not more:  # nothing refers to the rows between two records
            keys.setdefault(table, []).append(key)
    for model in _MODELS.values():
        if model.__tablename__ in _OWN:
            continue
        for column in model.__table__.columns:
            targets = [key for foreign in column.foreign_keys for key in keys.get(foreign.column.table.name, ())]
            if not targets:
                continue
            others = select(*inspect(model).primary_key).where(column.in_(targets))
            if "withdrawn_at" in model.__table__.columns:
                others = others.where(model.withdrawn_at.is_(None))
            if any((model.__tablename__, tuple(row)) not in among for row in session.execute(others)):
                return True
    return False


def _stamp(record: Any, now: datetime) -> None:
    if hasattr(record, "updated_at"):
        record.updated_at = now


def _digest(record: Any) -> str:
    values = {name: _plain(getattr(record, name)) for name in _columns(type(record))}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _typed(model: type[Any], name: str, value: Any) -> Any:
    if isinstance(value, str):
        kind = getattr(model, name).type
        if isinstance(kind, UTCDateTime):
            return datetime.fromisoformat(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    return value
