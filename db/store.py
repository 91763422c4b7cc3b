"""The store: engines, sessions, execute(). The only place that begins and commits."""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from alembic.util import CommandError
from sqlalchemy import make_url, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

import db.commands  # noqa: F401 - registers every handler
from db import afterwards, audit, engines, journal, keys, migrations, rollups
from db.access import Viewer
from db.commands.registry import HANDLERS, Spec
from db.engines import MOVED, READ_ONLY, engine_of, sqlstate, unavailable, worth_retrying
from db.errors import CommonGroundError, Invalid, NotFound, Refused, Stale, StoreAway, problem
from db.handling import behind_glass, first_answer, forget_old_saves, handled
from db.models import IdempotencyKey, OwnWrite
from db.observing import observed
from db.patience import patience
from db.reads import Reads, away, revisions_of
from db.revising import moved_on
from db.settings import Settings

logger = logging.getLogger(__name__)

# Two writers that met on PostgreSQL (deadlock, the same form twice, the same record): the second tries again, and
# then finds what the first has done.
ATTEMPTS = 3
COMING_BACK = 3.0  # seconds a form's save waits for a store that restarts, or whose place another takes

Answer = TypeVar("Answer")


class Store:
    """An open store. Reads go through an engine that cannot write; writes through execute()."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._audit_key = keys.audit_key(settings)
        self._heads = audit.HeadExport(settings)
        self._reads = Reads(settings)
        self._reader = self._reads.engine
        self._writer = engine_of(settings, writes=True)
        self._here = threading.local()
        # With a replica: officer -> the revision after their last save through this server.
        self._own: dict[int, int] = {}

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        return cls(settings)

    def close(self) -> None:
        self._heads.close()
        self._reads.close()
        self._writer.dispose()

    def pools(self) -> dict[str, tuple[int, int]]:
        """Connections of this process, for reading and for writing: in use, and kept open."""
        return {"reading": engines.in_pool(self._reader), "writing": engines.in_pool(self._writer)}

    @contextmanager
    def reading(self, *, at_least: int | None = None, primary_only: bool = False) -> Iterator[Session]:
        """A session that sees one state of the store and can change nothing. Raises StoreUnavailable.

        With `at_least` it may be one of the replica's that has come to this revision; session.info[REVISION] is where it
        stands. Without, it is the store itself, and only while that is away the replica, as it is. `primary_only` for
        reads that something is decided by which a lagging answer would spoil.
        """
        with self._reads.session(at_least=at_least, primary_only=primary_only) as session:
            yield session

    def ask(self, question: Callable[[Session], Answer], *, at_least: int | None = None) -> Answer:
        """The answer to one question, asked once more where another server may know when the first broke off."""
        try:
            with self.reading(at_least=at_least) as session:
                return question(session)
        except StoreAway:
            if not self.has_replica:
                raise
        with self.reading() as session:
            return question(session)

    @property
    def has_replica(self) -> bool:
        return self._reads.has_replica

    @property
    def as_of(self) -> datetime | None:
        """While the store itself is away and the replica is read: up to when that has everything. Otherwise None."""
        return self._reads.as_of

    def saw(self, revision: int) -> None:
        """A read of the store itself has found this revision: the replica is measured by it."""
        self._reads.saw(revision)

    def revision(self, *, at_least: int | None = None) -> int:
        """Counts the changes to records; part of every cache key. Of the replica, where that may be read."""
        return self.revisions(at_least=at_least)[0]

    def revisions(self, *, at_least: int | None = None) -> tuple[int, int]:
        """The revision, and how many of the changes up to it were not of activities alone."""
        return self.ask(revisions_of, at_least=at_least)

    def saves_here(self) -> int:
        """How often this thread has changed records: what it knew of the revision before is out of date then."""
        return getattr(self._here, "saves", 0)

    def own_revision(self, officer_id: int | None) -> int:
        """With a replica: the revision after somebody's last save through this server; 0 when there was none."""
        return self._own.get(officer_id or 0, 0)

    def execute(self, command: Any, *, by: Viewer, now: datetime, key: str | None = None) -> Any:
        """Run a command in one transaction: handler, rollups, revision, audit entry, commit.

        The same `key` again gives the first answer and saves nothing; commands whose answer must not be kept take no
        key. Raises Invalid, Refused, NotFound, Stale, StoreUnavailable; in each case nothing was saved.
        """
        if now.tzinfo is None:
            raise ValueError("now must carry its zone")
        with self._patience(HANDLERS[type(command)]):
            try:
                with observed("command", type(command).__name__):
                    return self._execute(command, by=by, now=now, key=key)
            except (Refused, NotFound, Invalid) as error:
                if not isinstance(error, Invalid) or error.made_up:
                    self._note_refusal(command, error, by=by, now=now)
                raise

    def _patience(self, spec: Spec) -> AbstractContextManager[None]:
        if spec.many_steps:
            return nullcontext()  # a connection's own, for each answer
        return patience(None if spec.takes_long else self.settings.store_timeout_seconds + 2)

    def _execute(self, command: Any, *, by: Viewer, now: datetime, key: str | None) -> Any:
        began = time.monotonic()
        self._reads.open_anew()
        # A form waits a little for a store that is just coming back; the idle clock and drafts do not.
        if not self._reads.primary.wait(COMING_BACK if key is not None else 0):
            raise away()
        for attempt in itertools.count(1):
            tried = time.monotonic()
            try:
                return self._execute_once(command, by=by, now=now, key=key)
            except StaleDataError as error:
                if attempt == ATTEMPTS:
                    raise Stale(
                        problem("Somebody else changed this meanwhile. Look at it again before you save."),
                        theirs={},
                        version=0,
                    ) from error
            except IntegrityError as error:
                if MOVED in str(error.orig):
                    raise unavailable(error) from error
                if attempt == ATTEMPTS:
                    raise
            except (OperationalError, PoolTimeout, InternalError) as error:
                if isinstance(error, InternalError) and sqlstate(error) != READ_ONLY:
                    raise
                self._reads.note(error, tried)
                comes_back = engines.not_connected(error) and key is not None and time.monotonic() - began < COMING_BACK
                if not comes_back and (attempt >= ATTEMPTS or not worth_retrying(error, key=key)):
                    raise unavailable(error) from error
            time.sleep(0.02 * min(attempt, 10))
        raise AssertionError("unreachable")

    def _execute_once(self, command: Any, *, by: Viewer, now: datetime, key: str | None) -> Any:
        spec = HANDLERS[type(command)]
        name = type(command).__name__
        if key is not None and spec.answer is None:
            raise ValueError(f"the answer to {name} is not for keeping: it takes no key")
        with self._writing() as session:
            rollups.watch(session)
            by = behind_glass(session, spec, by=by, now=now)
            if spec.can_undo and key is not None:
                journal.watch(session)
            if spec.takes_long and session.get_bind().dialect.name == "postgresql":
                session.execute(text("SET LOCAL statement_timeout = 0"))
            done = None
            if key is not None:
                done = session.get(IdempotencyKey, key)
                if done is not None:
                    return first_answer(done, spec, command=name, by=by)
                done = IdempotencyKey(key=key, officer_id=by.officer_id, command=name, at=now)
                session.add(done)
                session.flush()
            answer = handled(spec, session, command, by=by, now=now)
            if done is not None and spec.answer is not None:
                done.result = spec.answer.dump_json(answer).decode()
            session.flush()
            if done is not None and spec.can_undo:
                done.changes = journal.kept(
                    session, [(e.entity, e.entity_ref) for e in audit.pending(session) if e.entity_ref]
                )
                forget_old_saves(session, now=now)
            rollups.apply(session)
            if spec.audited and not audit.pending(session):
                raise AssertionError(f"{name} left no audit entry")
            revision, after = None, None
            if spec.changes_records:
                revision, after = self._moved_on(session, spec.activities_alone(command), by=by)
            if audit.pending(session):
                audit.seal(session, key=self._audit_key, after=after)
        if revision is not None:
            self._saved(revision, by=by)
        if "erased" in session.info:
            afterwards.erased(self, self._writer, *session.info["erased"])
        if "public" in session.info:
            afterwards.published(self)
        return answer

    def _moved_on(self, session: Session, activities_alone: bool, *, by: Viewer) -> tuple[int, tuple[int, str] | None]:
        """See db.revising; with a replica, noted as what this person must see from now on, on every server."""
        revision, after = moved_on(session, activities_alone=activities_alone)
        if self.has_replica and by.officer_id is not None:
            noted = insert(OwnWrite).values(officer_id=by.officer_id, revision=revision)
            session.execute(noted.on_conflict_do_update(index_elements=["officer_id"], set_={"revision": revision}))
        return revision, after

    def _saved(self, revision: int, *, by: Viewer) -> None:
        self._here.saves = self.saves_here() + 1
        if self.has_replica and by.officer_id is not None:
            self._own[by.officer_id] = max(revision, self._own.get(by.officer_id, 0))

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
        with self.reading(primary_only=True) as session:
            found = audit.verify(session, key=self._audit_key, heads=exported, progress=progress)
            return str(found) if found else None

    def export_audit_head(self) -> audit.Head:
        """The head of the chain now, after it was sent to where the settings say. Raises CommonGroundError."""
        with self.reading(primary_only=True) as session:
            head = audit.head(session)
        try:
            audit.export(head, self.settings)
        except OSError as error:
            raise CommonGroundError(
                problem("The head of the audit trail could not be exported: {why}.", why=error.strerror or "no answer")
            ) from error
        return head


def migrate(database_url: str) -> None:
    """Create or bring up to date the store at this address. Safe to run by two at once. Raises CommonGroundError."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    settings = Settings(database_url=database_url)
    if settings.is_sqlite:
        # Waits for another that is at it, an hour if need be; PostgreSQL is told so in the transaction.
        settings = settings.model_copy(update={"store_timeout_seconds": 3600})
    engine = engine_of(settings, writes=True)
    try:
        with patience(None):  # another server may be at it
            migrations.upgrade(engine)
    except (OperationalError, PoolTimeout) as error:
        raise unavailable(error) from error
    except CommandError as error:
        # Alembic knows no such revision: an older program would write what the newer one does not expect.
        raise CommonGroundError(
            problem("This store was brought up to date by a newer version of Common Ground. Use that one.")
        ) from error
    finally:
        engine.dispose()
