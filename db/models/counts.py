"""Rollups: counts of concerns kept true in the writer's own transaction (see db.rollups)."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identity, Word

NO_AREA = 0  # a key column cannot be empty, and no neighbourhood has this number


class ConcernCount(Base):
    """Every split a filter can ask for.

    The key begins with the area: figures per area come out in its order, so nothing is sorted, and with every other
    column a filter names after it, only the rows asked for are read.
    """

    __tablename__ = "concern_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    neighbourhood_id: Mapped[int] = mapped_column(Identity, primary_key=True, doc="Area; 0 for none.")
    status: Mapped[str] = mapped_column(Word, primary_key=True, doc="Status now.")
    category: Mapped[str] = mapped_column(Word, primary_key=True, doc="Category.")
    received_day: Mapped[date] = mapped_column(Date, primary_key=True, doc="Day of receipt, agency's time zone.")
    source_type: Mapped[str] = mapped_column(Word, primary_key=True, doc="Who raised it.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, primary_key=True, doc="Level of the record.")
    n: Mapped[int] = mapped_column(Integer, doc="How many concerns.")


class ConcernDayCount(Base):
    """The same, coarser: what trends and unfiltered maps read. Its size is bounded by areas x days."""

    __tablename__ = "concern_day_count"
    __table_args__ = (
        Index(
            "ix_concern_day_count_area",
            "neighbourhood_id",
            "received_day",
            "is_open",
            "sensitive",
            "confidentiality",
            "n",
        ),
        {"sqlite_with_rowid": False},
    )

    received_day: Mapped[date] = mapped_column(Date, primary_key=True, doc="Day of receipt, agency's time zone.")
    neighbourhood_id: Mapped[int] = mapped_column(Identity, primary_key=True, doc="Area; 0 for none.")
    is_open: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="Not resolved and not closed.")
    sensitive: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="Of a sensitive category: on no map.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, primary_key=True, doc="Level of the record.")
    n: Mapped[int] = mapped_column(Integer, doc="How many concerns.")


class ConcernCityCount(Base):
    """The whole city by day: what trends over years and totals without a filter read. Bounded by days x statuses."""

    __tablename__ = "concern_city_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    received_day: Mapped[date] = mapped_column(Date, primary_key=True, doc="Day of receipt, agency's time zone.")
    status: Mapped[str] = mapped_column(Word, primary_key=True, doc="Status now.")
    sensitive: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="Of a sensitive category: on no map.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, primary_key=True, doc="Level of the record.")
    placed: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="Has an area.")
    n: Mapped[int] = mapped_column(Integer, doc="How many concerns.")


class ConcernKindCount(Base):
    """The whole city by category and source, whatever became of them: trends of some categories over years."""

    __tablename__ = "concern_kind_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    category: Mapped[str] = mapped_column(Word, primary_key=True, doc="Category.")
    source_type: Mapped[str] = mapped_column(Word, primary_key=True, doc="Who raised it.")
    received_day: Mapped[date] = mapped_column(Date, primary_key=True, doc="Day of receipt, agency's time zone.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, primary_key=True, doc="Level of the record.")
    placed: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="Has an area.")
    n: Mapped[int] = mapped_column(Integer, doc="How many concerns.")
