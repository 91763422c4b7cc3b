"""Making a store ready: a new one gets its keys, every one is brought up to date."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url

from db import keys
from db.settings import Settings
from db.store import migrate


def prepare(settings: Settings) -> None:
    """Create the store or bring it up to date; the keys file is made along with a new one, never for an old one."""
    if _is_new(settings):
        keys.make_keys(settings)
    migrate(settings.database_url)


def _is_new(settings: Settings) -> bool:
    if settings.is_sqlite:
        file = Path(settings.database_url.removeprefix("sqlite:///"))
        return not file.exists() or file.stat().st_size == 0
    if settings.keys_path is None:
        return False
    engine = create_engine(make_url(settings.database_url))
    try:
        return not inspect(engine).has_table("audit_entry")
    finally:
        engine.dispose()
