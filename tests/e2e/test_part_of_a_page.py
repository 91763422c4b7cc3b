"""A click that draws a part of a page alone is a click like any other to the session, over the page's own connection."""

import sqlite3
from contextlib import closing

from bench.wire import at_the_desk, wire_page
from db.vocabulary import Role
from tests.e2e.conftest import Served

LAST = "SELECT last_seen_at FROM session ORDER BY id DESC LIMIT 1"
EARLIER = (
    "UPDATE session SET last_seen_at = datetime(last_seen_at, '-5 minutes') WHERE id = (SELECT max(id) FROM session)"
)
ENDED = "UPDATE session SET ended_at = last_seen_at WHERE id = (SELECT max(id) FROM session)"


def test_it_starts_the_idle_clock_and_sees_that_the_session_has_ended(demonstration: Served) -> None:
    with (
        at_the_desk(demonstration.database, [Role.OFFICER]) as tokens,
        wire_page(demonstration.address, tokens[Role.OFFICER]) as page,
        closing(sqlite3.connect(demonstration.database.removeprefix("sqlite:///"), isolation_level=None)) as store,
    ):
        page.open("concern_map")
        assert page.parts[page.elements["filter-category"].id], "the filter draws the whole page"
        whole = page.open("concern_map", {"period": "90"})
        store.execute(EARLIER)
        before = store.execute(LAST).fetchone()
        drawn = page.choose("filter-category", [0])
        assert store.execute(LAST).fetchone() > before
        assert 0 < drawn.to_component < 15_000
        assert drawn.frames < whole.frames
        store.execute(ENDED)
        page.elements.clear()
        page.rerun(part=next(part for part in page.parts.values() if part))
        assert "sign-in-officer" in page.elements
        assert "filter-category" not in page.elements
