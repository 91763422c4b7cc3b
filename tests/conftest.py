"""Stores for every test, on both engines; each test gets its own, copied from one that was migrated once."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from db.settings import Settings
from db.store import Store, migrate
from tests import postgres

# While working on one engine: COMMON_GROUND_TEST_ENGINES=sqlite. Continuous integration runs both.
ENGINES = os.environ.get("COMMON_GROUND_TEST_ENGINES", "sqlite,postgresql").split(",")
MUCH_ROOM = 3 * 2**30  # bytes; a whole run's files come to less than a quarter of it
# What the person's own environment says must not change what tests see.
for name in [name for name in os.environ if name.startswith("COMMON_GROUND_")]:
    if name not in (
        "COMMON_GROUND_TEST_ENGINES",
        "COMMON_GROUND_SAMPLE_DATA",
        "COMMON_GROUND_CHROMIUM",
        "COMMON_GROUND_ALL_PAIRS",
        "COMMON_GROUND_LONG_FAULTS",
    ):
        del os.environ[name]


def in_memory() -> None:
    """Where there is room in memory, stores of tests lie there: a disk of a small machine takes ten times as long to copy a
    database, and that it keeps what it was given is asked by the long faults, which stay on it."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or "COMMON_GROUND_LONG_FAULTS" in os.environ or not os.access(memory, os.W_OK):
        return
    room, free = os.statvfs(memory), os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if min(room.f_bavail * room.f_frsize, free) > MUCH_ROOM:
        os.environ["TMPDIR"], tempfile.tempdir = str(memory), None


in_memory()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests first, then the large loads: they take longest, and what is left at the end should be short for every
    worker."""
    for item in items:
        if item.get_closest_marker("engine_free") and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None, "seed" not in item.path.parts))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store at the newest migration; tests copy it."""
    file = tmp_path_factory.mktemp("migrated") / "store.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server of this test run (one for each worker), with a migrated database to copy."""
    started = postgres.start()
    started.run("CREATE DATABASE migrated")
    migrate(started.url("migrated"))
    yield started
    started.stop()


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.postgres if name == "postgresql" else ()) for name in ENGINES]
)
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated store: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db")
        yield f"sqlite:///{file}"
        return
    server: postgres.Cluster = request.getfixturevalue("cluster")
    name = f"test_{uuid4().hex}"
    server.run(f"CREATE DATABASE {name} TEMPLATE migrated")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(engine_url: str) -> Iterator[Store]:
    """An open, empty store."""
    opened = Store.open(Settings(database_url=engine_url))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for every folder of tests: a second one in the same process cannot be driven."""
    from tests.chromium import chromium  # only where one is wanted: it takes a while to import

    yield from chromium()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: Python's collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
