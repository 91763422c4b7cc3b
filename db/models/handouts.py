"""Hand-outs: what there is to give, how much is left, and what was given where."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Versioned


class HandoutItem(Identified, Versioned, Base):
    __tablename__ = "handout_item"
    __table_args__ = (UniqueConstraint("name", "language"), CheckConstraint("stock >= 0", name="stock"))
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(String(160), doc="What it is: leaflet, card, light for a bicycle.")
    language: Mapped[str] = mapped_column(String(40), doc="Language it is written in.")
    stock: Mapped[int] = mapped_column(Integer, doc="How many are left.")
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="No longer given out.")


class Handout(Identified, Base):
    __tablename__ = "handout"
    __table_args__ = (
        CheckConstraint("(event_id IS NULL) <> (activity_id IS NULL)", name="one_record"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("handout_item.id"), index=True, doc="What was given.")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, doc="At which event.")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True, doc="Or activity.")
    quantity: Mapped[int] = mapped_column(Integer, doc="How many.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who noted it.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
