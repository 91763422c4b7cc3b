"""Migrations make what the models say, from nothing, again, and at once; half of one is none."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text

from db.errors import CommonGroundError
from db.migrations import SEARCH, modelled
from db.models import AuditEnd, Base, StoreRevision
from db.settings import Settings
from db.store import migrate
from tests.conftest import ENGINES
from tests.db.conftest import BOTH, opened
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=BOTH)
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that does not exist (SQLite) or holds nothing (PostgreSQL)."""
    with NothingYet(request, tmp_path / "new folder") as url:
        yield url


class NothingYet:
    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self.cluster: Cluster | None = request.getfixturevalue("cluster") if request.param == "postgresql" else None
        self.name, self.folder = f"empty_{uuid4().hex}", folder

    def __enter__(self) -> str:
        if self.cluster is None:
            return f"sqlite:///{self.folder / self.name}.db"
        self.cluster.run(f"CREATE DATABASE {self.name}")
        return self.cluster.url(self.name)

    def __exit__(self, *_: object) -> None:
        if self.cluster is not None:
            self.cluster.run(f"DROP DATABASE {self.name} WITH (FORCE)")


def test_the_migrations_leave_nothing_for_the_models_to_add(engine_url: str) -> None:
    engine = create_engine(engine_url)
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_object": modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_migrations_make_the_same_tables_checks_and_keys_as_the_models(engine_url: str, nothing_yet: str) -> None:
    if ("sqlite" in engine_url) != ("sqlite" in nothing_yet):
        pytest.skip("two engines")
    migrated, modelled = create_engine(engine_url), create_engine(nothing_yet)
    Path(modelled.url.database or "").parent.mkdir(exist_ok=True) if "sqlite" in nothing_yet else None
    Base.metadata.create_all(modelled)
    assert shape(migrated) == shape(modelled)
    migrated.dispose()
    modelled.dispose()


def shape(engine: Any) -> dict[str, Any]:
    """What the engine itself says there is, without the order in which it was said."""
    found = inspect(engine)
    tables = [n for n in found.get_table_names() if n != "alembic_version" and not n.startswith(SEARCH)]

    # SQLite does not say the name of a key that came with a column.
    nameless = {"name": None} if engine.dialect.name == "sqlite" else {}

    def plain(thing: Any) -> Any:
        if isinstance(thing, dict):
            return sorted((key, plain(value)) for key, value in thing.items())
        return thing if isinstance(thing, list | int | None) else str(thing)

    def named(things: Any) -> list[str]:
        return sorted(repr(plain(thing)) for thing in things)

    return {
        name: {
            "columns": named(found.get_columns(name)),
            "checks": named(found.get_check_constraints(name)),
            "indexes": named(i for i in found.get_indexes(name) if not str(i["name"]).startswith(SEARCH)),
            "foreign keys": named(key | nameless for key in found.get_foreign_keys(name)),
            "unique": named(found.get_unique_constraints(name)),
            "primary key": sorted(found.get_pk_constraint(name)["constrained_columns"]),
        }
        for name in tables
    }


def test_a_store_is_made_from_nothing_its_folder_too_in_a_few_seconds(nothing_yet: str) -> None:
    started = time.monotonic()
    migrate(nothing_yet)
    assert time.monotonic() - started < 10
    with opened(nothing_yet) as store, store.reading() as session:
        assert session.scalars(select(StoreRevision.revision)).all() == [0]
        assert session.execute(select(AuditEnd.entries, AuditEnd.mark)).all() == [(0, None)]


def test_migrating_again_changes_nothing(engine_url: str) -> None:
    engine = create_engine(engine_url)
    before = shape(engine)
    migrate(engine_url)
    assert shape(engine) == before
    with opened(engine_url) as store, store.reading() as session:
        assert session.scalars(select(StoreRevision.id)).all() == [1]
    engine.dispose()


def test_four_that_migrate_at_once_make_one_store(nothing_yet: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [nothing_yet] * 4))
    with opened(nothing_yet) as store, store.reading() as session:
        assert session.scalars(select(StoreRevision.id)).all() == [1]
        assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == ["0016"]


@pytest.mark.long
def test_a_migration_waits_longer_than_a_save_for_another(tmp_path: Path) -> None:
    """One that builds indexes over a million rows holds the store for minutes."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        migrating = pool.submit(migrate, url)
        time.sleep(Settings().store_timeout_seconds + 1)
        other.execute("ROLLBACK")
        migrating.result(timeout=60)
    with opened(url) as store:
        assert store.verify_audit() is None


@pytest.mark.long
def test_two_programs_that_migrate_at_once_make_one_store(nothing_yet: str) -> None:
    environment = {**os.environ, "COMMON_GROUND_DATABASE_URL": nothing_yet}
    programs = [
        subprocess.Popen([sys.executable, "-m", "db", "migrate"], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [program.communicate(timeout=60)[1].decode() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], said
    with opened(nothing_yet) as store:
        assert store.verify_audit() is None


def test_a_migration_that_dies_half_way_leaves_nothing_behind(
    nothing_yet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = command.upgrade

    def dies(*arguments: Any, **more: Any) -> None:
        upgrade(*arguments, **more)
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", dies)
    with pytest.raises(RuntimeError, match="power"):
        migrate(nothing_yet)
    monkeypatch.undo()
    engine = create_engine(nothing_yet)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    migrate(nothing_yet)


def test_a_store_of_a_newer_version_is_refused_with_a_sentence(engine_url: str) -> None:
    engine = create_engine(engine_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommonGroundError, match="newer version"):
        migrate(engine_url)
    engine.dispose()


def test_both_engines_are_tested_unless_somebody_asked_for_one() -> None:
    asked = os.environ.get("COMMON_GROUND_TEST_ENGINES")
    assert asked or ENGINES == ["sqlite", "postgresql"]
