"""What was said to the public, and the texts it starts from."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, words_of
from db.vocabulary import CommunicationChannel, CommunicationKind, Confidentiality


class Communication(Identified, Versioned, Base):
    __tablename__ = "communication"
    __table_args__ = (
        CheckConstraint(f"kind IN ({words_of(CommunicationKind)})", name="kind"),
        CheckConstraint(f"channel IN ({words_of(CommunicationChannel)})", name="channel"),
        CheckConstraint("reach IS NULL OR reach >= 0", name="reach"),
        Index("ix_communication_sent_at", "sent_at"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference: M-2026-00004.")
    kind: Mapped[str] = mapped_column(Word, doc="Release, post, announcement, interview, call-in.")
    channel: Mapped[str] = mapped_column(Word, doc="Where it appeared.")
    title: Mapped[str] = mapped_column(
        String(200), info=holds_people(Confidentiality.INTERNAL), doc="Headline or subject."
    )
    words: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="The text, or what was said; without names."
    )
    audience: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="Whom it was for."
    )
    language: Mapped[str | None] = mapped_column(String(40), doc="Language.")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list, doc="What it was about.")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it went out; empty: a draft.")
    reach: Mapped[int | None] = mapped_column(Integer, doc="How many it reached, as the channel counts.")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who wrote or gave it.")
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), index=True, doc="Area.")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, doc="Event it was about.")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True, doc="Case it was about.")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, doc="Outlet or partner it went through."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )


class CommunicationTemplate(Identified, Versioned, Base):
    __tablename__ = "communication_template"
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(String(80), unique=True, doc="What the template is called.")
    kind: Mapped[str] = mapped_column(Word, doc="For which kind of communication.")
    language: Mapped[str | None] = mapped_column(String(40), doc="Language it is written in.")
    title: Mapped[str] = mapped_column(String(200), doc="Headline, with fields such as {{ date }}.")
    words: Mapped[str] = mapped_column(Text, doc="Text, with fields.")
