"""kill -9 of a large import: nothing of it is there, and the same file comes in whole afterwards."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from db.models import Concern, IdempotencyKey, StatusChange, Voice
from db.store import Store
from tests.faults.conftest import FaultReport, engine_of, lengthened
from tests.faults.invariants import assert_whole
from tests.faults.saving import a_key, person, save

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4_000
# As an importer does it: all rows in one command. What it prints, it prints before it begins.
IMPORT = """
import sys
from datetime import UTC, datetime, timedelta
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.settings import get_settings
from db.store import Store
from db.vocabulary import ConcernCategory

now, rows = datetime.now(UTC), int(sys.argv[1])
wanted = [
    BulkConcern(f"Imported {n}", list(ConcernCategory)[n % 5], now - timedelta(hours=n % 900), str(n), latitude=50.05,
                longitude=10.05 + (n % 4) / 10)
    for n in range(rows)
]
store = Store.open(get_settings())
print("begins", flush=True)
print(store.execute(RecordConcernsInBulk(wanted, "city"), by=Viewer.system("import"), now=now).added, flush=True)
"""

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]


def test_an_import_killed_in_the_middle_is_none_and_comes_in_whole_the_next_time(
    url: str, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    rows, kills = lengthened(ROWS, 5 * ROWS), 0
    acknowledged = {(first := a_key()): save(opened(url), person(opened(url)), first)}
    before = counted(opened(url))
    for attempt in range(lengthened(1, 4)):
        importing = start(url, rows)
        assert importing.stdout and importing.stdout.readline() == b"begins\n"
        until_it_writes(url, importing)
        time.sleep(0.1 * attempt)
        importing.kill()
        rest = importing.communicate()[0]
        if rest:
            break  # it was quicker than the killer
        kills += 1
        assert counted(opened(url)) == before
        assert_whole(opened(url), acknowledged)
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(make_url(url).database or "")) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert kills, "it was never killed in the middle: the test proves nothing"
    began = time.monotonic()
    assert start(url, rows).communicate()[0].splitlines()[-1] in (str(rows).encode(), b"0")
    seconds = time.monotonic() - began
    store = opened(url)
    assert counted(store)[0] == before[0] + rows
    assert_whole(store, acknowledged)
    fault_report.note(
        f"kill -9 of an import of {rows:,} concerns, in its middle", engine=engine_of(url), times=kills,
        acknowledged=1, lost=0, doubled=0, seconds=seconds, saw="nothing of it; the same file again comes in whole",
    )  # fmt: skip


def start(url: str, rows: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(rows)],
        cwd=ROOT,
        env={**os.environ, "COMMON_GROUND_DATABASE_URL": url},
        stdout=subprocess.PIPE,
    )


def counted(store: Store) -> list[Any]:
    """How much there is of what an import writes."""
    with store.reading() as session:
        tables = (Concern, Voice, StatusChange, IdempotencyKey)
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def until_it_writes(url: str, importing: subprocess.Popen[bytes]) -> None:
    """It holds the store (SQLite), or has begun to insert (PostgreSQL)."""
    for _ in range(3_000):
        assert importing.poll() is None
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(make_url(url).database or "", timeout=0, isolation_level=None)) as file:
                try:
                    file.execute("BEGIN IMMEDIATE")
                    file.execute("ROLLBACK")
                except sqlite3.OperationalError:
                    return
        else:
            with psycopg.connect(url.replace("+psycopg", "")) as connection:
                writes = (
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^INSERT'"
                )
                row: Any = connection.execute(writes).fetchone()
                if row[0]:
                    return
        time.sleep(0.005)
    raise AssertionError("it never began to write")
