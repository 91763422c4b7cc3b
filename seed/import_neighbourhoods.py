"""Neighbourhoods from a GeoJSON file into the store."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.access import Viewer
from db.commands.geography import Loaded, LoadNeighbourhoods
from db.errors import Sentence
from db.geography import read_areas
from db.store import Store
from seed.table import file_bytes

IMPORTER = "Neighbourhood importer"


@dataclass(frozen=True, slots=True)
class Properties:
    """Which properties hold what, where a file does not say so by itself."""

    name: str | None = None
    code: str | None = None
    population: str | None = None
    district: str | None = None
    keep_capitals: bool = False


@dataclass(frozen=True, slots=True)
class NeighbourhoodReport:
    """How many areas the file has, what was noticed while reading it, and what changed in the store."""

    areas: int
    notes: tuple[Sentence, ...]
    loaded: Loaded


def import_neighbourhoods(
    store: Store, path: Path, properties: Properties, *, now: datetime, tell: Callable[[str], None]
) -> NeighbourhoodReport:
    """Read, check and load a file in one command. Raises BadFile; then nothing was changed."""
    tell("Reading the file")
    content = file_bytes(path)
    read = read_areas(
        content,
        name=properties.name,
        code=properties.code,
        population=properties.population,
        district=properties.district,
        keep_capitals=properties.keep_capitals,
    )
    tell(f"Loading {len(read.areas):,} areas")
    command = LoadNeighbourhoods(areas=read.areas, file_hash=hashlib.sha256(content).hexdigest())
    loaded = store.execute(command, by=Viewer.system(IMPORTER), now=now)
    return NeighbourhoodReport(len(read.areas), read.notes, loaded)
