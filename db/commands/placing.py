"""Where a record belongs: the neighbourhood of a point, from the boundaries in force."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.errors import Sentence, problem
from db.geography import AreaIndex, wgs84_point
from db.models import Neighbourhood

_INDEXES: dict[tuple[str, tuple[tuple[int, int], ...]], AreaIndex] = {}


def area_index(session: Session, *, on: date) -> AreaIndex:
    """The index of the boundaries in force that day; built once per set of boundaries."""
    statement = select(Neighbourhood.id, Neighbourhood.version).where(
        Neighbourhood.valid_from <= on, or_(Neighbourhood.valid_to.is_(None), Neighbourhood.valid_to > on)
    )
    versions = tuple(sorted((int(i), int(v)) for i, v in session.execute(statement)))
    key = (str(session.get_bind().engine.url), versions)
    if key not in _INDEXES:
        ids = [i for i, _ in versions]
        rows = session.execute(
            select(Neighbourhood.id, Neighbourhood.boundary).where(Neighbourhood.id.in_(ids)).order_by(Neighbourhood.id)
        )
        _INDEXES.clear()  # boundaries change once in years: one set in memory is enough
        _INDEXES[key] = AreaIndex.build([(int(i), boundary) for i, boundary in rows])
    return _INDEXES[key]


def find_area(
    session: Session, *, latitude: float | None, longitude: float | None, chosen: int | None, on: date
) -> tuple[int | None, dict[str, Sentence]]:
    """The neighbourhood of a point, or the one chosen when there is no point; and the problems with the place."""
    if (latitude is None) != (longitude is None):
        return None, {"place": problem("A place needs both latitude and longitude.")}
    if latitude is None or longitude is None:
        if chosen is not None and session.get(Neighbourhood, chosen) is None:
            return None, {"place": problem("Choose a neighbourhood from the list.")}
        return chosen, {}
    wrong = wgs84_point(latitude, longitude)
    if wrong is not None:
        return None, {"place": wrong}
    found = area_index(session, on=on).find(latitude, longitude)
    if found is None:
        return None, {
            "place": problem(
                "That place is in no neighbourhood we cover (it may be in the water or beyond the city). "
                "Move the pin, or choose the neighbourhood only."
            )
        }
    return found, {}
