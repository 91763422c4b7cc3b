"""A desk to test on: four square neighbourhoods in two teams, an officer of each role, history sent as commands."""

import itertools
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import DeclarativeBase, Session

from db import rollups
from db.access import Viewer
from db.audit import Action
from db.commands.activities import LogActivity
from db.commands.cases import OpenCase
from db.commands.concerns import RecordConcern
from db.commands.events import RecordEvent
from db.commands.geography import LoadNeighbourhoods
from db.commands.people import AddOfficer, AddTeam
from db.commands.registry import HANDLERS, Saved
from db.commands.tasks import AddTask
from db.commands.undo import Undo
from db.geography import read_areas
from db.models import AuditEntry, Base, Neighbourhood, Task
from db.queries import places
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import (
    ActivityType,
    CaseKind,
    Channel,
    ConcernCategory,
    EventType,
    Role,
    SourceType,
)
from tests.conftest import ENGINES
from tests.postgres import Cluster

BOTH = [pytest.param(name, marks=pytest.mark.postgres if name == "postgresql" else ()) for name in ENGINES]

# Tuesday noon in the agency's zone (America/Los_Angeles).
NOW = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)


def squares(*, eastern_edge: float = 10.4) -> str:
    """Four neighbourhoods side by side, west to east, as GeoJSON; a map that reaches further has another edge."""
    edges = {"Harbour": (10, 10.1), "Northgate": (10.1, 10.2), "Mill": (10.2, 10.3), "Riverside": (10.3, eastern_edge)}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "code": name.lower(), "population": 1200},
            "geometry": {"type": "Polygon", "coordinates": [[[w, 50], [e, 50], [e, 50.1], [w, 50.1], [w, 50]]]},
        }
        for name, (w, e) in edges.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


CENTRES = {"harbour": (50.05, 10.05), "northgate": (50.05, 10.15), "mill": (50.05, 10.25), "riverside": (50.05, 10.35)}
# Where the PostgreSQL stores of the tests keep their files; those of SQLite lie beside the store.
FILES = TemporaryDirectory()
THE_SEA = (49.0, 9.0)

# subject, name, role, team, neighbourhoods
PEOPLE = (
    ("ana", "Ana Rivera", Role.OFFICER, "North", ("harbour",)),
    ("ben", "Ben Ito", Role.OFFICER, "North", ("northgate",)),
    ("sue", "Sue Okafor", Role.SUPERVISOR, "North", ()),
    ("cal", "Cal Novak", Role.OFFICER, "South", ("mill", "riverside")),
    ("dee", "Dee Sato", Role.SUPERVISOR, "South", ()),
    ("spec", "Sol Pecci", Role.SPECIALIST, None, ()),
    ("analyst", "Noor Haddad", Role.ANALYST, None, ()),
    ("presenter", "Jo Lindqvist", Role.PRESENTER, None, ()),
    ("partner", "Pat Ner", Role.PARTNER, None, ()),
    ("keeper", "Rec Ords", Role.RECORDS_MANAGER, None, ()),
    ("administrator", "Kim Tran", Role.ADMINISTRATOR, None, ()),
    ("auditor", "Aud Itor", Role.AUDITOR, None, ()),
)
SYSTEM = Viewer.system("tests")


@dataclass
class Desk:
    """A store with people in it, and short ways to make history happen."""

    store: Store
    viewers: dict[str, Viewer] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    saves: dict[str, str] = field(default_factory=dict)  # reference -> key of the newest save that was about it
    _serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def do(self, command: Any, *, by: str = "ana", at: datetime = NOW, key: str | None = None) -> Any:
        if key is None and HANDLERS[type(command)].can_undo:
            key = f"save-{uuid4().hex}"
        answer = self.store.execute(command, by=self.viewers[by], now=at, key=key)
        if key is not None and isinstance(answer, Saved):
            self.saves.update(dict.fromkeys((answer.ref, *answer.also), key))
        return answer

    def undo(self, ref: str, *, by: str = "ana", at: datetime = NOW) -> int:
        """Take back the newest save that was about this record."""
        undone: int = self.do(Undo(self.saves[ref]), by=by, at=at)
        return undone

    def serial(self) -> int:
        """A number nobody has had yet: for names that must be new."""
        return next(self._serial)

    def concern(self, by: str = "ana", at: datetime = NOW, **more: Any) -> Saved:
        saved: Saved = self.do(a_concern(**{"neighbourhood_id": self.areas["harbour"], **more}), by=by, at=at)
        return saved

    def theirs(self, **more: Any) -> Saved:
        """A concern of the other team."""
        return self.concern(by="cal", **{"neighbourhood_id": self.areas["mill"], **more})

    def case(self, by: str = "ana", area: str = "harbour", **more: Any) -> Saved:
        command = OpenCase(CaseKind.PROBLEM, "Racing on the quay", neighbourhood_ids=(self.areas[area],))
        saved: Saved = self.do(replace(command, **more), by=by)
        return saved

    def bare_case(self, **more: Any) -> Saved:
        """A case without its usual tasks."""
        saved = self.case(**more)
        with Session(self.store._writer) as session, session.begin():
            session.execute(update(Task).where(Task.ref.in_(saved.also)).values(withdrawn_at=NOW))
        return saved

    def event(self, by: str = "ana", area: str = "harbour", **more: Any) -> Saved:
        saved: Saved = self.do(an_event(**{"neighbourhood_id": self.areas[area], **more}), by=by)
        return saved

    def activity(self, by: str = "ana", area: str = "harbour", **more: Any) -> Saved:
        command = LogActivity(ActivityType.FOOT_PATROL, NOW - timedelta(hours=1), 30, neighbourhood_id=self.areas[area])
        saved: Saved = self.do(replace(command, **more), by=by)
        return saved

    def task(self, by: str = "ana", area: str = "harbour", **more: Any) -> Saved:
        command = AddTask("Call the caretaker", NOW + timedelta(days=2), neighbourhood_id=self.areas[area])
        saved: Saved = self.do(replace(command, **more), by=by)
        return saved

    def one(self, model: type[DeclarativeBase], ref: str) -> Any:
        with self.store.reading() as session:
            return session.scalars(select(model).where(model.ref == ref)).one()  # type: ignore[attr-defined]

    def count(self, model: type[DeclarativeBase]) -> int:
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def refusals(self) -> list[tuple[str, str]]:
        """Who was refused what, oldest first."""
        with self.store.reading() as session:
            entries = session.scalars(
                select(AuditEntry).where(AuditEntry.action == Action.REFUSED).order_by(AuditEntry.id)
            )
            return [(entry.actor, entry.detail["tried"]) for entry in entries]

    def wrong_counts(self) -> int:
        with self.store.reading() as session:
            return rollups.check(session)


def a_concern(**more: Any) -> RecordConcern:
    command = RecordConcern(
        "Lamp out by the steps",
        ConcernCategory.LIGHTING,
        Channel.WALK_UP,
        SourceType.RESIDENT,
        NOW - timedelta(hours=2),
    )
    return replace(command, **more)


def an_event(**more: Any) -> RecordEvent:
    starts = more.get("starts_at", NOW + timedelta(days=3))
    command = RecordEvent(EventType.BEAT_MEETING, "Beat meeting", starts, starts + timedelta(hours=2))
    return replace(command, **more)


@contextmanager
def opened(url: str, **settings: Any) -> Iterator[Store]:
    if not url.startswith("sqlite"):
        settings.setdefault("files_dir", FILES.name)
    settings.setdefault("account_key", "the tests'")
    store = Store.open(Settings(database_url=url, **settings))
    if store.settings.is_sqlite:
        # As with the PostgreSQL of the tests: what a power cut would lose is tested elsewhere.
        event.listen(store._writer, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        yield store
    finally:
        store.close()


def furnish(url: str, **settings: Any) -> None:
    """The neighbourhoods, teams and people, into a store that has none."""
    with opened(url, **settings) as store:
        store.execute(LoadNeighbourhoods(read_areas(squares()).areas), by=SYSTEM, now=NOW)
        for team in ("North", "South"):
            store.execute(AddTeam(team), by=SYSTEM, now=NOW)
        for subject, name, role, team_name, codes in PEOPLE:
            supervises = role == Role.SUPERVISOR
            officer = AddOfficer(subject, name, role, team_name, codes, supervises=supervises, is_demo=True)
            store.execute(officer, by=SYSTEM, now=NOW)


def seated(store: Store) -> Desk:
    """The desk of a furnished store."""
    desk = Desk(store, viewers={"system": SYSTEM})
    with store.reading() as session:
        desk.areas = dict(session.execute(select(Neighbourhood.code, Neighbourhood.id)).all())
        for subject, *_ in PEOPLE:
            viewer = viewer_by_subject(session, subject)
            assert viewer is not None
            desk.viewers[subject] = viewer
    return desk


def everything(store: Store) -> dict[str, Any]:
    """All rows of all tables, as they lie there (PostgreSQL: what they come to): for claims that nothing at all has
    changed. Of the trail, which the engine lets nobody change, the last entry and how many there are, without those
    that say what was refused."""
    tables = [name for name in Base.metadata.tables if name not in ("audit_entry", "audit_end")]
    kept = "SELECT count(*), max(id) FROM audit_entry WHERE action <> 'refused'"
    with store.reading() as session:
        cursor: Any = session.connection().connection.cursor()  # the driver's own: this is read some hundred times
        if store.settings.is_sqlite:
            lying = {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
        else:
            # Worked out where the rows lie: fetching them all takes longer than what is tested.
            sums = (
                f"SELECT '{name}', md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{name}\" t" for name in tables
            )
            lying = dict(cursor.execute(" UNION ALL ".join(sums)).fetchall())
        return lying | {"audit_entry": cursor.execute(kept).fetchall()}


@pytest.fixture(scope="session")
def furnished_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("furnished") / "store.db"))
    furnish(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def furnished_database(cluster: Cluster) -> str:
    name = f"furnished_{uuid4().hex}"  # this fixture is one of another folder's too
    cluster.run(f"CREATE DATABASE {name} TEMPLATE migrated")
    furnish(cluster.url(name))
    return name


@contextmanager
def new_desk(request: pytest.FixtureRequest, folder: Path) -> Iterator[Desk]:
    """A desk in a store of its own, on the engine the test is asked for: a copy of one furnished once."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("furnished_file"), folder / "desk.db")
        with opened(f"sqlite:///{file}") as store:
            yield seated(store)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"desk_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('furnished_database')}")
    with opened(cluster.url(name)) as store:
        yield seated(store)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_desk(cluster: Cluster, furnished_database: str) -> Iterator[Callable[[], Desk]]:
    """One PostgreSQL desk that is put back as it was for each test: ten times as quick as a database for each."""
    name = f"desks_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {furnished_database}")
    url = cluster.url(name)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection, opened(url) as store:
        tables = [f'"{table}"' for table in Base.metadata.tables]
        connection.execute("CREATE SCHEMA as_it_was")
        for table in tables:
            connection.execute(f"CREATE TABLE as_it_was.{table} AS TABLE {table}")  # type: ignore[call-overload]
        numbers = connection.execute("SELECT sequencename, coalesce(last_value, 1) FROM pg_sequences").fetchall()
        put_back = [
            "BEGIN; SET LOCAL session_replication_role = replica",  # no triggers, and no order to keep
            *(f"DELETE FROM {table}; INSERT INTO {table} TABLE as_it_was.{table}" for table in tables),
            *(f"SELECT setval('{sequence}', {number})" for sequence, number in numbers),
            "COMMIT",
            "DROP SCHEMA IF EXISTS common_ground_public CASCADE",
        ]

        def as_it_was() -> Desk:
            connection.execute("; ".join(put_back))  # type: ignore[call-overload]
            places.forget()
            return seated(store)

        yield as_it_was


@pytest.fixture(scope="session")
def sqlite_desk(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Desk]]:
    """One SQLite desk, likewise: a store that stays open has to work out only once what it asks."""
    file = tmp_path_factory.mktemp("desk") / "desk.db"
    with closing(sqlite3.connect(furnished_file)) as source, opened(f"sqlite:///{file}") as store:

        def as_it_was() -> Desk:
            with closing(sqlite3.connect(file)) as target:
                source.backup(target)
            shutil.rmtree(store.settings.files_folder, ignore_errors=True)
            (file.parent / "public.db").unlink(missing_ok=True)
            places.forget()
            return seated(store)

        yield as_it_was


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk with nothing on it yet, on each engine."""
    desk: Desk = request.getfixturevalue(f"{request.param}_desk")()
    return desk


@pytest.fixture(params=BOTH)
def desk_to_break(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk in a store of its own, on each engine: for what changes more than rows."""
    with new_desk(request, tmp_path) as found:
        yield found


@pytest.fixture(params=BOTH, scope="module")
def shared_desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests of a module, on each engine: they make their own records and touch nobody else's."""
    with new_desk(request, tmp_path_factory.mktemp("shared")) as found:
        yield found
