"""What a store holds, asked in plain SQL, so that it can be asked of any version: counts, revision, end of the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db.retention import ERASED_FILE

Ask = Callable[[str], list[tuple[Any, ...]]]
# The tables of the word search are made from the others; their rows count nothing.
SQLITE_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_*' ORDER BY name
"""
POSTGRESQL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


@dataclass(frozen=True, slots=True)
class Facts:
    """`hashes`: the files that rows name."""

    revision: str
    counts: Mapping[str, int]
    entries: int
    head: str
    hashes: frozenset[str]


def facts(ask: Ask, *, tables: str) -> Facts | None:
    """None where there is no store yet. `tables`: the question for their names."""
    names = [str(row[0]) for row in ask(tables)]
    if "alembic_version" not in names or "audit_end" not in names:
        return None
    counts = {name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in names}
    revision = ask("SELECT version_num FROM alembic_version")
    end = ask("SELECT entries, last_hash FROM audit_end")
    named = ask("SELECT hash, preview_hash FROM attachment") if "attachment" in names else []
    hashes = frozenset(str(one) for row in named for one in row if one) - {ERASED_FILE}
    return Facts(str(revision[0][0]), counts, int(end[0][0]), str(end[0][1]), hashes)
