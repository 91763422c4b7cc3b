"""Pages while the store itself is away, read from a real replica."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import shared_store
from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.commands.geography import LoadNeighbourhoods
from db.commands.people import AddOfficer, AddTeam
from db.commands.sessions import SignInDemo
from db.geography import read_areas
from db.queries.people import viewer_by_subject
from db.settings import get_settings
from db.store import Store, migrate
from db.vocabulary import Channel, ConcernCategory, Role, SourceType
from tests import postgres
from tests.conftest import ENGINES
from tests.dashboard.conftest import NOW, PEOPLE, ROOT, SQUARES
from tests.db.test_replica import Pair, paused, until
from tests.pages.conftest import words

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("postgresql" not in ENGINES, reason="SQLite has no replicas"),
]
AWAY = "Nothing can be saved just now"
SYSTEM = Viewer.system("tests")
LAMP, TENT = "Street light out by the bus shelter", "Somebody sleeps under the bridge"


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """A server of these tests' own: they stop it."""
    store = postgres.start()
    store.run("CREATE DATABASE desk")
    migrate(store.url("desk"))
    made = Pair(store, store.standby())
    yield made
    made.replica.stop()
    made.store.stop()


@pytest.fixture
def desk(pair: Pair, monkeypatch: pytest.MonkeyPatch, at_noon: object) -> Iterator[Store]:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", pair.store.url("desk"))
    monkeypatch.setenv("COMMON_GROUND_REPLICA_URL", pair.replica.url("desk"))
    monkeypatch.setenv("COMMON_GROUND_ACCOUNT_KEY", "the tests'")
    get_settings.cache_clear()
    st.cache_data.clear()
    store = shared_store.shared_store()
    store.execute(LoadNeighbourhoods(read_areas(SQUARES).areas), by=SYSTEM, now=NOW)
    store.execute(AddTeam("North"), by=SYSTEM, now=NOW)
    for subject, name, role, team, areas in PEOPLE:
        store.execute(AddOfficer(subject, name, role, team, areas, is_demo=True), by=SYSTEM, now=NOW)
    yield store
    store.close()
    shared_store._open.cache_clear()
    get_settings.cache_clear()


def page(at: AppTest, name: str, **query: str) -> str:
    at.switch_page(f"../pages/{name}.py")
    at.query_params.clear()
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return words(at) + "".join(frame.value.to_csv() for frame in at.dataframe)


def test_a_page_shows_ones_own_save_reads_on_from_the_replica_and_says_so(pair: Pair, desk: Store) -> None:
    with desk.reading() as session:
        ana = viewer_by_subject(session, "rivera")
    assert ana is not None
    lamp = RecordConcern(
        LAMP, ConcernCategory.LIGHTING, Channel.WALK_UP, SourceType.RESIDENT, NOW, latitude=50.05, longitude=10.05
    )
    tent = desk.execute(replace(lamp, summary=TENT, category=ConcernCategory.HOMELESSNESS), by=ana, now=NOW)
    at = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    at.session_state["token"] = desk.execute(SignInDemo(Role.OFFICER), by=SYSTEM, now=NOW).token
    assert AWAY not in page(at, "concerns")
    with paused(pair):
        saved = desk.execute(lamp, by=ana, now=NOW)
        assert LAMP in page(at, "concerns")
    until(pair.level)
    pair.store.crash()
    said = page(at, "concerns")
    assert AWAY in said
    assert LAMP in said
    said = page(at, "concerns", ref=saved.ref)
    assert AWAY in said
    assert LAMP in said
    said = page(at, "concerns", ref=tent.ref)
    assert "is recorded, and the store cannot take that down just now" in said
    assert TENT not in said
    pair.store = pair.store.again()
    until(lambda: desk.as_of is None)
    assert AWAY not in page(at, "concerns")
    assert TENT in page(at, "concerns", ref=tent.ref)
