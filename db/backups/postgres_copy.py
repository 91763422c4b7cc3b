"""PostgreSQL: pg_dump of one state of the store, and pg_restore in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from db.backups import postgres_programs as programs
from db.backups.facts import POSTGRESQL_TABLES, Facts, facts
from db.errors import CommonGroundError, problem
from db.settings import Settings

NAME = "store.pgdump"
DRILL = "_drill_"
DRILL_TIME = "%Y%m%d%H%M%S"
# What is ours in the schema: nothing that came with an extension.
RELATIONS = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""


def dump(settings: Settings, to: Path, *, tell: Callable[[str], None]) -> tuple[Facts, str]:
    """What the dump at `to` holds, and the server's version. Raises CommonGroundError, psycopg.Error."""
    with _connected(settings) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        number, schema = int(_one(connection, "SHOW server_version_num")), _one(connection, "SELECT current_schema()")
        program = programs.found("pg_dump", major=number // 10_000)
        found = _facts(connection)
        if found is None:
            raise CommonGroundError(problem("There is no store in this database."))
        tell("Taking the database's dump")
        wanted = ["--format=custom", f"--snapshot={snapshot}", f"--schema={schema}", "--no-owner", "--no-privileges"]
        with to.open("wb") as opened:
            programs.run(program, wanted, settings, stdout=opened)
        return found, f"{number // 10_000}.{number % 10_000}"


def fill(settings: Settings, dumped: Path) -> None:
    """All of it or nothing. Raises CommonGroundError."""
    with _connected(settings) as connection:
        major, schema = (
            int(_one(connection, "SHOW server_version_num")) // 10_000,
            _one(connection, "SELECT current_schema()"),
        )
    program = programs.found("pg_restore", major=major)
    wanted = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--schema={schema}"]
    programs.run(program, [*wanted, str(dumped)], settings)


def facts_of(settings: Settings) -> Facts | None:
    with _connected(settings) as connection:
        return _facts(connection)


def must_be_empty(settings: Settings) -> None:
    """Raises CommonGroundError unless there is nothing in the database's schema."""
    with _connected(settings) as connection:
        there = [str(row[0]) for question in (RELATIONS, FUNCTIONS) for row in connection.execute(question)]
    if there:
        raise CommonGroundError(
            problem(
                "There is something in this database already ({names}). Make a new one (createdb), name it in "
                "COMMON_GROUND_DATABASE_URL, and restore again.",
                names=", ".join(sorted(there)[:5]),
            )
        )


def empty_again(settings: Settings) -> None:
    """Takes out what was put into a database that was empty."""
    with _connected(settings) as connection:
        for (name,) in connection.execute(RELATIONS).fetchall():
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(str(name))))
        for (name,) in connection.execute(FUNCTIONS).fetchall():
            connection.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE".encode())


@contextmanager
def database_beside(settings: Settings, *, now: datetime) -> Iterator[Settings]:
    """An empty database on the same server for a drill, gone afterwards. Raises CommonGroundError where the sign-in may
    not make one."""
    url = make_url(settings.database_url)
    name = f"{(url.database or 'store')[:30]}{DRILL}{now:{DRILL_TIME}}"
    with _connected(settings) as connection:
        connection.autocommit = True
        _drop_what_drills_left(connection, f"{(url.database or 'store')[:30]}{DRILL}", now=now)
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise CommonGroundError(
                problem(
                    "The store's sign-in may make no database to try the backup in: ALTER ROLE … CREATEDB, or run the drill "
                    "on another server."
                )
            ) from error
    try:
        yield settings.model_copy(
            update={"database_url": url.set(database=name).render_as_string(hide_password=False), "public_store": ""}
        )
    finally:
        with _connected(settings) as connection:
            connection.autocommit = True
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_what_drills_left(connection: "psycopg.Connection[tuple[object, ...]]", begins: str, *, now: datetime) -> None:
    """Of drills that were cut off, a day ago or more."""
    before = f"{begins}{now - timedelta(days=1):{DRILL_TIME}}"
    ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname < %s AND datname ~ '_drill_[0-9]{14}$'"
    for (name,) in connection.execute(ours, (begins, before)).fetchall():
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))


def _connected(settings: Settings) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(make_conninfo(**programs.address(settings)))


def _one(connection: "psycopg.Connection[tuple[object, ...]]", question: str) -> str:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _facts(connection: "psycopg.Connection[tuple[object, ...]]") -> Facts | None:
    connection.execute("SET statement_timeout = 0")
    return facts(lambda statement: connection.execute(statement.encode()).fetchall(), tables=POSTGRESQL_TABLES)
