"""The ground of the demonstration: areas, the hotspots within them, dry points, venues."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

import shapely
from shapely.geometry.base import BaseGeometry

from seed import seattle
from seed.demo.categories import DATA, Habit
from seed.demo.chance import pick, stream

METRE = 1 / 111_320  # of latitude, in degrees
EDGE = 0.00025  # degrees kept clear of a boundary: a hotspot's points stay in its own area
SCATTER = 55.0  # metres: the spread of one hotspot's reports

# Water inside the city limits: longitude, latitude, then half the width and half the height of the lake in degrees.
LAKES = (
    (-122.3395, 47.6785, 0.0075, 0.0062),
    (-122.3335, 47.7198, 0.0018, 0.0017),
    (-122.3517, 47.7271, 0.0013, 0.0021),
)

NEAR_HOTSPOT = 0.74  # share of the points that fall on a hotspot; the others anywhere in the area
SETTINGS_OF = {  # what a hotspot can be in each kind of area, more often what comes first
    "centre": ("shops", "transit", "night", "shops"),
    "night": ("night", "night", "shops"),
    "shops": ("shops", "shops", "transit", "homes"),
    "transit": ("transit", "transit", "homes"),
    "homes": ("homes", "homes", "park", "school"),
    "shore": ("shore", "park"),
    "works": ("works", "works", "transit"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point and what kind of place it is, which the words of a record then agree with."""

    latitude: float
    longitude: float
    setting: str
    hotspot: int | None = None  # a number that all points of one hotspot share


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One neighbourhood as the demonstration knows it."""

    code: str
    name: str
    kinds: tuple[str, ...]
    weight: float  # of its desk, against the others
    languages: Mapping[str, float]
    dry: BaseGeometry
    hotspots: tuple[Spot, ...]


@lru_cache(maxsize=1)
def area_notes() -> dict[str, object]:
    return tomllib.loads((DATA / "areas.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """All areas by code, in the order of their codes."""
    notes = area_notes()["areas"]
    figures = seattle.figures()
    wet = shapely.unary_union([_lake(*lake) for lake in LAKES])
    land = shapely.make_valid(shapely.from_geojson(seattle.text_of("city-limits.geojson")).geoms[0])
    found = {}
    for area in sorted(seattle.areas(), key=lambda area: area.code):
        note = notes[area.code]  # type: ignore[index]
        dry = _dry(area.geometry, land.difference(wet))
        shapely.prepare(dry)
        kinds = tuple(note["kinds"])
        residents = figures[area.code]
        found[area.code] = Place(
            code=area.code,
            name=area.name,
            kinds=kinds,
            weight=((residents.population + 600) ** 0.7 * note["busy"]) ** 1.2,
            languages={name: share for name, share in residents.languages.items() if name != "Other languages"},
            dry=dry,
            hotspots=_hotspots(area.code, dry, kinds, residents.population),
        )
    return found


def quiet_area() -> str:
    return str(area_notes()["quiet"])


def _lake(x: float, y: float, across: float, up: float) -> BaseGeometry:
    return shapely.affinity.scale(shapely.Point(x, y).buffer(1), across / 2, up / 2)


def _dry(area: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    inside = area.buffer(-EDGE)
    dry = inside.intersection(land)
    return dry if dry.area > area.area * 0.1 else inside


def _hotspots(code: str, dry: BaseGeometry, kinds: Sequence[str], population: int) -> tuple[Spot, ...]:
    rng = stream("hotspots", code)
    settings = [setting for kind in kinds for setting in SETTINGS_OF[kind]]
    found: list[Spot] = []
    for number in range(3 + min(5, population // 7000) + len(kinds)):
        latitude, longitude = _anywhere(rng, dry.buffer(-EDGE) if dry.buffer(-EDGE).area else dry)
        found.append(Spot(latitude, longitude, settings[number % len(settings)], rng.randrange(1000)))
    return tuple(found)


def _anywhere(rng: Random, shape: BaseGeometry) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    while True:
        longitude, latitude = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.intersects_xy(shape, longitude, latitude):
            return round(latitude, 6), round(longitude, 6)


def some_spot(rng: Random, place: Place, settings: Sequence[str] = ()) -> Spot:
    """A dry point in the area: mostly on a hotspot, more often on one of the settings asked for."""
    if rng.random() > NEAR_HOTSPOT:
        latitude, longitude = _anywhere(rng, place.dry)
        return Spot(latitude, longitude, "works" if "works" in place.kinds else "homes")
    weights = {
        spot: (4.0 if spot.setting in settings else 1.0) / (1 + rank) ** 0.6 for rank, spot in enumerate(place.hotspots)
    }
    return near(rng, place, pick(rng, weights))


def near(rng: Random, place: Place, centre: Spot) -> Spot:
    """A dry point of the same area within some 150 metres of another."""
    for _ in range(20):
        latitude = centre.latitude + rng.gauss(0, SCATTER) * METRE
        longitude = centre.longitude + rng.gauss(0, SCATTER) * METRE / math.cos(math.radians(centre.latitude))
        if shapely.intersects_xy(place.dry, longitude, latitude):
            return replace(centre, latitude=round(latitude, 6), longitude=round(longitude, 6))
    return centre


def pull(place: Place, habit: Habit) -> float:
    """How much of a category an area draws."""
    more = 1.0
    for kind in place.kinds:
        more *= habit.kinds.get(kind, 1.0)
    return place.weight * more


@lru_cache(maxsize=1)
def venues_by_area() -> dict[str, tuple[seattle.Venue, ...]]:
    """Schools and parks of the vendored map by the area they lie in; without those whose middle is in a lake."""
    found: dict[str, list[seattle.Venue]] = {code: [] for code in places()}
    shapes = {area.code: area.geometry for area in seattle.areas()}
    lakes = shapely.unary_union([_lake(*lake) for lake in LAKES])
    for venue in seattle.venues():
        if shapely.intersects_xy(lakes, venue.longitude, venue.latitude):
            continue
        for code, shape in shapes.items():
            if shapely.intersects_xy(shape, venue.longitude, venue.latitude):
                found[code].append(venue)
                break
    return {code: tuple(some) for code, some in found.items()}
