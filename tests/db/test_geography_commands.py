"""Neighbourhoods loaded into the store: what happens to the records of an area whose boundary changes."""

import json
from datetime import UTC, datetime, timedelta

from db import rollups
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.geography import LoadNeighbourhoods
from db.geography import ReadAreas, read_areas
from db.queries.areas import neighbourhoods
from db.queries.figures import open_by_area
from db.queries.filters import Filters
from db.store import Store
from db.vocabulary import ConcernCategory

SYSTEM = Viewer.system("A test")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def squares(*, east: float) -> ReadAreas:
    """Two squares side by side; `east` is the right edge of the left one."""
    boxes = {"Left": (0.0, east), "Right": (east, 2.0)}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "code": name.lower()},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, 50.0], [e, 50.0], [e, 51.0], [w, 51.0], [w, 50.0]]],
            },
        }
        for name, (w, e) in boxes.items()
    ]
    return read_areas(json.dumps({"type": "FeatureCollection", "features": features}))


def record(store: Store, latitude: float, longitude: float, *, number: str) -> None:
    row = BulkConcern("A lamp is out", ConcernCategory.LIGHTING, NOW, number, latitude=latitude, longitude=longitude)
    store.execute(RecordConcernsInBulk([row], source="test"), by=SYSTEM, now=NOW)


def open_now(store: Store) -> dict[str, int]:
    filters = Filters((NOW - timedelta(days=9)).date(), NOW.date())
    with store.reading() as session:
        found = open_by_area(session, viewer=SYSTEM, filters=filters)
        assert rollups.check(session) == 0
    return dict(zip(found["code"], found["n"], strict=True))


def test_an_area_with_a_new_boundary_keeps_its_concerns(store: Store) -> None:
    store.execute(LoadNeighbourhoods(squares(east=1.0).areas), by=SYSTEM, now=NOW)
    record(store, 50.5, 0.5, number="1")
    later = NOW + timedelta(days=30)
    loaded = store.execute(LoadNeighbourhoods(squares(east=1.2).areas), by=SYSTEM, now=later)
    assert (loaded.added, loaded.changed) == (0, 2)
    assert open_now(store) == {"left": 1, "right": 0}
    record(store, 50.5, 1.1, number="2")
    assert open_now(store) == {"left": 2, "right": 0}
    with store.reading() as session:
        assert len(neighbourhoods(session, viewer=SYSTEM)) == 2


def test_concerns_that_came_before_their_neighbourhoods_are_placed_when_these_come(store: Store) -> None:
    record(store, 50.5, 0.5, number="1")
    record(store, 10.0, 10.0, number="2")
    loaded = store.execute(LoadNeighbourhoods(squares(east=1.0).areas), by=SYSTEM, now=NOW)
    assert loaded.placed == 1
    assert open_now(store) == {"left": 1, "right": 0}
