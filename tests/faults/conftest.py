"""Stores to break: on files, and on a PostgreSQL that is as durable as it is shipped. What came of it goes into a table."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from db.settings import Settings
from db.store import Store
from tests.db.conftest import BOTH, furnish
from tests.faults.durable import Durable, made
from tests.faults.proxy import Proxy
from tests.postgres import Cluster

LONG = bool(os.environ.get("COMMON_GROUND_LONG_FAULTS"))


def lengthened(short: int, long: int) -> int:
    """How often or how much: a little in a usual run, more by `make faults`."""
    return long if LONG else short


class FaultReport:
    """Figures for the table of docs/faults.md: one row for each note."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def note(
        self,
        fault: str,
        *,
        engine: str,
        times: int = 1,
        acknowledged: int | None = None,
        lost: int | None = None,
        doubled: int | None = None,
        seconds: float | None = None,
        saw: str = "",
    ) -> None:
        """What was broken; on which engine; how often; writes acknowledged, and of those lost and doubled; seconds until
        writing again (the longest); what the person saw meanwhile. None: does not apply."""
        figures: dict[str, Any] = {
            "fault": fault, "engine": engine, "times": times, "acknowledged": acknowledged, "lost": lost,
            "doubled": doubled, "seconds": None if seconds is None else round(seconds, 1), "saw": saw,
        }  # fmt: skip
        self._record("fault", figures)


@pytest.fixture
def fault_report(record_property: Callable[[str, object], None]) -> FaultReport:
    return FaultReport(record_property)


@pytest.fixture(scope="session")
def furnished_sqlite(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("furnished-faults") / "store.db"))
    furnish(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def durable() -> Iterator[Durable]:
    """The server that tests crash; each leaves it running."""
    server = made()
    yield server
    server.remove()


@pytest.fixture
def running(durable: Durable) -> Iterator[Durable]:
    """The same, and it runs again afterwards, whatever the test did."""
    yield durable
    if not durable.processes():
        durable.start()


@pytest.fixture
def sqlite_url(furnished_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(furnished_sqlite, tmp_path / 'store.db')}"


@pytest.fixture
def postgresql_url(running: Durable) -> str:
    return running.furnished()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """A store with people in it, on each engine, that loses nothing it has acknowledged."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """`opened(url, **settings)`: the store, closed at the end."""
    stores: list[Store] = []

    def open_store(url: str, **settings: Any) -> Store:
        settings.setdefault("files_dir", str(tmp_path / "files"))
        stores.append(Store.open(Settings(database_url=url, account_key="the tests'", **settings)))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def furnished_quickly(cluster: Cluster) -> str:
    """A store with people in it on the run's own server, which is quick and need not survive anything."""
    cluster.run("CREATE DATABASE furnished_for_faults TEMPLATE migrated")
    furnish(cluster.url("furnished_for_faults"))
    return "furnished_for_faults"


@pytest.fixture
def proxied(cluster: Cluster, furnished_quickly: str) -> Iterator[tuple[str, str, Proxy]]:
    """A store's address through a proxy, its own address, and the proxy."""
    name = f"faults_{uuid4().hex[:12]}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {furnished_quickly}")
    with Proxy(cluster.port) as proxy:
        yield proxy.url(cluster.url(name)), cluster.url(name), proxy
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


def engine_of(url: str) -> str:
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"
