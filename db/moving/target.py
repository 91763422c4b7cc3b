"""The database being filled: empty at first, its own notes on how far it came, keys taken off and put on again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from db.errors import CommonGroundError, problem
from db.moving.rows import MODULUS, TABLES
from db.settings import Settings
from db.store import migrate

LOCK = 7_340_123  # one move at a time into one database; the number is only a name
NOTES = "common_ground_moving"
MAKE_NOTES = (
    f"CREATE SCHEMA {NOTES}",
    f"CREATE TABLE {NOTES}.state (snapshot integer NOT NULL, mark bigint NOT NULL, closed boolean NOT NULL)",
    f"CREATE TABLE {NOTES}.carried (name text PRIMARY KEY, rows bigint NOT NULL, digest text NOT NULL, whole boolean)",
    f"CREATE TABLE {NOTES}.foreign_key (table_name text, name text, definition text, PRIMARY KEY (table_name, name))",
)


@dataclass(frozen=True, slots=True)
class State:
    """Which snapshot this database is a copy of, and whether everything up to the closing is in it."""

    snapshot: int
    mark: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """What of a table should be there by now."""

    rows: int = 0
    digest: int = 0
    whole: bool = False


def engine(settings: Settings, to: str) -> Engine:
    return create_engine(
        make_url(to),
        connect_args={"connect_timeout": settings.connect_timeout_seconds, "options": "-c timezone=UTC"},
    )


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Raises CommonGroundError while another move fills the same database."""
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            raise CommonGroundError(problem("Another move into this database is going on."))
        connection.commit()
        yield


def state(connection: Connection) -> State | None:
    if not inspect(connection).has_schema(NOTES):
        return None
    row = connection.execute(text(f"SELECT snapshot, mark, closed FROM {NOTES}.state")).one_or_none()
    return State(*row) if row else None


def prepare(engine: Engine, *, mark: int) -> None:
    """An empty store without foreign keys, which are noted. Raises CommonGroundError when there is one already."""
    migrate(engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        for name in ("audit_entry", "officer", "neighbourhood"):
            if connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})")):
                raise CommonGroundError(
                    problem("There is a store with records in this database already: name an empty one.")
                )
        for table in TABLES:
            if table.name != "audit_entry":
                connection.execute(text(f'DELETE FROM "{table.name}"'))
        for statement in MAKE_NOTES:
            connection.execute(text(statement))
        connection.execute(text(f"INSERT INTO {NOTES}.state VALUES (1, :mark, false)"), {"mark": mark})
        connection.execute(
            text(
                f"INSERT INTO {NOTES}.foreign_key SELECT conrelid::regclass::text, quote_ident(conname), "
                "pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
                "AND connamespace = current_schema()::regnamespace"
            )
        )
        for table_name, name in connection.execute(text(f"SELECT table_name, name FROM {NOTES}.foreign_key")).all():
            connection.execute(text(f"ALTER TABLE {table_name} DROP CONSTRAINT {name}"))


def note_state(connection: Connection, now: State) -> None:
    values = {"snapshot": now.snapshot, "mark": now.mark, "closed": now.closed}
    connection.execute(text(f"UPDATE {NOTES}.state SET snapshot = :snapshot, mark = :mark, closed = :closed"), values)


def carried(connection: Connection, name: str) -> Carried:
    asked = text(f"SELECT rows, digest, whole FROM {NOTES}.carried WHERE name = :name")
    row = connection.execute(asked, {"name": name}).one_or_none()
    return Carried(row.rows, int(row.digest), row.whole) if row else Carried()


def note_carried(connection: Connection, name: str, now: Carried) -> None:
    connection.execute(
        text(
            f"INSERT INTO {NOTES}.carried VALUES (:name, :rows, :digest, :whole) ON CONFLICT (name) DO UPDATE "
            "SET rows = excluded.rows, digest = excluded.digest, whole = excluded.whole"
        ),
        {"name": name, "rows": now.rows, "digest": str(now.digest % MODULUS), "whole": now.whole},
    )


def finish(engine: Engine) -> None:
    """Foreign keys (each checked against every row by that), numbering, statistics; the notes go."""
    with engine.begin() as connection:
        keys = connection.execute(text(f"SELECT table_name, name, definition FROM {NOTES}.foreign_key")).all()
        for table_name, name, definition in keys:
            connection.execute(text(f"ALTER TABLE {table_name} ADD CONSTRAINT {name} {definition}"))
        for table in TABLES:
            column = next(iter(table.primary_key.columns)).name
            asked = text("SELECT pg_get_serial_sequence(:name, :column)")
            if sequence := connection.scalar(asked, {"name": f'"{table.name}"', "column": column}):
                highest = f'coalesce((SELECT max("{column}") FROM "{table.name}"), 0) + 1'
                connection.execute(text(f"SELECT setval('{sequence}', {highest}, false)"))
        connection.execute(text(f"DROP SCHEMA {NOTES} CASCADE"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
