"""No hot question reads a whole table on SQLite, which knows nothing of how many rows there are; and none is unmeasured."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bench import store_asked, store_sql
from dashboard.kept import QUERIES
from db.access import Viewer
from db.models import Base
from db.queries import clocks, concerns, figures, points, triage
from db.queries.filters import Filters
from db.vocabulary import ConcernCategory, ConcernStatus, SourceType
from tests.db.conftest import NOW, Desk
from tests.db.test_complaints import ALL

LARGE = ("concern", "event", "activity", "task", "voice", "audit_entry", "status_change")
THREE = Filters(ALL.since, ALL.until, (1, 2), (ConcernCategory.NOISE,), sources=(SourceType.RESIDENT,))
CLOSED = Filters(ALL.since, ALL.until, statuses=(ConcernStatus.CLOSED,))
Ask = Callable[[Session, Viewer], Any]


def listed(view: str, filters: Filters = ALL, search: str = "", page: int = 0) -> Ask:
    return lambda s, v: concerns.concern_list(
        s, viewer=v, filters=filters, view=view, search=search, page=page, now=NOW
    )


HOT: dict[str, Ask] = {
    **{view: listed(view) for view in concerns.VIEWS},
    **{f"{view} of three filters": listed(view, THREE) for view in concerns.VIEWS},
    "closed ones": listed("everything", CLOSED),
    "with words": listed("everything", THREE, "broken window"),
    "page 20": listed("everything", page=19),
    "waiting": lambda s, v: triage.waiting(s, viewer=v, filters=ALL, now=NOW),
    "clocks": lambda s, v: clocks.clocks(s, viewer=v, now=NOW),
    "points": lambda s, v: points.concern_points(s, viewer=v, filters=THREE),
    "open by area": lambda s, v: figures.open_by_area(s, viewer=v, filters=ALL),
    "open by area, three filters": lambda s, v: figures.open_by_area(s, viewer=v, filters=THREE),
    "received by area": lambda s, v: figures.received_by_area(s, viewer=v, filters=ALL),
    "trend": lambda s, v: figures.trend(s, viewer=v, until=ALL.until, neighbourhood_id=1, weeks=104),
}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_question_reads_no_whole_table(sqlite_desk: Callable[[], Desk], name: str) -> None:
    desk, sent = sqlite_desk(), []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    engine = desk.store._reader
    event.listen(engine, "before_cursor_execute", note)
    with desk.store.reading() as session:
        HOT[name](session, desk.viewers["ana"])
        event.remove(engine, "before_cursor_execute", note)
        driver: Any = session.connection().connection.driver_connection
        asked = [(s, v) for s, v in sent if s.startswith("SELECT")]
        assert asked
        plans = [step[3] for s, v in asked for step in driver.execute(f"EXPLAIN QUERY PLAN {s}", v)]
    assert [step for step in plans if whole_table(step)] == []


def whole_table(step: str) -> bool:
    """A SCAN of a table that grows. Of an index that holds few of its rows it is none."""
    found = re.match(r"SCAN (?:given_to|(\w+?)(?:_\d+)?)(?: |$)(.*)", step)
    if not found or (found[1] is not None and found[1] not in LARGE):
        return False
    return not re.search(r"USING (COVERING )?INDEX (ix_concern_open|ix_voice_waiting)\b", found[2])


def test_a_scan_is_known_when_it_is_seen() -> None:
    assert whole_table("SCAN concern") and whole_table("SCAN given_to") and whole_table("SCAN concern_1")
    assert whole_table("SCAN concern USING INDEX ix_concern_received_at")
    assert not whole_table("SCAN concern USING COVERING INDEX ix_concern_open")
    assert not whole_table("SCAN neighbourhood") and not whole_table("SEARCH concern USING INDEX x (y=?)")
    assert set(LARGE) <= set(Base.metadata.tables)


def test_every_question_of_the_pages_is_measured() -> None:
    measured = {line.query for line in store_asked.LINES}
    assert set(QUERIES) - measured == store_asked.ELSEWHERE
    assert measured <= set(QUERIES)
    names = [line.name for line in store_asked.LINES]
    assert len(names) == len(set(names))
    assert set(store_sql.SQL) <= set(names)


def test_what_is_beyond_its_bound_is_said() -> None:
    from bench.store_times import missed

    line = store_asked.Line("list", "concern_list", most_ms=50.0)
    assert missed(line, [5.0], [40.0], [20.0]) == []
    assert len(missed(line, [5.0], [60.0], [10.0])) == 3
