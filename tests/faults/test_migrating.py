"""Bringing a store up to date: by several servers at once, and killed half-way. In the end it is as one made anew."""

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
from sqlalchemy import create_engine, inspect, make_url, text

from db import migrations
from db.engines import engine_of as connections_to
from db.migrations import MIGRATION_LOCK
from db.settings import Settings
from db.store import Store
from tests.db.conftest import BOTH, furnish
from tests.db.test_migrations import shape
from tests.faults.conftest import FaultReport, engine_of, lengthened
from tests.faults.durable import Durable
from tests.faults.invariants import assert_whole
from tests.faults.saving import a_key, person, save

ROOT = Path(__file__).resolve().parents[2]
OLD = "0009"

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet, or holds nothing."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    running: Durable = request.getfixturevalue("running")
    return running.empty()


@pytest.fixture
def fresh(request: pytest.FixtureRequest, empty: str) -> str:
    """A store of the same engine, made in one go."""
    found: str = request.getfixturevalue("sqlite_url" if empty.startswith("sqlite") else "postgresql_url")
    return found


@pytest.mark.parametrize("begun_at", [None, OLD])
def test_servers_that_start_at_once_make_one_store(
    begun_at: str | None, empty: str, fresh: str, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    if begun_at:
        bring_to(empty, begun_at)
    servers = [migrating(empty) for _ in range(2 if empty.startswith("sqlite") else 3)]
    said = [server.communicate(timeout=120)[0].decode() for server in servers]
    assert [server.returncode for server in servers] == [0] * len(servers), said
    as_a_fresh_one(empty, fresh, opened)
    fault_report.note(
        f"{len(servers)} servers migrate at once, " + (f"from revision {begun_at}" if begun_at else "from nothing"),
        engine=engine_of(empty), times=len(servers), saw="nothing",
    )  # fmt: skip


@pytest.mark.parametrize("begun_at", [None, OLD])
def test_a_migration_killed_half_way_is_none_and_the_next_is_whole(
    begun_at: str | None, empty: str, fresh: str, opened: Callable[..., Store], fault_report: FaultReport
) -> None:
    if begun_at:
        bring_to(empty, begun_at)
    kills, newest = 0, revision(fresh)
    for attempt in range(lengthened(1, 4)):
        server = migrating(empty)
        if until_it_migrates(empty, server):
            time.sleep(0.05 * attempt)
            server.kill()
        server.communicate()
        if server.returncode == 0:
            break  # this time it was quicker than the killer
        if (there := revision(empty)) == newest:
            break  # killed after its last word to the store
        kills += 1
        assert there == begun_at, "half of it was kept"
    assert kills, "it was never killed half-way: the test proves nothing"
    began = time.monotonic()
    done = migrating(empty)
    said = done.communicate(timeout=120)[0].decode()
    assert done.returncode == 0, said
    seconds = time.monotonic() - began
    as_a_fresh_one(empty, fresh, opened)
    fault_report.note(
        "kill -9 of a migration half-way, " + (f"from revision {begun_at}" if begun_at else "from nothing"),
        engine=engine_of(empty), times=kills, seconds=seconds, saw="nothing: the next start migrates",
    )  # fmt: skip


def migrating(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "db", "migrate"],
        cwd=ROOT,
        env={**os.environ, "COMMON_GROUND_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def bring_to(url: str, old: str) -> None:
    """A store as an older version left it."""
    engine = connections_to(Settings(database_url=url), writes=True)
    migrations.upgrade(engine, old)
    engine.dispose()


def until_it_migrates(url: str, server: subprocess.Popen[bytes]) -> bool:
    """True once it holds the store for itself and has not committed; False when it ended without being seen there."""
    while server.poll() is None:
        if holds(url):
            return True
        time.sleep(0.002)
    return False


def holds(url: str) -> bool:
    if not url.startswith("sqlite"):
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            row: Any = connection.execute(held, [MIGRATION_LOCK]).fetchone()
            return bool(row[0])
    file = Path(make_url(url).database or "")
    if not file.exists():
        return False
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                return False  # it has only begun to make the file
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def revision(url: str) -> str | None:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                assert inspect(connection).get_table_names() == []
                return None
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    finally:
        engine.dispose()


def as_a_fresh_one(url: str, fresh: str, opened: Callable[..., Store]) -> None:
    """The same tables, checks, keys and revision; and people can work in it."""
    mended, made = create_engine(url), create_engine(fresh)
    assert shape(mended) == shape(made)
    mended.dispose()
    made.dispose()
    assert revision(url) == revision(fresh)
    furnish(url)
    store = opened(url)
    key = a_key()
    assert_whole(store, {key: save(store, person(store), key)})
