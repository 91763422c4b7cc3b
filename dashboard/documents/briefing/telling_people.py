"""What comes next and whom to talk to; how we count; what was written for this briefing alone."""

import re

from dashboard.documents.briefing.deck import DeckSlide, Photo, Point
from dashboard.documents.briefing.telling_context import Telling, pages
from dashboard.documents.briefing.telling_words import COUNTED, EVENTS, worded
from db.disclosure.content import Coarsening, Slide
from db.vocabulary.briefings import CoarseningKind, SlideKind

_BULLET = re.compile("^([\u2066\u2067]?)[-•*] +")  # typed before a line that is one by itself


def coming(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    speaker = telling.speaker
    points, marks = [], []
    for item in slide.items:
        told = telling.written(item.text)
        # An event's own name stays in the language it was given in: that is no missing translation.
        marks += [mark for mark in told.marks if not told.language]
        when = speaker.weekday(item.on) if item.on else ""
        if when and item.at:
            when = speaker.say("{day}, {time}", day=when, time=speaker.clock(item.at))
        kind = worded(speaker, EVENTS, (item.word,)) if item.word else ""
        areas = telling.names(item.areas) if item.areas else ""
        held_in = ""
        if item.language and item.language != "English":
            held_in = speaker.say("Language: {language}", language=speaker.language_name(item.language))
        parts = (kind, telling.whole(item.place or ""), areas, held_in)
        detail = " · ".join(dict.fromkeys(filter(None, parts)))
        points.append(Point(told.words or kind, detail, when, language=told.language))
    lead = speaker.say("Come and talk to us.") if points else speaker.say("The next dates will be announced.")
    return pages(DeckSlide(SlideKind.NEXT, title, lead=lead, marks=tuple(dict.fromkeys(marks))), points)


def contacts(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    points, marks = [], []
    for item in slide.items:
        told = telling.written(item.text)
        areas = telling.names(item.areas) if item.areas else ""
        points.append(Point(told.words, " · ".join(filter(None, (areas, telling.whole(item.place or ""))))))
        marks += [mark for mark in told.marks if not told.language]
    if telling.snapshot.public_contact:
        points.append(Point(telling.whole(telling.snapshot.public_contact)))
    lead = telling.speaker.say("These officers are here for you.") if any(item.areas for item in slide.items) else ""
    return pages(DeckSlide(SlideKind.CONTACTS, title, lead=lead, marks=tuple(dict.fromkeys(marks))), points)


def method(telling: Telling, title: str) -> list[DeckSlide]:
    say = telling.speaker.say
    lines = [
        say("These figures say what people told us, not all that happened."),
        say("We count concerns, not people. The same concern from the same person counts once."),
        say("Below 10, zero included, we say “fewer than 10”. All other figures are rounded to 5."),
        say("Totals are rounded on their own and may differ from the sum of their parts."),
        say(
            "Sensitive topics, such as domestic abuse, hate incidents and complaints about officers, are in no figure:"
            " nobody can be recognised, and nothing can be worked out from a total."
        ),
        say("Figures are published once, at least a week after the end of their period, and do not change."),
        *(_coarsened(telling)),
    ]
    return pages(DeckSlide(SlideKind.METHOD, title, note=telling.source), [Point(line) for line in lines])


def _coarsened(telling: Telling) -> list[str]:
    """What was put together or left out to protect people, as far as it concerns these areas."""
    say = telling.speaker.say
    said = []
    for one in telling.release.coarsened:
        if one.kind == CoarseningKind.AREAS_MERGED and _concerned(telling, one):
            said.append(telling.as_one(one.keys))
        elif one.kind == CoarseningKind.COLUMNS_MERGED:
            kinds = worded(telling.speaker, COUNTED, one.keys)
            said.append(say("{kinds}: counted as one, for the same reason.", kinds=kinds))
        elif one.kind in (CoarseningKind.TOTALS_DROPPED, CoarseningKind.TABLE_DROPPED):
            said.append(say("Some figures are not published at all, to protect people."))
        elif one.kind == CoarseningKind.ONE_SOURCE:
            said.append(say("A figure that comes mostly from one source is not shown."))
    return list(dict.fromkeys(said))


def _concerned(telling: Telling, one: Coarsening) -> bool:
    return not telling.areas or bool(set(one.keys) & set(telling.areas))


def own(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    """A slide of text, with a picture, or a story: written by an officer, approved by a second one."""
    told = telling.written(slide.text)
    heading = telling.written(slide.title)
    lines = [_BULLET.sub(r"\1", line.strip()) for line in told.words.splitlines() if line.strip()]
    photo = None
    marks = [*heading.marks, *told.marks]
    if slide.picture:
        described = telling.written(slide.picture.described)
        marks += described.marks
        picture = slide.picture
        photo = Photo(picture.media_type, picture.data, picture.width, picture.height, described.words)
    if slide.kind == SlideKind.STORY:
        marks.append(telling.speaker.say("Told with the consent of those concerned"))
    base = DeckSlide(slide.kind, title, photo=photo, marks=tuple(dict.fromkeys(marks)))
    return pages(base, [Point(line, language=told.language) for line in lines])
