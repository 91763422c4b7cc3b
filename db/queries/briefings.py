"""Briefings: which there are, one with its slides, the periods one can be made for, catalogues confirmed."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.disclosure.composing import has_words, slides_of
from db.disclosure.drafted import ChosenItem, SlideWords, Wording, items, slide_words, wordings
from db.disclosure.periods import backwards, last_day, open_from
from db.errors import NotFound, problem
from db.models import Briefing, BriefingDocument, ConfirmedCatalogue, Event, Officer, PublicRelease
from db.queries.frames import frame
from db.settings import get_settings
from db.vocabulary.briefings import BriefingStatus, DocumentFormat, PeriodKind, SlideKind

MOST = 500
# How far back periods are offered.
OFFERED = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 8, PeriodKind.HALF_YEAR: 4, PeriodKind.YEAR: 3}


def briefing_list(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Newest first. Columns: ref, version, status, title (English; may be empty), kind, starts_on, last_day (dates), areas
    (list of codes; empty: the whole city), audience, languages (list), made_by (name), mine (bool), sent_at, approved_at,
    frozen_at, presented_at, withdrawn_at (UTC), code."""
    viewer.must(Permission.BRIEFING_BUILD)
    statement = (
        select(
            Briefing.ref, Briefing.version, Briefing.status, Briefing.titles.label("title"), Briefing.kind,
            Briefing.starts_on, Briefing.last_day, Briefing.areas, Briefing.audience, Briefing.languages,
            Officer.display_name.label("made_by"), Briefing.made_by_id.label("mine"), Briefing.sent_at,
            Briefing.approved_at, Briefing.frozen_at, Briefing.presented_at, Briefing.withdrawn_at, Briefing.code,
        )
        .outerjoin(Officer, Officer.id == Briefing.made_by_id)
        .order_by(Briefing.id.desc())
        .limit(MOST)
    )  # fmt: skip
    times = ["sent_at", "approved_at", "frozen_at", "presented_at", "withdrawn_at"]
    rows = frame(session, statement, times=times)
    rows["title"] = [next((said.words for said in wordings(titles)), "") for titles in rows["title"]]
    rows["mine"] = [maker == viewer.officer_id for maker in rows["mine"]]
    return rows


@dataclass(frozen=True, slots=True)
class SlideRecord:
    """A slide of a draft as it is written. `items`: what was chosen; what else could be is `sayable`. `story_event`: its
    reference. The picture itself is in the preview."""

    position: int
    kind: SlideKind
    hidden: bool
    texts: tuple[SlideWords, ...]
    items: tuple[ChosenItem, ...]
    story_event: str | None
    has_picture: bool
    picture_consent: str | None
    removable: bool


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    format: str
    language: str
    name: str
    media_type: str
    size: int
    hash: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BriefingRecord:
    """A briefing with its slides. `mine`: begun by the viewer, who alone changes it; `may_approve`: somebody else's that
    waits for a second person, and the viewer may be that; `needs_approval`: it says something people wrote or chose."""

    ref: str
    version: int
    status: BriefingStatus
    titles: tuple[Wording, ...]
    kind: PeriodKind
    starts_on: date
    last_day: date
    areas: tuple[str, ...]
    audience: str | None
    languages: tuple[str, ...]
    compared_with: str | None
    made_by: str | None
    mine: bool
    may_approve: bool
    needs_approval: bool
    published: bool
    open_from: date
    sent_at: datetime | None
    sent_back_why: str | None
    approved_by: str | None
    approved_at: datetime | None
    code: str | None
    hash: str | None
    frozen_at: datetime | None
    frozen_by: str | None
    presented_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    slides: tuple[SlideRecord, ...]
    documents: tuple[DocumentRecord, ...]


def briefing_record(session: Session, *, viewer: Viewer, ref: str) -> BriefingRecord:
    """Raises NotFound."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    slides = slides_of(session, briefing)
    others = {briefing.made_by_id, briefing.approved_by_id, briefing.frozen_by_id} - {None}
    rows = session.execute(select(Officer.id, Officer.display_name).where(Officer.id.in_(others)))
    names: dict[int | None, str] = {row.id: row.display_name for row in rows}
    stories = {slide.story_event_id for slide in slides} - {None}
    told = session.execute(select(Event.id, Event.ref).where(Event.id.in_(stories)))
    events: dict[int | None, str] = {row.id: row.ref for row in told}
    earlier = session.scalar(select(Briefing.ref).where(Briefing.id == briefing.compared_with_id))
    kind, mine = PeriodKind(briefing.kind), briefing.made_by_id == viewer.officer_id
    waits = briefing.status in (BriefingStatus.WAITING, BriefingStatus.APPROVED)
    return BriefingRecord(
        ref=briefing.ref,
        version=briefing.version,
        status=BriefingStatus(briefing.status),
        titles=wordings(briefing.titles),
        kind=kind,
        starts_on=briefing.starts_on,
        last_day=briefing.last_day,
        areas=tuple(briefing.areas),
        audience=briefing.audience,
        languages=tuple(briefing.languages),
        compared_with=earlier,
        made_by=names.get(briefing.made_by_id),
        mine=mine,
        may_approve=waits and not mine and viewer.may(Permission.BRIEFING_APPROVE),
        needs_approval=has_words(briefing, slides),
        published=_is_published(session, kind, briefing.starts_on),
        open_from=open_from(briefing.last_day),
        sent_at=briefing.sent_at,
        sent_back_why=briefing.sent_back_why,
        approved_by=names.get(briefing.approved_by_id),
        approved_at=briefing.approved_at,
        code=briefing.code,
        hash=briefing.hash,
        frozen_at=briefing.frozen_at,
        frozen_by=names.get(briefing.frozen_by_id),
        presented_at=briefing.presented_at,
        withdrawn_at=briefing.withdrawn_at,
        withdrawn_why=briefing.withdrawn_why,
        slides=tuple(
            SlideRecord(
                position=slide.position,
                kind=SlideKind(slide.kind),
                hidden=slide.hidden,
                texts=slide_words(slide.texts),
                items=items(slide.items),
                story_event=events.get(slide.story_event_id),
                has_picture=slide.picture_type is not None,
                picture_consent=slide.picture_consent,
                removable=slide.kind in (SlideKind.TEXT, SlideKind.PICTURE, SlideKind.STORY),
            )
            for slide in slides
        ),
        documents=_documents(session, briefing),
    )


def briefing_called(session: Session, ref: str) -> Briefing:
    """Raises NotFound."""
    briefing = session.scalar(select(Briefing).where(Briefing.ref == ref))
    if briefing is None:
        raise NotFound(problem("There is no briefing {ref}.", ref=ref))
    return briefing


def _documents(session: Session, briefing: Briefing) -> tuple[DocumentRecord, ...]:
    columns = [getattr(BriefingDocument, name) for name in DocumentRecord.__slots__]
    mine = select(*columns).where(BriefingDocument.briefing_id == briefing.id).order_by(BriefingDocument.id)
    return tuple(DocumentRecord(*row) for row in session.execute(mine))


def _is_published(session: Session, kind: PeriodKind, starts_on: date) -> bool:
    same = (PublicRelease.kind == kind.value, PublicRelease.starts_on == starts_on)
    return session.scalar(select(PublicRelease.id).where(*same)) is not None


@dataclass(frozen=True, slots=True)
class Period:
    """`published`: its figures are out; `open_from`: the first day it can be frozen."""

    kind: PeriodKind
    starts_on: date
    last_day: date
    published: bool
    open_from: date


def periods(session: Session, *, viewer: Viewer, now: datetime) -> tuple[Period, ...]:
    """Those a briefing can be about, newest first, the one still running included; none that shares days with another one
    already published: its records would be counted twice."""
    viewer.must(Permission.BRIEFING_BUILD)
    today = now.astimezone(get_settings().zone).date()
    known = session.execute(select(PublicRelease.kind, PublicRelease.starts_on, PublicRelease.last_day)).all()
    found = []
    for kind, count in OFFERED.items():
        for first in backwards(kind, today, count):
            last = last_day(kind, first)
            shared = [(row.kind, row.starts_on) for row in known if row.starts_on <= last and row.last_day >= first]
            if not shared or shared == [(kind.value, first)]:
                found.append(Period(kind, first, last, bool(shared), open_from(last)))
    return tuple(sorted(found, key=lambda one: (one.last_day, one.starts_on), reverse=True))


def comparable(session: Session, *, viewer: Viewer, kind: PeriodKind, starts_on: date) -> pd.DataFrame:
    """Frozen briefings of earlier periods as long as this one, newest first. Columns: ref, title, starts_on, last_day, areas."""
    viewer.must(Permission.BRIEFING_BUILD)
    statement = (
        select(Briefing.ref, Briefing.titles.label("title"), Briefing.starts_on, Briefing.last_day, Briefing.areas)
        .where(Briefing.status == BriefingStatus.FROZEN.value, Briefing.kind == kind.value)
        .where(Briefing.last_day < starts_on)
        .order_by(Briefing.starts_on.desc(), Briefing.id.desc())
        .limit(MOST)
    )
    rows = frame(session, statement)
    rows["title"] = [next((said.words for said in wordings(titles)), "") for titles in rows["title"]]
    return rows


def frozen_content(session: Session, *, viewer: Viewer, ref: str) -> str:
    """A frozen briefing's canonical JSON, byte for byte as it was frozen. Raises NotFound."""
    viewer.must(Permission.BRIEFING_BUILD)
    content = session.scalar(select(Briefing.content).where(Briefing.ref == ref))
    if content is None:
        raise NotFound(problem("There is no frozen briefing {ref}.", ref=ref))
    return content


def catalogues_confirmed(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Fixed words that a person has confirmed. Columns: language, hash (of the catalogue then), who, at (UTC)."""
    if not (viewer.may(Permission.BRIEFING_BUILD) or viewer.may(Permission.REFERENCE_KEEP)):
        viewer.must(Permission.REFERENCE_KEEP)
    statement = (
        select(
            ConfirmedCatalogue.language,
            ConfirmedCatalogue.hash,
            Officer.display_name.label("who"),
            ConfirmedCatalogue.confirmed_at.label("at"),
        )
        .outerjoin(Officer, Officer.id == ConfirmedCatalogue.confirmed_by_id)
        .order_by(ConfirmedCatalogue.language, ConfirmedCatalogue.id)
    )
    return frame(session, statement, times=["at"])


def without_documents(session: Session, *, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Frozen briefings and the languages nothing can be projected in yet: whoever froze them left before all were made."""
    viewer.must(Permission.BRIEFING_BUILD)
    frozen = select(Briefing).where(Briefing.status == BriefingStatus.FROZEN.value).order_by(Briefing.id)
    documents = select(BriefingDocument.briefing_id, BriefingDocument.language)
    made = set(session.execute(documents.where(BriefingDocument.format == DocumentFormat.PRESENTATION.value)))
    return tuple(
        (one.ref, language)
        for one in session.scalars(frozen)
        for language in one.languages
        if (one.id, language) not in made
    )
