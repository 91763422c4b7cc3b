"""Too many at once, and somebody who holds the store: whoever waits is told in time, and later it works."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from db.store import Store
from tests.db.conftest import BOTH
from tests.faults.conftest import FaultReport, engine_of
from tests.faults.invariants import assert_whole
from tests.faults.proxy import Proxy
from tests.faults.saving import WITHIN, a_key, person, refused, save

pytestmark = pytest.mark.timeout(120)

Opened = Callable[..., Store]


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest) -> str:
    """A store with people in it on each engine; the PostgreSQL is the quick one."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    _through, straight, _proxy = request.getfixturevalue("proxied")
    return str(straight)


@pytest.mark.engine_free
def test_when_all_connections_are_taken_it_is_said_in_time_and_later_it_works(
    address: str, opened: Opened, fault_report: FaultReport
) -> None:
    store = opened(address, pool_size=1, pool_overflow=0, store_timeout_seconds=2)
    by, key = person(store), a_key()
    with store.reading() as session:
        session.execute(text("SELECT 1"))
        sentence, _ = refused(store.revision)
    store.revision()
    with held(address):  # a save that waits has the only connection for writing
        first, told = a_key(), []
        slow = threading.Thread(target=lambda: told.append(refused(save, store, by, first)))
        slow.start()
        time.sleep(0.3)
        refused(save, store, by, key)
        slow.join(timeout=20)
    assert len(told) == 1
    freed = time.monotonic()
    acknowledged = {key: save(store, by, key), first: save(store, by, first)}
    seconds = time.monotonic() - freed
    assert_whole(store, acknowledged)
    fault_report.note(
        "All connections taken (pool of one)", engine=engine_of(address), acknowledged=2, lost=0, doubled=0,
        seconds=seconds, saw=f"“{sentence}”",
    )  # fmt: skip


def test_a_save_behind_somebody_who_holds_the_store_has_a_deadline(
    address: str, opened: Opened, fault_report: FaultReport
) -> None:
    store = opened(address, store_timeout_seconds=2)
    by, key = person(store), a_key()
    with held(address):
        sentence, _ = refused(save, store, by, key)
        store.revision()  # reading goes on
    freed = time.monotonic()
    acknowledged = {key: save(store, by, key)}
    seconds = time.monotonic() - freed
    assert_whole(store, acknowledged)
    fault_report.note(
        "Another session holds what a save needs", engine=engine_of(address), acknowledged=1, lost=0, doubled=0,
        seconds=seconds, saw=f"“{sentence}”",
    )  # fmt: skip


@pytest.mark.postgres
def test_a_question_that_takes_too_long_has_a_deadline(
    proxied: tuple[str, str, Proxy], opened: Opened, fault_report: FaultReport
) -> None:
    store = opened(proxied[1], store_timeout_seconds=2)

    def ask() -> None:
        with store.reading() as session:
            session.execute(text("SELECT pg_sleep(30)"))

    sentence, seconds = refused(ask)
    assert 1.5 < seconds < WITHIN
    store.revision()
    fault_report.note("A question that takes 30 s (pg_sleep)", engine="PostgreSQL", seconds=0, saw=f"“{sentence}”")


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else holds what every save needs."""
    if url.startswith("sqlite"):
        file = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            file.execute("ROLLBACK")
            file.close()
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("LOCK TABLE audit_end IN EXCLUSIVE MODE")
        yield
        connection.rollback()
