"""Addresses of the vendored files as the map's frame sees them: no request leaves the machine."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"

SCRIPTS = (
    ("leaflet", "vendor/leaflet/leaflet.js"),
    ("markercluster", "vendor/leaflet.markercluster/leaflet.markercluster.js"),
    ("heat", "vendor/leaflet.heat/leaflet-heat.js"),
    ("map", "map/map.js"),
)
STYLES = (
    ("leaflet_css", "vendor/leaflet/leaflet.css"),
    ("markercluster_css", "vendor/leaflet.markercluster/MarkerCluster.css"),
    ("map_css", "map/map.css"),
)


@cache
def address(path: str) -> str:
    """The file's address from inside the map's frame; it changes with the content, so that no browser keeps an old one."""
    # Relative to /component/streamlit_folium.st_folium/, so that it survives a server below a base path.
    return f"../../app/static/{path}?v={digest(path)[:12]}"


@cache
def digest(path: str) -> str:
    """SHA-256 of a file in dashboard/static."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()
