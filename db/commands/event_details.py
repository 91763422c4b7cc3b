"""What is planned about an event: checked and written the same way, whether it is new, edited or one of a series."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.commands import words
from db.commands.loading import organisation_by_ref
from db.commands.placing import find_area
from db.errors import Sentence, problem
from db.models import Event, EventPartner, Organisation
from db.vocabulary import EventStatus, EventType

MOST_LINES = 20  # topics, materials, languages, partners
LONGEST_LINE = 80

Problems = list[tuple[str, Sentence | None]]


@dataclass(frozen=True, slots=True)
class EventDetails:
    """Everything planned but the time. A known venue brings its own place; partners are references."""

    type: EventType
    title: str
    hosted: bool = True
    venue: str | None = None
    venue_organisation: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    neighbourhood_id: int | None = None
    audience: str | None = None
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    interpreter: bool = False
    topics: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    unit: str | None = None  # of officer training only


@dataclass(frozen=True, slots=True)
class Checked:
    """What the details point at, and what is wrong with them."""

    area: int | None
    latitude: float | None
    longitude: float | None
    venue: Organisation | None
    partners: tuple[int, ...]
    problems: Problems = field(default_factory=list)


def checked(session: Session, details: EventDetails) -> Checked:
    venue = organisation_by_ref(session, details.venue_organisation) if details.venue_organisation else None
    latitude, longitude = details.latitude, details.longitude
    if venue is not None and latitude is None:
        latitude, longitude = venue.latitude, venue.longitude
    chosen = details.neighbourhood_id or (venue.neighbourhood_id if venue else None)
    area, place_problems = find_area(session, latitude=latitude, longitude=longitude, chosen=chosen)
    known = select(Organisation.id).where(Organisation.ref.in_(details.partners)).order_by(Organisation.id)
    partners = tuple(session.scalars(known))
    missing = len(partners) != len(set(details.partners))
    unit = details.unit if details.type == EventType.TRAINING else None
    return Checked(
        area,
        latitude,
        longitude,
        venue,
        partners,
        [
            ("type", words.one_of(details.type, EventType, ask=problem("Choose what kind of event it is."))),
            ("title", words.sentence(details.title, ask=problem("Give the event a title."), longest=200)),
            ("venue", words.too_long(details.venue, longest=160)),
            ("audience", words.too_long(details.audience, longest=120)),
            ("language", words.too_long(details.language, longest=40)),
            ("other_languages", _lines_problem(details.other_languages, longest=40)),
            ("topics", _lines_problem(details.topics, longest=LONGEST_LINE)),
            ("materials", _lines_problem(details.materials, longest=LONGEST_LINE)),
            ("partners", problem("Choose partners from the list.") if missing else _too_many(details.partners)),
            ("unit", words.too_long(unit, longest=120)),
            *place_problems.items(),
        ],
    )


def _lines_problem(lines: Sequence[str], *, longest: int) -> Sentence | None:
    return _too_many(lines) or next(
        (wrong for line in lines if (wrong := words.too_long(line, longest=longest)) is not None), None
    )


def _too_many(lines: Sequence[str]) -> Sentence | None:
    return problem("Keep it to {most}.", most=MOST_LINES) if len(lines) > MOST_LINES else None


def fill(session: Session, event: Event, details: EventDetails, found: Checked) -> None:
    """Write the details onto an event that is in the session; its partners follow at the next flush."""
    event.type, event.title, event.hosted = details.type.value, details.title.strip(), details.hosted
    event.venue = words.tidy(details.venue) or (found.venue.name if found.venue else None)
    event.venue_organisation_id = found.venue.id if found.venue else None
    event.latitude, event.longitude, event.neighbourhood_id = found.latitude, found.longitude, found.area
    event.audience, event.language = words.tidy(details.audience), words.tidy(details.language)
    event.other_languages, event.interpreter = _tidied(details.other_languages), details.interpreter
    event.topics, event.materials = _tidied(details.topics), _tidied(details.materials)
    event.unit = words.tidy(details.unit) if details.type == EventType.TRAINING else None
    if event.id is None:
        session.flush()
    before = {p.organisation_id: p for p in session.scalars(_partners_of(event.id))}
    for gone in before.keys() - set(found.partners):
        session.delete(before[gone])
    for new in [id_ for id_ in found.partners if id_ not in before]:
        session.add(EventPartner(event_id=event.id, organisation_id=new))


def _tidied(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _partners_of(event_id: int) -> Select[EventPartner]:
    return select(EventPartner).where(EventPartner.event_id == event_id).order_by(EventPartner.organisation_id)


def partner_names(session: Session, event: Event) -> list[str]:
    statement = (
        select(Organisation.name)
        .join(EventPartner, EventPartner.organisation_id == Organisation.id)
        .where(EventPartner.event_id == event.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return list(session.scalars(statement))


def new_event(
    session: Session,
    details: EventDetails,
    found: Checked,
    *,
    ref: str,
    starts_at: datetime,
    ends_at: datetime,
    owner_id: int | None,
    now: datetime,
    **more: object,
) -> Event:
    """A planned event, flushed."""
    event = Event(
        ref=ref, starts_at=starts_at, ends_at=ends_at, owner_id=owner_id, status=EventStatus.PLANNED.value, created_at=now,
        updated_at=now, type=details.type.value, title=details.title.strip(), hosted=details.hosted, **more,
    )  # fmt: skip
    session.add(event)
    fill(session, event, details, found)
    session.flush()
    return event
