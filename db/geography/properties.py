"""Which property of a GeoJSON file holds the name, the code, the population and the district."""

import re
from collections.abc import Sequence
from typing import Any

from db.errors import BadFile, problem
from db.geography import names

Rows = Sequence[dict[str, Any]]

NAME_WORDS = (
    "name", "neighborhood", "neighbourhood", "neighborhoodname", "neighbourhoodname", "nhood", "nbhdname",
    "nbhd", "hood", "areaname", "area", "communityname", "community", "fullname", "namelsad", "label",
    "title", "ward", "district", "precinct", "beat",
)  # fmt: skip
CODE_WORDS = (
    "code", "areacode", "neighborhoodid", "neighbourhoodid", "neighborhoodcode", "neighbourhoodcode",
    "areaid", "nbhdid", "nbhdcode", "nhoodid", "hoodid", "communityid", "geoid", "id", "abbreviation", "abbr",
)  # fmt: skip
DISTRICT_WORDS = (
    "district", "precinct", "policedistrict", "policeprecinct", "division", "sector", "borough",
)  # fmt: skip
POPULATION = re.compile(r"(total)?(pop|population|residents|inhabitants)(total|estimate|est|100|100re)?(\d{4})?")


def plain(key: str) -> str:
    """What "Neighborhood_ID" and "neighborhood id" have in common."""
    return re.sub(r"[\W_]+", "", key).casefold()


def keys_of(rows: Rows) -> list[str]:
    """Every property in the file, in order of first appearance."""
    return list(dict.fromkeys(key for row in rows for key in row))


def asked_for(rows: Rows, key: str, option: str) -> str:
    """The property a person named, spelt as in the file; BadFile when there is none such."""
    present = keys_of(rows)
    for candidate in (key, *(p for p in present if plain(p) == plain(key))):
        if candidate in present:
            return candidate
    raise BadFile(
        problem(
            "No area has a property “{key}” ({option}). The file has: {present}.",
            key=key, option=option, present=", ".join(present) or "no properties at all",
        )
    )  # fmt: skip


def find_name(rows: Rows) -> str:
    """The property that names the areas: the first likely one that every area has, no two the same."""
    likely = _likely(rows, NAME_WORDS)
    for key in likely:
        values = [text(row.get(key)) for row in rows]
        if all(values) and len({names.same(v) for v in values}) == len(values) and not all(_number(v) for v in values):
            return key
    if likely:
        return likely[0]
    raise BadFile(
        problem(
            "No property looks like a name. The file has: {present}. Say which one with --name.",
            present=", ".join(keys_of(rows)) or "no properties at all",
        )
    )


def find_code(rows: Rows, *, beside: str) -> str | None:
    """The property with a short distinct value for each area, or None: then codes are made from names."""
    for key in _likely(rows, CODE_WORDS):
        values = [text(row.get(key)) for row in rows]
        if key != beside and all(values) and len(set(values)) == len(values) and max(map(len, values)) <= 40:
            return key
    return None


def find_population(rows: Rows) -> str | None:
    """The property that counts residents; the latest year when there are several."""
    found = [(match.group(4) or "", key) for key in keys_of(rows) if (match := POPULATION.fullmatch(plain(key)))]
    return max(found)[1] if found else None


def find_district(rows: Rows, *, besides: Sequence[str | None]) -> str | None:
    likely = [key for key in _likely(rows, DISTRICT_WORDS) if key not in besides]
    return likely[0] if likely else None


def text(value: object) -> str:
    """A property as one line of text; numbers without a needless ".0", nothing for empty or nested values."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return names.tidy(str(value))


def count(value: object) -> int | None:
    """A property as a whole number of people; None when empty, ValueError when it is something else."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("not a number")
    number = float(str(value).replace(",", "").replace(" ", "").replace("\u00a0", ""))
    if not 0 <= number < 1e9:
        raise ValueError("not a number of people")
    return round(number)


def _likely(rows: Rows, words: Sequence[str]) -> list[str]:
    by_word: dict[str, list[str]] = {}
    for key in keys_of(rows):
        by_word.setdefault(plain(key), []).append(key)
    return [key for word in words for key in by_word.get(word, [])]


def _number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit()
