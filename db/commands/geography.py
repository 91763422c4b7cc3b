"""Neighbourhoods in: new ones added, changed boundaries given a successor, the rest left alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles
from db.commands.zone import agency_day
from db.errors import BadFile, problem
from db.geography import Area, label_point, simplify
from db.models import Neighbourhood


@dataclass(frozen=True, slots=True)
class Residents:
    """What is known of the people of an area; `illustrative` when it is invented for the demonstration."""

    population: int | None = None
    households: int | None = None
    languages: Mapping[str, float] = field(default_factory=dict)
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class LoadNeighbourhoods:
    """Checked areas (db.geography.read_areas); `residents` by code adds to what the file said."""

    areas: tuple[Area, ...]
    residents: Mapping[str, Residents] = field(default_factory=dict)
    file_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    added: int
    changed: int
    unchanged: int


@handles(LoadNeighbourhoods)
def load_neighbourhoods(session: Session, command: LoadNeighbourhoods, *, by: Viewer, now: datetime) -> Loaded:
    """Raises BadFile when nothing is in it, or a name is in force under another code. What a file does not say of
    residents stays as it was. Display copies are simplified together, so neighbours share their edges."""
    by.must(Permission.GEOGRAPHY_LOAD)
    if not command.areas:
        raise BadFile(problem("There is no neighbourhood in this file."))
    today = agency_day(now)
    in_force = session.scalars(
        select(Neighbourhood).where(or_(Neighbourhood.valid_to.is_(None), Neighbourhood.valid_to > today))
    )
    known = {row.code: row for row in in_force}
    _must_not_rename_codes(command.areas, known)
    display = simplify([(area.code, area.geometry) for area in command.areas]).shapes
    added = changed = 0
    for area in command.areas:
        old = known.get(area.code)
        residents = command.residents.get(area.code) or _residents(area, old)
        fresh = _row(area, residents, json.dumps(display[area.code], separators=(",", ":")))
        if old is None:
            session.add(Neighbourhood(**fresh, valid_from=today, created_at=now, updated_at=now))
            added += 1
        elif old.boundary == area.boundary:
            differing = {name: value for name, value in fresh.items() if getattr(old, name) != value}
            for name, value in differing.items():
                setattr(old, name, value)
            changed += bool(differing)
        elif old.valid_from == today:  # corrected on the day it came into force: no history to keep
            for name, value in fresh.items():
                setattr(old, name, value)
            changed += 1
        else:
            session.execute(update(Neighbourhood).where(Neighbourhood.id == old.id).values(valid_to=today))
            session.add(Neighbourhood(**fresh, valid_from=today, created_at=now, updated_at=now))
            changed += 1
    loaded = Loaded(added, changed, len(command.areas) - added - changed)
    audit.append(
        session,
        Action.NEIGHBOURHOODS_LOADED,
        entity="neighbourhood",
        ref=None,
        by=by,
        at=now,
        detail={"added": added, "changed": changed, "file": command.file_hash},
    )
    return loaded


def _must_not_rename_codes(areas: tuple[Area, ...], known: Mapping[str, Neighbourhood]) -> None:
    """The same area twice, under two codes, would cover the same ground: every point in it would be a coin toss."""
    codes = {row.name.casefold(): code for code, row in known.items()}
    twice = [area.name for area in areas if codes.get(area.name.casefold(), area.code) != area.code]
    if twice:
        raise BadFile(
            problem(
                "Already there under another code: {names}. Load the file with the codes that the store has (--code).",
                names=", ".join(twice),
            )
        )


def _residents(area: Area, old: Neighbourhood | None) -> Residents:
    if area.population is not None or old is None:
        return Residents()
    return Residents(old.population, old.households, old.languages, old.figures_illustrative)


def _row(area: Area, residents: Residents, display_boundary: str) -> dict[str, object]:
    latitude, longitude = label_point(area.geometry)
    return {
        "code": area.code,
        "name": area.name,
        "district": area.district,
        "boundary": area.boundary,
        "display_boundary": display_boundary,
        "label_latitude": latitude,
        "label_longitude": longitude,
        "population": residents.population if residents.population is not None else area.population,
        "households": residents.households,
        "languages": dict(residents.languages),
        "figures_illustrative": residents.illustrative,
    }
