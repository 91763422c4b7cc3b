"""Neighbourhoods from a GeoJSON file: read, checked, repaired, and what was done said in sentences."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from db.errors import BadFile, Sentence, problem
from db.geography import names, properties
from db.geography.coordinates import must_be_wgs84
from db.geography.shapes import geojson_text, overlaps, stored

OVERLAP_WORTH_SAYING = 0.001  # of the smaller area
LARGEST_FILE = 200_000_000  # bytes: a city's outlines are a few million


@dataclass(frozen=True, slots=True)
class Area:
    """One neighbourhood: boundary is GeoJSON text (WGS84, six decimals), geometry the same as a shape."""

    code: str
    name: str
    district: str | None
    population: int | None
    boundary: str
    geometry: BaseGeometry = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReadAreas:
    """The areas in the order of the file, and what a person should know about how they were read."""

    areas: tuple[Area, ...]
    notes: tuple[Sentence, ...]


def read_areas(
    content: str | bytes,
    *,
    name: str | None = None,
    code: str | None = None,
    population: str | None = None,
    district: str | None = None,
    keep_capitals: bool = False,
) -> ReadAreas:
    """Areas of a GeoJSON FeatureCollection in WGS84; the options name what is not recognised.

    Raises BadFile with one sentence when the file cannot be trusted; nothing is half read.
    """
    collection = _collection(content)
    rows, geometries, notes = _outlines(collection["features"])
    titles, used = _names(rows, name, keep_capitals=keep_capitals)
    must_be_wgs84([geometry.bounds for geometry in geometries], titles, collection.get("crs"))
    shapes = _repaired(geometries, titles, notes)
    codes, code_key = _codes(rows, titles, code, beside=used)
    population_key = (
        properties.asked_for(rows, population, "--population") if population else properties.find_population(rows)
    )
    besides = (used, code_key, population_key)
    district_key = (
        properties.asked_for(rows, district, "--district")
        if district
        else properties.find_district(rows, besides=besides)
    )
    people = _populations(rows, titles, population_key, notes, must=population is not None)
    for i, j, share in overlaps(shapes, above=OVERLAP_WORTH_SAYING):
        notes.append(
            problem(
                "{first} and {second} overlap by {share} of the smaller one; "
                "a point in both counts for one of them only.",
                first=titles[i], second=titles[j], share=f"{share:.1%}",
            )
        )  # fmt: skip
    districts = [properties.text(row.get(district_key)) if district_key else "" for row in rows]
    areas = tuple(
        Area(code_, title, district_ or None, residents, geojson_text(outline), outline)
        for code_, title, district_, residents, outline in zip(codes, titles, districts, people, shapes, strict=True)
    )
    _must_fit(areas)
    notes.insert(0, _read_from(used, code_key, population_key, district_key))
    return ReadAreas(areas, tuple(notes))


def _collection(content: str | bytes) -> dict[str, Any]:
    if len(content) > LARGEST_FILE:
        raise BadFile(problem("The file is too large to be a list of neighbourhoods."))
    try:
        text = content if isinstance(content, str) else content.decode(json.detect_encoding(content))
        parsed = json.loads(text.lstrip("\ufeff"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadFile(problem("The file is not text in UTF-8, so it is not GeoJSON.")) from None
    except RecursionError:
        raise BadFile(problem("The file is nested far deeper than any GeoJSON: it was not read.")) from None
    except json.JSONDecodeError as error:
        raise BadFile(
            problem(
                "The file is not GeoJSON: line {line}, column {column} cannot be read.",
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except ValueError:
        raise BadFile(problem("The file holds a number that cannot be read.")) from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise BadFile(problem("The file is JSON but not a GeoJSON list of areas (a “FeatureCollection”)."))
    return {"features": features, "crs": parsed.get("crs")}


def _no_constant(constant: str) -> float:
    raise BadFile(problem("The file holds “{constant}” where a number should be.", constant=constant))


def _outlines(features: Sequence[object]) -> tuple[list[dict[str, Any]], list[BaseGeometry], list[Sentence]]:
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry] = []
    left_out: Counter[str] = Counter()
    for number, feature in enumerate(features, start=1):
        member = feature.get("geometry") if isinstance(feature, dict) else None
        kind = member.get("type") if isinstance(member, dict) else None
        if not isinstance(feature, dict) or not isinstance(member, dict) or kind not in ("Polygon", "MultiPolygon"):
            left_out[str(kind) if kind else "no outline"] += 1
            continue
        try:
            geometry = shape(member)
            usable = not geometry.is_empty and _finite(geometry)
        except (
            TypeError,
            ValueError,
            IndexError,
            KeyError,
            AttributeError,
            RecursionError,
            shapely.errors.ShapelyError,
        ):
            usable = False
        if not usable:
            raise BadFile(
                problem("The outline of area {number} in the file is damaged and cannot be read.", number=number)
            )
        owned = feature.get("properties")
        rows.append(owned if isinstance(owned, dict) else {})
        geometries.append(geometry)
    kinds = ", ".join(f"{n} × {kind}" for kind, n in sorted(left_out.items()))
    if not rows:
        if not kinds:
            raise BadFile(problem("The file holds no areas."))
        raise BadFile(problem("The file holds no areas, only: {kinds}. Neighbourhoods are polygons.", kinds=kinds))
    notes = [problem("Left out because they are not areas: {kinds}.", kinds=kinds)] if kinds else []
    return rows, geometries, notes


def _finite(geometry: BaseGeometry) -> bool:
    return all(abs(bound) < 1e12 for bound in geometry.bounds)  # false for NaN and infinity too


def _names(rows: list[dict[str, Any]], asked: str | None, *, keep_capitals: bool) -> tuple[list[str], str]:
    key = properties.asked_for(rows, asked, "--name") if asked else properties.find_name(rows)
    titles = [properties.text(row.get(key)) for row in rows]
    unnamed = [str(i) for i, title in enumerate(titles, start=1) if not title]
    if unnamed:
        raise BadFile(
            problem(
                "Without a name in “{key}”: area {numbers} of the file.",
                key=key,
                numbers=", ".join(unnamed[:10]),
            )
        )
    if not keep_capitals:
        titles = names.readable(titles)
    counted = Counter(names.same(title) for title in titles)
    twice = sorted({title for title in titles if counted[names.same(title)] > 1})
    if twice:
        raise BadFile(
            problem(
                "Two areas have the same name: {names}. Each neighbourhood needs its own.",
                names=", ".join(twice),
            )
        )
    return titles, key


def _repaired(geometries: list[BaseGeometry], titles: list[str], notes: list[Sentence]) -> list[BaseGeometry]:
    shapes = []
    for geometry, title in zip(geometries, titles, strict=True):
        outline = stored(geometry)
        if outline.is_empty or outline.area == 0:
            raise BadFile(problem("The outline of {name} encloses no ground.", name=title))
        if not geometry.is_valid:
            change = abs(outline.area - geometry.area) / outline.area
            notes.append(
                problem(
                    "The outline of {name} crossed itself and was repaired ({change} of its area changed).",
                    name=title, change=f"{change:.2%}" if change >= 0.0001 else "less than 0.01%",
                )
            )  # fmt: skip
        shapes.append(outline)
    return shapes


def _codes(
    rows: list[dict[str, Any]], titles: list[str], asked: str | None, *, beside: str
) -> tuple[list[str], str | None]:
    key = properties.asked_for(rows, asked, "--code") if asked else properties.find_code(rows, beside=beside)
    if key is None:
        return names.distinct_slugs(titles), None
    codes = [properties.text(row.get(key)) for row in rows]
    counted = Counter(codes)
    bad = sorted({code or "(empty)" for code in codes if not code or counted[code] > 1})
    if bad:
        raise BadFile(
            problem("The codes in “{key}” are not one for each area: {codes}.", key=key, codes=", ".join(bad[:10]))
        )
    return codes, key


def _populations(
    rows: list[dict[str, Any]], titles: list[str], key: str | None, notes: list[Sentence], *, must: bool
) -> list[int | None]:
    people: list[int | None] = []
    for row, title in zip(rows, titles, strict=True):
        try:
            people.append(properties.count(row.get(key)) if key else None)
        except ValueError:
            unread = problem(
                "The population of {name} is not a number: “{value}”.",
                name=title,
                value=str(row.get(key or ""))[:40],
            )
            if must:
                raise BadFile(unread) from None
            notes.append(unread)
            people.append(None)
    return people


def _must_fit(areas: tuple[Area, ...]) -> None:
    for area in areas:
        for what, value, most in (
            ("name", area.name, 120),
            ("code", area.code, 40),
            ("district", area.district or "", 80),
        ):
            if len(value) > most:
                raise BadFile(
                    problem(
                        "The {what} “{start}…” is longer than {most} characters.",
                        what=what,
                        start=value[:40],
                        most=most,
                    )
                )


def _read_from(name: str, code: str | None, population: str | None, district: str | None) -> Sentence:
    return problem(
        "Read from the file: names from “{name}”, codes {code}, population {population}, district {district}.",
        name=name,
        code=f"from “{code}”" if code else "made from the names",
        population=f"from “{population}”" if population else "none",
        district=f"from “{district}”" if district else "none",
    )
