"""Areas and points: GeoJSON in, checked areas out; the area of a point; outlines light enough for a map.

Pure shapely: nothing here opens a session. Coordinates are WGS84 degrees, latitude first in arguments and
longitude first in GeoJSON, as each is used to.
"""

from db.geography.coordinates import wgs84_point
from db.geography.display import Simplified, content_hash, feature_collection, simplify
from db.geography.index import AreaIndex
from db.geography.reading import Area, ReadAreas, read_areas
from db.geography.shapes import bounding_box, label_point

__all__ = [
    "Area",
    "AreaIndex",
    "ReadAreas",
    "Simplified",
    "bounding_box",
    "content_hash",
    "feature_collection",
    "label_point",
    "read_areas",
    "simplify",
    "wgs84_point",
]
