"""Officers, teams, the areas they answer for, and their sessions."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Versioned, holds_people, words_of
from db.vocabulary import Confidentiality, Role


class Team(Identified, Versioned, Base):
    __tablename__ = "team"
    __mapper_args__ = {"version_id_col": Versioned.version}

    name: Mapped[str] = mapped_column(String(80), unique=True, doc="Team name.")
    supervisor_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id", use_alter=True, name="fk_team_supervisor_id"),
        index=True,
        doc="Who answers for the team.",
    )
    professional_standards: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false(), doc="Looks into complaints about anybody outside the team."
    )


class Officer(Identified, Versioned, Base):
    __tablename__ = "officer"
    __table_args__ = (CheckConstraint(f"role IN ({words_of(Role)})", name="role"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    subject: Mapped[str] = mapped_column(
        String(200), unique=True, doc="Stable identity: the provider's subject or the e-mail address."
    )
    display_name: Mapped[str] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="Name shown to colleagues."
    )
    role: Mapped[str] = mapped_column(String(30), doc="Role: decides permissions.")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True, doc="Team.")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", use_alter=True, name="fk_officer_organisation_id"),
        index=True,
        doc="The organisation a partner belongs to; empty for everybody else.",
    )
    active: Mapped[bool] = mapped_column(Boolean, default=True, doc="May sign in and own work.")
    is_demo: Mapped[bool] = mapped_column(
        Boolean, default=False, doc="Invented person of the demonstration; only these get the demo sign-in."
    )


class OfficerNeighbourhood(Base):
    __tablename__ = "officer_neighbourhood"

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True, doc="Officer."
    )
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, index=True, doc="Area they answer for."
    )


class Session(Identified, Base):
    """Our own session row behind every sign-in; the cookie holds a token, the row only its hash."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        UniqueConstraint("cookie_hash"),
        UniqueConstraint("ticket_hash"),
        Index("ix_session_identity_hash", "identity_hash", unique=True),
    )

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who signed in.")
    token_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the token the signing-in page remembers.")
    cookie_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the token in the browser's cookie.")
    ticket_hash: Mapped[str | None] = mapped_column(
        String(64), doc="SHA-256 of the one-time ticket that a browser exchanges for the cookie; emptied on use."
    )
    identity_hash: Mapped[str | None] = mapped_column(
        String(64), doc="SHA-256 of the identity provider's answer that began it: no answer begins two sessions."
    )
    method: Mapped[str] = mapped_column(String(20), doc="How they signed in: demo, local or provider.")
    device: Mapped[str | None] = mapped_column(String(80), doc="Browser and system, in two words.")
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Signed in.")
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Last click, to the minute.")
    shift_began_at: Mapped[datetime] = mapped_column(
        UTCDateTime, doc="Start of the shift: the first sign-in after 8 hours away."
    )
    previous_shift_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="Last click before this shift: 'new since then' on Today."
    )
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Ended; empty while it lives.")
    end_reason: Mapped[str | None] = mapped_column(String(40), doc="Signed out, idle, too old, ended by somebody.")
