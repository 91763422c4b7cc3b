"""The open store of this process. Its pools are shared by all sessions; nobody but db.store begins or commits."""

from functools import lru_cache

from db.settings import get_settings
from db.store import Store


def shared_store() -> Store:
    return _open(get_settings().database_url)


@lru_cache(maxsize=4)
def _open(database_url: str) -> Store:
    # The address is the key so that a test with another store in its environment gets that one.
    return Store.open(get_settings())
