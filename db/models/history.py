"""History and evidence: status changes, the audit chain, unfinished forms, keys that make a save happen once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Identity, UTCDateTime, Word, holds_people
from db.vocabulary import Confidentiality


class StatusChange(Identified, Base):
    """Who moved a record from one status to another, when and why."""

    __tablename__ = "status_change"
    __table_args__ = (
        Index("ix_status_change_entity", "entity", "entity_id"),
        CheckConstraint("entity IN ('concern', 'case', 'event')", name="entity"),
    )

    entity: Mapped[str] = mapped_column(String(20), doc="Kind of record.")
    entity_id: Mapped[int] = mapped_column(Identity, doc="Internal number of the record.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who.")
    from_status: Mapped[str | None] = mapped_column(Word, doc="Status before; empty at the start.")
    to_status: Mapped[str] = mapped_column(Word, doc="Status after.")
    reason: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="Why, in words without names."
    )


class AuditEntry(Base):
    """Append-only and hash-chained: each entry carries the hash of the one before."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_entity", "entity", "entity_ref"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_officer_at", "officer_id", "at"),
    )

    id: Mapped[int] = mapped_column(
        Identity, primary_key=True, autoincrement=False, doc="Place in the chain, without gaps."
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    officer_id: Mapped[int | None] = mapped_column(Identity, doc="Who; kept even if the officer row were lost.")
    actor: Mapped[str] = mapped_column(
        String(160), info=holds_people(Confidentiality.INTERNAL), doc="Name and role at that time."
    )
    action: Mapped[str] = mapped_column(Word, doc="What was done.")
    entity: Mapped[str] = mapped_column(String(30), doc="Kind of record.")
    entity_ref: Mapped[str | None] = mapped_column(String(200), doc="Its reference.")
    detail: Mapped[dict[str, Any]] = mapped_column(
        JSON, doc="Which fields changed; values only where they are words of the vocabulary, dates or numbers."
    )
    previous_hash: Mapped[str] = mapped_column(String(64), doc="Hash of the entry before.")
    hash: Mapped[str] = mapped_column(String(64), doc="Hash of this entry and the one before.")


class AuditEnd(Base):
    """One row; where the audit chain ends, so that entries cut off its end are missed too."""

    __tablename__ = "audit_end"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, doc="Always 1.")
    entries: Mapped[int] = mapped_column(Identity, doc="How many entries there are.")
    last_hash: Mapped[str] = mapped_column(String(64), doc="Hash of the last one.")
    mark: Mapped[str | None] = mapped_column(String(64), doc="Hash of this row; empty before the first entry.")


class StoreRevision(Base):
    """One row; counts the changes to records, so that every replica's cache knows when it is out of date."""

    __tablename__ = "store_revision"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, doc="Always 1.")
    revision: Mapped[int] = mapped_column(Identity, default=0, doc="Number of changes so far.")
    # Not the number of the others: a server of an older version, which knows nothing of it, makes more of those.
    of_activities: Mapped[int] = mapped_column(
        Identity, default=0, server_default=text("0"), doc="How many of them changed nothing but activities."
    )


class IdempotencyKey(Base):
    """A form's key: the same key again returns the first answer and saves nothing."""

    __tablename__ = "idempotency_key"
    # Each save empties what is too old to be undone: it looks at the few that hold something, not at all there ever were.
    __table_args__ = (
        Index(
            "ix_idempotency_key_undoable",
            "at",
            sqlite_where=text("changes IS NOT NULL"),
            postgresql_where=text("changes IS NOT NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Random key of one filled-in form.")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Whose form it was.")
    command: Mapped[str] = mapped_column(String(60), doc="What was asked for.")
    result: Mapped[str | None] = mapped_column(Text, doc="The answer given, as JSON.")
    changes: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        info=holds_people(Confidentiality.RESTRICTED),
        doc="What it changed, with the values before: for undo, emptied after ten minutes.",
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, doc="When.")


class Draft(Identified, Base):
    """An unfinished form, kept until it is saved or thrown away."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("officer_id", "form"),)

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Whose.")
    form: Mapped[str] = mapped_column(String(80), doc="Which form.")
    fields: Mapped[dict[str, Any]] = mapped_column(
        JSON, info=holds_people(Confidentiality.RESTRICTED), doc="What was typed so far; only its writer reads it."
    )
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Last change.")


class ReferenceCounter(Base):
    """Last number given out for a kind of record in a year."""

    __tablename__ = "reference_counter"

    kind: Mapped[str] = mapped_column(String(2), primary_key=True, doc="Letter of the reference: C, K, E, A, T, O.")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="Year of the reference.")
    last: Mapped[int] = mapped_column(Integer, doc="Last number given out.")
