"""Neighbourhoods in: new ones added, changed boundaries given a successor, the rest left alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db import audit, rollups
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.placing import area_index
from db.commands.registry import handles
from db.commands.zone import agency_day
from db.errors import BadFile, Sentence, problem
from db.geography import Area, label_point, simplify
from db.models import Concern, Neighbourhood


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
    placed: int  # concerns that had a point but no area until now
    notes: tuple[Sentence, ...]


@handles(LoadNeighbourhoods, takes_long=True)
def load_neighbourhoods(session: Session, command: LoadNeighbourhoods, *, by: Viewer, now: datetime) -> Loaded:
    """Raises Invalid; BadFile when nothing is in it, or a name is in force under another code. What a file does not say of
    residents stays as it was. Display copies are simplified together, so neighbours share their edges."""
    by.must(Permission.GEOGRAPHY_LOAD)
    if not command.areas:
        raise BadFile(problem("There is no neighbourhood in this file."))
    words.refuse_if_any(wrong for area in command.areas for wrong in _problems(area))
    today = agency_day(now)
    in_force = session.scalars(select(Neighbourhood).where(Neighbourhood.valid_to.is_(None)))
    known = {row.code: row for row in in_force}
    _must_not_rename_codes(command.areas, known)
    words.refuse_if_any(_names_twice(command.areas, known))
    drawn = simplify([(area.code, area.geometry) for area in command.areas])
    added = changed = 0
    for area in command.areas:
        old = known.get(area.code)
        residents = command.residents.get(area.code) or _residents(area, old)
        fresh = _row(area, residents, json.dumps(drawn.shapes[area.code], separators=(",", ":")))
        if old is None:
            session.add(Neighbourhood(**fresh, valid_from=today, created_at=now, updated_at=now))
            added += 1
        elif old.boundary == area.boundary:
            differing = {name: value for name, value in fresh.items() if getattr(old, name) != value}
            _update(old, differing, now=now)
            changed += bool(differing)
        elif old.valid_from == today:  # corrected on the day it came into force: no history to keep
            _update(old, fresh, now=now)
            changed += 1
        else:
            _succeed(session, old, fresh, today=today, now=now)
            changed += 1
    session.flush()
    placed = _place_the_unplaced(session)
    loaded = Loaded(added, changed, len(command.areas) - added - changed, placed, drawn.notes)
    audit.append(
        session,
        Action.NEIGHBOURHOODS_LOADED,
        entity="neighbourhood",
        ref=None,
        by=by,
        at=now,
        detail={"added": added, "changed": changed, "placed": placed, "file": command.file_hash},
    )
    return loaded


def _problems(area: Area) -> Iterator[tuple[str, Sentence | None]]:
    """What a file's reader has checked, again: nothing that was handed over is trusted."""
    yield f"{area.code}.code", words.sentence(area.code, ask=problem("An area has no code."), longest=40)
    yield f"{area.code}.name", words.sentence(area.name, ask=problem("An area has no name."), longest=120)
    yield f"{area.code}.district", words.too_long(area.district, longest=80)


def _names_twice(areas: Sequence[Area], known: Mapping[str, Neighbourhood]) -> Iterator[tuple[str, Sentence]]:
    """Two areas in force cannot have one name: nobody could tell them apart in a list."""
    codes = {area.code for area in areas}
    taken = {row.name: code for code, row in known.items() if code not in codes}
    for area in areas:
        if taken.setdefault(area.name, area.code) != area.code:
            yield f"{area.code}.name", problem("Two areas are called {name}.", name=area.name)


def _update(area: Neighbourhood, values: Mapping[str, object], *, now: datetime) -> None:
    for name, value in values.items():
        setattr(area, name, value)
    if values:
        area.updated_at = now


def _succeed(session: Session, area: Neighbourhood, fresh: Mapping[str, object], *, today: date, now: datetime) -> None:
    """A new boundary. The area keeps its number, so that its records stay with it; the old boundary is kept beside it
    under a number of its own, with the dates between which it was in force."""
    columns = [c.name for c in Neighbourhood.__table__.columns if c.name not in ("id", "version", "valid_to")]
    session.add(Neighbourhood(**{name: getattr(area, name) for name in columns}, valid_to=today))
    _update(area, {**fresh, "valid_from": today}, now=now)


def _place_the_unplaced(session: Session) -> int:
    """Concerns that came before their neighbourhoods did: those with a point inside one get their area now."""
    waiting = session.execute(
        select(Concern.id, Concern.latitude, Concern.longitude).where(
            Concern.neighbourhood_id.is_(None), Concern.latitude.is_not(None)
        )
    ).all()
    found = area_index(session).find_all([row.latitude for row in waiting], [row.longitude for row in waiting])
    placed = [{"concern": row.id, "area": area} for row, area in zip(waiting, found, strict=True) if area is not None]
    if placed:
        table: Any = Concern.__table__
        session.connection().execute(
            table.update().where(table.c.id == bindparam("concern")).values(neighbourhood_id=bindparam("area")), placed
        )
        rollups.rebuild(session)
    return len(placed)


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
