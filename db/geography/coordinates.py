"""Is this WGS84? Metres, swapped axes and points outside the world are refused with a sentence."""

import math
from collections.abc import Mapping, Sequence

from db.errors import BadFile, Sentence, problem

# No neighbourhood is policed nearer the poles: Longyearbyen lies at 78 north, Puerto Williams at 55 south.
# A latitude beyond them whose longitude would do as a latitude is a swapped pair (Boston: 42, -71).
NORTHERNMOST, SOUTHERNMOST = 84.0, -57.0
# NAD83 differs from WGS84 by about a metre where it is used: too little to refuse a file for.
SAME_AS_WGS84 = ("CRS84", "4326", "4269", "CRS83")

METRES = (
    "The coordinates look like metres or feet on a projected map (for example {x}, {y}), not like longitude "
    "and latitude. Save the file as WGS84 (EPSG:4326) and try again."
)
SWAPPED = (
    "The coordinates look swapped: latitude before longitude (for example {x}, {y}). GeoJSON puts the longitude first."
)

Bounds = tuple[float, float, float, float]


def wgs84_point(latitude: float | None, longitude: float | None) -> Sentence | None:
    """The problem with a point in degrees, as a sentence, or None when it can be a place on the ground."""
    if latitude is None or longitude is None or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return problem("The place needs both a latitude and a longitude.")
    if abs(latitude) > 360 or abs(longitude) > 360:
        return problem("The place is given in metres or feet on a projected map, not as latitude and longitude.")
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        if latitude == 0 and longitude == 0:
            return problem("Latitude 0, longitude 0 is how systems write “unknown”, not a place.")
        return None
    if abs(latitude) <= 180 and abs(longitude) <= 90:
        return problem("Latitude and longitude look swapped: {latitude} cannot be a latitude.", latitude=latitude)
    return problem(
        "Latitude {latitude}, longitude {longitude} is not on the earth.",
        latitude=latitude,
        longitude=longitude,
    )


def must_be_wgs84(bounds: Sequence[Bounds], names: Sequence[str], crs: object) -> None:
    """Refuse (BadFile) outlines that are not longitude and latitude in degrees.

    bounds: (west, south, east, north) of each area; names: what to call them; crs: the file's `crs` member.
    """
    wrong = [i for i, box in enumerate(bounds) if not _in_range(box)]
    backwards = [i for i, box in enumerate(bounds) if _looks_swapped(box)]
    if len(backwards) * 2 > len(bounds):
        raise BadFile(problem(SWAPPED, x=_short(bounds[backwards[0]][0]), y=_short(bounds[backwards[0]][1])))
    if len(wrong) * 2 > len(bounds):
        raise BadFile(problem(METRES, x=_short(bounds[wrong[0]][0]), y=_short(bounds[wrong[0]][1])))
    if wrong:
        raise BadFile(
            problem(
                "The outline of {names} has points that are not on the earth.",
                names=", ".join(names[i] for i in wrong),
            )
        )
    declared = _declared(crs)
    if declared and not any(same in declared.upper() for same in SAME_AS_WGS84):
        raise BadFile(
            problem(
                "The file says that its coordinates are in “{crs}”. "
                "Save it as WGS84 (EPSG:4326) and try again; if its coordinates are longitude and latitude "
                "already, remove its “crs” entry.",
                crs=declared,
            )
        )


def _in_range(box: Bounds) -> bool:
    west, south, east, north = box
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _looks_swapped(box: Bounds) -> bool:
    west, south, east, north = box
    believable_as_latitude = west >= SOUTHERNMOST and east <= NORTHERNMOST
    unbelievable_latitude = south < SOUTHERNMOST or north > NORTHERNMOST
    return believable_as_latitude and unbelievable_latitude and south >= -180 and north <= 180


def _declared(crs: object) -> str:
    """The name inside GeoJSON's old `crs` member, or nothing: the standard of 2016 dropped it."""
    if isinstance(crs, str):
        return crs
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    named = properties.get("name") if isinstance(properties, Mapping) else None
    return named if isinstance(named, str) else ""


def _short(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")
