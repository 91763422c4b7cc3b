"""A frozen briefing told in one language: every word said, every figure in words.

No shares and no rates: of rounded figures they would be wrong, of the true ones they would give those away.
"""

from collections.abc import Mapping
from dataclasses import replace

from dashboard.documents.briefing.deck import Deck, DeckSlide, Point
from dashboard.documents.briefing.telling_changes import changed
from dashboard.documents.briefing.telling_concerns import told, where
from dashboard.documents.briefing.telling_context import Telling
from dashboard.documents.briefing.telling_people import coming, contacts, method, own
from dashboard.documents.briefing.telling_promises import promises, works
from dashboard.documents.briefing.telling_words import AUDIENCES, worded
from dashboard.documents.briefing.telling_work import did
from dashboard.documents.briefing.words import P_, Speaker, machine_made
from db.disclosure.content import Slide, Snapshot
from db.vocabulary.briefings import SlideKind

TITLES: Mapping[str, str] = {
    SlideKind.TOLD: P_("What you told us"),
    SlideKind.WHERE: P_("Where"),
    SlideKind.CHANGED: P_("What changed"),
    SlideKind.DID: P_("What we did"),
    SlideKind.PROMISES: P_("What we promised"),
    SlideKind.WORKS: P_("What works"),
    SlideKind.NEXT: P_("What comes next"),
    SlideKind.CONTACTS: P_("Whom to talk to"),
    SlideKind.METHOD: P_("How we count"),
    SlideKind.STORY: P_("A success story"),
}
_WRITTEN = (SlideKind.TEXT, SlideKind.PICTURE, SlideKind.STORY)


def tell(snapshot: Snapshot, language: str, *, confirmed: bool) -> Deck:
    """`confirmed`: a person has confirmed the language's fixed words as they are now (words.catalogue_hash)."""
    telling = Telling(snapshot, Speaker(language))
    speaker = telling.speaker
    notices = []
    if machine_made(speaker.language) and not confirmed:
        notices.append(speaker.say("Translated by a machine: no speaker of the language has confirmed it yet."))
    if snapshot.illustrative:
        notices.append(speaker.say("Demonstration: the people and figures are invented."))
    return Deck(
        language=speaker.lang,
        direction=speaker.direction,
        ref=snapshot.ref,
        title=telling.title.words,
        subtitle=_subtitle(telling),
        agency=snapshot.agency,
        period=telling.period,
        source=telling.source,
        slides=tuple(made for slide in snapshot.slides for made in _slides(telling, slide)),
        notice=speaker.joined(notices),
        words=speaker.interface(),
    )


def _slides(telling: Telling, slide: Slide) -> list[DeckSlide]:
    kind = SlideKind(slide.kind)
    heading = telling.written(slide.title)
    title = heading.words or (telling.speaker.say(TITLES[kind]) if kind in TITLES else "")
    if kind in _WRITTEN:
        return own(telling, slide, title)
    made = _laid_out(telling, slide, kind, title)
    added = telling.written(slide.text)
    lines = [Point(line.strip(), language=added.language) for line in added.words.splitlines() if line.strip()]
    first = made[0]
    marks = tuple(dict.fromkeys((*heading.marks, *first.marks, *added.marks)))
    made[0] = replace(first, points=(*first.points, *lines), marks=marks)
    return made


def _laid_out(telling: Telling, slide: Slide, kind: SlideKind, title: str) -> list[DeckSlide]:
    """At least one slide, whatever there is to say."""
    match kind:
        case SlideKind.TITLE:
            return [_title(telling, title)]
        case SlideKind.TOLD:
            return told(telling, slide, title)
        case SlideKind.WHERE:
            return where(telling, title)
        case SlideKind.CHANGED:
            return changed(telling, title)
        case SlideKind.DID:
            return did(telling, title)
        case SlideKind.PROMISES:
            return promises(telling, slide, title)
        case SlideKind.WORKS:
            return works(telling, slide, title)
        case SlideKind.NEXT:
            return coming(telling, slide, title)
        case SlideKind.CONTACTS:
            return contacts(telling, slide, title)
        case _:
            return method(telling, title)


def _title(telling: Telling, title: str) -> DeckSlide:
    heading = telling.title
    counted = telling.speaker.say("Figures as of {day}", day=telling.counted_on())
    points = tuple(Point(line) for line in (telling.snapshot.agency, telling.period, counted))
    lead = _subtitle(telling)
    return DeckSlide(SlideKind.TITLE, title or heading.words, lead=lead, points=points, marks=heading.marks)


def _subtitle(telling: Telling) -> str:
    """ "For residents: Ballard and Fremont"."""
    audience = telling.snapshot.audience
    if not audience:
        return telling.where_in_full
    return telling.speaker.say(
        "{title}: {name}", title=worded(telling.speaker, AUDIENCES, (audience,)), name=telling.where_in_full
    )
