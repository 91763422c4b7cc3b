"""Where a read goes: to the store itself, or to a replica of it that is new enough.

What may lag names the least revision it must see. A replica that has not come that far, or is behind by more than the
setting allows, is passed over. While the store itself is away, every read goes to the replica, as it stands.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from db.answering import Answering
from db.engines import engine_of, is_lost, unavailable
from db.errors import StoreAway, problem
from db.lag import Lag
from db.models import StoreRevision
from db.patience import patience
from db.settings import Settings

# What a session of a read knows about itself (session.info): the revision it was begun at, where it may lag; and, while the
# store itself is away, the moment up to which the replica has everything.
REVISION, AS_OF, READS_ONLY = "revision", "as of", "reads only"

# Who waited this long in vain spares the next ones the same. A refusal is quick: each read may find out for itself.
LONG = 0.5
# Seconds for reaching a server that is being asked whether it is back.
GLANCE = 2.0


class Reads:
    def __init__(self, settings: Settings) -> None:
        self._patience = settings.store_timeout_seconds + 2.0
        self.engine = engine_of(settings, writes=False)
        self._over_network = not settings.is_sqlite
        self.primary = Answering("the store", lambda: _asked(self.engine))
        self._replica: Engine | None = None
        self._lag = Lag(settings.replica_max_lag_seconds)
        self._answered_at: datetime | None = None  # when the store itself last did
        self._as_of: datetime | None = None
        self._found_read_only = False
        if settings.replica_url:
            replica = self._replica = engine_of(settings, writes=False, replica=True)
            self.replica_answers = Answering("the replica", lambda: _asked(replica))

    @property
    def has_replica(self) -> bool:
        return self._replica is not None

    @property
    def as_of(self) -> datetime | None:
        """While the store itself is away and the replica is read: up to when that has everything."""
        return None if self.primary else self._as_of

    def close(self) -> None:
        self.primary.close()
        self.engine.dispose()
        if self._replica:
            self.replica_answers.close()
            self._replica.dispose()

    def saw(self, revision: int) -> None:
        """The store itself has just been seen at this revision."""
        if self.has_replica:
            self._answered_at = datetime.now(UTC)
            self._lag.saw(revision, time.monotonic())

    def open_anew(self) -> None:
        """After a file that could not be written: what SQLite shares among a program's connections stays read-only while one
        of them is open that found it so, also one that only the error about it still refers to."""
        if self._found_read_only:
            self._found_read_only = False
            self.engine.dispose()
            gc.collect()

    def note(self, error: Exception, began: float) -> None:
        """The store itself did not answer somebody who began to wait then."""
        if not self._over_network:
            self._found_read_only = is_lost(error)
        elif is_lost(error) and (self.has_replica or time.monotonic() - began > LONG):
            self.primary.lost()

    @contextmanager
    def session(self, *, at_least: int | None = None, primary_only: bool = False) -> Iterator[Session]:
        """A session that sees one state and can change nothing. Raises StoreUnavailable."""
        began = time.monotonic()
        try:
            with ExitStack() as stack:
                session = self._begun(stack, at_least, primary_only)
                of_replica = session.get_bind() is self._replica
                try:
                    yield session
                except OperationalError as error:
                    if of_replica and is_lost(error):
                        self.replica_answers.lost()
                    elif not of_replica:
                        self.note(error, began)
                    raise
        except (OperationalError, PoolTimeout) as error:
            raise unavailable(error) from error

    def _begun(self, stack: ExitStack, at_least: int | None, primary_only: bool) -> Session:
        if at_least is not None and self.has_replica and not primary_only:
            found = self._on_replica(stack, max(at_least, self._lag.floor(time.monotonic())))
            if found is not None:
                return found
        began = time.monotonic()
        if not self.primary:
            return self._instead(stack, primary_only)
        try:
            session = self._on(self.engine, stack)
            if at_least is not None and self.has_replica:
                session.info[REVISION] = session.scalar(select(StoreRevision.revision)) or 0
            return session
        except (OperationalError, PoolTimeout) as error:
            self.note(error, began)
            if self.primary or not self.has_replica:
                raise
            return self._instead(stack, primary_only)

    def _on(self, engine: Engine, stack: ExitStack) -> Session:
        # Its transaction begins with the first question and is given back at the end: a read has nothing to commit.
        session = stack.enter_context(Session(engine, expire_on_commit=False, info={READS_ONLY: True}))
        if self._over_network:
            # Now, not with the first question: whoever asks cannot go elsewhere any more.
            with patience(self._patience):
                session.connection()
        return session

    def _on_replica(self, stack: ExitStack, at_least: int) -> Session | None:
        """None when the replica is not there, or not that far."""
        if self._replica is None or not self.replica_answers:
            return None
        with ExitStack() as inner:
            try:
                session = self._on(self._replica, inner)
                revision = session.scalar(select(StoreRevision.revision)) or 0
            except (OperationalError, PoolTimeout) as error:
                if is_lost(error):
                    self.replica_answers.lost()
                return None
            if revision < at_least:
                return None
            session.info[REVISION] = revision
            stack.push(inner.pop_all())
            return session

    def _instead(self, stack: ExitStack, primary_only: bool) -> Session:
        """The replica as it stands, because the store itself is away. Raises StoreAway when there is none either."""
        session = None if primary_only else self._on_replica(stack, 0)
        if session is None:
            raise away()
        session.info[AS_OF] = self._as_of = self._complete_until(session)
        return session

    def _complete_until(self, session: Session) -> datetime:
        """When the store itself last answered, if the replica has come as far as that; otherwise its last change."""
        if self._answered_at and session.info[REVISION] >= self._lag.newest:
            return self._answered_at
        changed: datetime | None = session.scalar(select(func.pg_last_xact_replay_timestamp()))
        return changed or self._answered_at or datetime.now(UTC)


def revisions_of(session: Session) -> tuple[int, int]:
    """The store's revision in this state of it; and how many of its changes were not of activities alone, which is what an
    answer without activities is kept under."""
    found = session.execute(select(StoreRevision.revision, StoreRevision.of_activities)).first()
    return (found[0], found[0] - found[1]) if found else (0, 0)


def away() -> StoreAway:
    return StoreAway(problem("The store cannot be reached just now. Nothing was saved; it is safe to try again."))


def _asked(engine: Engine) -> None:
    with patience(GLANCE), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
