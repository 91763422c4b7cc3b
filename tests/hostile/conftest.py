"""The desks of tests/db, the browser of tests/e2e and the pages' own runs, for the hostile strings."""

from tests.db.conftest import (
    desk,
    furnished_database,
    furnished_file,
    postgresql_desk,
    sqlite_desk,
)
from tests.e2e.conftest import kept

__all__ = ["desk", "furnished_database", "furnished_file", "kept", "postgresql_desk", "sqlite_desk"]
