"""What every table shares: typed columns that must be documented, UTC times, version counters."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, MetaData, String, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.vocabulary import Confidentiality

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC out. A naive one is a bug and is refused, not guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone reached the store: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite only numbers rows by itself for INTEGER; PostgreSQL gets 64 bits.
Identity = BigInteger().with_variant(Integer, "sqlite")


def holds_people(level: Confidentiality) -> dict[str, Any]:
    """Mark of a column that can name or describe a person: who may read it follows from the level."""
    return {"confidentiality": level}


def words_of(enum: type[StrEnum]) -> str:
    """The values of a vocabulary enum as an SQL list, for CHECK constraints."""
    return ", ".join("'" + str(member.value).replace("'", "''") + "'" for member in enum)


def index_of_some(name: str, column: str, which: str, *, postgresql: str = "") -> Index:
    """An index of the rows for which `which` holds: few, and the others cost nothing."""
    return Index(name, column, sqlite_where=text(which), postgresql_where=text(postgresql or which))


class Identified:
    id: Mapped[int] = mapped_column(Identity, primary_key=True, sort_order=-10, doc="Internal number, never shown.")


class Versioned:
    """Optimistic locking: a stale edit finds no row with its version and is refused (SQLAlchemy raises)."""

    version: Mapped[int] = mapped_column(
        Integer, nullable=False, default=1, sort_order=90, doc="Counts the changes; a stale edit is refused."
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, sort_order=91, doc="When the row was made.")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, sort_order=92, doc="When the row last changed.")


Ref = String(20)
Word = String(60)
