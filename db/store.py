"""The store: engines, sessions, execute(). The only place that begins and commits."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import make_url, select, text, update
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

import db.commands  # noqa: F401 - registers every handler
from db import afterwards, audit, journal, keys, migrations, rollups
from db.access import UNBROKEN, Viewer
from db.commands import words
from db.commands.registry import HANDLERS, Spec
from db.commands.undo import UNDO_WITHIN
from db.engines import READ_ONLY, engine_of, sqlstate, unavailable, worth_retrying
from db.errors import CommonGroundError, Invalid, NotFound, Refused, Stale, problem
from db.models import IdempotencyKey, StoreRevision
from db.queries.people import glass_of
from db.settings import Settings

logger = logging.getLogger(__name__)

# Two writers that met on PostgreSQL (deadlock, the same form twice, the same record): the second tries again, and
# then finds what the first has done.
ATTEMPTS = 3


class Store:
    """An open store. Reads go through an engine that cannot write; writes through execute()."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._audit_key = keys.audit_key(settings)
        self._heads = audit.HeadExport(settings)
        self._reader = engine_of(settings, writes=False)
        self._writer = engine_of(settings, writes=True)

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        return cls(settings)

    def close(self) -> None:
        self._heads.close()
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the store and can change nothing. Raises StoreUnavailable."""
        try:
            with Session(self._reader, expire_on_commit=False) as session, session.begin():
                yield session
        except (OperationalError, PoolTimeout) as error:
            raise unavailable(error) from error

    def revision(self) -> int:
        """Counts the changes to records; part of every cache key."""
        with self.reading() as session:
            return session.scalar(select(StoreRevision.revision)) or 0

    def execute(self, command: Any, *, by: Viewer, now: datetime, key: str | None = None) -> Any:
        """Run a command in one transaction: handler, rollups, revision, audit entry, commit.

        The same `key` again gives the first answer and saves nothing; commands whose answer must not be kept take no
        key. Raises Invalid, Refused, NotFound, Stale,
        StoreUnavailable; in each case nothing was saved.
        """
        if now.tzinfo is None:
            raise ValueError("now must carry its zone")
        try:
            return self._execute(command, by=by, now=now, key=key)
        except (Refused, NotFound, Invalid) as error:
            if not isinstance(error, Invalid) or error.made_up:
                self._note_refusal(command, error, by=by, now=now)
            raise

    def _execute(self, command: Any, *, by: Viewer, now: datetime, key: str | None) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._execute_once(command, by=by, now=now, key=key)
            except StaleDataError as error:
                if attempt == ATTEMPTS:
                    raise Stale(
                        problem("Somebody else changed this meanwhile. Look at it again before you save."),
                        theirs={},
                        version=0,
                    ) from error
            except IntegrityError:
                if attempt == ATTEMPTS:
                    raise
            except (OperationalError, PoolTimeout) as error:
                if attempt == ATTEMPTS or not worth_retrying(error, key=key):
                    raise unavailable(error) from error
            except InternalError as error:
                if sqlstate(error) != READ_ONLY:
                    raise
                raise unavailable(error) from error
            time.sleep(0.02 * attempt)
        raise AssertionError("unreachable")

    def _execute_once(self, command: Any, *, by: Viewer, now: datetime, key: str | None) -> Any:
        spec = HANDLERS[type(command)]
        name = type(command).__name__
        if key is not None and spec.answer is None:
            raise ValueError(f"the answer to {name} is not for keeping: it takes no key")
        with self._writing() as session:
            rollups.watch(session)
            by = _behind_glass(session, spec, by=by, now=now)
            if spec.can_undo and key is not None:
                journal.watch(session)
            if spec.takes_long and session.get_bind().dialect.name == "postgresql":
                session.execute(text("SET LOCAL statement_timeout = 0"))
            done = None
            if key is not None:
                done = session.get(IdempotencyKey, key)
                if done is not None:
                    return _first_answer(done, spec, command=name, by=by)
                done = IdempotencyKey(key=key, officer_id=by.officer_id, command=name, at=now)
                session.add(done)
                session.flush()
            answer = _handled(spec, session, command, by=by, now=now)
            if done is not None and spec.answer is not None:
                done.result = spec.answer.dump_json(answer).decode()
            session.flush()
            if done is not None and spec.can_undo:
                done.changes = journal.kept(
                    session, [(e.entity, e.entity_ref) for e in audit.pending(session) if e.entity_ref]
                )
                _forget_old_saves(session, now=now)
            rollups.apply(session)
            if spec.audited and not audit.pending(session):
                raise AssertionError(f"{name} left no audit entry")
            if spec.changes_records:
                session.execute(update(StoreRevision).values(revision=StoreRevision.revision + 1))
            if audit.pending(session):
                audit.seal(session, key=self._audit_key)
        if "erased" in session.info:
            afterwards.erased(self, self._writer, *session.info["erased"])
        if "public" in session.info:
            afterwards.published(self)
        return answer

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A session that commits at its end; then, if the audit trail has grown, its head goes out of the store."""
        with Session(self._writer, expire_on_commit=False, info={"settings": self.settings}) as session:
            with session.begin():
                yield session
            if head := session.info.get(audit.HEAD):
                self._heads.grew(head)

    def _note_refusal(self, command: Any, error: CommonGroundError, *, by: Viewer, now: datetime) -> None:
        """What was tried goes into the trail after what it changed was taken back. A store that cannot be written saves
        nothing of theirs either, so the refusal stands without its entry."""
        try:
            with self._writing() as session:
                audit.refused(session, type(command).__name__, error, of=command, by=by, at=now)
                audit.seal(session, key=self._audit_key)
        except (OperationalError, PoolTimeout, InternalError) as broken:
            logger.error("a refusal could not be noted: %s", type(getattr(broken, "orig", broken)).__name__)

    def verify_audit(self, *, heads: str = "", progress: audit.Progress | None = None) -> str | None:
        """None when the audit chain is whole, otherwise the sentence that says where it breaks. It is compared with the
        heads exported to this file, when one is named. Raises NoHeads, StoreUnavailable."""
        exported = audit.read_heads(heads) if heads else ()
        with self.reading() as session:
            found = audit.verify(session, key=self._audit_key, heads=exported, progress=progress)
            return str(found) if found else None

    def export_audit_head(self) -> audit.Head:
        """The head of the chain now, after it was sent to where the settings say. Raises CommonGroundError."""
        with self.reading() as session:
            head = audit.head(session)
        try:
            audit.export(head, self.settings)
        except OSError as error:
            raise CommonGroundError(
                problem("The head of the audit trail could not be exported: {why}.", why=error.strerror or "no answer")
            ) from error
        return head


def _handled(spec: Spec, session: Session, command: Any, *, by: Viewer, now: datetime) -> Any:
    """The handler's answer. It names its own fields; what it let through that no engine keeps is refused here."""
    try:
        answer = spec.handler(session, command, by=by, now=now)
        session.flush()
    except (UnicodeEncodeError, StatementError):
        words.must_be_kept(command)
        raise
    if not spec.takes_long:  # those look at every row themselves
        words.must_be_kept(command)
    return answer


def _behind_glass(session: Session, spec: Spec, *, by: Viewer, now: datetime) -> Viewer:
    """What somebody opened without an assignment is for reading: only commands that read see it, by the clock of now."""
    if not spec.through_glass or by.officer_id is None:
        session.info["read_only"] = by.glass
        return replace(by, glass=UNBROKEN)
    return replace(by, glass=glass_of(session, by.officer_id, now=now))


def _forget_old_saves(session: Session, *, now: datetime) -> None:
    """What was changed, people's words included, is kept only while it can be taken back."""
    old = (IdempotencyKey.at < now - UNDO_WITHIN, IdempotencyKey.changes.is_not(None))
    session.execute(update(IdempotencyKey).where(*old).values(changes=None))


def _first_answer(done: IdempotencyKey, spec: Spec, *, command: str, by: Viewer) -> Any:
    if done.officer_id != by.officer_id or done.command != command or spec.answer is None:
        raise Refused(problem("This form was already used for something else. Open it again."))
    return spec.answer.validate_json(done.result or "null")


def migrate(database_url: str) -> None:
    """Create or bring up to date the store at this address. Safe to run by two at once. Raises CommonGroundError."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = engine_of(Settings(database_url=database_url), writes=True)
    try:
        migrations.upgrade(engine)
    except CommandError as error:
        # Alembic knows no such revision: an older program would write what the newer one does not expect.
        raise CommonGroundError(
            problem("This store was brought up to date by a newer version of Common Ground. Use that one.")
        ) from error
    finally:
        engine.dispose()
