"""Outlines: made valid, compared, written as GeoJSON text, and the point where a label sits."""

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

STORED_DECIMALS = 6  # eleven centimetres: finer than any boundary is surveyed

Shape: TypeAlias = str | BaseGeometry


def geometry_of(shape: Shape) -> BaseGeometry:
    """A geometry from stored GeoJSON text, or the geometry itself."""
    return shapely.from_geojson(shape) if isinstance(shape, str) else shape


def geojson_text(geometry: BaseGeometry) -> str:
    """Compact GeoJSON text of an already rounded geometry."""
    return str(shapely.to_geojson(geometry))


def rounded(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """The same vertices with fewer decimals: shared edges stay shared, as snapping each shape would not."""
    return shapely.transform(shapely.force_2d(geometry), lambda xy: np.round(xy, decimals))


def stored(geometry: BaseGeometry) -> BaseGeometry:
    """A valid polygon or multipolygon with six decimals; empty when the outline encloses no ground."""
    whole = rounded(valid(geometry), STORED_DECIMALS)
    if not whole.is_valid:
        whole = rounded(valid(whole), STORED_DECIMALS)
    return whole if whole.is_valid else polygons(shapely.set_precision(whole, 10.0**-STORED_DECIMALS))


def valid(geometry: BaseGeometry) -> BaseGeometry:
    """The outline without self-crossings; only what encloses ground is kept."""
    if geometry.is_valid:
        return geometry
    return polygons(shapely.make_valid(geometry, method="structure", keep_collapsed=False))


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry as one Polygon or MultiPolygon, possibly empty."""
    parts = [part for part in shapely.get_parts(shapely.get_parts([geometry])) if isinstance(part, Polygon)]
    parts = [part for part in parts if part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def overlaps(geometries: Sequence[BaseGeometry], *, above: float) -> list[tuple[int, int, float]]:
    """Pairs (first, second, share) whose common ground is more than `above` of the smaller one's area."""
    tree = shapely.STRtree(geometries)
    first, second = tree.query(geometries, predicate="intersects")
    found = []
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        if i < j:
            smaller = min(geometries[i].area, geometries[j].area)
            share = geometries[i].intersection(geometries[j]).area / smaller
            if share > above:
                found.append((i, j, share))
    return sorted(found)


def label_point(geometry: Shape) -> tuple[float, float]:
    """(latitude, longitude) of the middle of the widest place: inside even where the outline bends."""
    parts = shapely.get_parts(geometry_of(geometry))
    largest = max(parts, key=lambda part: part.area)
    # A degree of longitude is shorter than one of latitude; "widest" is meant on the ground.
    narrow = math.cos(math.radians(largest.centroid.y)) or 1.0
    ground = shapely.transform(largest, lambda xy: xy * (narrow, 1.0))
    span = max(np.ptp(ground.bounds[0::2]), np.ptp(ground.bounds[1::2]))
    middle = shapely.get_point(shapely.maximum_inscribed_circle(ground, tolerance=float(span) / 200), 0)
    return round(middle.y, STORED_DECIMALS), round(middle.x / narrow, STORED_DECIMALS)


def bounding_box(shapes: Iterable[Shape]) -> tuple[tuple[float, float], tuple[float, float]]:
    """((south, west), (north, east)) round all of them: the order in which Leaflet wants its bounds."""
    west, south, east, north = shapely.total_bounds([geometry_of(shape) for shape in shapes]).tolist()
    if math.isnan(west):
        raise ValueError("no areas, no bounding box")
    return (south, west), (north, east)
