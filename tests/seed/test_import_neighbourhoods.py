"""Neighbourhoods from a file into the store, and the command line round both importers."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.errors import BadFile
from db.models import AuditEntry, Neighbourhood
from db.settings import Settings
from db.store import Store
from seed.import_neighbourhoods import Properties, import_neighbourhoods

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def areas(*named: tuple[str, float], move: float = 1.0) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"Quarter": name, "Pop": 100 + i},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [west * move, 50],
                        [(west + 1) * move, 50],
                        [(west + 1) * move, 51],
                        [west * move, 51],
                        [west * move, 50],
                    ]
                ],
            },
        }
        for i, (name, west) in enumerate(named)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def count(store: Store) -> int:
    with store.reading() as session:
        return int(session.scalar(select(func.count()).select_from(Neighbourhood)) or 0)


def run(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "seed", *arguments],
        cwd=ROOT,
        env={"COMMON_GROUND_DATABASE_URL": database_url, "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_second_run_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(areas(("Mitte", 20), ("Süd", 21)), encoding="utf-8")
    first = import_neighbourhoods(store, file, Properties(name="Quarter"), now=NOW, tell=lambda _: None)
    again = import_neighbourhoods(store, file, Properties(name="Quarter"), now=NOW, tell=lambda _: None)
    assert (first.loaded.added, again.loaded.added, again.loaded.changed) == (2, 0, 0)
    with store.reading() as session:
        loaded = {row.code: row for row in session.scalars(select(Neighbourhood))}
        assert (loaded["sud"].name, loaded["sud"].population) == ("Süd", 101)
        assert (
            "Neighbourhood importer" in session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first().actor
        )


def test_a_file_that_says_nothing_of_residents_leaves_them_as_they_were(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(areas(("Mitte", 20)), encoding="utf-8")
    import_neighbourhoods(store, file, Properties("Quarter", population="Pop"), now=NOW, tell=lambda _: None)
    file.write_text(areas(("Mitte", 20), move=1.001).replace("Pop", "Nothing"), encoding="utf-8")
    later = NOW + timedelta(days=3)
    report = import_neighbourhoods(store, file, Properties("Quarter"), now=later, tell=lambda _: None)
    assert report.loaded.changed == 1
    with store.reading() as session:
        rows = session.scalars(
            select(Neighbourhood).where(Neighbourhood.code == "mitte").order_by(Neighbourhood.valid_from)
        ).all()
    assert [row.population for row in rows] == [100, 100]
    assert rows[0].valid_to == rows[1].valid_from == date(2026, 3, 5)


def test_a_name_already_there_under_another_code_is_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(areas(("West End", 20)), encoding="utf-8")
    with pytest.raises(BadFile, match="Already there under another code: West End"):
        import_neighbourhoods(store, file, Properties(name="Quarter"), now=NOW, tell=lambda _: None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (areas(("Mitte", 20), move=50_000), "look like metres or feet"),
        (areas(("Mitte", 20), ("mitte", 21)), "same name"),
        ("Quarter,Pop\nMitte,100\n", "not GeoJSON"),
    ],
)
def test_a_bad_file_changes_nothing(store: Store, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(text, encoding="utf-8")
    before = count(store)
    with pytest.raises(BadFile) as refused:
        import_neighbourhoods(store, file, Properties(name="Quarter"), now=NOW, tell=lambda _: None)
    assert said in str(refused.value)
    assert count(store) == before


@pytest.mark.long
def test_the_command_line_makes_a_missing_store_and_says_what_it_did(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(areas(("Mitte", 20), ("Süd", 21)), encoding="utf-8")
    done = run(database_url, "import-neighbourhoods", str(file), "--name", "Quarter", "--population", "Pop")
    assert done.returncode == 0, done.stderr
    assert "Added:" in done.stdout and "names from “Quarter”" in done.stdout
    assert "Loading 2 areas" in done.stderr  # progress
    opened = Store.open(Settings(database_url=database_url))
    assert count(opened) == 2
    opened.close()


@pytest.mark.long
def test_the_command_line_answers_a_bad_file_with_a_sentence_and_no_traceback(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(areas(("Mitte", 20), move=50_000), encoding="utf-8")
    refused = run(database_url, "import-neighbourhoods", str(file), "--name", "Quarter")
    assert refused.returncode == 1
    assert "look like metres or feet" in refused.stderr and "Nothing was changed." in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_command_line_imports_concerns_and_ends_with_1_when_rows_are_refused(
    store: Store, database_url: str, mapping_file: Path, tmp_path: Path
) -> None:
    table = tmp_path / "rows.csv"
    table.write_text(
        "number,opened,closed,state,kind,street,lat,lon\n"
        "1,2026-01-05 18:40,,open,lamp,3 Oak St,50.05,10.05\n2,soon,,open,lamp,,50.05,10.05\n",
        encoding="utf-8",
    )
    refused = run(database_url, "import-concerns", str(table), "--mapping", str(mapping_file))
    assert refused.returncode == 1
    assert "“soon” in opened is not a date like %Y-%m-%d %H:%M. (line 3)" in refused.stdout
    accepted = run(database_url, "import-concerns", str(table), "--mapping", str(mapping_file), "--accept-good-rows")
    assert accepted.returncode == 0, accepted.stderr
    assert "Came in:" in accepted.stdout
    assert "this store counts days in America/Los_Angeles" in accepted.stdout
