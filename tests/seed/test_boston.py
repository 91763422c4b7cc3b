"""Boston's real 311 requests and neighbourhoods, against a count made from the files by other means."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import shapely
from sqlalchemy import func, select

from db.models import Concern, ConcernCount, Neighbourhood
from db.settings import Settings
from db.store import Store, migrate
from seed import reports
from seed.import_concerns import ConcernReport, import_concerns
from seed.import_neighbourhoods import NeighbourhoodReport, Properties, import_neighbourhoods
from seed.mapping import read_mapping

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
TIMES = "%m/%d/%Y %I:%M:%S %p"


@dataclass(frozen=True)
class Count:
    """What pandas and shapely say about the files, without a line of ours."""

    rows: int
    placeholder: tuple[float, float]
    at_placeholder: int
    outside: int
    closed_first: int
    closed: int
    by_area: dict[str, int]


@pytest.fixture(scope="module")
def counted(boston_files: Path) -> Count:
    table = pd.read_csv(boston_files / "concerns_311_2015.csv.gz", dtype=str, keep_default_na=False)
    latitude, longitude = table["LATITUDE"].astype(float), table["LONGITUDE"].astype(float)
    point, most = next(iter(pd.Series(list(zip(latitude, longitude, strict=True))).value_counts().items()))
    real = (latitude != point[0]) | (longitude != point[1])
    features = json.loads((boston_files / "neighborhoods.geojson").read_text(encoding="utf-8"))["features"]
    inside = {
        feature["properties"]["name"]: shapely.intersects_xy(
            shapely.from_geojson(json.dumps(feature["geometry"])), longitude[real], latitude[real]
        )
        for feature in features
    }
    opened = pd.to_datetime(table["OPEN_DT"], format=TIMES)
    closed = pd.to_datetime(table["CLOSED_DT"].where(table["CLOSED_DT"] != ""), format=TIMES)
    return Count(
        rows=len(table),
        placeholder=point,
        at_placeholder=int(most),
        outside=int((~pd.DataFrame(inside).any(axis=1)).sum()),
        closed_first=int((closed < opened).sum()),
        closed=int((table["CASE_STATUS"] == "Closed").sum()),
        by_area={name: int(hits.sum()) for name, hits in inside.items()},
    )


@dataclass(frozen=True)
class Loaded:
    store: Store
    areas: NeighbourhoodReport
    first: ConcernReport
    again: ConcernReport


@pytest.fixture(scope="module")
def boston(boston_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    url = f"sqlite:///{tmp_path_factory.mktemp('boston') / 'store.db'}"
    migrate(url)
    store = Store.open(Settings(database_url=url))
    areas = import_neighbourhoods(
        store, boston_files / "neighborhoods.geojson", Properties(), now=NOW, tell=lambda _: None
    )
    mapping = read_mapping(ROOT / "seed" / "mappings" / "boston.toml")
    runs = [
        import_concerns(
            store,
            boston_files / "concerns_311_2015.csv.gz",
            mapping,
            accept_good_rows=False,
            now=NOW,
            tell=lambda _: None,
        )
        for _ in range(2)
    ]
    yield Loaded(store, areas, *runs)
    store.close()


def test_26_areas_come_in_with_their_residents(boston: Loaded, boston_files: Path) -> None:
    assert (boston.areas.areas, boston.areas.loaded.added) == (26, 26)
    with boston.store.reading() as session:
        people = session.scalar(select(func.sum(Neighbourhood.population)))
    published = pd.read_csv(boston_files / "neighborhood_population_2010.csv")["population_2010"].sum()
    assert people == published == 617_606


def test_the_report_agrees_with_the_independent_count(boston: Loaded, counted: Count) -> None:
    report = boston.first
    assert report.saved is not None
    assert report.rows == report.saved.added == counted.rows == 37_781
    assert report.refused == ()
    assert report.no_usable_place == counted.at_placeholder == 7_013
    assert [(p.latitude, p.longitude) for p in report.placeholders] == [counted.placeholder]
    assert report.saved.outside_every_area == counted.outside == 11
    assert report.disputed == counted.closed_first == 36
    said = reports.concerns(report)
    for figure in ("37,781", "7,013", "11", "36"):
        assert figure in said


def test_the_store_agrees_with_the_independent_count_area_by_area(boston: Loaded, counted: Count) -> None:
    with boston.store.reading() as session:
        by_area = dict(
            session.execute(
                select(Neighbourhood.name, func.count())
                .join(Concern, Concern.neighbourhood_id == Neighbourhood.id)
                .group_by(Neighbourhood.name)
            ).all()
        )
        unplaced = session.scalar(select(func.count()).where(Concern.latitude.is_(None)))
        no_area_but_a_point = session.scalar(
            select(func.count()).where(Concern.latitude.is_not(None), Concern.neighbourhood_id.is_(None))
        )
        closed = session.scalar(select(func.count()).where(Concern.status == "closed"))
        flagged = session.scalar(select(func.count()).where(Concern.dates_disputed))
    assert by_area == {name: n for name, n in counted.by_area.items() if n}
    assert (unplaced, no_area_but_a_point) == (counted.at_placeholder, counted.outside)
    assert (closed, flagged) == (counted.closed, counted.closed_first)


def test_the_rollups_keep_the_rows_without_an_area_in_the_totals(boston: Loaded, counted: Count) -> None:
    with boston.store.reading() as session:
        total = session.scalar(select(func.sum(ConcernCount.n)))
        without_area = session.scalar(select(func.sum(ConcernCount.n)).where(ConcernCount.neighbourhood_id == 0))
    assert total == counted.rows
    assert without_area == counted.at_placeholder + counted.outside


def test_running_it_twice_adds_nothing(boston: Loaded, counted: Count) -> None:
    assert boston.again.saved is not None
    assert (boston.again.saved.added, boston.again.saved.already_there) == (0, counted.rows)
    with boston.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == counted.rows


def test_no_free_text_of_the_requests_is_a_summary(boston: Loaded) -> None:
    mapping = read_mapping(ROOT / "seed" / "mappings" / "boston.toml")
    ours = {f"{kind.says} (311 request)" for kind in mapping.categories.values()}
    with boston.store.reading() as session:
        assert set(session.scalars(select(Concern.summary).distinct())) <= ours


def test_the_outlines_as_published_come_in_with_one_repair_reported(boston_files: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate(url)
    store = Store.open(Settings(database_url=url))
    report = import_neighbourhoods(
        store, boston_files / "neighborhoods_as_published.geojson", Properties(), now=NOW, tell=lambda _: None
    )
    store.close()
    said = " ".join(str(note) for note in report.notes)
    assert report.loaded.added == 26
    assert said.count("crossed itself and was repaired") == 1
    assert "overlap" not in said  # Fenway and Allston share 31 square metres: far below 0.1 %
