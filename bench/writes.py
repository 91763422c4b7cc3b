"""Eight clients that log activities: through the store, and the same chain append by the drivers alone.

A raw client writes what the store wrote, row for row: the number of the reference, the activity, the entry that follows
from the one before (read under the same lock), the end of the trail, the revision. Both wait for the disk. What the raw
one leaves out is everything the product is for: who may, what is refused, what is counted, and the hash.
"""

import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

import psycopg
from psycopg.types.json import Json

from bench.results import Figure
from db.access import Viewer
from db.commands.activities import LogActivity
from db.commands.geography import LoadNeighbourhoods
from db.commands.people import AddOfficer, AddTeam
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store, migrate
from db.vocabulary import ActivityType, Role
from seed import seattle
from tests import postgres

CLIENTS, EACH, ROUNDS = 8, 100, 5
BEFORE = 3  # saves of each client that are not timed: a server has put its statements together long ago
PATIENCE = 60  # seconds a client waits for its turn: what is measured is the rate, not who gives up
LEAST_OF_RAW = 0.5
NOTE = "Walked along the parade and spoke with those who were there"
Save = Callable[[int], None]
Client = Callable[[str, int], AbstractContextManager[Save]]


def writes() -> list[Figure]:
    """Writes per second of all clients together; the ratio is the store's rate to the raw one's."""
    figures = []
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CLIENTS, spawned, _begin, (spawned.Barrier(CLIENTS),)) as clients:
        figures += _of_engine("sqlite", _sqlite, clients)
        figures += _of_engine("postgresql", _postgresql, clients)
    return figures


def _of_engine(engine: str, made: Callable[[], AbstractContextManager[str]], clients: Executor) -> list[Figure]:
    with made() as address:
        _prepare(address)
        rates: dict[str, list[float]] = {"raw": [], "store": []}
        for _ in range(ROUNDS):  # interleaved: what else the machine does falls on both alike
            rates["raw"].append(_rate(clients, _by_driver, address))
            rates["store"].append(_rate(clients, _through_store, address))
        with closing(Store.open(Settings(database_url=address))) as store, store.reading() as session:
            found = session.connection().exec_driver_sql("SELECT count(*) FROM activity").scalar_one()
    if found != 1 + 2 * ROUNDS * CLIENTS * (BEFORE + EACH):
        raise SystemExit(f"{found} activities are there: writes were lost or doubled.")
    raw = f"writes_raw_{engine}"
    both = [Figure(raw, rates["raw"], raw, "/s"), Figure(f"writes_{engine}", rates["store"], raw, "/s")]
    if both[1].value < LEAST_OF_RAW * both[0].value:
        print(f"  writes_{engine}: {both[1].value:.0f} a second, less than half of {both[0].value:.0f} by the driver")
    return both


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'store.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    cluster = postgres.start(durable=True)
    try:
        cluster.run("CREATE DATABASE bench")
        yield cluster.url("bench")
    finally:
        cluster.stop()


def _prepare(address: str) -> None:
    migrate(address)
    store, now = Store.open(Settings(database_url=address)), datetime.now(UTC)
    system, areas = Viewer.system("Benchmark"), seattle.areas()
    store.execute(LoadNeighbourhoods(areas), by=system, now=now)
    store.execute(AddTeam("Everywhere"), by=system, now=now)
    codes = tuple(area.code for area in areas)
    for number in range(CLIENTS):
        store.execute(AddOfficer(_subject(number), "Officer", Role.OFFICER, "Everywhere", codes), by=system, now=now)
    _log(store, _viewer(store, 0))  # the row that raw clients write again
    store.close()


def _subject(number: int) -> str:
    return f"officer{number}@example.org"


def _viewer(store: Store, number: int) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, _subject(number))
    assert viewer is not None
    return viewer


def _log(store: Store, viewer: Viewer) -> None:
    now = datetime.now(UTC)
    began = now - timedelta(minutes=30)
    command = LogActivity(ActivityType.FOOT_PATROL, began, 25, neighbourhood_id=1, people_reached=4, note=NOTE)
    store.execute(command, by=viewer, now=now)


def _rate(clients: Executor, client: Client, address: str) -> float:
    """Of all clients together, from the first save of any of them to the last. What breaks one breaks the run."""
    asked = [clients.submit(_timed, client, address, number) for number in range(CLIENTS)]
    broken = [error for one in asked if (error := one.exception()) is not None]
    if broken:  # the others waited for it in vain
        raise next((error for error in broken if not isinstance(error, BrokenBarrierError)), broken[0])
    spans = [one.result() for one in asked]
    return CLIENTS * EACH / (max(end for _, end in spans) - min(begin for begin, _ in spans))


_ready: Any = None  # in a client's process: where all of them wait for the last


def _begin(ready: Any) -> None:
    global _ready
    _ready = ready


def _timed(client: Client, address: str, number: int) -> tuple[float, float]:
    """When this client's saves began and ended, by the clock that all processes of a machine share."""
    try:
        with client(address, number) as save:
            for place in range(BEFORE):
                save(place)
            _ready.wait(timeout=PATIENCE)
            began = time.perf_counter()
            for place in range(BEFORE, BEFORE + EACH):
                save(place)
            return began, time.perf_counter()
    except BaseException:
        _ready.abort()
        raise


@contextmanager
def _through_store(address: str, number: int) -> Iterator[Save]:
    with closing(Store.open(Settings(database_url=address, store_timeout_seconds=PATIENCE))) as store:
        viewer = _viewer(store, number)
        yield lambda _: _log(store, viewer)


@contextmanager
def _by_driver(address: str, number: int) -> Iterator[Save]:
    with closing(_driver(address)) as connection:
        mark = "?" if address.startswith("sqlite") else "%s"
        activity, entry = _template(connection, "activity"), _template(connection, "audit_entry")
        yield lambda place: _append(connection, mark, activity, entry, f"{number}-{place}-{time.time_ns()}")


def _driver(address: str) -> Any:
    if not address.startswith("sqlite"):
        return psycopg.connect(address.replace("+psycopg", ""))
    connection = sqlite3.connect(address.removeprefix("sqlite:///"), timeout=PATIENCE, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _template(connection: Any, table: str) -> tuple[list[str], dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1")
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, cursor.fetchone(), strict=True))
    if not isinstance(connection, sqlite3.Connection):
        row = {name: Json(value) if isinstance(value, dict) else value for name, value in row.items()}
        connection.commit()
    return names, row


Template = tuple[list[str], dict[str, Any]]


def _append(connection: Any, mark: str, activity: Template, entry: Template, word: str) -> None:
    """One transaction: the rows of an activity and of its entry, at the end of the chain."""
    lite = isinstance(connection, sqlite3.Connection)
    if lite:
        connection.execute("BEGIN IMMEDIATE")
    year = datetime.now(UTC).year
    connection.execute(f"UPDATE reference_counter SET last = last + 1 WHERE kind = 'A' AND year = {year}")
    counted = f"SELECT last FROM reference_counter WHERE kind = 'A' AND year = {year}"
    (last,) = connection.execute(counted).fetchone()
    _insert(connection, mark, "activity", activity, {"ref": f"A-{year}-{last:05d}"}, but_not="id")
    connection.execute("UPDATE store_revision SET revision = revision + 1")
    end = "SELECT entries, last_hash FROM audit_end" + ("" if lite else " FOR UPDATE")
    entries, before = connection.execute(end).fetchone()
    digest = (word.encode().hex() + "0" * 64)[:64]
    _insert(connection, mark, "audit_entry", entry, {"id": entries + 1, "previous_hash": before, "hash": digest})
    connection.execute(f"UPDATE audit_end SET entries = {mark}, last_hash = {mark}", (entries + 1, digest))
    connection.commit()


def _insert(
    connection: Any, mark: str, table: str, template: Template, changed: dict[str, Any], *, but_not: str = ""
) -> None:
    names = [name for name in template[0] if name != but_not]
    row = {**template[1], **changed}
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join([mark] * len(names))})"
    connection.execute(statement, [row[name] for name in names])
