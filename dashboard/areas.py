"""The neighbourhoods everybody chooses from, and their outlines; kept in memory until boundaries change."""

from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.shared_store import shared_store
from dashboard.this_run import once
from db.access import Viewer
from db.queries.areas import display_geometry, geometry_stamp, neighbourhoods
from db.settings import get_settings


@dataclass(frozen=True, slots=True)
class Area:
    id: int
    code: str
    name: str
    district: str | None


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Whoever asks gets the same list: it is read for the first and kept for all."""

    viewer: Viewer = field(compare=False)


def known_areas(viewer: Viewer) -> tuple[Area, ...]:
    """Areas in force, by name. They are not about people: every signed-in viewer may list them."""
    return _areas(get_settings().database_url, once(_stamp, _stamp), _Somebody(viewer))


def outlines() -> tuple[str, str]:
    """(hash, GeoJSON text) of what maps draw; served at /areas/{hash}.geojson."""
    return _outlines(get_settings().database_url, once(_stamp, _stamp))


def _stamp() -> tuple[int, int]:
    with shared_store().reading() as session:
        return geometry_stamp(session)


@lru_cache(maxsize=2)
def _areas(_database_url: str, _at: tuple[int, int], somebody: _Somebody) -> tuple[Area, ...]:
    with shared_store().reading() as session:
        frame = neighbourhoods(session, viewer=somebody.viewer)
    return tuple(
        Area(int(row.neighbourhood_id), str(row.code), str(row.name), str(row.district) if row.district else None)
        for row in frame.itertuples()
    )


@lru_cache(maxsize=2)
def _outlines(_database_url: str, _at: tuple[int, int]) -> tuple[str, str]:
    with shared_store().reading() as session:
        return display_geometry(session)
