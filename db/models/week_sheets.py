"""Week sheets: an officer's entries of a week, theirs to correct until a supervisor has signed them off."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Versioned, holds_people
from db.vocabulary import Confidentiality


class WeekSheet(Identified, Versioned, Base):
    __tablename__ = "week_sheet"
    __table_args__ = (UniqueConstraint("officer_id", "week"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Whose week.")
    week: Mapped[date] = mapped_column(Date, index=True, doc="Its Monday, in the agency's time zone.")
    handed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When the officer said it is complete.")
    signed_off_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="When it was signed off; then it is closed."
    )
    signed_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")
    returned_why: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(Confidentiality.INTERNAL), doc="What the supervisor asked to be put right."
    )
