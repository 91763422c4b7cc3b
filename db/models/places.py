"""Neighbourhoods: the unit everything is counted by."""

from datetime import date

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Versioned


class Neighbourhood(Identified, Versioned, Base):
    __tablename__ = "neighbourhood"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        UniqueConstraint("name", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid_dates"),
        CheckConstraint("population IS NULL OR population >= 0", name="population"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    code: Mapped[str] = mapped_column(String(40), doc="Short code used in addresses and files.")
    name: Mapped[str] = mapped_column(String(120), doc="Name as residents say it.")
    district: Mapped[str | None] = mapped_column(String(80), doc="Precinct or district it belongs to.")
    boundary: Mapped[str] = mapped_column(Text, doc="Boundary as GeoJSON geometry, WGS84, as loaded (repaired).")
    display_boundary: Mapped[str] = mapped_column(
        Text, doc="Simplified GeoJSON geometry for maps, without gaps between neighbours."
    )
    label_latitude: Mapped[float] = mapped_column(Float, doc="Latitude of a point inside, for labels and zooming.")
    label_longitude: Mapped[float] = mapped_column(Float, doc="Longitude of a point inside.")
    population: Mapped[int | None] = mapped_column(Integer, doc="Residents; empty when unknown.")
    households: Mapped[int | None] = mapped_column(Integer, doc="Households; empty when unknown.")
    languages: Mapped[dict[str, float]] = mapped_column(
        JSON, default=dict, doc="Language name to share of residents (0-1)."
    )
    figures_illustrative: Mapped[bool] = mapped_column(
        Boolean, default=False, doc="Population, households and languages are invented (the demonstration)."
    )
    valid_from: Mapped[date] = mapped_column(Date, doc="First day this boundary is in force.")
    valid_to: Mapped[date | None] = mapped_column(Date, doc="Last day plus one; empty while in force.")
    named_officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), index=True, doc="The officer residents are told to ask for."
    )
