"""Tasks: follow-ups; a promise is one made to the community."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, index_of_some
from db.vocabulary import Confidentiality


class Task(Identified, Versioned, Base):
    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("is_promise OR promised_at_event_id IS NULL", name="promise"),
        Index("ix_task_owner_open", "owner_id", "done_at", "due_at"),
        # How long it is kept counts from here; promises are looked for by the day they are due.
        index_of_some("ix_task_done_at", "done_at", "done_at IS NOT NULL"),
        index_of_some("ix_task_promise_due", "due_at", "is_promise = 1", postgresql="is_promise"),
        # Few tasks are for something of their own; those of one purpose that are open are found at once.
        Index(
            "ix_task_purpose",
            "purpose",
            "done_at",
            "concern_id",
            sqlite_where=text("purpose IS NOT NULL"),
            postgresql_where=text("purpose IS NOT NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference: T-2026-00019.")
    text: Mapped[str] = mapped_column(
        String(300), info=holds_people(Confidentiality.INTERNAL), doc="What is to be done, without names."
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Who does it.")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, doc="When it is due.")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was done.")
    is_promise: Mapped[bool] = mapped_column(Boolean, default=False, doc="Promised to the community.")
    promised_at_event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id"), index=True, doc="Event where it was promised."
    )
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), index=True, doc="Area.")
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), index=True, doc="Concern it follows up.")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True, doc="Case it belongs to.")
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id"), index=True, doc="Event it prepares or follows."
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, doc="Partner or committee whose action it is."
    )
    purpose: Mapped[str | None] = mapped_column(
        Word, doc="What it is for: an outcome check, an event's checklist, a question to answer; else empty."
    )
    result: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What was done or answered, without names."
    )
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When those it was promised to were told.")
    told_how: Mapped[str | None] = mapped_column(
        String(200), info=holds_people(Confidentiality.INTERNAL), doc="How they were told."
    )
    not_kept_why: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(Confidentiality.INTERNAL), doc="Why a promise was given up, without names."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )
