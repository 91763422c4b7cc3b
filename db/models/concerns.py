"""Concerns and the voices that reported them."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, index_of_some, words_of
from db.vocabulary import (
    OPEN_STATUSES,
    Channel,
    ClosingReason,
    ConcernStatus,
    Confidentiality,
    ContactMethod,
    PlacePrecision,
    Priority,
    SourceType,
)


def open_rows(plus: str = "") -> TextClause:
    """Those of the index of open ones. On SQLite with a plus, which keeps every other index of the status away from a
    statement that says the same (db.queries.open_concerns): it would read each row and leave this index aside."""
    return text(f"withdrawn_at IS NULL AND {plus}status IN ({', '.join(repr(s.value) for s in OPEN_STATUSES)})")


OPEN_COLUMNS = (
    "received_at", "id", "neighbourhood_id", "category", "source_type", "status", "owner_id", "recorded_by_id",
    "due_at", "confidentiality", "duplicate_of_id", "withdrawn_at",
)  # fmt: skip


class Concern(Identified, Versioned, Base):
    __tablename__ = "concern"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint(f"status IN ({words_of(ConcernStatus)})", name="status"),
        CheckConstraint(f"channel IN ({words_of(Channel)})", name="channel"),
        CheckConstraint(f"source_type IN ({words_of(SourceType)})", name="source_type"),
        CheckConstraint(f"priority IN ({words_of(Priority)})", name="priority"),
        CheckConstraint(f"place_precision IN ({words_of(PlacePrecision)})", name="place_precision"),
        CheckConstraint(
            f"closing_reason IS NULL OR closing_reason IN ({words_of(ClosingReason)})", name="closing_reason"
        ),
        CheckConstraint("confidentiality BETWEEN 0 AND 3", name="confidentiality"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("status <> 'closed' OR closing_reason IS NOT NULL", name="closed_with_reason"),
        # The newest of an area, of a status, of an owner: each list page reads one of these from its end.
        Index("ix_concern_area_received", "neighbourhood_id", "received_at"),
        Index("ix_concern_status_received", "status", "received_at"),
        Index("ix_concern_owner_status", "owner_id", "status"),
        Index("ix_concern_received_at", "received_at"),
        # What else was reported around a point: the box and the dates are answered inside this index alone.
        Index("ix_concern_place", "latitude", "longitude", "received_at"),
        # Open ones, few beside all there ever were, by receipt. What filters and the rule of who sees what ask of a row
        # stands in the index, so that counting and sorting read no row.
        Index("ix_concern_open", *OPEN_COLUMNS, sqlite_where=open_rows("+"), postgresql_where=open_rows()),
        # How long it is kept counts from here; what was written for the public is looked for by its day.
        Index("ix_concern_ended", text("coalesce(closed_at, updated_at)")),
        index_of_some("ix_concern_withdrawn_at", "withdrawn_at", "withdrawn_at IS NOT NULL"),
        index_of_some("ix_concern_public_text", "received_day", "public_text IS NOT NULL"),
        # Few concerns have one of these: the index holds those that do, and an import does not pay for the others.
        *(
            Index(f"ix_concern_{link}", link, sqlite_where=there, postgresql_where=there)
            for link, there in (
                ("case_id", text("case_id IS NOT NULL")),
                ("duplicate_of_id", text("duplicate_of_id IS NOT NULL")),
                ("raised_at_event_id", text("raised_at_event_id IS NOT NULL")),
            )
        ),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference people say: C-2026-00042.")
    source: Mapped[str] = mapped_column(Word, default="desk", doc="System it came from; 'desk' when logged here.")
    external_id: Mapped[str | None] = mapped_column(String(80), doc="Its number in that system.")
    dispatch_ref: Mapped[str | None] = mapped_column(
        String(40), info=holds_people(Confidentiality.INTERNAL), doc="Incident number given by dispatch."
    )
    records_ref: Mapped[str | None] = mapped_column(
        String(40), info=holds_people(Confidentiality.INTERNAL), doc="Number in the records system."
    )
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it was reported to us.")
    received_day: Mapped[date] = mapped_column(Date, doc="Day of receipt in the agency's time zone: what is counted.")
    channel: Mapped[str] = mapped_column(Word, doc="How it reached us.")
    source_type: Mapped[str] = mapped_column(Word, doc="Kind of person or body that raised it.")
    category: Mapped[str] = mapped_column(Word, doc="What it is about.")
    summary: Mapped[str] = mapped_column(
        String(300), info=holds_people(Confidentiality.INTERNAL), doc="One sentence without names; level 1."
    )
    details: Mapped[str | None] = mapped_column(
        Text,
        info=holds_people(Confidentiality.PERSONAL),
        doc="Everything else that was said; level 2 or the record's own.",
    )
    public_text: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="Sentence written for the public; empty until then."
    )
    latitude: Mapped[float | None] = mapped_column(
        Float, info=holds_people(Confidentiality.INTERNAL), doc="Latitude (WGS84) of the true place."
    )
    longitude: Mapped[float | None] = mapped_column(
        Float, info=holds_people(Confidentiality.INTERNAL), doc="Longitude (WGS84) of the true place."
    )
    place_precision: Mapped[str] = mapped_column(Word, doc="How exactly the place is known.")
    place_note: Mapped[str | None] = mapped_column(
        String(200), info=holds_people(Confidentiality.PERSONAL), doc="The place in words."
    )
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), doc="Area; empty when none.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, default=1, doc="Level of the whole record, 0-3.")
    priority: Mapped[str] = mapped_column(Word, default=Priority.NORMAL.value, doc="Priority: sets the due date.")
    status: Mapped[str] = mapped_column(Word, default=ConcernStatus.NEW.value, doc="Where the work stands.")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), doc="Who answers for it.")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who logged it.")
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True, doc="When a result is due.")
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="First answer to the reporter.")
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Marked resolved.")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Closed.")
    closing_reason: Mapped[str | None] = mapped_column(Word, doc="Why it was closed.")
    outcome: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What came of it, in a sentence without names."
    )
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), doc="The concern it repeats.")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), doc="Case that works on it.")
    raised_at_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), doc="Event where it was raised.")
    language: Mapped[str | None] = mapped_column(String(40), doc="Language it was reported in.")
    dates_disputed: Mapped[bool] = mapped_column(
        Boolean, default=False, doc="The source says it was closed before it was received."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    batch: Mapped[str | None] = mapped_column(
        String(40), doc="The bulk save that brought it in; empty when logged singly."
    )
    # What the desk does not model but the source knew, kept for the record and shown nowhere.
    source_note: Mapped[dict[str, str] | None] = mapped_column(
        JSON, info=holds_people(Confidentiality.PERSONAL), doc="Further fields of the source, as they came."
    )
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )


class ConcernAccess(Base):
    """Assignment of an officer to a restricted concern: role alone does not open it."""

    __tablename__ = "concern_access"

    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), primary_key=True, doc="Restricted concern.")
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officer.id"), primary_key=True, index=True, doc="Who may open it."
    )
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when.")


class Voice(Identified, Versioned, Base):
    """One person's report of a concern: how answers get back, and how 'reported by 4' counts."""

    __tablename__ = "voice"
    __table_args__ = (
        # The few who still wait to be told.
        Index(
            "ix_voice_waiting",
            "concern_id",
            "reported_at",
            sqlite_where=text("wants_answer = 1 AND told_at IS NULL"),
            postgresql_where=text("wants_answer AND told_at IS NULL"),
        ),
        CheckConstraint(f"preferred_method IS NULL OR preferred_method IN ({words_of(ContactMethod)})", name="method"),
        CheckConstraint("NOT anonymous OR (name IS NULL AND contact IS NULL)", name="anonymous_is_anonymous"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), index=True, doc="What they reported.")
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When they reported it.")
    anonymous: Mapped[bool] = mapped_column(Boolean, default=True, doc="Wants to stay unnamed.")
    name: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.PERSONAL), doc="Reporter's name."
    )
    contact: Mapped[str | None] = mapped_column(
        String(200), info=holds_people(Confidentiality.PERSONAL), doc="Phone, e-mail or address."
    )
    preferred_method: Mapped[str | None] = mapped_column(Word, doc="How they want to be reached.")
    safe_to_contact: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(Confidentiality.PERSONAL), doc="When and how contact is safe."
    )
    said: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.PERSONAL), doc="What this person said, where it adds to the concern."
    )
    language: Mapped[str | None] = mapped_column(String(40), doc="Language they want the answer in.")
    wants_answer: Mapped[bool] = mapped_column(Boolean, default=False, doc="Asked to be told what happened.")
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When they were told.")
    told_how: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(Confidentiality.PERSONAL), doc="How they were told, and what."
    )
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )
