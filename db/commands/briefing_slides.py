"""Slides of a draft, named by position: added, written, moved, taken out. The briefing's version guards them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.cleaning.projected import HIGHEST, LARGEST, WIDEST, SlidePicture
from db.commands import words
from db.commands.drafting import (
    LONGEST_ITEM,
    changed,
    confirmed,
    draft_to_change,
    slide_words_problem,
    wordings_problem,
)
from db.commands.registry import Saved, handles
from db.disclosure import sources
from db.disclosure.composing import slides_of
from db.disclosure.drafted import ChosenItem, SlideWords, stored_items, stored_slide
from db.errors import Invalid, NotFound, NotOffered, Sentence, problem
from db.models import Briefing, BriefingSlide, Event
from db.vocabulary.briefings import LAID_OUT, BriefingLanguage, SlideKind

MOST_SLIDES, MOST_ITEMS = 30, 20
BY_HAND = (SlideKind.TEXT, SlideKind.PICTURE, SlideKind.STORY)
NO_SLIDE = problem("This slide is not there any more.")
SIGNATURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


@dataclass(frozen=True, slots=True)
class AddSlide:
    """A slide of one's own behind the one at `after` (0: first; None: last). A story takes the words its people agreed to,
    to begin with; a picture (db.cleaning.projected) takes how those in it agreed, or that nobody is in it."""

    ref: str
    version: int
    kind: SlideKind
    after: int | None = None
    story_event: str | None = None
    picture: SlidePicture | None = None
    picture_consent: str | None = None


@handles(AddSlide)
def add_slide(session: Session, command: AddSlide, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    there = list(slides_of(session, briefing))
    kind, picture = command.kind, command.picture
    asks_consent = problem("Say how those in the picture agreed that it is shown, or that nobody is in it.")
    full = problem("There are {most} slides already. Take one out first.", most=MOST_SLIDES)
    offered = None if kind in BY_HAND else NotOffered("Choose a text, a picture or a success story.")
    consent = None
    if kind == SlideKind.PICTURE:
        consent = words.sentence(command.picture_consent, ask=asks_consent, longest=200)
    told = sources.story(session, command.story_event or "", scope=by.scope) if kind == SlideKind.STORY else None
    words.refuse_if_any(
        [
            ("kind", full if len(there) >= MOST_SLIDES else offered),
            ("after", _place_problem(command.after, len(there), least=0)),
            ("picture", _picture_problem(picture) if kind == SlideKind.PICTURE else None),
            ("picture_consent", consent),
            ("story_event", _story_problem(command, told)),
        ]
    )
    slide = BriefingSlide(briefing_id=briefing.id, kind=kind.value, texts={}, items=[], created_at=now, updated_at=now)
    if kind == SlideKind.PICTURE and picture is not None:
        slide.picture, slide.picture_type = picture.content, picture.media_type
        slide.picture_width, slide.picture_height = picture.width, picture.height
        slide.picture_consent = words.tidy(command.picture_consent)
    if told is not None:
        slide.story_event_id = session.query(Event.id).filter_by(ref=told.ref).scalar()
        slide.texts = stored_slide([SlideWords(BriefingLanguage.ENGLISH, told.title or "", told.words)])
    place = len(there) if command.after is None else command.after
    slide.position = place + 1
    session.add(slide)
    _number([*there[:place], slide, *there[place:]])
    return changed(session, briefing, "slide added", by=by, now=now, slide=slide.position, kind=kind.value)


@dataclass(frozen=True, slots=True)
class WriteSlide:
    """All that is said on the slide at position `slide`: its words, whether it is left out, what is chosen to be spoken of
    (nothing else of db.queries.briefing_previews.sayable is shown)."""

    ref: str
    version: int
    slide: int
    texts: tuple[SlideWords, ...] = ()
    hidden: bool = False
    items: tuple[ChosenItem, ...] = ()


@handles(WriteSlide)
def write_slide(session: Session, command: WriteSlide, *, by: Viewer, now: datetime) -> Saved:
    """Raises NotFound also for an item that may not be spoken of, or not by this viewer."""
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    slide = _at(session, briefing, command.slide)
    words.refuse_if_any(
        [
            ("texts", slide_words_problem(command.texts, briefing.languages)),
            ("hidden", None if isinstance(command.hidden, bool) else NotOffered("Say whether it is left out.")),
            ("items", _items_problem(command.items, briefing.languages)),
        ]
    )
    _must_be_sayable(session, briefing, slide, command.items, by=by)
    texts, items = stored_slide(command.texts), stored_items(command.items)
    kept = {item["ref"]: item["texts"] for item in slide.items}
    by_person = {*confirmed(slide.texts, texts)}
    for item in items:
        by_person |= {*confirmed(kept.get(item["ref"], {}), item["texts"])}
    slide.texts, slide.items, slide.hidden, slide.updated_at = texts, items, command.hidden, now
    detail = {"confirmed": sorted(by_person)} if by_person else {}
    chosen = [item.ref for item in command.items]
    return changed(
        session, briefing, "slide written", by=by, now=now,
        slide=slide.position, hidden=slide.hidden, chosen=chosen, languages=sorted(texts), **detail,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoveSlide:
    """From one position to another."""

    ref: str
    version: int
    slide: int
    to: int


@handles(MoveSlide)
def move_slide(session: Session, command: MoveSlide, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    slide = _at(session, briefing, command.slide)
    order = [one for one in slides_of(session, briefing) if one is not slide]
    words.refuse_if_any([("to", _place_problem(command.to, len(order) + 1, least=1) if command.to else NO_SLIDE)])
    order.insert(command.to - 1, slide)
    _number(order)
    return changed(session, briefing, "slide moved", by=by, now=now, slide=command.slide, to=command.to)


@dataclass(frozen=True, slots=True)
class RemoveSlide:
    """Take out a slide of one's own. What is laid out by itself is hidden instead."""

    ref: str
    version: int
    slide: int


@handles(RemoveSlide)
def remove_slide(session: Session, command: RemoveSlide, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    slide = _at(session, briefing, command.slide)
    if slide.kind in LAID_OUT:
        raise Invalid({"slide": problem("This slide is always there. Leave it out instead.")})
    rest = [one for one in slides_of(session, briefing) if one is not slide]
    kind = slide.kind
    session.delete(slide)
    _number(rest)
    return changed(session, briefing, "slide taken out", by=by, now=now, slide=command.slide, kind=kind)


def _at(session: Session, briefing: Briefing, position: int) -> BriefingSlide:
    slide = next((one for one in slides_of(session, briefing) if one.position == position), None)
    if slide is None:
        raise NotFound(NO_SLIDE)
    return slide


def _number(order: Sequence[BriefingSlide]) -> None:
    for position, slide in enumerate(order, start=1):
        slide.position = position


def _place_problem(place: int | None, most: int, *, least: int) -> Sentence | None:
    if place is None or (type(place) is int and least <= place <= most):
        return None
    return problem("Choose a place between {least} and {most}.", least=least, most=most)


def _picture_problem(picture: SlidePicture | None) -> Sentence | None:
    ask = problem("Choose a photo: a JPEG, PNG or WebP file.")
    if not isinstance(picture, SlidePicture):
        return ask
    begins = SIGNATURES.get(picture.media_type)
    if begins is None or not picture.content.startswith(begins):
        return ask
    fits = 1 <= picture.width <= WIDEST and 1 <= picture.height <= HIGHEST and len(picture.content) <= LARGEST
    return None if fits else problem("This picture is too large for a slide. Choose it again.")


def _story_problem(command: AddSlide, told: sources.Source | None) -> Sentence | None:
    if command.kind != SlideKind.STORY or told is not None:
        return None
    if not command.story_event:
        return problem("Choose the event whose story it is.")
    return problem("There is no event {ref} with a story that may be told.", ref=command.story_event)


def _items_problem(items: Sequence[ChosenItem], languages: Sequence[str]) -> Sentence | None:
    if not all(isinstance(item, ChosenItem) and isinstance(item.ref, str) for item in items):
        return NotOffered("Choose from the list.")
    if len(items) > MOST_ITEMS:
        return problem("Choose {most} at most: more do not fit.", most=MOST_ITEMS)
    if len({item.ref for item in items}) < len(items):
        return NotOffered("Choose each once.")
    if any(not any(one.words.strip() for one in item.wordings) for item in items):
        return problem("Write what is said of each, in words for the public.")
    wrong = (wordings_problem(item.wordings, languages, longest=LONGEST_ITEM) for item in items)
    return next(filter(None, wrong), None)


def _must_be_sayable(
    session: Session, briefing: Briefing, slide: BriefingSlide, items: Sequence[ChosenItem], *, by: Viewer
) -> None:
    """New ones must be the viewer's to choose. What was chosen before and may not be spoken of any more can stay until it
    is taken out: it is left out of what is shown."""
    before = {item["ref"] for item in slide.items}
    fresh = {item.ref for item in items} - before
    if not fresh:
        return
    about = sources.About(briefing.starts_on, briefing.last_day, tuple(briefing.areas))
    found = sources.sources(session, about, scope=by.scope, refs=fresh)
    missing = fresh - {source.ref for source in found if source.slide.value == slide.kind}
    if missing:
        raise NotFound(problem("There is no {ref} to speak of on this slide.", ref=min(missing)))
