"""Neighbourhoods: the list, their outlines for the map, and codes to internal numbers."""

import json
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.errors import NotFound, problem
from db.geography import content_hash
from db.models import Neighbourhood, Officer

COLUMNS = (
    "neighbourhood_id",
    "code",
    "name",
    "district",
    "population",
    "households",
    "illustrative",
    "latitude",
    "longitude",
    "named_officer",
)


def neighbourhoods(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Areas in force, by name. Columns: COLUMNS; latitude and longitude are of a point inside. Not about people, so
    every signed-in viewer may list them."""
    statement = (
        select(
            Neighbourhood.id.label("neighbourhood_id"),
            Neighbourhood.code,
            Neighbourhood.name,
            Neighbourhood.district,
            Neighbourhood.population,
            Neighbourhood.households,
            Neighbourhood.figures_illustrative.label("illustrative"),
            Neighbourhood.label_latitude.label("latitude"),
            Neighbourhood.label_longitude.label("longitude"),
            Officer.display_name.label("named_officer"),
        )
        .outerjoin(Officer, Officer.id == Neighbourhood.named_officer_id)
        .where(Neighbourhood.valid_to.is_(None))
        .order_by(Neighbourhood.name)
    )
    return pd.DataFrame(session.execute(statement).mappings().all(), columns=list(COLUMNS))


@dataclass(frozen=True, slots=True)
class NeighbourhoodFacts:
    """One area and the people who live there; `languages` name -> share of residents; `illustrative` when invented."""

    name: str
    district: str | None
    population: int | None
    households: int | None
    languages: dict[str, float]
    illustrative: bool
    named_officer: str | None


def neighbourhood(session: Session, *, viewer: Viewer, code: str) -> NeighbourhoodFacts:
    """The area in force with this code. Raises NotFound."""
    row = session.execute(
        select(Neighbourhood, Officer.display_name)
        .outerjoin(Officer, Officer.id == Neighbourhood.named_officer_id)
        .where(Neighbourhood.code == code, Neighbourhood.valid_to.is_(None))
    ).first()
    if row is None:
        raise NotFound(problem("There is no such neighbourhood."))
    area, officer = row
    return NeighbourhoodFacts(
        area.name,
        area.district,
        area.population,
        area.households,
        dict(area.languages),
        area.figures_illustrative,
        officer,
    )


def display_geometry(session: Session) -> tuple[str, str]:
    """(hash, GeoJSON text) of the simplified outlines in force: properties code and name only.

    The text is put together from stored text, not parsed; it changes only when boundaries do.
    """
    rows = session.execute(
        select(Neighbourhood.code, Neighbourhood.name, Neighbourhood.display_boundary)
        .where(Neighbourhood.valid_to.is_(None))
        .order_by(Neighbourhood.code)
    ).all()
    features = ",".join(
        f'{{"type":"Feature","properties":{{"code":{_json(code)},"name":{_json(name)}}},"geometry":{shape}}}'
        for code, name, shape in rows
    )
    text = f'{{"type":"FeatureCollection","features":[{features}]}}'
    return content_hash(text), text


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def geometry_stamp(session: Session) -> tuple[int, int]:
    """Changes when boundaries do; one cheap row, so that the outlines themselves can be kept in memory."""
    count, versions = session.execute(
        select(func.count(), func.coalesce(func.sum(Neighbourhood.version), 0)).where(Neighbourhood.valid_to.is_(None))
    ).one()
    return int(count), int(versions)
