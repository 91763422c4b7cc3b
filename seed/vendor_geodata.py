"""Makes the vendored copies in seed/geodata from the npm package, so that anyone can repeat it.

    npm pack seattle-boundaries-data@5.0.3 && tar xzf seattle-boundaries-data-5.0.3.tgz
    python -m seed.vendor_geodata package

The same package gives the same bytes. See seed/geodata/SOURCE.md for what is changed on the way.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from db.geography import names
from db.geography.display import DECIMALS, TOLERANCE, simplify
from db.geography.shapes import polygons, rounded, valid

PACKAGE_VERSION = "5.0.3"
TARGET = Path(__file__).parent / "geodata"
DISTRICTS = {"SW": "Southwest", "S": "South", "W": "West", "N": "North", "E": "East"}
# Only what is plainly misspelt or run together in the published list; the published name is kept beside it.
SPELLING = {
    "BITTERLAKE": "Bitter Lake",
    "DOWNTOWN COMMERICAL": "Downtown Commercial",
    "LAKECITY": "Lake City",
    "SANDPOINT": "Sand Point",
    "SLU/CASCADE": "South Lake Union/Cascade",
}
SCHOOLS = {"ELEM": "Elementary School", "MS": "Middle School", "HS": "High School"}
SMALLEST_PARK = 1.5  # hectares
PARK_TOLERANCE = 0.0001  # degrees
SMALLEST_LIMIT = 1e-6  # square degrees, about a hectare: specks of the published city limits

Row = tuple[dict[str, Any], BaseGeometry]


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if version != PACKAGE_VERSION:
        raise SystemExit(f"This is version {version} of the package; the copies are made from {PACKAGE_VERSION}.")
    data = package / "data"
    areas = _areas(data / "spd-mcpp-areas.geojson")
    _write("spd-mcpp-areas.geojson", areas)
    _write("spd-precincts.geojson", _precincts(areas))
    _write("spd-beats.geojson", _beats(data / "spd-beats.geojson", areas))
    _write("city-limits.geojson", _limits(data / "city-limits.geojson"))
    _write("school-sites.geojson", _schools(data / "sps_school_site_2015_2016.geojson"))
    _write(
        "parks-osm.geojson",
        _parks(data / "seattle-parks-osm.geojson"),
        attribution="© OpenStreetMap contributors",
        licence="Open Database License 1.0: https://opendatacommons.org/licenses/odbl/1-0/",
    )


def _areas(file: Path) -> list[Row]:
    rows = _features(file)
    published = [str(properties["NAME"]) for properties, _ in rows]
    titles = [SPELLING.get(name, names.title_case(name)) for name in published]
    codes = names.distinct_slugs(titles)
    light = simplify(zip(codes, (geometry for _, geometry in rows), strict=True)).shapes
    return [
        (
            {
                "code": code,
                "name": title,
                "district": DISTRICTS[properties["PRECINCT"]],
                "published_name": was,
            },
            shape(light[code]),
        )
        for code, title, was, (properties, _) in sorted(
            zip(codes, titles, published, rows, strict=True), key=lambda row: row[0]
        )
    ]


def _precincts(areas: list[Row]) -> list[Row]:
    """The areas of each precinct dissolved: the published outlines are the same ground."""
    together: dict[str, list[BaseGeometry]] = defaultdict(list)
    for properties, geometry in areas:
        together[properties["district"]].append(geometry)
    return [
        (
            {"code": code, "name": DISTRICTS[code]},
            shapely.normalize(shapely.coverage_union_all(together[DISTRICTS[code]])),
        )
        for code in sorted(DISTRICTS)
    ]


def _beats(file: Path, areas: list[Row]) -> list[Row]:
    rows = {str(properties["name"]): geometry for properties, geometry in _features(file)}
    light = simplify(sorted(rows.items())).shapes
    found = []
    for code in sorted(rows):
        geometry = shape(light[code])
        most = max(areas, key=lambda area: area[1].intersection(geometry).area)
        found.append(({"code": code, "name": f"Beat {code}", "district": most[0]["district"]}, geometry))
    return found


def _limits(file: Path) -> list[Row]:
    parts = [geometry for _, geometry in _features(file) if geometry.area > SMALLEST_LIMIT]
    whole = shapely.simplify(shapely.union_all(parts), TOLERANCE, preserve_topology=True)
    return [({"name": "Seattle"}, _short(whole))]


def _schools(file: Path) -> list[Row]:
    found: dict[tuple[float, float], Row] = {}
    for properties, geometry in _features(file):
        # Two schools shared a building in 2015: one venue, the first name.
        place = (round(geometry.x, DECIMALS), round(geometry.y, DECIMALS))
        name = _school_name(str(properties["PROPERTY_L"]), str(properties["Status"]))
        found.setdefault(place, ({"name": name, "kind": "school"}, shapely.Point(place)))
    return sorted(found.values(), key=lambda row: str(row[0]["name"]))


def _school_name(name: str, status: str) -> str:
    name = name.split(" (")[0].replace("Int'l", "International").removesuffix(" Elem").removesuffix(" HS")
    if any(word in name for word in ("K-8", "School", "Center", " at ")):
        return name
    return f"{name} {SCHOOLS.get(status.removeprefix('Option '), 'School')}"


def _parks(file: Path) -> list[Row]:
    together: dict[str, list[Row]] = defaultdict(list)
    for properties, geometry in _features(file):
        if properties["name"]:
            together[str(properties["name"])].append((properties, geometry))
    found = []
    for name, parts in sorted(together.items()):
        whole = shapely.union_all([valid(geometry) for _, geometry in parts])
        size = _hectares(whole)
        if size >= SMALLEST_PARK:
            ids = sorted(int(properties["osm_id"]) for properties, _ in parts)
            thin = _short(shapely.simplify(whole, PARK_TOLERANCE, preserve_topology=True))
            found.append(({"name": name, "kind": "park", "hectares": round(size, 1), "osm_ids": ids}, thin))
    return found


def _hectares(geometry: BaseGeometry) -> float:
    metres = 111_320  # a degree of latitude
    return float(geometry.area * metres**2 * math.cos(math.radians(geometry.centroid.y)) / 10_000)


def _short(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.normalize(polygons(valid(rounded(geometry, DECIMALS))))


def _features(file: Path) -> list[Row]:
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return [(feature.get("properties", {}), shape(feature["geometry"])) for feature in features]


def _write(name: str, rows: Iterable[Row], **members: str) -> None:
    """One feature a line, so that a change shows as one line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(geometry)),
            },
            ensure_ascii=False, separators=(",", ":"),
        )
        for properties, geometry in rows
    ]  # fmt: skip
    opening = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False, separators=(",", ":"))[:-1]
    text = opening + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"
    (TARGET / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} features, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
