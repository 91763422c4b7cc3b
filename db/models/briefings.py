"""Briefings: figures published once, drafts and their slides, frozen content, what was rendered from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, words_of
from db.vocabulary import Confidentiality
from db.vocabulary.briefings import Audience, BriefingLanguage, BriefingStatus, DocumentFormat, PeriodKind, SlideKind


class PublicRelease(Identified, Base):
    """The public figures of a closed period for all areas. Written once, changed never; no two overlap."""

    __tablename__ = "public_release"
    __table_args__ = (
        CheckConstraint(f"kind IN ({words_of(PeriodKind)})", name="kind"),
        CheckConstraint("last_day > starts_on", name="days"),
    )

    kind: Mapped[str] = mapped_column(Word, doc="Month, quarter, half-year or year.")
    starts_on: Mapped[date] = mapped_column(Date, unique=True, doc="First day, agency's time zone.")
    last_day: Mapped[date] = mapped_column(Date, unique=True, doc="Last day.")
    content: Mapped[str] = mapped_column(Text, doc="The figures after the public rule, as canonical JSON.")
    hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the content.")
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")


class Briefing(Identified, Versioned, Base):
    """A picture of areas and a period for an audience; once frozen, the same for ever."""

    __tablename__ = "briefing"
    __table_args__ = (
        CheckConstraint(f"kind IN ({words_of(PeriodKind)})", name="kind"),
        CheckConstraint(f"status IN ({words_of(BriefingStatus)})", name="status"),
        CheckConstraint(f"audience IS NULL OR audience IN ({words_of(Audience)})", name="audience"),
        CheckConstraint(
            "status NOT IN ('frozen', 'withdrawn') OR (content IS NOT NULL AND hash IS NOT NULL AND code IS NOT NULL)",
            name="frozen_whole",
        ),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_people"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference people say: B-2026-00003.")
    titles: Mapped[dict[str, dict[str, Any]]] = mapped_column(
        JSON,
        info=holds_people(Confidentiality.INTERNAL),
        doc="Title by language: words, and whether a machine made them and nobody has confirmed them.",
    )
    kind: Mapped[str] = mapped_column(Word, doc="Kind of period.")
    starts_on: Mapped[date] = mapped_column(Date, doc="First day of the period.")
    last_day: Mapped[date] = mapped_column(Date, doc="Last day of the period.")
    areas: Mapped[list[str]] = mapped_column(JSON, default=list, doc="Codes of the areas; none: the whole city.")
    audience: Mapped[str | None] = mapped_column(Word, doc="Whom it is for.")
    languages: Mapped[list[str]] = mapped_column(
        JSON, default=list, doc="Languages it is made in; English is always one."
    )
    status: Mapped[str] = mapped_column(Word, default=BriefingStatus.DRAFT.value, doc="Where it stands.")
    compared_with_id: Mapped[int | None] = mapped_column(
        ForeignKey("briefing.id"), index=True, doc="The frozen briefing that “what changed” compares with."
    )
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Whose draft it is.")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Sent to a second person.")
    sent_back_why: Mapped[str | None] = mapped_column(
        String(300),
        info=holds_people(Confidentiality.INTERNAL),
        doc="Why the second person sent it back, without names.",
    )
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="The second person.")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When its words were approved.")
    release_id: Mapped[int | None] = mapped_column(
        ForeignKey("public_release.id"), index=True, doc="The published figures it shows, once frozen."
    )
    code: Mapped[str | None] = mapped_column(String(40), unique=True, doc="What its public address is made of.")
    content: Mapped[str | None] = deferred(
        mapped_column(Text, doc="The frozen content as canonical JSON; empty until frozen.")
    )
    hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the frozen content.")
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was frozen.")
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who froze it.")
    presented_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was presented last.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken out of every presenter's list.")
    withdrawn_why: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(Confidentiality.INTERNAL), doc="Why, without names."
    )


class BriefingSlide(Identified, Versioned, Base):
    """One slide of a draft. What it laid out by itself is made anew at each preview; what was written is kept here."""

    __tablename__ = "briefing_slide"
    __table_args__ = (CheckConstraint(f"kind IN ({words_of(SlideKind)})", name="kind"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    briefing_id: Mapped[int] = mapped_column(ForeignKey("briefing.id"), index=True, doc="Briefing.")
    position: Mapped[int] = mapped_column(Integer, doc="Order, from 1.")
    kind: Mapped[str] = mapped_column(Word, doc="What it is about.")
    hidden: Mapped[bool] = mapped_column(Boolean, default=False, doc="Left out of what is shown.")
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(
        JSON,
        default=dict,
        info=holds_people(Confidentiality.INTERNAL),
        doc="By language: title, body, and whether a machine made them and nobody has confirmed them.",
    )
    items: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON,
        default=list,
        info=holds_people(Confidentiality.INTERNAL),
        doc="Lines chosen from records (promises, what was said): reference, and words for the public by language.",
    )
    story_event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id"), index=True, doc="Event whose success story it tells."
    )
    picture: Mapped[bytes | None] = deferred(mapped_column(LargeBinary, doc="Picture, written again from its pixels."))
    picture_type: Mapped[str | None] = mapped_column(Word, doc="JPEG or PNG.")
    picture_width: Mapped[int | None] = mapped_column(Integer, doc="Width in pixels.")
    picture_height: Mapped[int | None] = mapped_column(Integer, doc="Height in pixels.")
    picture_consent: Mapped[str | None] = mapped_column(
        String(200),
        info=holds_people(Confidentiality.INTERNAL),
        doc="How those in the picture agreed that it is shown, or that nobody is in it.",
    )


class BriefingDocument(Identified, Base):
    """What was rendered from a frozen briefing, once, with its hash."""

    __tablename__ = "briefing_document"
    __table_args__ = (
        UniqueConstraint("briefing_id", "format", "language", "name"),
        CheckConstraint(f"format IN ({words_of(DocumentFormat)})", name="format"),
        CheckConstraint(f"language IN ({words_of(BriefingLanguage)})", name="language"),
    )

    briefing_id: Mapped[int] = mapped_column(ForeignKey("briefing.id"), doc="Briefing.")
    format: Mapped[str] = mapped_column(Word, doc="What kind of document.")
    language: Mapped[str] = mapped_column(String(20), doc="Language it speaks.")
    name: Mapped[str] = mapped_column(String(120), doc="File name.")
    media_type: Mapped[str] = mapped_column(String(100), doc="Media type.")
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False, doc="The file."))
    size: Mapped[int] = mapped_column(Integer, doc="Its length in bytes.")
    hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the file.")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it was rendered.")


class ConfirmedCatalogue(Identified, Base):
    """A person has confirmed the fixed words of a language as they were then; changed words need it anew."""

    __tablename__ = "confirmed_catalogue"
    __table_args__ = (UniqueConstraint("language", "hash"),)

    language: Mapped[str] = mapped_column(String(20), doc="Language.")
    hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the catalogue's words.")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="By whom.")
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
