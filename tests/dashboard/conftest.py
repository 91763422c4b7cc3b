"""A store with two square neighbourhoods and one invented person per role, in its own file for each test."""

import functools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard import briefing_loaders, clock, shared_store
from db.access import Viewer
from db.commands.geography import LoadNeighbourhoods
from db.commands.people import AddOfficer, AddTeam
from db.commands.sessions import SignInDemo
from db.geography import read_areas
from db.queries import places
from db.queries.people import viewer_by_subject
from db.settings import Settings, get_settings
from db.store import Store, migrate
from db.vocabulary import Role

# Each run of an AppTest reads the metadata of every installed package, which takes longer than most pages do; nothing is
# installed while tests run, so once is enough.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)  # noon in the agency's zone

SQUARES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"name": "Harbour", "code": "harbour", "population": 1200},
 "geometry": {"type": "Polygon", "coordinates": [[[10, 50], [10.1, 50], [10.1, 50.1], [10, 50.1], [10, 50]]]}},
{"type": "Feature", "properties": {"name": "Northgate", "code": "northgate", "population": 800},
 "geometry": {"type": "Polygon", "coordinates": [[[10.1, 50], [10.2, 50], [10.2, 50.1], [10.1, 50.1], [10.1, 50]]]}}
]}"""

PEOPLE = (
    ("rivera", "Ana Rivera", Role.OFFICER, "North", ("harbour",)),
    ("okafor", "Sam Okafor", Role.SUPERVISOR, "North", ("northgate",)),
    ("haddad", "Noor Haddad", Role.ANALYST, None, ()),
    ("lindqvist", "Jo Lindqvist", Role.PRESENTER, None, ()),
    ("pecci", "Sol Pecci", Role.SPECIALIST, None, ()),
    ("tran", "Kim Tran", Role.ADMINISTRATOR, None, ()),
    ("ner", "Pat Ner", Role.PARTNER, None, ()),
    ("ords", "Rec Ords", Role.RECORDS_MANAGER, None, ()),
    ("itor", "Aud Itor", Role.AUDITOR, None, ()),
)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store every test gets a copy of."""
    file = tmp_path_factory.mktemp("store") / "filled.db"
    fill(file)
    return file


def fill(file: Path) -> str:
    """A store in this file with the neighbourhoods and the people; gives its address."""
    address = f"sqlite:///{file}"
    migrate(address)
    store, system = Store.open(Settings(database_url=address)), Viewer.system("tests")
    store.execute(LoadNeighbourhoods(read_areas(SQUARES).areas), by=system, now=NOW)
    store.execute(AddTeam("North"), by=system, now=NOW)
    for subject, name, role, team, areas in PEOPLE:
        store.execute(AddOfficer(subject, name, role, team, areas, is_demo=True), by=system, now=NOW)
    store.close()
    return address


@pytest.fixture(scope="session")
def shared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the store of these tests lies. It stays open from test to test: a store opened anew has to work out once more
    what it asks, which takes longer than most tests."""
    return tmp_path_factory.mktemp("shared") / "store.db"


@pytest.fixture
def store(filled: Path, shared_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The dashboard's own store, filled anew; settings and caches are put back afterwards."""
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", f"sqlite:///{shared_file}")
    monkeypatch.setenv("COMMON_GROUND_ACCOUNT_KEY", "the tests'")
    get_settings.cache_clear()
    st.cache_data.clear()
    briefing_loaders.forget()
    put_back(filled, shared_file)
    yield shared_store.shared_store()
    get_settings.cache_clear()


def put_back(source: Path, target: Path) -> None:
    """The target becomes what the source is, whoever has it open; what was attached to its records goes, and what is public."""
    with closing(sqlite3.connect(source)) as as_it_was, closing(sqlite3.connect(target)) as now:
        as_it_was.backup(now)
    shutil.rmtree(target.parent / "files", ignore_errors=True)
    (target.parent / "public.db").unlink(missing_ok=True)
    places.forget()


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands at noon, Tuesday 3 November 2026, at the agency."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def officer(store: Store) -> Viewer:
    """Ana Rivera, without a session."""
    with store.reading() as session:
        found = viewer_by_subject(session, "rivera")
    assert found is not None
    return found


@pytest.fixture
def token(store: Store) -> Callable[[Role], str]:
    """Signs somebody of a role in and gives the token a page would remember."""

    def sign_in(role: Role) -> str:
        signed_in = store.execute(SignInDemo(role), by=Viewer.system("tests"), now=clock.now())
        return str(signed_in.token)

    return sign_in


@pytest.fixture
def app(store: Store, token: Callable[[Role], str]) -> Callable[..., AppTest]:
    """The whole application: signed out without a role."""

    def open_app(role: Role | None = None) -> AppTest:
        at = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
        if role is not None:
            at.session_state["token"] = token(role)
        return at

    return open_app
