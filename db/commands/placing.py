"""Where a record belongs: the neighbourhood of a point, from the boundaries in force."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db.errors import Sentence, problem
from db.geography import AreaIndex, wgs84_point
from db.models import Neighbourhood

# Put together once: nearly every save of a record asks it.
_IN_FORCE = select(Neighbourhood.id).where(
    Neighbourhood.id == bindparam("neighbourhood"), Neighbourhood.valid_to.is_(None)
)
_INDEXES: dict[tuple[str, tuple[tuple[int, int], ...]], AreaIndex[int]] = {}


def area_index(session: Session) -> AreaIndex[int]:
    """The index of the boundaries in force; built once per set of boundaries. Records keep the area they were given
    when it changes: a successor keeps its predecessor's number (see db.commands.geography)."""
    statement = select(Neighbourhood.id, Neighbourhood.version).where(Neighbourhood.valid_to.is_(None))
    versions = tuple(sorted((int(i), int(v)) for i, v in session.execute(statement)))
    key = (str(session.get_bind().engine.url), versions)
    index = _INDEXES.get(key)
    if index is None:
        ids = [i for i, _ in versions]
        rows = session.execute(
            select(Neighbourhood.id, Neighbourhood.boundary).where(Neighbourhood.id.in_(ids)).order_by(Neighbourhood.id)
        )
        _INDEXES.clear()  # boundaries change once in years: one set in memory is enough
        index = _INDEXES[key] = AreaIndex.build([(int(i), boundary) for i, boundary in rows])
    return index


def in_force(session: Session, neighbourhood: int) -> bool:
    """True when there is such a neighbourhood now: not unknown, not an outline kept from the past."""
    return session.scalar(_IN_FORCE, {"neighbourhood": neighbourhood}) is not None


def find_area(
    session: Session, *, latitude: float | None, longitude: float | None, chosen: int | None
) -> tuple[int | None, dict[str, Sentence]]:
    """The neighbourhood of a point, or the one chosen when there is no point; and the problems with the place."""
    if (latitude is None) != (longitude is None):
        return None, {"place": problem("A place needs both latitude and longitude.")}
    if latitude is None or longitude is None:
        if chosen is not None and not in_force(session, chosen):
            return None, {"place": problem("Choose a neighbourhood from the list.")}
        return chosen, {}
    wrong = wgs84_point(latitude, longitude)
    if wrong is not None:
        return None, {"place": wrong}
    found = area_index(session).find(latitude, longitude)
    if found is None:
        return None, {
            "place": problem(
                "That place is in no neighbourhood we cover (it may be in the water or beyond the city). "
                "Move the pin, or choose the neighbourhood only."
            )
        }
    return found, {}
