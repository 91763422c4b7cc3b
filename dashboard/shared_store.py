"""The open store of this process. Its pools are shared by all sessions; nobody but db.store begins or commits."""

from functools import lru_cache

from db.public_store import PublicStore
from db.settings import get_settings
from db.store import Store


def shared_store() -> Store:
    return _open(get_settings().database_url)


@lru_cache(maxsize=4)
def _open(database_url: str) -> Store:
    # The address is the key so that a test with another store in its environment gets that one.
    return Store.open(get_settings())


def public_store() -> PublicStore:
    """What presenters read, and all that they read."""
    settings = get_settings()
    return _open_public(settings.database_url, settings.public_store)


@lru_cache(maxsize=4)
def _open_public(_database_url: str, _public_store: str) -> PublicStore:
    return PublicStore(get_settings())
