"""A store with a real streaming replica: own saves are always seen, and reading goes on while the store itself is away."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db import audit
from db.commands.sessions import SignInDemo, digest
from db.errors import CommonGroundError, StoreAway, StoreUnavailable
from db.models import Concern, OwnWrite
from db.queries.people import Resolved, resolve
from db.reads import AS_OF, REVISION
from db.store import Store, migrate
from db.vocabulary import Role
from tests import postgres
from tests.conftest import ENGINES
from tests.db.conftest import NOW, SYSTEM, Desk, a_concern, furnish, opened, seated

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("postgresql" not in ENGINES, reason="SQLite has no replicas"),
]
SAYS_SO_WITHIN = 8.0  # seconds


@dataclass
class Pair:
    store: postgres.Cluster
    replica: postgres.Cluster

    def replay(self, pause: bool) -> None:
        self.replica.run(f"SELECT pg_wal_replay_{'pause' if pause else 'resume'}()")
        wanted = "paused" if pause else "not paused"
        with psycopg.connect(self.replica.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            until(lambda: connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == (wanted,))

    def level(self) -> bool:
        """True when the replica has replayed everything the store has written."""
        ask = "SELECT pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()) <= 0"
        with psycopg.connect(self.store.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SET synchronous_commit = on")  # this server's commits are not on the disk at once
            connection.execute("SELECT pg_logical_emit_message(true, 'tests', 'all of it')")
            written = connection.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
        with psycopg.connect(self.replica.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            return connection.execute(ask, written).fetchone() == (True,)

    def opened(self, **settings: Any) -> Any:
        return opened(self.store.url("desk"), **{"replica_url": self.replica.url("desk"), **settings})


def until(true: Any, seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it never became so"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """A server of these tests' own: they stop it."""
    store = postgres.start()
    store.run("CREATE DATABASE desk")
    migrate(store.url("desk"))
    furnish(store.url("desk"))
    made = Pair(store, store.standby())
    yield made
    made.replica.stop()
    made.store.stop()


@pytest.fixture
def desk(pair: Pair) -> Iterator[Desk]:
    """The desk of a server that has a replica."""
    with pair.opened() as store:
        until(lambda: on_replica(store, at_least=store.revision()))
        yield seated(store)


def on_replica(store: Store, *, at_least: int) -> bool:
    with store.reading(at_least=at_least) as session:
        return bool(session.scalar(text("SELECT pg_is_in_recovery()")))


def refs(session: Session) -> set[str]:
    return set(session.scalars(select(Concern.ref)))


def looked_up(store: Store, token: str) -> Resolved:
    with store.reading() as session:
        hour = NOW - NOW.replace(hour=NOW.hour - 1)
        return resolve(session, token_hash=digest(token), now=NOW, idle=hour, absolute=12 * hour)


@contextmanager
def paused(pair: Pair) -> Iterator[None]:
    pair.replay(pause=True)
    try:
        yield
    finally:
        pair.replay(pause=False)


def test_a_person_sees_their_own_save_on_every_server_and_others_see_it_when_the_replica_does(
    pair: Pair, desk: Desk
) -> None:
    signed_in = desk.store.execute(SignInDemo(Role.OFFICER), by=SYSTEM, now=NOW)
    before = desk.store.revision()
    until(lambda: on_replica(desk.store, at_least=before))
    with pair.opened() as elsewhere, paused(pair):
        mine = looked_up(elsewhere, signed_in.token)
        assert mine.viewer is not None
        saved = desk.store.execute(a_concern(), by=mine.viewer, now=NOW)
        assert desk.store.own_revision(mine.viewer.officer_id) == before + 1
        again = looked_up(elsewhere, signed_in.token)
        assert (again.revision, again.own_revision) == (before + 1, before + 1)
        with elsewhere.reading(at_least=again.own_revision) as session:
            assert saved.ref in refs(session)
            assert session.info[REVISION] == before + 1
            assert not session.scalar(text("SELECT pg_is_in_recovery()"))
        with elsewhere.reading(at_least=before) as session:
            assert saved.ref not in refs(session)
            assert session.info[REVISION] == before
    until(lambda: on_replica(desk.store, at_least=before + 1))


def test_a_replica_that_is_too_far_behind_is_passed_over(pair: Pair, desk: Desk) -> None:
    with pair.opened(replica_max_lag_seconds=1) as store, paused(pair):
        before = store.revision()
        store.saw(before)
        desk.concern()
        store.saw(before + 1)
        assert on_replica(store, at_least=0)
        time.sleep(1.1)
        assert not on_replica(store, at_least=0)


def test_without_a_replica_nothing_is_noted_about_own_saves(pair: Pair, desk: Desk) -> None:
    def own() -> int:
        with desk.store.reading() as session:
            return session.scalar(select(OwnWrite.revision).where(OwnWrite.officer_id == viewer.officer_id)) or 0

    viewer = desk.viewers["dee"]
    with opened(pair.store.url("desk")) as alone:
        alone.execute(a_concern(neighbourhood_id=desk.areas["mill"]), by=viewer, now=NOW)
    assert own() == 0
    desk.store.execute(a_concern(neighbourhood_id=desk.areas["mill"]), by=viewer, now=NOW)
    assert own() == desk.store.revision()


def test_a_replica_that_is_not_there_costs_nobody_an_answer(pair: Pair) -> None:
    with pair.opened(replica_url="postgresql+psycopg://nobody@127.0.0.1:1/desk") as store:
        assert not on_replica(store, at_least=0)


def test_of_several_hosts_the_one_that_writes_is_the_store(pair: Pair, desk: Desk) -> None:
    hosts = f"host=127.0.0.1:{pair.replica.port}&host=127.0.0.1:{pair.store.port}"
    several = f"postgresql+psycopg://{postgres.USER}@/desk?{hosts}"
    with opened(several, replica_url=several) as store:
        with store.reading() as session:
            assert not session.scalar(text("SELECT pg_is_in_recovery()"))
        assert on_replica(store, at_least=0)
        store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)


def test_migrating_a_replica_is_refused_in_a_sentence(pair: Pair) -> None:
    with pytest.raises(CommonGroundError, match="This is a replica, which can only be read"):
        migrate(pair.replica.url("desk"))


def test_while_the_store_is_away_reading_goes_on_and_saving_says_why(pair: Pair, desk: Desk) -> None:
    signed_in = desk.store.execute(SignInDemo(Role.OFFICER), by=SYSTEM, now=NOW)
    saved = desk.concern()
    until(lambda: on_replica(desk.store, at_least=desk.store.revision()))
    assert desk.store.as_of is None
    pair.store.crash()
    try:
        assert looked_up(desk.store, signed_in.token).viewer is not None
        with desk.store.reading() as session:
            assert saved.ref in refs(session)
            assert session.info[AS_OF] == desk.store.as_of is not None
        with pytest.raises(StoreAway, match="safe to try again"), desk.store.reading(primary_only=True):
            pass
        began = time.monotonic()
        with pytest.raises(StoreAway, match="cannot be reached"):  # as the idle clock does: it does not wait
            desk.store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)
        assert time.monotonic() - began < 1
    finally:
        threading.Timer(1, lambda: setattr(pair, "store", pair.store.again())).start()
    kept = desk.do(a_concern(), key="a form that waits")
    until(lambda: desk.store.as_of is None)
    assert desk.do(a_concern(), key="a form that waits") == kept
    with desk.store.reading(primary_only=True) as session:
        assert {saved.ref, kept.ref} <= refs(session)


# Connections that break, and peers that are silent


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes every connection and never says a word."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            with suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield f"postgresql+psycopg://nobody@127.0.0.1:{server.getsockname()[1]}/none"
        server.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


@pytest.mark.long
def test_a_silent_peer_is_given_up_and_the_next_read_does_not_wait_for_it(desk: Desk) -> None:
    with silent_server() as url, opened(url, connect_timeout_seconds=2) as store:
        began = time.monotonic()
        with pytest.raises(StoreAway):
            store.revision()
        first = time.monotonic()
        assert first - began < SAYS_SO_WITHIN
        with pytest.raises(StoreAway):
            store.revision()
        assert time.monotonic() - first < 1
        with pytest.raises(StoreAway):
            store.execute(a_concern(), by=desk.viewers["ana"], now=NOW, key="a form")
        assert time.monotonic() - first < SAYS_SO_WITHIN


@contextmanager
def stalled(store: Store, engine: Any) -> Iterator[None]:
    """The server's ends of this engine's connection stand still, as behind a line that swallows everything."""
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_kept_connection_that_has_gone_silent_is_replaced(pair: Pair, desk: Desk) -> None:
    with opened(pair.store.url("desk")) as store, stalled(store, store._reader):
        began = time.monotonic()
        assert store.revision() == desk.store.revision()
        assert time.monotonic() - began < SAYS_SO_WITHIN


def test_a_save_that_is_met_by_silence_is_sent_again_in_time(
    pair: Pair, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []
    append = audit.append

    def stalls_once(session: Session, *more: Any, **named: Any) -> None:
        if not stopped:
            stopped.append(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
            os.kill(stopped[0], signal.SIGSTOP)
            # What it has locked is free again only when the server notices.
            threading.Timer(3, os.kill, (stopped[0], signal.SIGCONT)).start()
        append(session, *more, **named)

    monkeypatch.setattr(audit, "append", stalls_once)
    with opened(pair.store.url("desk"), store_timeout_seconds=1) as store:
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="safe to try again"):
            store.execute(a_concern(), by=desk.viewers["ana"], now=NOW, key="a stalled form")
        assert time.monotonic() - began < SAYS_SO_WITHIN
        until(lambda: _saved_once(store, desk, "a stalled form"))


def _saved_once(store: Store, desk: Desk, key: str) -> bool:
    try:
        saved = store.execute(a_concern(summary="Only once"), by=desk.viewers["ana"], now=NOW, key=key)
    except StoreUnavailable:
        return False
    assert store.execute(a_concern(summary="Only once"), by=desk.viewers["ana"], now=NOW, key=key) == saved
    return True


@pytest.mark.parametrize("key", [None, "a form cut off"])
def test_a_connection_ended_inside_a_save_is_replaced_where_a_key_tells_saves_apart(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    cut = iter([True])
    append = audit.append

    def cuts_once(session: Session, *more: Any, **named: Any) -> None:
        if next(cut, False):
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        append(session, *more, **named)

    monkeypatch.setattr(audit, "append", cuts_once)
    before = desk.count(Concern)
    if key:
        desk.do(a_concern(), key=key)
    else:
        with pytest.raises(StoreAway, match="connection to the store was lost"):
            desk.store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)
        until(lambda: desk.store.as_of is None)
    assert desk.count(Concern) == before + bool(key)


def test_a_connection_to_a_leader_that_only_reads_now_is_dropped(desk: Desk) -> None:
    with desk.store._writer.connect() as connection, connection.begin():
        connection.execute(text("SET default_transaction_read_only = on"))  # stays with the kept connection
    desk.store.execute(a_concern(), by=desk.viewers["ana"], now=NOW)


def test_when_all_connections_are_taken_it_says_so(pair: Pair, desk: Desk) -> None:
    with opened(pair.store.url("desk"), pool_size=1, pool_overflow=0, store_timeout_seconds=1) as store:
        with store.reading(), pytest.raises(StoreUnavailable, match="Too many people"):
            store.revision()
        assert store.revision() == desk.store.revision()


@pytest.mark.long
def test_a_migration_waits_for_another_longer_than_a_person_would(pair: Pair) -> None:
    with psycopg.connect(pair.store.url("desk").replace("+psycopg", "")) as other:
        other.execute("SELECT pg_advisory_xact_lock(7340122)")
        threading.Timer(7, other.rollback).start()
        migrate(pair.store.url("desk"))
