"""A draft and published figures become what an audience will see: the only way from the store into a frozen briefing."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from db.disclosure import drafted, periods, publishing, sources
from db.disclosure.content import (
    Item,
    Picture,
    PublicArea,
    Release,
    Slide,
    Snapshot,
    Text,
    Written,
    hash_of,
    release,
    written,
)
from db.models import Briefing, BriefingSlide, Event, Neighbourhood, Officer, PublicRelease
from db.settings import get_settings
from db.vocabulary import EventStatus, EventType
from db.vocabulary.briefings import BriefingLanguage, PeriodKind, SlideKind

EVENTS_AHEAD = timedelta(days=60)
MOST_EVENTS = 12
# What is no invitation to the public.
NOT_ANNOUNCED = (EventType.TRAINING.value, EventType.MEDIA.value, EventType.COMMITTEE.value)
# Slides whose lines nobody writes.
ANNOUNCED = (SlideKind.NEXT, SlideKind.CONTACTS)
NEVER, LONG_AGO = date(2000, 1, 1), datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Composed:
    """`positions`: of each slide shown, its position in the draft. The rest: positions among the slides shown."""

    snapshot: Snapshot
    positions: tuple[int, ...]
    missing_consent: tuple[int, ...]  # a story or a picture nobody agreed to
    left_out: tuple[tuple[int, str], ...]  # chosen, but it may not be spoken of any more: slide and reference


def composed(session: Session, briefing: Briefing, figures: Release, *, now: datetime) -> Composed:
    """What would be frozen now with these figures. Promises, events and officers are read afresh; writes nothing."""
    settings = get_settings()
    earlier = compared_with(session, briefing)
    shown: list[Slide] = []
    positions: list[int] = []
    missing: list[int] = []
    left_out: list[tuple[int, str]] = []
    for row in slides_of(session, briefing):
        if row.hidden:
            continue
        slide, agreed, gone = _slide(session, briefing, row, now=now)
        shown.append(slide)
        positions.append(row.position)
        missing += [] if agreed else [len(shown)]
        left_out += [(len(shown), ref) for ref in gone]
    snapshot = Snapshot(
        ref=briefing.ref,
        title=drafted.text(drafted.wordings(briefing.titles), briefing.languages),
        agency=settings.agency_name,
        time_zone=settings.time_zone,
        areas=tuple(briefing.areas),
        audience=briefing.audience,
        languages=tuple(briefing.languages),
        frozen_on=now.astimezone(settings.zone).date(),
        release=figures,
        slides=tuple(shown),
        before=earlier[0] if earlier else None,
        before_ref=earlier[1] if earlier else None,
        illustrative=session.scalar(select(Officer.id).where(Officer.is_demo).limit(1)) is not None,
        public_contact=settings.public_contact,
    )
    return Composed(snapshot, tuple(positions), tuple(missing), tuple(left_out))


def seen(snapshot: Snapshot) -> str:
    """What two people have to agree on who looked at different times: everything shown but the day and hour of it."""
    fixed = replace(snapshot, frozen_on=NEVER, release=replace(snapshot.release, counted_at=LONG_AGO))
    return hash_of(written(fixed))


def unpublished(session: Session, briefing: Briefing, *, now: datetime) -> Release:
    """In place of figures while there can be none yet: the areas and the period alone."""
    in_force = select(Neighbourhood).where(Neighbourhood.valid_to.is_(None)).order_by(Neighbourhood.code)
    areas = tuple(
        PublicArea(
            row.code,
            row.name,
            row.district,
            json.loads(row.display_boundary),
            (row.label_longitude, row.label_latitude),
        )
        for row in session.scalars(in_force)
    )
    return Release(PeriodKind(briefing.kind), briefing.starts_on, briefing.last_day, now, areas, tables=())


def compared_with(session: Session, briefing: Briefing) -> tuple[Release, str | None] | None:
    """The figures of the briefing it is compared with and its reference; otherwise those published for the period right
    before, with none."""
    if briefing.compared_with_id is not None:
        statement = (
            select(PublicRelease.content, Briefing.ref)
            .join(Briefing, Briefing.release_id == PublicRelease.id)
            .where(Briefing.id == briefing.compared_with_id)
        )
        row = session.execute(statement).first()
        return (release(row.content), row.ref) if row else None
    kind = PeriodKind(briefing.kind)
    earlier = publishing.published(session, kind, periods.before(kind, briefing.starts_on))
    return (earlier, None) if earlier else None


def slides_of(session: Session, briefing: Briefing) -> Sequence[BriefingSlide]:
    mine = select(BriefingSlide).where(BriefingSlide.briefing_id == briefing.id)
    return session.scalars(mine.order_by(BriefingSlide.position, BriefingSlide.id)).all()


def has_words(briefing: Briefing, slides: Sequence[BriefingSlide]) -> bool:
    """Whether people wrote or chose anything that is shown: then a second person looks at it first."""
    return bool(briefing.titles) or any(
        slide.texts or slide.items or slide.picture_type or slide.story_event_id for slide in slides if not slide.hidden
    )


def _slide(
    session: Session, briefing: Briefing, row: BriefingSlide, *, now: datetime
) -> tuple[Slide, bool, Sequence[str]]:
    """The slide, whether who is in it agreed, and the references that were left out of it."""
    kind = SlideKind(row.kind)
    said = drafted.slide_words(row.texts)
    title = _text(((words.language, words.title, words.machine) for words in said), briefing)
    body = _text(((words.language, words.body, words.machine) for words in said), briefing)
    items: tuple[Item, ...] = ()
    gone: Sequence[str] = ()
    agreed, picture = True, None
    if kind == SlideKind.NEXT:
        items = _events(session, briefing, now=now)
    elif kind == SlideKind.CONTACTS:
        items = _officers(session, briefing)
    elif row.items:
        items, gone = _chosen(session, briefing, row)
    if kind == SlideKind.STORY:
        ref = session.scalar(select(Event.ref).where(Event.id == row.story_event_id))
        agreed = ref is not None and sources.story(session, ref) is not None
        body = body if agreed else ()
    if kind == SlideKind.PICTURE and row.picture is not None:
        agreed = bool(row.picture_consent)
        data = base64.b64encode(row.picture).decode()
        size = (row.picture_width or 0, row.picture_height or 0)
        picture = Picture(row.picture_type or "", data, *size, described=body or title) if agreed else None
    return Slide(kind, title, body, items, picture), agreed, gone


def _text(said: Any, briefing: Briefing) -> Text:
    return tuple(Written(lang.value, words, made) for lang, words, made in said if words and lang in briefing.languages)


def _chosen(session: Session, briefing: Briefing, row: BriefingSlide) -> tuple[tuple[Item, ...], list[str]]:
    """In the order chosen, with what is true of each today; those that may not be spoken of any more apart."""
    chosen = drafted.items(row.items)
    about = sources.About(briefing.starts_on, briefing.last_day, tuple(briefing.areas))
    still: Mapping[str, sources.Source] = {
        source.ref: source for source in sources.sources(session, about, refs={item.ref for item in chosen})
    }
    items = tuple(
        Item(
            text=drafted.text(item.wordings, briefing.languages),
            word=source.fate.value if source.fate else None,
            areas=(source.area,) if source.area else (),
            on=source.on,
        )
        for item in chosen
        if (source := still.get(item.ref)) and source.slide.value == row.kind
    )
    return items, [item.ref for item in chosen if item.ref not in still]


def _events(session: Session, briefing: Briefing, *, now: datetime) -> tuple[Item, ...]:
    """What is announced for the next weeks in the areas, soonest first; what belongs to no area is for everybody."""
    zone = get_settings().zone
    here: Any = true()
    if briefing.areas:
        here = or_(Neighbourhood.code.in_(briefing.areas), Event.neighbourhood_id.is_(None))
    statement = (
        select(Event.title, Event.type, Event.starts_at, Event.all_day, Event.venue, Event.language, Neighbourhood.code)
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .where(Event.status == EventStatus.PLANNED.value, Event.hosted, Event.withdrawn_at.is_(None))
        .where(Event.type.not_in(NOT_ANNOUNCED), Event.starts_at > now, Event.starts_at <= now + EVENTS_AHEAD, here)
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_EVENTS)
    )
    return tuple(
        Item(
            text=(Written(BriefingLanguage.ENGLISH.value, row.title),),
            word=row.type,
            areas=(row.code,) if row.code else (),
            on=row.starts_at.astimezone(zone).date(),
            at=None if row.all_day else f"{row.starts_at.astimezone(zone):%H:%M}",
            place=row.venue,
            language=row.language,
        )
        for row in session.execute(statement)
    )


def _officers(session: Session, briefing: Briefing) -> tuple[Item, ...]:
    """The officers residents of the areas are told to ask for, each with the areas they are named for."""
    statement = (
        select(Officer.display_name, Neighbourhood.code)
        .join(Neighbourhood, Neighbourhood.named_officer_id == Officer.id)
        .where(Officer.active, Neighbourhood.valid_to.is_(None))
        .where(Neighbourhood.code.in_(briefing.areas) if briefing.areas else true())
        .order_by(Officer.display_name, Officer.id, Neighbourhood.name)
    )
    areas: dict[str, list[str]] = {}
    for name, code in session.execute(statement):
        areas.setdefault(name, []).append(code)
    return tuple(
        Item(text=(Written(BriefingLanguage.ENGLISH.value, name),), areas=tuple(codes)) for name, codes in areas.items()
    )
