"""The two engines, asked the same."""

from collections.abc import Callable
from pathlib import Path

from db.backups import postgres_copy, sqlite_copy
from db.backups.facts import Facts
from db.settings import Settings

Tell = Callable[[str], None]


def engine(settings: Settings) -> str:
    return "sqlite" if settings.is_sqlite else "postgresql"


def name_in_archive(settings: Settings) -> str:
    return sqlite_copy.NAME if settings.is_sqlite else postgres_copy.NAME


def dump(settings: Settings, to: Path, *, tell: Tell) -> tuple[Facts, str]:
    """What the copy of the store at `to` holds, and the engine's version. Raises CommonGroundError."""
    if settings.is_sqlite:
        return sqlite_copy.dump(settings, to, tell=tell), sqlite_copy.version()
    return postgres_copy.dump(settings, to, tell=tell)


def facts_of(settings: Settings) -> Facts | None:
    return sqlite_copy.facts_of(settings) if settings.is_sqlite else postgres_copy.facts_of(settings)


def must_be_empty(settings: Settings) -> None:
    if settings.is_sqlite:
        sqlite_copy.must_be_empty(settings)
    else:
        postgres_copy.must_be_empty(settings)
