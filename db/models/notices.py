"""Mails to officers that wait to be sent, and what each officer wants to be written to about."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Word, holds_people
from db.vocabulary import Confidentiality

WAITING = text("sent_at IS NULL AND dropped_at IS NULL")


class Notice(Identified, Base):
    """One thing an officer is to be told by mail: written with the change that causes it, sent afterwards."""

    __tablename__ = "notice"
    __table_args__ = (
        # The same state of the same record is told once; an empty `about` can come again.
        UniqueConstraint("officer_id", "kind", "about"),
        Index("ix_notice_waiting", "next_try_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Whom to tell.")
    kind: Mapped[str] = mapped_column(Word, doc="Why: start of shift, given to you, overdue.")
    ref: Mapped[str | None] = mapped_column(Ref, doc="Reference of the record; empty for the start of a shift.")
    about: Mapped[str | None] = mapped_column(String(80), doc="The state it tells, where that is told only once.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it came up.")
    next_try_at: Mapped[datetime] = mapped_column(
        UTCDateTime, doc="Not before this; a server that sends it moves it on, so that no other does."
    )
    tries: Mapped[int] = mapped_column(Integer, default=0, doc="How often sending was begun.")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When the mail server took it.")
    dropped_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was given up or had nothing to say.")
    last_error: Mapped[str | None] = mapped_column(String(120), doc="Why it was not sent: a kind of error, no words.")


class NoticeChoice(Base):
    """What an officer chose; without a row everything is on."""

    __tablename__ = "notice_choice"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, doc="Whose choice.")
    address: Mapped[str | None] = mapped_column(
        String(200),
        info=holds_people(Confidentiality.INTERNAL),
        doc="Where to; empty: the identity they sign in with, when that is an address.",
    )
    silent: Mapped[list[str]] = mapped_column(JSON, doc="The kinds they do not want.")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When they chose.")
