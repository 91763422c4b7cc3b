"""Hand-overs: who took over from whom, and what the next one should know."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, holds_people
from db.vocabulary import Confidentiality


class HandOver(Identified, Base):
    """Work that went from one officer to another in one go."""

    __tablename__ = "hand_over"

    from_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who handed over.")
    to_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who took over.")
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id"), index=True, doc="The one area it was about; empty: everything."
    )
    note: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="Things to know, without names."
    )
    moved: Mapped[dict[str, int]] = mapped_column(JSON, doc="How many records of each kind changed hands.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who confirmed it.")
