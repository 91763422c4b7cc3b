"""The demonstration's geography, read from seed/geodata: areas, illustrative figures, venues, outlines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from db.geography import Area, label_point, read_areas

FOLDER = Path(__file__).parent / "geodata"


@dataclass(frozen=True, slots=True)
class Figures:
    """Invented people of one area; languages: name -> share of residents, adding up to 1."""

    population: int
    households: int
    languages: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where an event can be: kind is "school" or "park"."""

    name: str
    kind: str
    latitude: float
    longitude: float


def areas() -> tuple[Area, ...]:
    """The 61 police neighbourhoods, sorted by code, with their district written out; no population."""
    return read_areas(text_of("spd-mcpp-areas.geojson"), population=None).areas


def figures() -> dict[str, Figures]:
    """Illustrative figures by area code."""
    held = json.loads(text_of("populations.json"))
    return {code: Figures(**row) for code, row in held["areas"].items()}


def precincts() -> tuple[Area, ...]:
    return read_areas(text_of("spd-precincts.geojson")).areas


def beats() -> tuple[Area, ...]:
    return read_areas(text_of("spd-beats.geojson")).areas


@lru_cache(maxsize=1)
def venues() -> tuple[Venue, ...]:
    """Schools, then parks (of OpenStreetMap, ODbL), each sorted by name."""
    schools = [
        Venue(
            row["properties"]["name"],
            "school",
            row["geometry"]["coordinates"][1],
            row["geometry"]["coordinates"][0],
        )
        for row in _features("school-sites.geojson")
    ]
    parks = [
        Venue(row["properties"]["name"], "park", *label_point(shape(row["geometry"])))
        for row in _features("parks-osm.geojson")
    ]
    return (*schools, *parks)


def text_of(name: str) -> str:
    """One vendored file as text."""
    return (FOLDER / name).read_text(encoding="utf-8")


def _features(name: str) -> list[dict[str, Any]]:
    return list(json.loads(text_of(name))["features"])
