"""Which area an area is merged with: one that it touches, of its own district first, with the fewest records."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from db.disclosure.content import PublicArea
from db.disclosure.families import Part


@dataclass(frozen=True)
class Neighbours:
    """Looks at outlines only when somebody asks: most publications merge nothing."""

    areas: tuple[PublicArea, ...]

    def of(self, row: Part, others: Collection[Part], records: Mapping[Part, int]) -> list[Part]:
        """Those it touches, the best first; of one that touches none, the nearest."""
        near = [other for other in others if any((a, b) in self._touching for a in row for b in other)]
        if not near:
            return sorted(others, key=lambda other: (self._apart(row, other), other))[:1]
        return sorted(near, key=lambda other: (not self._same_district(row, other), records.get(other, 0), other))

    def _same_district(self, row: Part, other: Part) -> bool:
        return bool({self._districts[a] for a in row} & {self._districts[b] for b in other} - {None})

    def _apart(self, row: Part, other: Part) -> float:
        return min(float(self._outlines[a].distance(self._outlines[b])) for a in row for b in other)

    @cached_property
    def _districts(self) -> dict[str, str | None]:
        return {area.code: area.district for area in self.areas}

    @cached_property
    def _outlines(self) -> dict[str, Any]:
        return {area.code: shapely.from_geojson(json.dumps(area.outline)) for area in self.areas}

    @cached_property
    def _touching(self) -> set[tuple[str, str]]:
        codes, shapes = list(self._outlines), list(self._outlines.values())
        pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        return {(codes[a], codes[b]) for a, b in pairs.T.tolist() if a != b}
