"""What running the service leaves in the store: jobs that have run, and who has written up to which revision."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Word, words_of
from db.vocabulary.operating import Job


class JobRun(Identified, Base):
    """A backup, a drill, a check: that it ran, and how it ended."""

    __tablename__ = "job_run"
    __table_args__ = (
        Index("ix_job_run_job_ended_at", "job", "ended_at"),
        CheckConstraint(f"job IN ({words_of(Job)})", name="job"),
    )

    job: Mapped[str] = mapped_column(Word, doc="Which.")
    began_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it began.")
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it ended.")
    succeeded: Mapped[bool] = mapped_column(Boolean, doc="Whether it did what it was for.")
    said: Mapped[str] = mapped_column(String(300), doc="How it ended, in a sentence without names of people.")
    file: Mapped[str | None] = mapped_column(String(300), doc="Name of the backup it made or read.")
    size: Mapped[int | None] = mapped_column(BigInteger, doc="That file's size in bytes.")
    sha256: Mapped[str | None] = mapped_column(String(64), doc="That file's SHA-256.")


class OwnWrite(Base):
    """Up to which revision of the store each person has written: what they read must have come that far."""

    __tablename__ = "own_write"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, doc="Who.")
    revision: Mapped[int] = mapped_column(BigInteger, doc="The store's revision after their last save.")
