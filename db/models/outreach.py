"""Outreach events, their series, who came, and logged activities."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, index_of_some, words_of
from db.vocabulary import ActivityType, AttendanceGroup, Confidentiality, EventStatus, EventType


class EventSeries(Identified, Versioned, Base):
    """Events that repeat by a rule. Each occurrence is an event of its own, which can be moved or cancelled by itself."""

    __tablename__ = "event_series"
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(String(120), doc="What the series is called.")
    rule: Mapped[str] = mapped_column(String(300), doc="RFC 5545 recurrence rule, without DTSTART.")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="First start by the rule.")
    zone: Mapped[str] = mapped_column(String(60), doc="Time zone the rule is kept in: 19:00 stays 19:00 in summer.")
    minutes: Mapped[int] = mapped_column(Integer, doc="How long each lasts.")
    skipped: Mapped[list[str]] = mapped_column(
        JSON, default=list, doc="Starts by the rule that do not take place (UTC)."
    )
    laid_out_until: Mapped[datetime] = mapped_column(UTCDateTime, doc="Occurrences exist up to here.")


class Event(Identified, Versioned, Base):
    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(f"type IN ({words_of(EventType)})", name="type"),
        CheckConstraint(f"status IN ({words_of(EventStatus)})", name="status"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("attendance_total IS NULL OR attendance_total >= 0", name="attendance_total"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
        Index("ix_event_area_starts", "neighbourhood_id", "starts_at"),
        Index("ix_event_starts_at", "starts_at"),
        Index("ix_event_ends_at", "ends_at"),  # how long it is kept counts from here
        index_of_some("ix_event_story", "starts_at", "story IS NOT NULL"),
        # What was held in a span, who came, and which of it was training: added up without reading an event.
        Index(
            "ix_event_starts_counted",
            "starts_at",
            "status",
            "type",
            "neighbourhood_id",
            "attendance_total",
            "attendance_counted",
            "withdrawn_at",
        ),  # fmt: skip
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference people say: E-2026-00012.")
    series: Mapped[str | None] = mapped_column(String(120), doc="Name of the series it belongs to.")
    type: Mapped[str] = mapped_column(Word, doc="Kind of event.")
    hosted: Mapped[bool] = mapped_column(Boolean, default=True, doc="We host it; otherwise we attend somebody's.")
    title: Mapped[str] = mapped_column(
        String(200), info=holds_people(Confidentiality.PUBLIC), doc="Title as announced."
    )
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Start.")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="End.")
    venue: Mapped[str | None] = mapped_column(
        String(160), info=holds_people(Confidentiality.PUBLIC), doc="Where, in words."
    )
    venue_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, doc="Known venue."
    )
    latitude: Mapped[float | None] = mapped_column(Float, doc="Latitude of the venue.")
    longitude: Mapped[float | None] = mapped_column(Float, doc="Longitude of the venue.")
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), doc="Area.")
    audience: Mapped[str | None] = mapped_column(String(120), doc="Whom it is for.")
    language: Mapped[str | None] = mapped_column(String(40), doc="Language it is held in.")
    interpreter: Mapped[bool] = mapped_column(Boolean, default=False, doc="An interpreter is booked.")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list, doc="What it is about.")
    status: Mapped[str] = mapped_column(Word, default=EventStatus.PLANNED.value, doc="Planned, held or cancelled.")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Officer in charge.")
    attendance_total: Mapped[int | None] = mapped_column(Integer, doc="How many came; empty until counted.")
    attendance_counted: Mapped[bool | None] = mapped_column(Boolean, doc="Counted at the door; otherwise estimated.")
    outcome_note: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What came of it, without names."
    )
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"), index=True, doc="Series.")
    occurrence_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Start by the series' rule.")
    all_day: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false(), doc="Without times of day.")
    other_languages: Mapped[list[str]] = mapped_column(
        JSON, default=list, nullable=True, doc="Further languages spoken or interpreted."
    )
    materials: Mapped[list[str]] = mapped_column(JSON, default=list, nullable=True, doc="What to bring.")
    unit: Mapped[str | None] = mapped_column(String(120), doc="Unit trained, of officer training.")
    external_uid: Mapped[str | None] = mapped_column(String(255), index=True, doc="UID in the calendar it came from.")
    heard: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What was heard, without names."
    )
    worked: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What worked and what did not, without names."
    )
    story: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="Success story as those concerned agreed to it."
    )
    story_consent: Mapped[str | None] = mapped_column(
        String(120),
        info=holds_people(Confidentiality.INTERNAL),
        doc="How they agreed that it is told; empty: it is not told.",
    )
    closed_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was closed out first.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )


class Attendance(Identified, Base):
    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(f'"group" IN ({words_of(AttendanceGroup)})', name="group"),
        CheckConstraint("count >= 0", name="count"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True, doc="Event.")
    group: Mapped[str] = mapped_column(Word, doc="Group of people.")
    count: Mapped[int] = mapped_column(Integer, doc="How many.")
    counted: Mapped[bool] = mapped_column(Boolean, doc="Counted; otherwise estimated.")


class EventPartner(Base):
    """A partner who does an event with us."""

    __tablename__ = "event_partner"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, doc="Event.")
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True, doc="Partner."
    )


class EventFeed(Identified, Base):
    """A private calendar address: whoever has it reads the events it names, until it is revoked."""

    __tablename__ = "event_feed"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, doc="Whose.")
    name: Mapped[str] = mapped_column(String(80), doc="What its owner calls it.")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the secret in the address.")
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, doc="Which events: mine, areas, types.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it was made.")
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was revoked.")


class Activity(Identified, Versioned, Base):
    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint(f"type IN ({words_of(ActivityType)})", name="type"),
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes"),
        CheckConstraint("people_reached IS NULL OR people_reached >= 0", name="people_reached"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
        CheckConstraint("confidentiality BETWEEN 0 AND 3", name="confidentiality"),
        Index("ix_activity_area_started", "neighbourhood_id", "started_at"),
        Index("ix_activity_officer_started", "officer_id", "started_at"),
        Index("ix_activity_started_at", "started_at"),
        # What was done in a span, for how long and whom it reached: added up without reading an activity.
        Index(
            "ix_activity_started_counted",
            "started_at",
            "officer_id",
            "type",
            "neighbourhood_id",
            "minutes",
            "people_reached",
            "confidentiality",
            "withdrawn_at",
        ),  # fmt: skip
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference: A-2026-00311.")
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Whose work it was.")
    type: Mapped[str] = mapped_column(Word, doc="Kind of activity.")
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it began.")
    minutes: Mapped[int] = mapped_column(Integer, doc="How long, in minutes.")
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), doc="Area.")
    latitude: Mapped[float | None] = mapped_column(Float, doc="Latitude.")
    longitude: Mapped[float | None] = mapped_column(Float, doc="Longitude.")
    medium: Mapped[str | None] = mapped_column(Word, doc="In person, phone, message, online.")
    people_reached: Mapped[int | None] = mapped_column(
        Integer, doc="People spoken with; the same person may count twice."
    )
    language: Mapped[str | None] = mapped_column(String(40), doc="Language used.")
    note: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.PERSONAL), doc="What happened; level 2 or the record's own."
    )
    dispatch_ref: Mapped[str | None] = mapped_column(
        String(40), info=holds_people(Confidentiality.INTERNAL), doc="Incident number given by dispatch."
    )
    confidentiality: Mapped[int] = mapped_column(SmallInteger, default=1, doc="Level of the whole record, 0-3.")
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), index=True, doc="Concern it was about.")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True, doc="Case it belongs to.")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, doc="Event it belongs to.")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, doc="Partner it was with."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )
