"""A migrated store in a temporary file, three square neighbourhoods in it, and a small mapping."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.access import Viewer
from db.commands.geography import LoadNeighbourhoods
from db.geography import read_areas
from db.settings import Settings
from db.store import Store, migrate

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

SQUARES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"name": "West End", "code": "W", "population": 1200},
 "geometry": {"type": "Polygon",
  "coordinates": [[[10, 50], [10.1, 50], [10.1, 50.1], [10, 50.1], [10, 50]]]}},
{"type": "Feature", "properties": {"name": "East End", "code": "E", "population": 800},
 "geometry": {"type": "Polygon",
  "coordinates": [[[10.1, 50], [10.2, 50], [10.2, 50.1], [10.1, 50.1], [10.1, 50]]]}},
{"type": "Feature", "properties": {"name": "North Side", "code": "N", "population": null},
 "geometry": {"type": "Polygon",
  "coordinates": [[[10, 50.1], [10.2, 50.1], [10.2, 50.2], [10, 50.2], [10, 50.1]]]}}]}"""

MAPPING = """
source = "town-hall"
summary = "{says} (town hall)"
place_in_words = ["street"]
keep = ["street"]

[file]
time_zone = "Europe/Berlin"
time_format = "%Y-%m-%d %H:%M"

[columns]
external_id = "number"
received = "opened"
closed = "closed"
status = "state"
category = "kind"
latitude = "lat"
longitude = "lon"

[defaults]
source_type = "service request"

[statuses]
open = "new"
done = "closed"

[categories]
lamp = { category = "lighting and environment", says = "Street light out" }
rubbish = "dumping"
"""

HEADER = "number,opened,closed,state,kind,street,lat,lon\n"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    migrate(database_url)
    opened = Store.open(Settings(database_url=database_url))
    opened.execute(LoadNeighbourhoods(areas=read_areas(SQUARES).areas), by=Viewer.system("test"), now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    file = tmp_path / "mapping.toml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


def sample_data() -> Path:
    """Boston's files: the folder named by COMMON_GROUND_SAMPLE_DATA, else shared/data beside the checkout."""
    named = os.environ.get("COMMON_GROUND_SAMPLE_DATA")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    return folder / "boston" if (folder / "boston").is_dir() else folder


@pytest.fixture(scope="session")
def boston_files() -> Path:
    """The folder with Boston's files; without it the test is skipped, and the end of the run says so."""
    if _missing():
        if "COMMON_GROUND_SAMPLE_DATA" in os.environ:
            pytest.fail(f"COMMON_GROUND_SAMPLE_DATA names a folder without Boston's files: {sample_data()}")
        pytest.skip(f"real input was not tested: Boston's files are not in {sample_data()}")
    return sample_data()


def _missing() -> bool:
    return not (sample_data() / "concerns_311_2015.csv.gz").is_file()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing():
        terminalreporter.section("REAL INPUT WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"Boston's files are not in {sample_data()}: the importers were tried on small files only."
        )
        terminalreporter.line("Set COMMON_GROUND_SAMPLE_DATA to the folder that holds them.")
