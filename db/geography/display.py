"""Outlines light enough for a browser: simplified together, so that neighbours keep sharing their edges."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from db.errors import Sentence, problem
from db.geography.shapes import Shape, geometry_of, polygons, rounded, valid

TOLERANCE = 0.0003  # degrees: Seattle's 61 areas go from 796 kB to 58 kB and look the same at city scale
DECIMALS = 5  # about a metre
SLIVER = 0.00002  # about two metres: a gap this narrow between neighbours is a drawing error
MOST_CHANGE = 0.01  # an area that joining its neighbours changes by more than this was meant to overlap


@dataclass(frozen=True, slots=True)
class Simplified:
    """shapes: code -> GeoJSON geometry; notes: what a person should know about them."""

    shapes: Mapping[str, dict[str, Any]]
    notes: tuple[Sentence, ...] = ()


def simplify(areas: Iterable[tuple[str, Shape]], *, tolerance: float = TOLERANCE) -> Simplified:
    """Display copies of (code, GeoJSON text or geometry) pairs, simplified by `tolerance` degrees.

    Edges that neighbours share stay shared (shapely.coverage_simplify). Neighbours that only nearly meet are
    joined first; where that would move real ground, each outline is simplified alone and a note says so.
    """
    pairs = list(areas)
    if not pairs:
        return Simplified({})
    codes = [code for code, _ in pairs]
    originals = np.array([geometry_of(shape) for _, shape in pairs], dtype=object)
    coverage = originals if shapely.coverage_is_valid(originals, gap_width=SLIVER) else _joined(originals)
    notes: list[Sentence] = []
    if coverage is None:
        notes.append(
            problem(
                "Some areas overlap, so each outline was simplified on its own: "
                "on the map, thin gaps may show between neighbours."
            )
        )
        light = shapely.simplify(originals, tolerance, preserve_topology=True)
    else:
        light = shapely.coverage_simplify(coverage, tolerance)
    shapes = {}
    for code, whole, thin in zip(codes, originals, light, strict=True):
        short = polygons(valid(rounded(thin, DECIMALS)))
        kept = short if not short.is_empty else rounded(whole, DECIMALS + 1)  # a tiny area keeps its own outline
        shapes[code] = json.loads(shapely.to_geojson(kept))
    return Simplified(shapes, tuple(notes))


def feature_collection(areas: Iterable[tuple[str, str]], shapes: Mapping[str, Mapping[str, Any]]) -> str:
    """Compact GeoJSON of (code, name) pairs with their shapes: the same text whatever the order.

    Only code and name go along: the browser gets figures another way, for the viewer who may see them.
    """
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": shapes[code]}
        for code, name in sorted(areas)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def content_hash(text: str) -> str:
    """Sixteen hexadecimal characters that change with the text: for file names that browsers may keep."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _joined(geometries: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """The areas as a true coverage (no overlaps, no slivers), or None when that would change one too much."""
    cleaned = shapely.coverage_clean(geometries, snapping_distance=SLIVER, gap_width=SLIVER)
    change = shapely.area(shapely.symmetric_difference(geometries, cleaned)) / shapely.area(geometries)
    trusted = shapely.coverage_is_valid(cleaned) and bool((change <= MOST_CHANGE).all())
    return cleaned if trusted else None
