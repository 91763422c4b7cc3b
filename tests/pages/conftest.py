"""A small community in the store the dashboard's tests use: one of each record, and one that is somebody else's."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.commands.activities import LogActivity
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.cases import OpenCase
from db.commands.concerns import RecordConcern, VoiceGiven
from db.commands.events import RecordEvent
from db.commands.geography import LoadNeighbourhoods
from db.commands.tasks import AddTask
from db.geography import read_areas
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import ActivityType, CaseKind, Channel, ConcernCategory, EventType, SourceType
from tests.dashboard.conftest import NOW, app, at_noon, filled, officer, put_back, shared_file, store, token

__all__ = ["app", "at_noon", "filled", "officer", "shared_file", "store", "token"]

App = Callable[..., AppTest]
FAR = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Far", "code": "far"},
 "geometry": {"type": "Polygon", "coordinates": [[[12, 50], [12.1, 50], [12.1, 50.1], [12, 50.1], [12, 50]]]}}]}"""


@dataclass(frozen=True, slots=True)
class Community:
    concern: str
    restricted: str
    elsewhere: str
    case: str
    coming: str
    over: str
    task: str


@pytest.fixture(scope="session")
def inhabited(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Community]:
    """A store with the community in it, made once; tests get copies."""
    file = shutil.copy(filled, tmp_path_factory.mktemp("inhabited") / "store.db")
    store = Store.open(Settings(database_url=f"sqlite:///{file}"))
    with store.reading() as session:
        officer = viewer_by_subject(session, "rivera")
    assert officer is not None
    made = _settle(store, officer, NOW)
    store.close()
    return Path(file), made


@pytest.fixture
def community(store: Store, shared_file: Path, inhabited: tuple[Path, Community], at_noon: datetime) -> Community:
    """Ana Rivera's records; a restricted concern that is not hers, and one in an area nobody of her team has."""
    file, made = inhabited
    put_back(file, shared_file)
    return made


def _settle(store: Store, officer: Viewer, now: datetime) -> Community:
    system = Viewer.system("tests")

    def save(command: object) -> str:
        return str(store.execute(command, by=officer, now=now).ref)

    concern = save(
        RecordConcern(
            "Street light out by the bus shelter",
            ConcernCategory.LIGHTING,
            Channel.WALK_UP,
            SourceType.RESIDENT,
            now - timedelta(hours=20),
            latitude=50.05,
            longitude=10.05,
            details="Told me that the stairs are dark as well.",
            voice=VoiceGiven(name="A. Resident", contact="555-0100", wants_answer=True),
        )
    )
    store.execute(LoadNeighbourhoods(read_areas(FAR).areas), by=system, now=now)
    others = [
        BulkConcern(
            "A message nobody else may open", ConcernCategory.DOMESTIC_ABUSE, now, "1", latitude=50.05, longitude=10.05
        ),
        BulkConcern(
            "Loud music in another part of town", ConcernCategory.NOISE, now, "2", latitude=50.05, longitude=12.05
        ),
    ]
    restricted, elsewhere = store.execute(RecordConcernsInBulk(others, source="test"), by=system, now=now).refs
    case = save(OpenCase(CaseKind.PROBLEM, "Dark stairs at the harbour", neighbourhood_ids=(officer.areas[0],)))
    tomorrow = now + timedelta(days=1)
    coming = save(
        RecordEvent(
            EventType.BEAT_MEETING,
            "Harbour meeting",
            tomorrow,
            tomorrow + timedelta(hours=2),
            latitude=50.02,
            longitude=10.02,
        )
    )
    before = now - timedelta(days=2)
    over = save(
        RecordEvent(
            EventType.COFFEE, "Coffee on the quay", before, before + timedelta(hours=1), latitude=50.03, longitude=10.03
        )
    )
    task = save(
        AddTask("Ask the council about the stairs", tomorrow, is_promise=True, neighbourhood_id=officer.areas[0])
    )
    save(LogActivity(ActivityType.FOOT_PATROL, now - timedelta(hours=3), 45, neighbourhood_id=officer.areas[0]))
    return Community(concern, restricted, elsewhere, case, coming, over, task)


def words(at: AppTest) -> str:
    """Everything a person could read or press."""
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.error, at.success, at.warning)
    said = [str(element.value) for kind in kinds for element in kind]
    links = [str(link.proto.label) for link in at.get("page_link")]
    return "\n".join([*said, *links, *(button.label for button in at.button)]).replace("\\", "")


def open_page(app: App, name: str, role: object = None, **query: str) -> AppTest:
    """The page as somebody of this role finds it."""
    at = app(role) if role else app()
    at.switch_page(f"../pages/{name}.py")
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()
