"""The public tables: a file of their own beside an SQLite store, a schema of their own in PostgreSQL.

Not the models' metadata: nothing that walks the store's tables (migrations, erasing, the data dictionary) sees these.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text

from db.disclosure.content import Figure, PublicTable, Release

SCHEMA = "common_ground_public"
ROLE = "common_ground_presenter"
IN_A_FILE = {SCHEMA: None}  # SQLite has no schemas: there the tables lie in the file itself
TOTAL = "total"

METADATA = MetaData(schema=SCHEMA)
BRIEFING = Table(
    "briefing",
    METADATA,
    Column("code", String(40), primary_key=True),
    Column("ref", String(20), nullable=False),
    Column("title", Text, nullable=False),  # in English
    Column("areas", Text, nullable=False),  # codes, as JSON; [] for the whole city
    Column("kind", String(60), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("languages", Text, nullable=False),  # as JSON
    Column("frozen_on", String(10), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("content", Text, nullable=False),
)
DOCUMENT = Table(
    "document",
    METADATA,
    Column("code", String(40), primary_key=True),
    Column("format", String(60), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("media_type", String(100), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
# For whoever wants SQL over the public tables. `kind`: rounded (then n), fewer than 10, or not shown.
FIGURE = Table(
    "figure",
    METADATA,
    Column("starts_on", String(10), primary_key=True),
    Column("last_day", String(10), nullable=False),
    Column("period", String(60), nullable=False),
    Column("table_name", String(100), primary_key=True),
    Column("row_keys", String(600), primary_key=True),  # "harbour", "harbour + mill" where merged, "total"
    Column("column_keys", String(600), primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("n", Integer),
)
TABLES = (BRIEFING, DOCUMENT, FIGURE)


def figure_rows(release: Release) -> Iterator[dict[str, Any]]:
    """One row for each figure that was published for this period; none for a total that was dropped."""
    period = {
        "starts_on": release.starts_on.isoformat(),
        "last_day": release.last_day.isoformat(),
        "period": release.kind.value,
    }
    for table in release.tables:
        for row, column, figure in _figures(table):
            where = {"table_name": table.name.value, "row_keys": row, "column_keys": column}
            yield {**period, **where, "kind": figure.kind.value, "n": figure.n}


def _figures(table: PublicTable) -> Iterator[tuple[str, str, Figure]]:
    columns = [*map(_said, table.columns), TOTAL]
    for row, cells, total in zip(
        [*map(_said, table.rows), TOTAL],
        [*(table.cells or [()] * len(table.rows)), table.column_totals],
        [*table.row_totals, table.total],
        strict=True,
    ):
        for column, figure in zip(columns, [*cells, total], strict=True):
            if figure is not None:
                yield row, column, figure


def _said(keys: tuple[str, ...]) -> str:
    return " + ".join(keys)
