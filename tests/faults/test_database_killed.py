"""PostgreSQL dies or is started anew: under load, while nobody asks, in the middle of a save."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.errors import StoreUnavailable
from db.store import Store
from tests.faults.conftest import FaultReport, lengthened
from tests.faults.durable import Durable
from tests.faults.invariants import assert_whole, doubled, lost
from tests.faults.saving import CLEAR, WITHIN, a_key, person, refused, save
from tests.faults.writing import writing

pytestmark = [pytest.mark.postgres, pytest.mark.long, pytest.mark.timeout(300)]

Opened = Callable[..., Store]


def test_postgresql_killed_under_load_loses_no_acknowledged_write(
    running: Durable, opened: Opened, tmp_path: Path, fault_report: FaultReport
) -> None:
    url, times, slowest = running.furnished(), lengthened(1, 5), 0.0
    with writing(url, tmp_path / "writers", count=lengthened(2, 4)) as writers:
        for _ in range(times):
            writers.wait_for(lengthened(20, 150))
            running.crash()
            killed = time.monotonic()
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(running.plain())
            time.sleep(1)
            running.start()
            slowest = max(slowest, writers.seconds_until_writing(killed))
            assert_whole(opened(url), writers.acknowledged)
        writers.wait_for(20)
    store, acknowledged = opened(url), writers.acknowledged
    assert writers.broken == []
    # A save waits for a database that is just coming back: whether anybody is told depends on how long that takes.
    assert slowest > 1, "no save had to wait: the test proves nothing"
    assert all(CLEAR.search(sentence) for sentence in writers.sentences), writers.sentences
    assert writers.longest_wait < WITHIN
    assert_whole(store, acknowledged)
    fault_report.note(
        "kill -9 of the database, all its processes, under write load (started again after a second)",
        engine="PostgreSQL", times=times, acknowledged=len(acknowledged), lost=len(lost(store, acknowledged)),
        doubled=len(doubled(store)), seconds=slowest,
        saw=writers.saw if writers.sentences else "nothing: saves wait until it is there again",
    )  # fmt: skip


@pytest.mark.parametrize("end", ["stop", "crash"])
def test_after_the_database_came_back_the_next_request_works(
    end: str, running: Durable, opened: Opened, fault_report: FaultReport
) -> None:
    url = running.furnished()
    store = opened(url)
    by = person(store)
    acknowledged = {(first := a_key()): save(store, by, first)}
    getattr(running, end)()
    running.start()
    back = time.monotonic()
    store.revision()
    acknowledged |= {(second := a_key()): save(store, by, second)}
    seconds = time.monotonic() - back
    assert_whole(store, acknowledged)
    fault_report.note(
        f"Database {'started anew' if end == 'stop' else 'killed and started'} while nobody asked",
        engine="PostgreSQL", acknowledged=2, lost=0, doubled=0, seconds=seconds, saw="nothing",
    )  # fmt: skip


def test_a_database_that_goes_in_the_middle_of_a_save_is_told_and_the_save_sent_again_is_one(
    running: Durable, opened: Opened, fault_report: FaultReport
) -> None:
    url = running.furnished()
    store, key, told = opened(url), a_key(), []
    by = person(store)
    holder = psycopg.connect(running.plain(url.rpartition("/")[2]))
    holder.execute("LOCK TABLE audit_end IN EXCLUSIVE MODE")

    def saving() -> None:
        began = time.monotonic()
        try:
            save(store, by, key)
        except StoreUnavailable as error:
            told.append((str(error), time.monotonic() - began))

    waiting = threading.Thread(target=saving)
    waiting.start()
    until_it_waits(running, url)
    running.crash()
    waiting.join(timeout=30)
    assert told, "the save was not refused: it did not wait"
    (sentence, seconds), *_ = told
    assert seconds < WITHIN and CLEAR.search(sentence), (seconds, sentence)
    refused(store.revision)
    running.start()
    back = time.monotonic()
    acknowledged = {key: save(store, by, key)}
    until = time.monotonic() - back
    assert save(store, by, key) == acknowledged[key]
    assert_whole(store, acknowledged)
    fault_report.note(
        "Database killed in the middle of a save", engine="PostgreSQL", acknowledged=1, lost=0, doubled=0, seconds=until,
        saw=f"“{sentence}”",
    )  # fmt: skip


def until_it_waits(server: Durable, url: str) -> None:
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
    with psycopg.connect(server.plain(), autocommit=True) as connection:
        for _ in range(400):
            row: Any = connection.execute(waits, [url.rpartition("/")[2]]).fetchone()
            if row[0]:
                return
            time.sleep(0.02)
    raise AssertionError("the save never waited for the lock")
