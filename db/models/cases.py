"""Cases: work that has an owner, a goal and an end."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, index_of_some, words_of
from db.vocabulary import CaseKind, CaseStatus, Confidentiality


class Case(Identified, Versioned, Base):
    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint(f"kind IN ({words_of(CaseKind)})", name="kind"),
        CheckConstraint(f"status IN ({words_of(CaseStatus)})", name="status"),
        CheckConstraint("confidentiality BETWEEN 0 AND 3", name="confidentiality"),
        CheckConstraint("status <> 'closed' OR outcome IS NOT NULL", name="closed_with_outcome"),
        Index("ix_case_status_opened", "status", "opened_at"),
        Index("ix_case_owner_status", "owner_id", "status"),
        # How long it is kept counts from here.
        Index("ix_case_ended", text("coalesce(closed_at, updated_at)")),
        index_of_some("ix_case_withdrawn_at", "withdrawn_at", "withdrawn_at IS NOT NULL"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference people say: K-2026-00007.")
    kind: Mapped[str] = mapped_column(Word, doc="Kind of work.")
    title: Mapped[str] = mapped_column(
        String(200), info=holds_people(Confidentiality.INTERNAL), doc="What it is about, without names."
    )
    goal: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What would count as done."
    )
    status: Mapped[str] = mapped_column(Word, default=CaseStatus.OPEN.value, doc="Where the work stands.")
    stage: Mapped[str | None] = mapped_column(Word, doc="Stage of a problem case (SARA).")
    owner_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), doc="Who answers for it.")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True, doc="Team it belongs to.")
    confidentiality: Mapped[int] = mapped_column(SmallInteger, default=1, doc="Level of the whole record, 0-3.")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Opened.")
    review_at: Mapped[date | None] = mapped_column(Date, index=True, doc="Day of the next review.")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Closed.")
    outcome: Mapped[str | None] = mapped_column(
        Text, info=holds_people(Confidentiality.INTERNAL), doc="What came of it, without names."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken back by undo; counted nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )


class CaseNeighbourhood(Base):
    __tablename__ = "case_neighbourhood"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, doc="Case.")
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id"), primary_key=True, index=True, doc="Area it concerns."
    )


class CaseAccess(Base):
    """Assignment of an officer to a restricted case: role alone does not open it."""

    __tablename__ = "case_access"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, doc="Restricted case.")
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officer.id"), primary_key=True, index=True, doc="Who may open it."
    )
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when.")


class CasePartner(Base):
    """A partner who works on a case with us."""

    __tablename__ = "case_partner"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, doc="Case.")
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True, doc="Partner."
    )
    part: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="What they do in it, without names."
    )
    since: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when.")
