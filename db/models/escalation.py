"""What an agency has set, and lines of the escalation list that somebody has taken note of."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Identity, UTCDateTime, Versioned, Word, holds_people
from db.vocabulary import Confidentiality


class ThresholdSetting(Identified, Versioned, Base):
    """A threshold somebody has touched; the others have the value they come with."""

    __tablename__ = "threshold"
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(Word, unique=True, doc="Which threshold.")
    value: Mapped[int | None] = mapped_column(Integer, doc="What the agency chose; empty: back to the default.")
    unit: Mapped[str] = mapped_column(String(20), doc="What the value counts: hours, days, metres, …")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who changed it last.")


class EscalationAcknowledgement(Identified, Versioned, Base):
    """Somebody has looked at a line of the escalation list and says why it may stand until a day."""

    __tablename__ = "escalation_acknowledgement"
    __table_args__ = (
        CheckConstraint("entity IN ('concern', 'case', 'task', 'event')", name="entity"),
        Index("ix_escalation_acknowledgement_record", "entity", "entity_id"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    rule: Mapped[str] = mapped_column(Word, doc="The rule of the line.")
    entity: Mapped[str] = mapped_column(String(20), doc="Kind of record.")
    entity_id: Mapped[int] = mapped_column(Identity, doc="Internal number of the record.")
    weight: Mapped[int] = mapped_column(
        Integer, doc="How bad it was then (reports at the place); more than that returns."
    )
    reason: Mapped[str] = mapped_column(
        String(500), info=holds_people(Confidentiality.INTERNAL), doc="Why it may stand, without names."
    )
    until: Mapped[date] = mapped_column(Date, doc="The last day it stands aside.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When; what begins after this is a new line.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who.")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back or replaced; empty while it holds.")
