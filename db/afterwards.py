"""What follows a commit and lies outside the store: files that go, lists that grow, what presenters read.

None of it can fail the command, which is saved already: what does not succeed is logged, and done by the next one or by a
command line.
"""

import logging
import sqlite3
from contextlib import closing

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db import erasures, files, public_store
from db.errors import CommonGroundError
from db.public_store.writing import Source
from db.queries.attachments import kept_hashes

logger = logging.getLogger(__name__)


def erased(store: Source, writer: Engine, gone: list[erasures.Erased], hashes: set[str]) -> None:
    """Now the files go, the list is written, and SQLite's log forgets. What fails here is done by tidy and sweep-files."""
    settings = store.settings
    try:
        erasures.add(settings, gone)
        with store.reading(primary_only=True) as session:
            files.delete(settings.files_folder, hashes - kept_hashes(session))
        if settings.is_sqlite:
            with closing(writer.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (OSError, sqlite3.Error, CommonGroundError) as error:
        logger.error("erased, but not everything afterwards was done: %s", type(error).__name__)


def published(store: Source) -> None:
    """What was frozen, rendered or withdrawn is brought to where presenters read. What fails here is done by the next
    refresh, or by python -m db public rebuild."""
    try:
        public_store.refresh(store)
    except CommonGroundError as error:
        logger.error("what presenters read is not up to date: %s", error)
    except (OSError, SQLAlchemyError) as error:
        reason = type(getattr(error, "orig", error)).__name__
        logger.error("what presenters read is not up to date (%s): python -m db public rebuild", reason)
