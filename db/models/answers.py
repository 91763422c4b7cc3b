"""Answers: what a reporter was told, or why they could not be."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Word, holds_people, words_of
from db.vocabulary import AnswerOutcome, Confidentiality, ContactMethod


class VoiceAnswer(Identified, Base):
    """One answer to one voice; further ones are added, none is overwritten."""

    __tablename__ = "voice_answer"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({words_of(AnswerOutcome)})", name="outcome"),
        CheckConstraint(f"method IS NULL OR method IN ({words_of(ContactMethod)})", name="method"),
    )

    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"), index=True, doc="Whose report it answers.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who told them.")
    outcome: Mapped[str] = mapped_column(Word, doc="Told, not reached, or wants no answer any more.")
    method: Mapped[str | None] = mapped_column(Word, doc="How they were told.")
    words: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.PERSONAL), doc="What they were told, or what was tried."
    )
    closing: Mapped[bool] = mapped_column(doc="Given when the concern was closed: the result, not a first answer.")
