"""Areas from GeoJSON, the area of a point, outlines for the map: literal squares and the demo's shapes."""

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from db import geography
from db.errors import BadFile
from db.geography import names
from seed import seattle

Ring = list[Any]


def square(west: float, south: float, size: float = 1.0) -> Ring:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def geojson(*areas: tuple[dict[str, Any], Ring], **members: object) -> str:
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for properties, ring in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members})


EAST, WEST = ({"name": "East End"}, square(11, 50)), ({"name": "West End"}, square(10, 50))
BOSTON_METRES = ({"name": "Downtown"}, square(775_000, 2_956_000, 900))
SWAPPED_SEATTLE = ({"name": "Alki"}, [(y, x) for x, y in square(-122.4, 47.5, 0.1)])
SWAPPED_BOSTON = ({"name": "Downtown"}, [(y, x) for x, y in square(-71.06, 42.3, 0.1)])
DEEP = '{"type":"FeatureCollection","features":' + "[" * 100_000 + "]" * 100_000 + "}"


def sentences(read: geography.ReadAreas) -> str:
    return " ".join(str(note) for note in read.notes)


# --- what is read ---------------------------------------------------------------------------------


def test_usual_property_names_are_recognised() -> None:
    read = geography.read_areas(
        geojson(
            (
                {
                    "OBJECTID": 1,
                    "Neighborhood_ID": "24",
                    "Name": "Allston",
                    "POP_2010": 28584,
                    "District": "D14",
                },
                square(10, 50),
            )
        )
    )
    area = read.areas[0]
    assert (area.code, area.name, area.district, area.population) == ("24", "Allston", "D14", 28584)


def test_properties_can_be_named_and_a_wrong_one_lists_those_there_are() -> None:
    rows = geojson(({"kiez": "Mitte", "nr": 7, "einwohner": "1,250", "bezirk": "A"}, square(10, 50)))
    area = geography.read_areas(rows, name="kiez", code="nr", population="einwohner", district="bezirk").areas[0]
    assert (area.code, area.name, area.district, area.population) == ("7", "Mitte", "A", 1250)
    with pytest.raises(BadFile, match=r"“ward” \(--name\)\. The file has: kiez, nr, einwohner, bezirk"):
        geography.read_areas(rows, name="ward")


def test_the_latest_population_wins() -> None:
    row = {"name": "Allston", "population_2010": 5, "population_2020": 7}
    assert geography.read_areas(geojson((row, square(10, 50)))).areas[0].population == 7


def test_an_area_without_a_code_gets_one_from_its_name() -> None:
    rows = ({"name": "Central Area/Squire Park"}, square(10, 50)), ({"name": "Café Noir"}, square(12, 50))
    read = geography.read_areas(geojson(*rows))
    assert [area.code for area in read.areas] == ["central-area-squire-park", "cafe-noir"]


def test_boundaries_are_stored_with_six_decimals_and_two_dimensions() -> None:
    ring = [(10.123456789, 50.0, 3.0), (11, 50.0, 3.0), (11, 51.0, 3.0), (10.123456789, 50.0, 3.0)]
    area = geography.read_areas(geojson(({"name": "Hill"}, ring))).areas[0]
    assert json.loads(area.boundary)["coordinates"][0][0] == [10.123457, 50.0]


@pytest.mark.parametrize(
    ("published", "readable"),
    [
        ("ALASKA JUNCTION", "Alaska Junction"),
        ("HIGH POINT", "High Point"),
        ("SODO", "SODO"),
        ("FAUNTLEROY SW", "Fauntleroy SW"),
        ("EASTLAKE - WEST", "Eastlake - West"),
        ("ROXHILL/WESTWOOD/ARBOR HEIGHTS", "Roxhill/Westwood/Arbor Heights"),
        ("ST. JOHN'S WOOD", "St. John's Wood"),
        ("O'BRIEN-MCKAY", "O'Brien-McKay"),
        ("ISLE OF DOGS", "Isle of Dogs"),
        ("ÎLE-DE-FRANCE", "Île-De-France"),
    ],
)
def test_names_in_capitals_become_readable(published: str, readable: str) -> None:
    assert names.title_case(published) == readable


def test_one_name_in_capitals_among_others_is_left_alone() -> None:
    assert names.readable(["Allston", "Back Bay", "LMA"]) == ["Allston", "Back Bay", "LMA"]


def test_capitals_can_be_kept() -> None:
    assert geography.read_areas(geojson(({"NAME": "ALKI"}, square(10, 50))), keep_capitals=True).areas[0].name == "ALKI"


# --- what is refused, in one sentence -------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,code\nAllston,24\n", "not GeoJSON: line 1"),
        (b"\xff\xfe\x00\xd8", "not text in UTF-8"),
        (geojson(WEST).replace("50", "NaN", 1), "“NaN” where a number should be"),
        (geojson(WEST).replace("[10,", "[1e999,", 1), "damaged"),
        (DEEP, "nested far deeper"),
        ('{"type": "Feature"}', "not a GeoJSON list of areas"),
        ("[1, 2]", "not a GeoJSON list of areas"),
        ('{"type": "FeatureCollection", "features": []}', "holds no areas"),
        (
            '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
            '"geometry":{"type":"Point","coordinates":[1,2]}}]}',
            "only: 1 × Point",
        ),
        (geojson(BOSTON_METRES), "look like metres or feet"),
        (geojson(SWAPPED_SEATTLE), "look swapped"),
        (geojson(SWAPPED_BOSTON), "look swapped"),
        (geojson(WEST, crs={"type": "name", "properties": {"name": "EPSG::3857"}}), "EPSG::3857"),
        (geojson(WEST, ({"name": "west  END"}, square(14, 50))), "same name: West End, west END"),
        (geojson(WEST, ({"name": " "}, square(14, 50))), "Without a name in “name”: area 2"),
        (geojson(({"FID": 3, "Acres": 2.5}, square(10, 50))), "looks like a name. The file has: FID, Acres"),
        (geojson(({"name": "Line"}, [(10, 50), (11, 51), (10, 50), (10, 50)])), "Line encloses no ground"),
        (geojson(({"name": "Odd"}, [(10, 50), ("x", 51), (10, 50)])), "area 1 in the file is damaged"),
        (geojson(WEST, EAST, ({"name": "Lost"}, [(10, 50), (500, 50), (11, 51), (10, 50)])), "Lost has"),
        (geojson(({"name": "N" * 121}, square(10, 50))), "longer than 120 characters"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused_with_a_sentence(content: str | bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        geography.read_areas(content)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_file_that_says_it_is_wgs84_is_read(crs: str) -> None:
    assert geography.read_areas(geojson(WEST, crs={"type": "name", "properties": {"name": crs}})).areas


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(-200, 200),
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(
                st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "name", "Polygon"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=25,
    )
)
def test_no_json_whatever_makes_the_reader_fall_over(member: Any) -> None:
    for content in (
        {"type": "FeatureCollection", "features": member},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": member, "properties": member}],
        },
        {
            "type": "FeatureCollection",
            "crs": member,
            "features": [{"properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": member}}],
        },
    ):
        try:
            geography.read_areas(json.dumps(content))
        except BadFile as refused:
            assert str(refused)


# --- what is repaired and reported ----------------------------------------------------------------


def test_an_outline_that_crosses_itself_is_repaired_and_reported() -> None:
    bow = [(10.0, 50.0), (11.0, 51.0), (11.0, 50.0), (10.0, 51.0), (10.0, 50.0)]
    read = geography.read_areas(geojson(({"name": "Bow"}, bow)))
    assert read.areas[0].geometry.is_valid
    assert "The outline of Bow crossed itself and was repaired" in sentences(read)


def test_an_overlap_is_reported_with_both_names_and_its_share() -> None:
    read = geography.read_areas(geojson(WEST, ({"name": "Wedge"}, square(10.75, 50))))
    assert "West End and Wedge overlap by 25.0%" in sentences(read)


def test_neighbours_that_only_touch_or_overlap_by_a_hair_are_not_reported() -> None:
    read = geography.read_areas(geojson(WEST, ({"name": "Hair"}, square(10.9995, 50))))
    assert "overlap" not in sentences(read)


def test_what_is_not_an_area_is_left_out_and_said() -> None:
    collection = json.loads(geojson(WEST))
    collection["features"].append({"type": "Feature", "properties": {"name": "Nowhere"}, "geometry": None})
    read = geography.read_areas(json.dumps(collection))
    assert len(read.areas) == 1
    assert "Left out because they are not areas: 1 × no outline." in sentences(read)


# --- the area of a point --------------------------------------------------------------------------

SQUARES = [(2, json.dumps({"type": "Polygon", "coordinates": [square(11, 50)]})),
           (1, json.dumps({"type": "Polygon", "coordinates": [square(10, 50)]}))]  # fmt: skip


def test_a_point_finds_its_area_and_a_point_in_the_sea_has_none() -> None:
    index = geography.AreaIndex.build(SQUARES)
    assert index.find(50.5, 10.5) == 1
    assert index.find(50.5, 11.5) == 2
    assert index.find(49.0, 10.5) is None


def test_a_point_on_a_shared_edge_belongs_to_one_area_whatever_the_order() -> None:
    for areas in (SQUARES, SQUARES[::-1]):
        index = geography.AreaIndex.build(areas)
        assert index.find(50.5, 11.0) == 1
        assert index.find_all([50.5], [11.0]) == [1]


def test_missing_coordinates_have_no_area() -> None:
    index = geography.AreaIndex.build(SQUARES)
    assert index.find_all([50.5, None, float("nan"), 50.5], [10.5, 10.5, 10.5, None]) == [1, None, None, None]
    assert index.find(float("nan"), 10.5) is None
    assert index.find_all([], []) == []


def test_no_areas_have_no_points() -> None:
    assert geography.AreaIndex.build([]).find(50.5, 10.5) is None
    assert geography.AreaIndex.build([]).find_all([50.5], [10.5]) == [None]


def test_many_points_at_once_get_the_answers_they_get_one_by_one() -> None:
    areas = seattle.areas()
    index = geography.AreaIndex.build((area.code, area.boundary) for area in areas)
    random = np.random.default_rng(20260101)
    latitudes, longitudes = random.uniform(47.49, 47.74, 2000), random.uniform(-122.45, -122.23, 2000)
    # Corners of real areas are where "exactly one" is hardest.
    corners = shapely.get_coordinates([area.geometry for area in areas])[::7]
    latitudes, longitudes = np.append(latitudes, corners[:, 1]), np.append(longitudes, corners[:, 0])
    together = index.find_all(latitudes, longitudes)
    assert together == [index.find(y, x) for y, x in zip(latitudes, longitudes, strict=True)]
    assert None in together
    assert all(found is not None for found in together[2000:])


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        (47.6, -122.3, None),
        (None, -122.3, "both"),
        (float("nan"), 1.0, "both"),
        (-122.3, 47.6, "swapped"),
        (0.0, 0.0, "unknown"),
        (2_956_000.0, 775_000.0, "metres"),
        (95.0, 190.0, "not on the earth"),
    ],
)
def test_a_point_that_is_no_place_on_the_ground_is_said_why(
    latitude: float, longitude: float, said: str | None
) -> None:
    found = geography.wgs84_point(latitude, longitude)
    assert found is None if said is None else said in str(found)


# --- outlines for the map -------------------------------------------------------------------------


def gaps_and_overlaps(shapes: list[shapely.Geometry]) -> float:
    """Ground that is in no outline or in two, as a share of all: 0 for neighbours that share their edges."""
    union = shapely.union_all(shapes)
    holes = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(union)]).area - union.area
    return (sum(shape.area for shape in shapes) - union.area + holes) / union.area


def test_simplified_neighbours_keep_sharing_their_edges() -> None:
    areas = seattle.areas()
    light = geography.simplify(((area.code, area.boundary) for area in areas), tolerance=0.002)
    shapes = [shapely.from_geojson(json.dumps(light.shapes[area.code])) for area in areas]
    assert light.notes == ()
    assert len(light.shapes) == 61 and all(shape.is_valid for shape in shapes)
    assert (
        shapely.get_num_coordinates(shapes).sum() < 0.7 * shapely.get_num_coordinates([a.geometry for a in areas]).sum()
    )
    assert gaps_and_overlaps(shapes) < 1e-5
    alone = [area.geometry.simplify(0.002) for area in areas]
    assert gaps_and_overlaps(alone) > 1e-3  # the check can fail: each on its own leaves gaps


def test_neighbours_that_nearly_meet_are_joined_for_the_map() -> None:
    left, right = square(10, 50), square(11.00001, 50)  # 70 cm apart
    light = geography.simplify([("l", shapely.Polygon(left)), ("r", shapely.Polygon(right))])
    assert light.notes == ()
    assert (
        shapely.union_all([shapely.from_geojson(json.dumps(s)) for s in light.shapes.values()]).geom_type == "Polygon"
    )


def test_areas_that_truly_overlap_are_simplified_alone_and_that_is_said() -> None:
    light = geography.simplify([("a", shapely.Polygon(square(10, 50))), ("b", shapely.Polygon(square(10.5, 50)))])
    assert "simplified on its own" in str(light.notes[0])
    assert shapely.from_geojson(json.dumps(light.shapes["b"])).area == pytest.approx(1)


def test_a_tiny_area_does_not_vanish() -> None:
    light = geography.simplify([("tiny", shapely.Polygon(square(10, 50, 0.00001)))], tolerance=0.01)
    assert shapely.from_geojson(json.dumps(light.shapes["tiny"])).area > 0


def test_the_map_file_is_the_same_for_the_same_areas_and_carries_code_and_name_only() -> None:
    areas = [(area.code, area.name) for area in seattle.areas()]
    shapes = geography.simplify((area.code, area.boundary) for area in seattle.areas()).shapes
    text = geography.feature_collection(areas, shapes)
    assert text == geography.feature_collection(areas[::-1], shapes)
    features = json.loads(text)["features"]
    assert len(features) == 61
    assert all(set(feature["properties"]) == {"code", "name"} for feature in features)
    assert len(text) < 62_000
    assert geography.content_hash(text) == geography.content_hash(str(text))
    assert geography.content_hash(text) != geography.content_hash(text.replace("Alki", "Alkj"))


def test_a_label_sits_inside_an_area_that_bends() -> None:
    bay = shapely.Polygon([(10, 50), (14, 50), (14, 54), (10, 54), (10, 53.5), (13, 53.5), (13, 50.5), (10, 50.5)])
    latitude, longitude = geography.label_point(bay)
    assert not bay.contains(bay.centroid)
    assert bay.contains(shapely.Point(longitude, latitude))


def test_the_bounding_box_is_what_leaflet_wants() -> None:
    assert geography.bounding_box(shape for _, shape in SQUARES) == ((50.0, 10.0), (51.0, 12.0))


# --- the demo's own shapes ------------------------------------------------------------------------


def test_the_demo_has_61_areas_in_five_districts_with_illustrative_figures() -> None:
    areas, figures = seattle.areas(), seattle.figures()
    assert len(areas) == 61
    assert {area.district for area in areas} == {"Southwest", "South", "West", "North", "East"}
    assert {area.code for area in areas} == set(figures)
    assert 730_000 < sum(figure.population for figure in figures.values()) < 750_000
    assert all(abs(sum(figure.languages.values()) - 1) < 1e-9 for figure in figures.values())
    assert all(figure.households <= figure.population for figure in figures.values())
    assert json.loads(seattle.text_of("populations.json"))["illustrative"] is True


def test_schools_and_parks_of_the_demo_lie_in_its_areas() -> None:
    index = geography.AreaIndex.build((area.code, area.boundary) for area in seattle.areas())
    placed = [index.find(venue.latitude, venue.longitude) for venue in seattle.venues()]
    assert len(placed) > 200
    assert sum(found is None for found in placed) <= 3  # two parks lie across the city's edge


def test_the_parks_carry_their_attribution() -> None:
    assert json.loads(seattle.text_of("parks-osm.geojson"))["attribution"] == "© OpenStreetMap contributors"
