"""Concerns that are the same: what a merge changed, and pairs somebody has said are two things."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, UTCDateTime


class ConcernMerge(Base):
    """One standing merge: everything it changed, so that taking it apart puts exactly that back."""

    __tablename__ = "concern_merge"

    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), primary_key=True, doc="The duplicate.")
    into_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), index=True, doc="The concern it was merged into.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who merged them.")
    changes: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON,
        doc="Each changed column with its value before and after; no words of people.",
    )


class NotTheSame(Base):
    """Two concerns somebody has looked at and found different: never proposed to anybody again."""

    __tablename__ = "not_the_same"
    __table_args__ = (CheckConstraint("concern_id < other_id", name="ordered"),)

    concern_id: Mapped[int] = mapped_column(
        ForeignKey("concern.id"), primary_key=True, doc="The one with the smaller number."
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), primary_key=True, index=True, doc="The other one.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who said so.")
