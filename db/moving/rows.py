"""Rows as they are carried over: which tables and columns, read and written without a change, and a sum of their hashes.

The sum does not depend on an order and can be taken apart again: what changed meanwhile is subtracted and added, so nothing
is read twice.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Select, Table, Text, bindparam, cast, func, select, text
from sqlalchemy.types import UserDefinedType

from db.models import Base

AT_A_TIME = 2_000
MODULUS = 1 << 256

Row = tuple[Any, ...]


class JsonAsWritten(UserDefinedType[str]):
    """PostgreSQL's json, carried as the text it is: what is empty and what says null stay two things."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "JSON"

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)


TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)


def _as(kind: Any) -> MetaData:
    """The model's tables with their JSON columns of this kind; nothing else of them matters here."""
    metadata = MetaData()
    for table in TABLES:
        columns = [
            Column(c.name, kind() if isinstance(c.type, JSON) else c.type, primary_key=c.primary_key)
            for c in table.columns
        ]
        Table(table.name, metadata, *columns)
    return metadata


HERE, THERE = _as(Text), _as(JsonAsWritten)  # as SQLite keeps them, as PostgreSQL does


def in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


def batches(connection: Connection, statement: Any) -> Iterator[list[Row]]:
    """The answer in lists of AT_A_TIME rows, never held as a whole."""
    result = connection.execution_options(yield_per=AT_A_TIME).execute(statement)
    for part in result.partitions(AT_A_TIME):
        yield [tuple(row) for row in part]


def insert(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    table = THERE.tables[name]
    names = [column.name for column in table.columns]
    connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])


def delete(connection: Connection, name: str, keys: Sequence[Row]) -> None:
    """Takes out the rows with these primary keys."""
    table = THERE.tables[name]
    columns = list(table.primary_key.columns)
    where = " AND ".join(f'"{column.name}" = :{column.name}' for column in columns)
    statement = text(f'DELETE FROM "{name}" WHERE {where}')
    typed = statement.bindparams(*[bindparam(column.name, type_=column.type) for column in columns])
    names = [column.name for column in columns]
    connection.execute(typed, [dict(zip(names, key, strict=True)) for key in keys])


def count(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(HERE.tables[name])) or 0


def digest(rows: Iterable[Row]) -> int:
    """The sum of the rows' hashes: equal for equal rows in whatever order."""
    total = 0
    for row in rows:
        written = json.dumps([_canonical(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        total += int.from_bytes(hashlib.sha256(written.encode()).digest())
    return total % MODULUS


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
