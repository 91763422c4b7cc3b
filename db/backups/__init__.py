"""Backups: the store and its files as one file, restored into an empty store, and tried out again and again."""

from db.backups.drilling import Drilled, drill
from db.backups.making import Made, backup
from db.backups.restoring import Restored, restore

__all__ = ["Drilled", "Made", "Restored", "backup", "drill", "restore"]
