"""The public figures for other programs."""

import csv
import io
import json
from dataclasses import replace

import shapely
from shapely.geometry import shape

from dashboard.documents.briefing.tables import COLUMNS, csv_files, geojson
from db.disclosure.content import PublicArea, PublicTable, Snapshot
from db.vocabulary.briefings import TableName
from tests.briefing_snapshots import CITY, FEW, WITHHELD, figure, figures


def rows(snapshot: Snapshot, name: str) -> list[dict[str, str]]:
    text = dict(csv_files(snapshot))[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def with_table(table: PublicTable, snapshot: Snapshot = CITY) -> Snapshot:
    return replace(snapshot, release=replace(snapshot.release, tables=(table,)))


TWO = PublicTable(
    TableName.CONCERNS_BY_GROUP,
    rows=(("NA",), ("SB", "SC")),
    row_totals=(figure(45), None),
    total=figure(90),
    columns=(("drugs",), ("burglary and theft", "violence and robbery")),
    cells=((FEW, figure(40)), (WITHHELD, figure(25))),
    column_totals=(figure(15), figure(65)),
)


def test_one_file_for_each_table() -> None:
    assert [name for name, _file in csv_files(CITY)] == [
        "concerns-by-neighbourhood-and-kind",
        "concerns-by-category",
        "concerns-by-neighbourhood-and-standing",
        "concerns-by-month",
        "events-by-neighbourhood",
        "events-by-type",
        "activities-by-neighbourhood",
        "activities-by-type",
        "promises-by-neighbourhood-and-fate",
        "outcome-checks-by-result",
    ]


def test_every_figure_is_in_words_and_rounded_ones_are_numbers_too() -> None:
    found = rows(with_table(TWO), "concerns-by-neighbourhood-and-kind")
    assert tuple(found[0]) == COLUMNS
    assert [(row["row"], row["codes"], row["column"], row["figure"], row["number"], row["note"]) for row in found] == [
        ("Northgate", "NA", "Drugs", "fewer than 10", "", ""),
        ("Northgate", "NA", "Burglary and theft + Violence and robbery", "about 40", "40", "counted together"),
        ("Northgate", "NA", "total", "about 45", "45", ""),
        ("Old Harbour + Georgetown", "SB SC", "Drugs", "not shown", "", "counted together; mostly from one source"),
        (
            "Old Harbour + Georgetown", "SB SC", "Burglary and theft + Violence and robbery", "about 25", "25",
            "counted together",
        ),
        ("Old Harbour + Georgetown", "SB SC", "total", "not shown", "", "counted together"),
        ("total", "", "Drugs", "about 15", "15", ""),
        ("total", "", "Burglary and theft + Violence and robbery", "about 65", "65", "counted together"),
        ("total", "", "total", "about 90", "90", ""),
    ]  # fmt: skip
    assert {(row["from"], row["to"]) for row in found} == {("2026-07-01", "2026-09-30")}


def test_a_table_of_one_dimension_has_no_column() -> None:
    table = PublicTable(TableName.EVENTS_BY_TYPE, (("workshop",),), figures(10), figure(10))
    found = rows(with_table(table), "events-by-type")
    assert [(row["row"], row["column"], row["number"]) for row in found] == [
        ("Workshop", "all", "10"),
        ("total", "all", "10"),
    ]


def test_invented_figures_say_so_in_every_row() -> None:
    shown = replace(CITY, illustrative=True)
    assert all("invented" in row["note"] for row in rows(shown, "concerns-by-month"))
    assert json.loads(geojson(shown))["note"] == "invented, for demonstration only"


def test_a_neighbourhood_named_like_a_formula_is_none_in_a_spreadsheet() -> None:
    areas = tuple(replace(area, name="=HYPERLINK(1)") for area in CITY.release.areas)
    shown = replace(CITY, release=replace(CITY.release, areas=areas))
    assert rows(shown, "concerns-by-neighbourhood-and-kind")[0]["row"] == "'=HYPERLINK(1)"


def test_no_number_is_anything_but_a_rounded_figure() -> None:
    numbers = [row["number"] for name, _file in csv_files(CITY) for row in rows(CITY, name) if row["number"]]
    assert numbers and all(int(number) >= 10 and int(number) % 5 == 0 for number in numbers)


def test_areas_counted_together_are_one_feature() -> None:
    collection = json.loads(geojson(with_table(TWO)))
    assert [feature["properties"]["codes"] for feature in collection["features"]] == [
        ["NA"], ["SB", "SC"], ["NB"], ["NC"], ["SA"],
    ]  # fmt: skip
    merged = collection["features"][1]
    assert merged["properties"]["name"] == "Old Harbour + Georgetown"
    assert merged["properties"]["concerns"] == "not shown" and merged["properties"]["concerns_number"] is None
    assert merged["properties"]["kinds"]["Drugs"] == {"said": "not shown", "number": None}
    whole = shapely.union_all([shape(area.outline) for area in CITY.release.areas if area.code in ("SB", "SC")])
    assert merged["geometry"]["type"] == "Polygon"
    assert shape(merged["geometry"]).symmetric_difference(whole).area < 1e-9 < whole.area


def test_outer_rings_run_counterclockwise_and_coordinates_have_six_decimals() -> None:
    ring = [[0.12345678, 0], [0, 1], [1, 1], [1, 0], [0.12345678, 0]]  # clockwise
    hole = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]
    area = PublicArea("X", "X", None, {"type": "Polygon", "coordinates": [ring, hole]}, (0.5, 0.5))
    shown = replace(CITY, release=replace(CITY.release, areas=(area,), tables=()))
    (feature,) = json.loads(geojson(shown))["features"]
    polygon = shape(feature["geometry"])
    assert polygon.exterior.is_ccw and not polygon.interiors[0].is_ccw
    assert [0.123457, 0.0] in feature["geometry"]["coordinates"][0]
    assert feature["properties"]["concerns"] == "not shown"


def test_an_outline_that_crosses_itself_does_not_stop_the_file() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    area = PublicArea("X", "X", None, bow, (0.5, 0.5))
    (feature,) = json.loads(geojson(replace(CITY, release=replace(CITY.release, areas=(area,)))))["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
