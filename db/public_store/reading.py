"""Reading what is public, as a presenter does: this opens nothing else, and cannot write."""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.disclosure.content import Snapshot, hash_of, snapshot
from db.engines import engine_of, unavailable
from db.errors import CommonGroundError, NotFound, problem
from db.public_store.tables import BRIEFING, DOCUMENT, IN_A_FILE, ROLE
from db.settings import Settings
from db.vocabulary.briefings import DocumentFormat, PeriodKind

logger = logging.getLogger(__name__)

# All that a presenter's connection to the file may do. Not among them: ATTACH, by which one could open the store's own file
# through this connection; any write; any PRAGMA but the one SQLAlchemy asks on connecting.
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION}


@dataclass(frozen=True, slots=True)
class PublicBriefing:
    """A frozen briefing, to choose from a list. `areas`: codes, () for the whole city; `title`: in English."""

    code: str
    ref: str
    title: str
    areas: tuple[str, ...]
    kind: PeriodKind
    starts_on: date
    last_day: date
    languages: tuple[str, ...]
    frozen_on: date
    hash: str


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """What was rendered from a briefing once; `size` in bytes."""

    format: DocumentFormat
    language: str
    name: str
    media_type: str
    size: int
    hash: str


class PublicStore:
    """Frozen briefings and their documents. What is handed out is what its hash says, or it is refused."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.public_path
        self._engine = _file_engine(settings, self._file) if self._file else _schema_engine(settings)

    def close(self) -> None:
        self._engine.dispose()

    def briefings(self) -> tuple[PublicBriefing, ...]:
        """Newest first; none while nothing was ever frozen. Raises CommonGroundError."""
        if self._file and not self._file.exists():
            return ()
        listed = [column for column in BRIEFING.c if column.name != "content"]
        statement = select(*listed).order_by(BRIEFING.c.frozen_on.desc(), BRIEFING.c.ref.desc())
        with self.reading() as connection:
            return tuple(_listed(row) for row in connection.execute(statement).mappings())

    def snapshot(self, code: str) -> Snapshot:
        """Raises NotFound; CommonGroundError when it is not as it was frozen."""
        row = self._one(select(BRIEFING.c.content, BRIEFING.c.hash).where(BRIEFING.c.code == code))
        if hash_of(row.content) != row.hash:
            raise _not_as_it_was(code)
        return snapshot(row.content)

    def documents(self, code: str) -> tuple[PublicDocument, ...]:
        """What there is to hand out, without its content."""
        if self._file and not self._file.exists():
            return ()
        listed = [DOCUMENT.c[name] for name in ("format", "language", "name", "media_type", "size", "hash")]
        statement = select(*listed).where(DOCUMENT.c.code == code).order_by(*listed[:3])
        with self.reading() as connection:
            return tuple(PublicDocument(DocumentFormat(row[0]), *row[1:]) for row in connection.execute(statement))

    def document(self, code: str, format: DocumentFormat, language: str, name: str) -> bytes:
        """Raises NotFound; CommonGroundError when it is not as it was rendered."""
        which = {"code": code, "format": format.value, "language": language, "name": name}
        row = self._one(select(DOCUMENT.c.content, DOCUMENT.c.hash).filter_by(**which))
        content = bytes(row.content)
        if hashlib.sha256(content).hexdigest() != row.hash:
            raise _not_as_it_was(code)
        return content

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that can read public tables and do nothing else. Raises CommonGroundError."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except (OperationalError, PoolTimeout) as error:
            if "locked" in str(error) or not self._file:
                raise unavailable(error) from error
            raise _unreadable(error) from error
        except DBAPIError as error:
            raise _unreadable(error) from error

    def _one(self, statement: Any) -> Any:
        if not self._file or self._file.exists():
            with self.reading() as connection:
                if row := connection.execute(statement).one_or_none():
                    return row
        raise NotFound(problem("There is no such briefing to show, or it was withdrawn."))


def _listed(row: Any) -> PublicBriefing:
    return PublicBriefing(
        row["code"],
        row["ref"],
        row["title"],
        tuple(json.loads(row["areas"])),
        PeriodKind(row["kind"]),
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["last_day"]),
        tuple(json.loads(row["languages"])),
        date.fromisoformat(row["frozen_on"]),
        row["hash"],
    )


def _not_as_it_was(code: str) -> CommonGroundError:
    logger.error("public content of %s does not have its hash", code)
    return CommonGroundError(
        problem("This briefing is not as it was frozen, so it is not shown. Tell whoever runs the system.")
    )


def _unreadable(error: Exception) -> CommonGroundError:
    logger.error("the public store cannot be read: %s", getattr(error, "orig", error))
    return CommonGroundError(
        problem("The frozen briefings cannot be read just now. Tell whoever runs the system: they can be made anew.")
    )


def _file_engine(settings: Settings, file: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        # Each read opens the file that lies there now: a rebuild puts another one in its place.
        address = f"{file.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(
            address, uri=True, timeout=settings.store_timeout_seconds, isolation_level=None, check_same_thread=False
        )
        connection.set_authorizer(_authorised)
        return connection

    return create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, execution_options={"schema_translate_map": IN_A_FILE}
    )


def _authorised(action: int, first: str | None, second: str | None, _where: str | None, _by: str | None) -> int:
    """SQLite asks this for each thing a statement would do."""
    # What SQLAlchemy asks at its first connection; with a value, it would be a change.
    asked = action == sqlite3.SQLITE_PRAGMA and first == "read_uncommitted" and second is None
    loads = action == sqlite3.SQLITE_FUNCTION and second in ("load_extension", "readfile", "writefile", "edit")
    return sqlite3.SQLITE_OK if (action in ALLOWED and not loads) or asked else sqlite3.SQLITE_DENY


def _schema_engine(settings: Settings) -> Engine:
    if settings.public_store:
        return engine_of(settings.model_copy(update={"database_url": settings.public_store}), writes=False)
    return engine_of(settings, writes=False, role=ROLE)
