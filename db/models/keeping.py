"""Who opened what they were not assigned to; how long records are kept, held, redacted and given to their subjects."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Identity, Ref, UTCDateTime, Versioned, Word, holds_people, words_of
from db.vocabulary import Confidentiality
from db.vocabulary.keeping import ErasureGround, ErasureKind, RequestStatus


class BrokenGlass(Identified, Versioned, Base):
    """A record opened without an assignment, with a reason, for an hour; the supervisor looks at each."""

    __tablename__ = "broken_glass"
    __table_args__ = (
        Index("ix_broken_glass_officer_until", "officer_id", "until"),
        CheckConstraint("entity IN ('concern', 'case')", name="entity"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Who broke it.")
    entity: Mapped[str] = mapped_column(String(20), doc="Kind of record: concern or case.")
    entity_id: Mapped[int] = mapped_column(Identity, doc="Internal number of the record.")
    entity_ref: Mapped[str] = mapped_column(Ref, doc="Its reference.")
    reason: Mapped[str] = mapped_column(
        String(500), info=holds_people(Confidentiality.PERSONAL), doc="Why, in their words."
    )
    broken_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when it is open to them.")
    until: Mapped[datetime] = mapped_column(UTCDateTime, doc="Until when; earlier when they closed it.")
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who looked at it.")
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When.")
    review_note: Mapped[str | None] = mapped_column(
        String(500), info=holds_people(Confidentiality.INTERNAL), doc="What they found, in words without names."
    )


class RetentionSetting(Identified, Versioned, Base):
    """How long a class of records is kept, where the agency chose otherwise than the default."""

    __tablename__ = "retention_setting"
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(Word, unique=True, doc="The class.")
    years: Mapped[int | None] = mapped_column(Integer, doc="Years after its trigger; empty: the default.")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who chose.")


class LegalHold(Identified, Versioned, Base):
    """A record that must be kept, whatever its class says, until the hold is lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_entity", "entity", "entity_id"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    entity: Mapped[str] = mapped_column(String(20), doc="Kind of record.")
    entity_id: Mapped[int] = mapped_column(Identity, doc="Internal number of the record.")
    entity_ref: Mapped[str] = mapped_column(Ref, doc="Its reference.")
    reason: Mapped[str] = mapped_column(
        String(500), info=holds_people(Confidentiality.INTERNAL), doc="Why it must be kept, in words without names."
    )
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when.")
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Lifted; empty while it holds.")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")


class Erasure(Identified, Versioned, Base):
    """Proposed by one person, carried out by another; what was carried out is done again after a restore."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index("ix_erasure_entity", "entity", "entity_id"),
        CheckConstraint(f"kind IN ({words_of(ErasureKind)})", name="kind"),
        CheckConstraint(f"ground IN ({words_of(ErasureGround)})", name="ground"),
        CheckConstraint(
            "carried_out_at IS NULL OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two"
        ),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    entity: Mapped[str] = mapped_column(String(20), doc="Kind of record.")
    entity_id: Mapped[int] = mapped_column(Identity, doc="Internal number of the record.")
    entity_ref: Mapped[str] = mapped_column(String(40), doc="Its reference.")
    kind: Mapped[str] = mapped_column(Word, doc="What is done to it.")
    ground: Mapped[str] = mapped_column(Word, doc="Why it may be.")
    note: Mapped[str | None] = mapped_column(
        String(500), info=holds_people(Confidentiality.INTERNAL), doc="Further reason, in words without names."
    )
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it was proposed.")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When the second person decided.")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="The second person.")
    carried_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Done; empty when it was refused.")


class SubjectRequest(Identified, Versioned, Base):
    """Somebody asks what is kept about them."""

    __tablename__ = "subject_request"
    __table_args__ = (CheckConstraint(f"status IN ({words_of(RequestStatus)})", name="status"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference people say: S-2026-00042.")
    name: Mapped[str] = mapped_column(String(120), info=holds_people(Confidentiality.PERSONAL), doc="Who asks.")
    known_as: Mapped[list[str]] = mapped_column(
        JSON, info=holds_people(Confidentiality.PERSONAL), doc="Other names, numbers and addresses to look for."
    )
    verified_how: Mapped[str] = mapped_column(
        String(200), info=holds_people(Confidentiality.PERSONAL), doc="How we know that it is they who ask."
    )
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When they asked.")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When they must have it.")
    status: Mapped[str] = mapped_column(Word, doc="Where it stands.")
    chosen: Mapped[list[Any]] = mapped_column(
        JSON, doc="What was found to be about them: pairs of kind and internal number."
    )
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who prepared it.")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="The second person.")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When the second person agreed.")
    given_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When the files were first taken out.")
