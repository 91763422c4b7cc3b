"""Migrations: Alembic, run from code so that every way in (make, importers, tests) does the same."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from db.errors import CommonGroundError, problem

# Two app servers that start at once: the second waits for the first. The number is only a name for that lock.
MIGRATION_LOCK = 7_340_122


SEARCH = "search_"  # how the names of the search indexes begin: engines keep them, no model describes them


def modelled(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """For Alembic's comparisons (include_object): False for what the models do not describe."""
    return kind not in ("table", "index") or not (name or "").startswith(SEARCH)


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision this program knows: what a store must be at for it."""
    revision = ScriptDirectory(str(Path(__file__).parent)).get_current_head()
    assert revision
    return revision


def known() -> frozenset[str]:
    """Every revision this version of the program can bring to today's."""
    return frozenset(one.revision for one in ScriptDirectory(str(Path(__file__).parent)).walk_revisions())


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the store to a revision, in one transaction where the engine can. Raises CommonGroundError on a replica."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            if connection.scalar(text("SELECT pg_is_in_recovery()")):
                raise CommonGroundError(
                    problem("This is a replica, which can only be read. Bring the store that it follows up to date.")
                )
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
