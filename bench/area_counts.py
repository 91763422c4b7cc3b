"""Open concerns per area: hand-written SQL over the concerns, over the rollup, and what the page's loader takes."""

import random
import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta

from bench.results import Figure
from dashboard import loaders
from db.models import ConcernCount
from db.queries.figures import MAPPED_CATEGORIES
from db.queries.filters import Filters
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import OPEN_STATUSES, ConcernCategory

TIMES = 40
TIMES_OVER_TABLE = 5  # a second each
STATUSES = ", ".join(f"'{status}'" for status in OPEN_STATUSES)


def area_counts(address: str) -> list[Figure]:
    """Each question is another one (other dates, other categories), so that no answer comes from a cache."""
    store = Store.open(Settings(database_url=address))
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
    store.close()
    assert viewer is not None
    loaders.neighbourhoods(viewer)  # the first call opens the store
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    raw.execute("PRAGMA cache_size=-65536")
    asked = _questions()
    for filters in asked[:3]:
        _over_rollup(raw, filters)
        loaders.open_by_area(viewer, _shifted(filters))
    over_rollup = [timed(lambda f=filters: _over_rollup(raw, f)) for filters in asked]
    by_loader = [timed(lambda f=filters: loaders.open_by_area(viewer, f)) for filters in asked]
    over_table = [timed(lambda f=filters: _over_table(raw, f)) for filters in asked[:TIMES_OVER_TABLE]]
    same = dict(_over_table(raw, asked[0]))
    shown = loaders.open_by_area(viewer, asked[0])
    if {i: n for i, n in zip(shown["neighbourhood_id"], shown["n"], strict=True) if n} != same:
        raise SystemExit("The loader and the SQL disagree: nothing here can be trusted.")
    return [
        Figure("area_counts_raw_sql_1m", over_rollup, "area_counts_raw_sql_1m"),
        Figure("area_counts_raw_sql_over_table_1m", over_table, "area_counts_raw_sql_1m"),
        Figure("area_counts_1m", by_loader, "area_counts_raw_sql_1m"),
    ]


def _questions() -> list[Filters]:
    chance = random.Random(7)
    categories = [c for c in ConcernCategory if c in MAPPED_CATEGORIES]
    today = date.today()
    return [
        Filters(
            since=today - timedelta(days=90 + i),
            until=today,
            categories=tuple(sorted(chance.sample(categories, 1 + i % 6))),
        )
        for i in range(TIMES)
    ]


def _shifted(filters: Filters) -> Filters:
    return Filters(filters.since - timedelta(days=400), filters.until, categories=filters.categories)


def _over_rollup(raw: sqlite3.Connection, filters: Filters) -> list[tuple[int, int]]:
    # Naming the areas lets the engine walk the key in order; leaving them out takes longer than the loader does.
    every_area = "AND neighbourhood_id IN (SELECT id FROM neighbourhood)"
    return _asked(raw, filters, ConcernCount.__tablename__, "sum(n)", every_area)


def _over_table(raw: sqlite3.Connection, filters: Filters) -> list[tuple[int, int]]:
    return _asked(raw, filters, "concern", "count(*)", "AND withdrawn_at IS NULL AND neighbourhood_id IS NOT NULL")


def _asked(raw: sqlite3.Connection, filters: Filters, table: str, figure: str, more: str) -> list[tuple[int, int]]:
    categories = ", ".join(f"'{category}'" for category in filters.categories)
    return raw.execute(
        f"SELECT neighbourhood_id, {figure} FROM {table} WHERE status IN ({STATUSES}) AND category IN ({categories}) "
        f"AND received_day BETWEEN ? AND ? AND confidentiality <= 1 {more} GROUP BY neighbourhood_id",
        (filters.since.isoformat(), filters.until.isoformat()),
    ).fetchall()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
