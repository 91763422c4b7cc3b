"""Saved views: a list as somebody likes to see it, under a name."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Word, holds_people
from db.vocabulary import Confidentiality


class SavedView(Identified, Base):
    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("officer_id", "page", "name", name="uq_saved_view_name"),)

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Whose it is.")
    page: Mapped[str] = mapped_column(Word, doc="Page it is a view of.")
    name: Mapped[str] = mapped_column(
        String(40), info=holds_people(Confidentiality.INTERNAL), doc="What its owner calls it."
    )
    query: Mapped[str] = mapped_column(
        String(1000), info=holds_people(Confidentiality.INTERNAL), doc="The page's address after the question mark."
    )
    for_team: Mapped[bool] = mapped_column(Boolean, default=False, doc="Offered to the owner's whole team.")
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
