"""What a frozen briefing holds: the one shape between the store and everything an audience sees.

Nothing here names a person but the officers residents are told to ask for; figures have gone through the public rule; words
were written for the public. Kept as canonical JSON: the same content has the same bytes and so the same hash.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from db.vocabulary.briefings import CoarseningKind, FigureKind, PeriodKind, SlideKind, TableName

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One public figure. `n` of a rounded one only: a multiple of 5, at least 10."""

    kind: FigureKind
    n: int | None = None


@dataclass(frozen=True, slots=True)
class PublicTable:
    """At most two dimensions. A row or column has one key, or several where they were merged.

    `rows`: area codes or words of the vocabulary; `columns`: () in a table of one dimension, whose figures are its
    `row_totals`. None for a total that was dropped.
    """

    name: TableName
    rows: tuple[tuple[str, ...], ...]
    row_totals: tuple[Figure | None, ...]
    total: Figure | None
    columns: tuple[tuple[str, ...], ...] = ()
    cells: tuple[tuple[Figure, ...], ...] = ()
    column_totals: tuple[Figure | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Coarsening:
    """What was merged or dropped before publishing, and where."""

    kind: CoarseningKind
    table: TableName
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicArea:
    """A neighbourhood as audiences know it. `outline`: GeoJSON geometry, simplified; `at`: longitude and latitude of its
    label."""

    code: str
    name: str
    district: str | None
    outline: dict[str, Any]
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Release:
    """The figures of one closed period for all areas, published once. `counted_at`: when."""

    kind: PeriodKind
    starts_on: date
    last_day: date
    counted_at: datetime
    areas: tuple[PublicArea, ...]
    tables: tuple[PublicTable, ...]
    coarsened: tuple[Coarsening, ...] = ()

    def table(self, name: TableName) -> PublicTable | None:
        """None when it was dropped."""
        return next((table for table in self.tables if table.name == name), None)


@dataclass(frozen=True, slots=True)
class Written:
    """Words written for the public in one language. `machine`: by a machine, and no person has confirmed them."""

    language: str
    words: str
    machine: bool = False


Text = tuple[Written, ...]  # English first; () where there is none


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a slide: a promise, an event to come, an officer to talk to, something that was said.

    `word`: what it is, in the vocabulary's word (a fate, an event type); `at`: the agency's clock, "18:30".
    """

    text: Text
    word: str | None = None
    areas: tuple[str, ...] = ()
    on: date | None = None
    at: str | None = None
    place: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """`data`: base64 of the JPEG or PNG, cleaned of everything a camera adds."""

    media_type: str
    data: str
    width: int
    height: int
    described: Text


@dataclass(frozen=True, slots=True)
class Slide:
    """`title` and `text` replace or follow what is laid out by the kind; both may be ()."""

    kind: SlideKind
    title: Text = ()
    text: Text = ()
    items: tuple[Item, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen briefing. `areas`: codes; () for the whole city. `before`: what "changed" compares with."""

    ref: str
    title: Text
    agency: str
    time_zone: str
    areas: tuple[str, ...]
    audience: str | None
    languages: tuple[str, ...]
    frozen_on: date
    release: Release
    slides: tuple[Slide, ...]
    before: Release | None = None
    before_ref: str | None = None  # of the briefing it is compared with
    illustrative: bool = False  # the demonstration: invented people and figures
    public_contact: str = ""  # what residents are told to call or write to, as the settings have it
    format: int = FORMAT


_SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)
_RELEASE: TypeAdapter[Release] = TypeAdapter(Release)


def written(content: Snapshot | Release) -> str:
    """The content as canonical JSON: keys sorted, no spaces, UTF-8 as it is."""
    adapter: TypeAdapter[Any] = _SNAPSHOT if isinstance(content, Snapshot) else _RELEASE
    plain = adapter.dump_python(content, mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def snapshot(text: str) -> Snapshot:
    return _SNAPSHOT.validate_json(text)


def release(text: str) -> Release:
    return _RELEASE.validate_json(text)


def hash_of(text: str) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal figures."""
    return hashlib.sha256(text.encode()).hexdigest()
