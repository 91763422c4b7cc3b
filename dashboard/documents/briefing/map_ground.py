"""From degrees to pixels: true to shape at the city's latitude, as large as the frame allows."""

import math
from collections.abc import Iterator
from typing import Any

from dashboard.documents.briefing.deck import AreaMap, Shape

Box = tuple[float, float, float, float]  # left, top, right, bottom
_EDGE = 8.0


class Fit:
    """Call it with longitude and latitude. `frame`: what it was given; `left` and `right`: of the map itself."""

    def __init__(self, picture: AreaMap, frame: Box) -> None:
        points = [point for shape in picture.shapes for point in _points(shape.outline["coordinates"])]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        self.frame = frame
        self.narrowing = math.cos(math.radians((south + north) / 2))
        self.west, self.north = west, north
        across, down = max((east - west) * self.narrowing, 1e-9), max(north - south, 1e-9)
        self.scale = min((frame[2] - frame[0] - 2 * _EDGE) / across, (frame[3] - frame[1] - 2 * _EDGE) / down)
        self.left = (frame[0] + frame[2] - across * self.scale) / 2
        self.right = self.left + across * self.scale
        self.top = (frame[1] + frame[3] - down * self.scale) / 2

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        x = self.left + (point[0] - self.west) * self.narrowing * self.scale
        return round(x, 1), round(self.top + (self.north - point[1]) * self.scale, 1)

    def bounds(self, shape: Shape) -> Box:
        corners = [self(point) for point in _points(shape.outline["coordinates"])]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return min(across), min(down), max(across), max(down)

    def extent(self, shape: Shape) -> tuple[float, float]:
        left, top, right, bottom = self.bounds(shape)
        return right - left, bottom - top

    def moved(self, outline: dict[str, Any]) -> dict[str, Any]:
        """GeoJSON in pixels."""

        def moved(coordinates: Any) -> Any:
            if coordinates and isinstance(coordinates[0], int | float):
                return list(self((coordinates[0], coordinates[1])))
            return [moved(part) for part in coordinates]

        return {"type": outline["type"], "coordinates": moved(outline["coordinates"])}


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)
