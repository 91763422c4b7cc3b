"""The public figures for other programs: one CSV for each table, and the areas with their figures as GeoJSON.

In English, whatever languages the briefing is told in: these are read by machines and by who looks after them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import mapping, shape

from dashboard.documents.briefing.telling_words import COUNTED
from dashboard.inert import csv_file
from db.disclosure.content import Figure, PublicArea, PublicTable, Snapshot
from db.vocabulary.briefings import FigureKind, TableName

COLUMNS = ("from", "to", "table", "row", "codes", "column", "figure", "number", "note")
TOTAL = "total"
EACH = "all"  # in the place of the column where a table has none
INVENTED = "invented, for demonstration only"
TOGETHER = "counted together"
ONE_SOURCE = "mostly from one source"
# Areas are drawn once, with the figures of the first of these that there is.
_AREA_TABLES = (TableName.CONCERNS_BY_GROUP, TableName.CONCERNS_BY_STANDING)
_EXACT = 6  # decimals of a degree: about a tenth of a metre


def csv_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """A name and a file for each table, in the order they were published. UTF-8 with a byte order mark, as spreadsheets
    need it; text that looks like a formula is quoted."""
    for table in snapshot.release.tables:
        rows = pd.DataFrame(list(_rows(table, snapshot)), columns=list(COLUMNS), dtype=object)
        yield _slug(table.name), csv_file(rows)


def geojson(snapshot: Snapshot) -> bytes:
    """The areas with their figures of concerns (RFC 7946: degrees of WGS84, outer rings counterclockwise). Areas counted
    together are one feature. `concerns` is the figure in words, `concerns_number` the number, null where none is said;
    `kinds` the same by kind."""
    release = snapshot.release
    table = next((found for name in _AREA_TABLES if (found := release.table(name))), None)
    known = {area.code: area for area in release.areas}
    groups = list(table.rows) if table else []
    groups += [(code,) for code in known if not any(code in keys for keys in groups)]
    features = [_feature(keys, known, table) for keys in groups if all(code in known for code in keys)]
    collection = {
        "type": "FeatureCollection",
        "briefing": snapshot.ref,
        "agency": snapshot.agency,
        "from": release.starts_on.isoformat(),
        "to": release.last_day.isoformat(),
        "counted_at": release.counted_at.isoformat(),
        "rule": "Rounded to 5; below 10, zero included, fewer than 10. Sensitive kinds are in no figure.",
        **({"note": INVENTED} if snapshot.illustrative else {}),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def said(figure: Figure | None) -> str:
    if figure is None or figure.kind == FigureKind.WITHHELD:
        return "not shown"
    return "fewer than 10" if figure.n is None else f"about {figure.n}"


def number(figure: Figure | None) -> int | None:
    """None for whatever is not a rounded figure."""
    return figure.n if figure is not None and figure.kind == FigureKind.ROUNDED else None


def _rows(table: PublicTable, snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    """Cell by cell: the row's cells, then its total; at the end the totals of the columns and of the table."""
    for place, keys in enumerate(table.rows):
        if table.cells:
            for column, figure in zip(table.columns, table.cells[place], strict=True):
                yield _row(table, snapshot, keys, _kind(column), figure, len(keys) > 1 or len(column) > 1)
        yield _row(table, snapshot, keys, TOTAL if table.cells else EACH, table.row_totals[place], len(keys) > 1)
    for column, total in zip(table.columns, table.column_totals, strict=False):
        yield _row(table, snapshot, (), _kind(column), total, len(column) > 1)
    yield _row(table, snapshot, (), TOTAL if table.cells else EACH, table.total, False)


def _row(
    table: PublicTable, snapshot: Snapshot, keys: tuple[str, ...], column: str, figure: Figure | None, merged: bool
) -> tuple[Any, ...]:
    release = snapshot.release
    names = {area.code: area.name for area in release.areas}
    codes = " ".join(key for key in keys if key in names)
    withheld = figure is not None and figure.kind == FigureKind.WITHHELD
    notes = [TOGETHER] * merged + [ONE_SOURCE] * withheld + [INVENTED] * snapshot.illustrative
    words = " + ".join(names.get(key) or COUNTED.get(key, key) for key in keys) or TOTAL
    period = (release.starts_on.isoformat(), release.last_day.isoformat())
    return (*period, str(table.name), words, codes, column, said(figure), number(figure), "; ".join(notes))


def _kind(keys: tuple[str, ...]) -> str:
    return " + ".join(COUNTED.get(key, key) for key in keys)


def _feature(keys: tuple[str, ...], known: dict[str, PublicArea], table: PublicTable | None) -> dict[str, Any]:
    figure: Figure | None = None
    kinds: dict[str, Any] = {}
    if table and keys in table.rows:
        place = table.rows.index(keys)
        figure = table.row_totals[place]
        if table.cells:
            pairs = zip(table.columns, table.cells[place], strict=True)
            kinds = {_kind(column): {"said": said(cell), "number": number(cell)} for column, cell in pairs}
    properties = {
        "codes": list(keys),
        "name": " + ".join(known[code].name for code in keys),
        "districts": sorted({known[code].district or "" for code in keys} - {""}),
        "concerns": said(figure),
        "concerns_number": number(figure),
        "kinds": kinds,
    }
    return {"type": "Feature", "properties": properties, "geometry": _outline([known[code] for code in keys])}


def _outline(areas: list[PublicArea]) -> dict[str, Any]:
    """One outline for all of them, its outer rings counterclockwise."""
    shapes = [shapely.make_valid(shape(area.outline)) for area in areas]
    whole = shapely.set_precision(shapely.union_all(shapes), 10**-_EXACT)
    outline: dict[str, Any] = json.loads(
        json.dumps(mapping(shapely.orient_polygons(_areas_only(whole)))), parse_float=_short
    )
    return outline


def _areas_only(whole: Any) -> Any:
    """Repairing an outline may leave a line or a point beside the area."""
    if whole.geom_type != "GeometryCollection":
        return whole
    return shapely.union_all([part for part in whole.geoms if part.geom_type in ("Polygon", "MultiPolygon")])


def _short(number: str) -> float:
    return round(float(number), _EXACT)


def _slug(name: TableName) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-")
