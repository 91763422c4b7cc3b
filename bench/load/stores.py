"""What the load runs on: a copy of a bench store, or a PostgreSQL of its own with the same in it. Never the kept one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from bench.stores import build, store_of


@contextmanager
def working_store(store: str, concerns: int) -> Iterator[tuple[str, Path]]:
    """`store`: "sqlite", "postgresql", or an address, which is used as it is and written to. Gives an address and a folder
    for logs; both are gone afterwards, apart from a store that was named."""
    with TemporaryDirectory(prefix="common-ground-load-") as name:
        folder = Path(name)
        if store == "sqlite":
            yield copy_of(store_of(concerns), folder), folder
        elif store == "postgresql":
            with plain_postgres() as address:
                build(address, concerns)
                yield address, folder
        else:
            yield store, folder


def copy_of(address: str, folder: Path) -> str:
    """Saves of the load go into a copy: the kept store stays as it was built. Nobody writes to that, so it can be copied."""
    file = Path(make_url(address).database or "")
    copied = folder / "store.db"
    for suffix in ("", "-wal"):
        if os.path.exists(f"{file}{suffix}"):
            shutil.copyfile(f"{file}{suffix}", f"{copied}{suffix}")
    return f"sqlite:///{copied}"


@contextmanager
def plain_postgres() -> Iterator[str]:
    """An empty database in a PostgreSQL server of this run."""
    from tests import postgres

    cluster = postgres.start()
    try:
        cluster.run("CREATE DATABASE load")
        yield cluster.url("load")
    finally:
        cluster.stop()
