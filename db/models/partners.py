"""Partners: organisations, and the people there whom we know."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Float, ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Ref, UTCDateTime, Versioned, Word, holds_people, words_of
from db.vocabulary import Confidentiality, ContactMethod, OrganisationSector


class Organisation(Identified, Versioned, Base):
    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(f"sector IN ({words_of(OrganisationSector)})", name="sector"),
        CheckConstraint("contact_every_days IS NULL OR contact_every_days > 0", name="cadence"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    ref: Mapped[str] = mapped_column(Ref, unique=True, doc="Reference: O-2026-00003.")
    name: Mapped[str] = mapped_column(
        String(160), index=True, info=holds_people(Confidentiality.INTERNAL), doc="Name of the organisation."
    )
    sector: Mapped[str] = mapped_column(Word, doc="Kind of organisation.")
    groups_served: Mapped[str | None] = mapped_column(String(200), doc="Whom it serves.")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, doc="Languages it works in.")
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id"), index=True, doc="Where it is based."
    )
    latitude: Mapped[float | None] = mapped_column(Float, doc="Latitude of its address.")
    longitude: Mapped[float | None] = mapped_column(Float, doc="Longitude of its address.")
    is_venue: Mapped[bool] = mapped_column(Boolean, default=False, doc="Offers rooms for events.")
    relationship_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), index=True, doc="Officer who keeps the contact."
    )
    contact_every_days: Mapped[int | None] = mapped_column(Integer, doc="How often we said we would be in touch.")
    services: Mapped[list[str]] = mapped_column(
        JSON, default=list, nullable=True, doc="What a resident can get there: interpreter, youth mediation."
    )
    how_to_reach: Mapped[str | None] = mapped_column(
        String(200), info=holds_people(Confidentiality.INTERNAL), doc="Public line, hours, address of its site."
    )
    is_committee: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false(), doc="A committee or task force: it meets and decides actions."
    )
    members: Mapped[int | None] = mapped_column(Integer, doc="How many belong to it (watch groups, committees).")
    members_counted_on: Mapped[date | None] = mapped_column(Date, doc="Day the members were counted.")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When we stopped working with it.")


class Contact(Identified, Versioned, Base):
    """Somebody at a partner: only what the relationship needs, never what they believe or vote."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint(f"method IS NULL OR method IN ({words_of(ContactMethod)})", name="method"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, doc="Where they work.")
    name: Mapped[str] = mapped_column(String(120), info=holds_people(Confidentiality.PERSONAL), doc="Name.")
    role: Mapped[str | None] = mapped_column(
        String(120),
        info=holds_people(Confidentiality.INTERNAL),
        doc="What they do there: coordinator, chair, head teacher.",
    )
    phone: Mapped[str | None] = mapped_column(
        String(60), info=holds_people(Confidentiality.PERSONAL), doc="Telephone number."
    )
    email: Mapped[str | None] = mapped_column(
        String(200), info=holds_people(Confidentiality.PERSONAL), doc="E-mail address."
    )
    method: Mapped[str | None] = mapped_column(Word, doc="How they prefer to be reached.")
    language: Mapped[str | None] = mapped_column(String(40), doc="Language they prefer.")
    safe_note: Mapped[str | None] = mapped_column(
        String(500), info=holds_people(Confidentiality.PERSONAL), doc="When and how it is safe to contact them."
    )
    consent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When they agreed to be kept here.")
    consent_how: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="How they agreed."
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="No contact any more; shown nowhere.")
    redacted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="What it said about people was erased; what is counted stayed."
    )
