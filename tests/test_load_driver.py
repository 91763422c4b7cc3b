"""The load driver does to a real server what a person's browser does, and notices what goes wrong."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.load.accounts import cookies_of
from bench.load.crowd import Plan, people_for
from bench.load.diary import Diary, Kept, Wait
from bench.load.measured import by_kind, percentile
from bench.load.officer import MIX, Interrupted, Officer, Who
from bench.load.run import load
from bench.load.seen import Run, element_of
from bench.load.servers import Reading, Server, serving, slope
from bench.load.wire import LineLost, Page, pressed
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.models import Activity, Draft
from db.settings import Settings
from db.store import Store
from db.vocabulary import ConcernCategory
from tests.dashboard.conftest import fill

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """In a thread: where the same worker drives a browser, this one has a loop already."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(work).result()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store]]:
    """A server on a tiny store: two neighbourhoods, one officer, thirty concerns (more than a page of the list)."""
    folder = tmp_path_factory.mktemp("load")
    address = fill(folder / "store.db")
    store = Store.open(Settings(database_url=address))
    now = datetime.now(UTC)
    kinds = (ConcernCategory.NOISE, ConcernCategory.LIGHTING)
    concerns = [
        BulkConcern(f"Street light {n} out", kinds[n % 2], now, str(n), latitude=50.05, longitude=10.05)
        for n in range(60)
    ]
    store.execute(RecordConcernsInBulk(concerns, source="test"), by=Viewer.system("tests"), now=now)
    with serving(address, folder) as fleet:
        yield fleet.servers[0], store
    store.close()


def officer(server: Server, diary: Diary, *, seed: int, think: float = 0.0) -> Officer:
    return Officer(Who(1), server.address, diary, think=think, seed=seed)


@pytest.mark.long
def test_an_officer_signs_in_through_the_page_and_does_each_thing_of_the_mix(served: tuple[Server, Store]) -> None:
    server, store = served
    diary = Diary()

    async def shift() -> Officer:
        one = officer(server, diary, seed=1)
        await one.arrive()
        for kind in MIX:
            await one.do(kind)
        await one.leave()
        return one

    one = apart(lambda: asyncio.run(shift()))
    assert diary.troubles == []
    assert "common_ground_session" in one.cookies  # the ticket was exchanged, as the browser does
    assert {"sign in", "open map", "open list", "today", "record", "open log", "log field", "save"} <= {
        wait.kind for wait in diary.waits
    }
    [save] = diary.saves
    assert (save.kept, save.area) == (Kept.ACKNOWLEDGED, "Harbour")
    with store.reading() as session:
        found = session.scalars(select(Activity).where(Activity.dispatch_ref == save.mark)).all()
    assert [activity.ref for activity in found] == [save.ref]


@pytest.mark.long
def test_after_a_lost_line_the_officer_comes_back_to_the_same_page_and_the_form_is_saved_once(
    served: tuple[Server, Store],
) -> None:
    server, store = served
    diary = Diary()

    async def shift() -> tuple[str, str]:
        one = officer(server, diary, seed=2)
        await one.arrive()
        before = one.page.session_id
        await one.see_today()
        assert one.page.socket is not None
        one.page.socket.transport.abort()
        with pytest.raises(LineLost):
            await one.page.act(kind="cut")
        await one._come_back()
        await one.log_activity()
        await one.leave()
        return before, one.page.session_id

    before, after = apart(lambda: asyncio.run(shift()))
    assert after == before  # Streamlit gave the page back: it was asked for by name, with the cookie of its owner
    assert (diary.reconnects, diary.troubles) == (1, [])
    [save] = diary.saves
    with store.reading() as session:
        assert session.scalar(select(func.count()).where(Activity.dispatch_ref == save.mark)) == 1
        assert session.scalar(select(func.count(Draft.id))) == 0


class CutWhileSaving(Page):
    """The line goes a moment after Save was pressed, once."""

    cut_after: float | None = 0.02

    async def act(self, *changes: WidgetState, kind: str, fragment: str = "", quiet: float = 0.0) -> Run:
        if kind == "save" and self.cut_after is not None and self.socket is not None:
            asyncio.get_running_loop().call_later(self.cut_after, self.socket.transport.abort)
            self.cut_after = None
        return await super().act(*changes, kind=kind, fragment=fragment, quiet=quiet)


@pytest.mark.long
def test_a_save_whose_answer_was_lost_is_in_the_store_once(served: tuple[Server, Store]) -> None:
    """The officer finds the receipt, or the form as it was and presses again; either way it is one record."""
    server, store = served
    diary = Diary()
    [cookie] = cookies_of(store.settings.database_url, 1)

    async def shift() -> None:
        one = Officer(Who(1, cookie=cookie, alone_with_account=True), server.address, diary, think=0.0, seed=5)
        one.page = CutWhileSaving(server.address, one.cookies)
        await one.arrive()
        with pytest.raises(Interrupted):
            await one.log_activity()
        await one.leave()

    apart(lambda: asyncio.run(shift()))
    [save] = diary.saves
    assert (save.kept, diary.reconnects) == (Kept.ACKNOWLEDGED, 1)
    with store.reading() as session:
        assert session.scalars(select(Activity.ref).where(Activity.dispatch_ref == save.mark)).all() == [save.ref]


def test_what_a_page_says_when_it_breaks_is_trouble(served: tuple[Server, Store]) -> None:
    """A save without what the form requires, and a page of somebody who was signed out."""
    server, _store = served
    diary = Diary()

    async def shift() -> None:
        one = officer(server, diary, seed=3)
        await one.arrive()
        await one._click(lambda: one.page.go("log", kind="open log"))
        await one._click(lambda: one.page.act(pressed(one._widget(".save")), kind="save"))
        await one.leave()

    apart(lambda: asyncio.run(shift()))
    assert any("another look" in words for _at, _kind, words in diary.troubles)


@pytest.mark.long  # a crowd takes its time
def test_several_officers_at_once_are_measured(served: tuple[Server, Store]) -> None:
    server, store = served
    plan = Plan(officers=3, seconds=3, think=0.3, seed=4)
    outcome = apart(lambda: load("", [server.address], plan, [server], own_accounts=False))
    assert outcome.errors == 0
    assert outcome.diary.signed_in == 3
    assert len(outcome.waits) >= 6
    assert outcome.alone
    assert outcome.readings[0].memory[0] > 50
    acknowledged = {save.ref for save in outcome.diary.saves if save.kept is Kept.ACKNOWLEDGED}
    with store.reading() as session:
        there = set(session.scalars(select(Activity.ref).where(Activity.dispatch_ref.startswith("L4-"))))
    assert acknowledged <= there


def test_officers_have_accounts_of_their_own_where_the_store_has_enough_people() -> None:
    assert [who.cookie for who in people_for(2, ["a", "b", "c"])] == ["a", "b", "c"]
    assert all(who.alone_with_account for who in people_for(2, ["a", "b", "c"]))
    shared = people_for(3, ["a", "b"])
    assert [who.cookie for who in shared] == ["a", "b", "a", "b"]
    assert not any(who.alone_with_account for who in shared)
    assert [who.cookie for who in people_for(1, [])] == ["", ""]  # through the page


def test_percentiles_and_slopes_are_what_they_say() -> None:
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 0.99)] == [50, 95, 99]
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.5) == 0.0
    waits = [Wait("today", 0.0, 0.1, 2000), Wait("save", 1.0, 0.3, 4000)]
    assert by_kind(waits)["today"] == {"n": 1, "p50": 100.0, "p95": 100.0, "p99": 100.0, "kB": 2.0}
    assert list(by_kind(waits)) == ["all", "save", "today"]
    readings = [Reading(60.0 * n, (100.0 + 2 * n,), (0.0,), 0.0) for n in range(5)]
    assert slope(readings, 0) == pytest.approx(2.0)
    assert slope(readings[:2], 0) == 0.0


@pytest.mark.parametrize(
    ("body", "is_trouble"),
    [
        ("# :material/error: The store does not answer.", True),
        ("## :material/error: Something went wrong on our side.", True),
        ("# :material/lock: Sign in to see this page.", True),
        (":red[:material/error: Say where.]", True),
        ("## :material/search_off: No concern matches.", False),
        (":material/lock: Restricted: only you can read it.", False),
        ("60 shown", False),
    ],
)
def test_a_page_that_could_not_is_told_from_one_that_has_nothing(body: str, is_trouble: bool) -> None:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = body
    seen = element_of(message)
    assert seen is not None and bool(seen.trouble) is is_trouble
