"""From one SQLite file to PostgreSQL while people work: copied from a snapshot, caught up, closed, compared."""

from db.moving.move import Moved, move

__all__ = ["Moved", "move"]
