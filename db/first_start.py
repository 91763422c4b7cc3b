"""Making a store ready: a new one gets its keys, every one is brought up to date, and presenters have what is frozen."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, select

from db import afterwards, keys
from db.models import PublicRelease
from db.settings import Settings
from db.store import Store, migrate


def prepare(settings: Settings) -> None:
    """Create the store or bring it up to date; the keys file is made along with a new one, never for an old one. What is
    frozen goes to where presenters read, if it did not yet."""
    if _is_new(settings):
        keys.make_keys(settings)
    migrate(settings.database_url)
    _bring_to_presenters(settings)


def _bring_to_presenters(settings: Settings) -> None:
    """What a crash, a full disk or a restored backup kept from them."""
    store = Store.open(settings)
    try:
        with store.reading() as session:
            ever = session.scalar(select(PublicRelease.id).limit(1))
        if ever is not None:
            afterwards.published(store)
    finally:
        store.close()


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
