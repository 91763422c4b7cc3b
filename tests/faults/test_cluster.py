"""A database machine is lost while eight people save: nothing acknowledged is lost, and soon they save again."""

import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr
from sqlalchemy import select

from db.access import Viewer
from db.commands.activities import LogActivity
from db.errors import StoreUnavailable
from db.models import Concern
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store, migrate
from db.vocabulary import ActivityType
from tests.cluster import Cluster, Desk, cluster, servers
from tests.cluster.processes import wait_for
from tests.db.conftest import furnish
from tests.e2e.conftest import go, settled, sign_in
from tests.faults.invariants import MARK, acknowledged_present_once, audit_whole, rollups_equal

pytestmark = [pytest.mark.long, pytest.mark.postgres, pytest.mark.timeout(600)]
WRITERS = 8
PEOPLE = ("ana", "ben", "cal", "sue")
WRITING_AGAIN_WITHIN, READING_AGAIN_WITHIN = 30.0, 10.0
STANDING_STILL = "Nothing can be saved just now"
AUDIT_KEY = "the tests' key of the audit trail, which is long enough"  # of the servers and of the tests alike


@pytest.fixture(scope="module")
def three() -> Iterator[Cluster]:
    """Three database machines with a furnished store."""
    with cluster(etcd_members=3) as up:
        migrate(up.primary_url)
        furnish(up.primary_url, audit_key=AUDIT_KEY)
        yield up


@pytest.fixture
def whole(three: Cluster) -> Cluster:
    three.wait_whole()
    return three


@pytest.fixture
def store(three: Cluster, tmp_path: Path) -> Iterator[Store]:
    known = {"account_key": SecretStr("the tests'"), "audit_key": SecretStr(AUDIT_KEY)}
    opened = Store.open(Settings(database_url=three.primary_url, files_dir=str(tmp_path), **known))
    yield opened
    opened.close()


class Writers:
    """Eight people, each with one form after the other: what was not acknowledged is sent again with its key."""

    def __init__(self, store: Store) -> None:
        self._store, self._over = store, threading.Event()
        self.acknowledged: dict[str, str] = {}
        self.at: list[float] = []
        self.sentences: set[str] = set()
        self.broken: list[str] = []
        self._threads = [
            threading.Thread(target=self._write, args=(PEOPLE[n % 4],), daemon=True) for n in range(WRITERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=90)
        assert not any(thread.is_alive() for thread in self._threads), "somebody still waits for an answer"

    def _write(self, name: str) -> None:
        with self._store.reading() as session:
            viewer = viewer_by_subject(session, name)
        assert viewer is not None
        while not self._over.is_set():
            self._save(viewer, f"fault-{uuid4().hex}")

    def _save(self, viewer: Viewer, key: str) -> None:
        now = datetime.now(UTC)
        area = viewer.areas[0] if viewer.areas else None
        activity = LogActivity(
            ActivityType.FOOT_PATROL, now - timedelta(hours=1), 30, neighbourhood_id=area, note=MARK + key
        )
        while True:
            try:
                saved = self._store.execute(activity, by=viewer, now=now, key=key)
                break
            except StoreUnavailable as error:
                self.sentences.add(str(error))
                time.sleep(0.1)
            except Exception as error:  # noqa: BLE001 - whatever else reaches a person is a finding
                self.broken.append(repr(error)[:300])
                time.sleep(0.1)
        self.acknowledged[key] = saved.ref
        self.at.append(time.monotonic())

    def wait_for(self, more: int, *, seconds: float = 90) -> None:
        wanted = len(self.at) + more
        wait_for(f"{more} saves", lambda: len(self.at) >= wanted, seconds=seconds, said=lambda: str(self.broken[-3:]))

    def longest_pause(self, since: float) -> float:
        """Seconds from this moment to the first save after it that was followed by others, or between two saves."""
        times = [since, *sorted(at for at in self.at if at > since)]
        return max((after - before for before, after in zip(times, times[1:], strict=False)), default=float("inf"))


@contextmanager
def writing(store: Store) -> Iterator[Writers]:
    writers = Writers(store)
    writers.start()
    try:
        writers.wait_for(WRITERS)
        yield writers
    finally:
        writers.stop()


@contextmanager
def repeated(do: Callable[[], None], every: float) -> Iterator[None]:
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(every):
            do()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join(timeout=30)


class Readers:
    """Somebody who looks at the replicas' port again and again, with a new connection each time."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+psycopg", "")
        self.at: list[float] = []

    def look(self) -> None:
        try:
            with psycopg.connect(self._url, connect_timeout=3) as connection:
                connection.execute("SELECT count(*) FROM activity")
        except psycopg.Error:
            return
        self.at.append(time.monotonic())

    def longest_pause(self) -> float:
        return max(after - before for before, after in zip(self.at, self.at[1:], strict=False))


class Leaders:
    """Who takes writes, asked of each PostgreSQL itself, all the time."""

    def __init__(self, of: Cluster) -> None:
        self._of, self.seen, self.together = of, set[str](), list[set[str]]()

    def look(self) -> None:
        now = {name for name, node in self._of.nodes.items() if node.takes_writes()}
        self.seen |= now
        if len(now) > 1:
            self.together.append(now)


def assert_whole(store: Store, writers: Writers) -> None:
    assert writers.broken == []
    wrong = [
        *acknowledged_present_once(store, writers.acknowledged),
        *audit_whole(store),
        *rollups_equal(store),
    ]
    assert wrong == []


def noted(record: Callable[[str, object], None], fault: str, writers: Writers, seconds: float) -> None:
    """A row of the table that `make faults` writes."""
    print(f"\n{fault}: {len(writers.acknowledged)} acknowledged, none lost, saving again after {seconds:.1f} s")
    record(
        "fault",
        {"fault": fault, "engine": "PostgreSQL cluster", "times": 1, "acknowledged": len(writers.acknowledged), "lost": 0,
         "doubled": 0, "seconds": round(seconds, 1), "saw": " / ".join(sorted(writers.sentences))},
    )  # fmt: skip


def test_the_leader_is_killed_and_nothing_acknowledged_is_lost(
    whole: Cluster, store: Store, record_property: Callable[[str, object], None]
) -> None:
    readers, leaders = Readers(whole.replica_url), Leaders(whole)
    with repeated(readers.look, 0.05), repeated(leaders.look, 0.2), writing(store) as writers:
        writers.wait_for(200)
        killed_at = time.monotonic()
        killed = whole.kill_leader()
        writers.wait_for(200)
        again = writers.longest_pause(killed_at)
        whole.start(killed)  # as the machine does that comes back; nobody does anything else
        whole.wait_whole()
        writers.wait_for(50)
    assert whole.leader() != killed
    assert whole.roles()[killed] in ("replica running", "sync_standby running")
    assert_whole(store, writers)
    assert leaders.together == [] and len(leaders.seen) == 2, leaders.seen
    assert again <= WRITING_AGAIN_WITHIN, f"{again:.1f} s"
    assert readers.longest_pause() <= READING_AGAIN_WITHIN, f"{readers.longest_pause():.1f} s"
    noted(record_property, "The leader's machine lost, 8 writers (reads through the replicas' port paused "
          f"{readers.longest_pause():.1f} s)", writers, again)  # fmt: skip


def test_a_leader_that_hangs_and_wakes_up_again_acknowledges_nothing_that_is_lost(
    whole: Cluster, store: Store, record_property: Callable[[str, object], None]
) -> None:
    was = whole.leader()
    assert was
    with writing(store) as writers:
        writers.wait_for(100)
        stopped_at = time.monotonic()
        whole.nodes[was].signal(signal.SIGSTOP)
        try:
            writers.wait_for(100)
            again = writers.longest_pause(stopped_at)
            assert whole.leader() not in (None, was)
        finally:
            whole.nodes[was].signal(signal.SIGCONT)
        whole.wait_whole()
        writers.wait_for(50)
    assert whole.leader() != was, "it found that another one leads, and follows"
    assert_whole(store, writers)
    assert again <= WRITING_AGAIN_WITHIN, f"{again:.1f} s"
    noted(record_property, "The leader's machine hangs, and wakes up when another leads, 8 writers", writers, again)


def test_the_replica_that_saves_wait_for_is_killed_and_another_takes_its_place(
    whole: Cluster, store: Store, record_property: Callable[[str, object], None]
) -> None:
    leader = whole.leader()
    standby = next(name for name, role in whole.roles().items() if role.startswith("sync_standby"))
    with writing(store) as writers:
        writers.wait_for(100)
        killed_at = time.monotonic()
        whole.nodes[standby].kill()
        writers.wait_for(200)
        again = writers.longest_pause(killed_at)
        whole.start(standby)
        whole.wait_whole()
    assert whole.leader() == leader
    assert_whole(store, writers)
    assert again <= READING_AGAIN_WITHIN, f"{again:.1f} s"
    noted(record_property, "The synchronous replica's machine lost, 8 writers", writers, again)


def test_the_leaders_patroni_is_restarted_and_nobody_waits(whole: Cluster, store: Store) -> None:
    leader = whole.leader()
    with writing(store) as writers:
        writers.wait_for(100)
        began = time.monotonic()
        whole.restart_leaders_patroni()
        writers.wait_for(50)
        pause = writers.longest_pause(began)
        whole.wait_whole()
    assert whole.leader() == leader
    assert_whole(store, writers)
    assert pause <= 2, f"{pause:.1f} s"


def test_with_no_replica_nothing_is_acknowledged_on_one_machine_alone(whole: Cluster, store: Store) -> None:
    others = [name for name in whole.nodes if name != whole.leader()]
    with writing(store) as writers:
        for name in others:
            whole.nodes[name].kill()
        time.sleep(2)  # what was on its way
        before = len(writers.at)
        time.sleep(8)
        while_alone = len(writers.at) - before
        for name in others:
            whole.start(name)
        whole.wait_whole()
        writers.wait_for(50)
    assert while_alone == 0
    assert_whole(store, writers)


@pytest.fixture(scope="module")
def desk(three: Cluster) -> Iterator[Desk]:
    """Two servers behind nginx on these databases."""
    with servers(three, COMMON_GROUND_AUDIT_KEY=AUDIT_KEY) as up:
        yield up


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """An officer's page, signed in through nginx."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    sign_in(opened, desk.address)
    yield opened
    context.close()


def meanwhile(page: Page, work: Callable[[], object]) -> None:
    """Something happens to the machines while the browser goes on with what it does."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        while not done.done():
            page.wait_for_timeout(200)
        done.result()


def server_of(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "common_ground_server")


def recorded(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Concern.summary)))


@pytest.mark.browser
def test_a_rolling_restart_loses_nothing_that_is_typed(whole: Cluster, store: Store, desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}/log?kind=concern")
    said = page.get_by_label("What was reported", exact=False).first
    said.fill("The gate of the playground does not close")
    said.blur()
    page.wait_for_timeout(1500)
    settled(page)
    loaded = page.evaluate("performance.timeOrigin")
    summary = "The gate of the playground does not close and a child ran out"
    before = [server.process for server in desk.servers]
    meanwhile(page, desk.restart_rolling)
    # So nobody can have stayed; whoever comes back late may find their own server well again.
    assert all(server.process is not was for server, was in zip(desk.servers, before, strict=True))
    said.press_sequentially(" and a child ran out")
    said.blur()
    page.wait_for_timeout(1500)
    settled(page)
    assert page.evaluate("performance.timeOrigin") == loaded, "nobody had to load the page again"
    expect(page.get_by_label("What was reported", exact=False).first).to_have_value(summary)
    page.get_by_role("combobox", name="About (required)").first.fill("Lighting and environment")
    page.get_by_role("option", name="Lighting and environment").first.click()
    settled(page)
    page.get_by_role("button", name="Save", exact=True).first.dblclick()
    settled(page)
    expect(page.get_by_text("Saved as C-").first).to_be_visible()
    assert recorded(store) == [summary]
    assert audit_whole(store) == []
    assert [server.said().count("Traceback") for server in desk.servers] == [0, 0]


@pytest.mark.browser
def test_a_server_stops_soon_when_it_is_told_to_with_people_on_it(desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}/today")
    settled(page)
    server = desk.servers[int(server_of(page)) - 1]
    began = time.monotonic()
    server.terminate()
    took = time.monotonic() - began
    server.start()
    server.wait_well()
    print(f"\na server with a page open ended after {took:.1f} s")
    assert took <= 10


@pytest.mark.browser
def test_pages_stay_readable_while_the_leader_is_lost(
    whole: Cluster, store: Store, desk: Desk, page: Page, record_property: Callable[[str, object], None]
) -> None:
    """Pages that show nothing personal or restricted; the page itself is asked, as a person would, by going to another."""
    page.goto(f"{desk.address}/concerns")
    settled(page)
    places = itertools.cycle([("/concerns", "Concerns"), ("/events", "Events"), ("/concern_map", "Concern map")])
    main = page.get_by_test_id("stMain")

    def read() -> bool:
        """Whether the next page is there, with nothing above it but the line that says how old it is."""
        path, title = next(places)
        go(page, path)
        alerts = [words for words in main.get_by_test_id("stAlert").all_inner_texts() if STANDING_STILL not in words]
        return main.get_by_role("heading", name=title, level=1).count() == 1 and not alerts

    assert read() and read(), main.inner_text()
    killed, lost_at = whole.kill_leader(), time.monotonic()
    seen, stood_still = [lost_at], False
    while whole.leader() is None and time.monotonic() < lost_at + 60:
        if read():
            seen.append(time.monotonic())
        stood_still = stood_still or STANDING_STILL in main.inner_text()
    back_at = time.monotonic()
    whole.start(killed)
    whole.wait_whole()
    assert back_at - lost_at > READING_AGAIN_WITHIN, "the leader was not away for long enough to show anything"
    assert stood_still, "nobody was told that nothing can be saved"
    pauses = [after - before for before, after in itertools.pairwise([*seen, back_at])]
    assert max(pauses) <= READING_AGAIN_WITHIN, f"{max(pauses):.1f} s"
    record_property("fault", {"fault": "Pages read while no leader is there", "engine": "PostgreSQL cluster", "times": 1,
                              "acknowledged": None, "lost": None, "doubled": None, "seconds": round(max(pauses), 1),
                              "saw": "the pages, from a replica"})  # fmt: skip
