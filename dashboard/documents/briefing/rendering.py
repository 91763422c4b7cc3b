"""Every document of a frozen briefing, made once: in each of its languages to project, read, edit, print and post, and the
figures for other programs."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from babel import Locale

from dashboard.documents.briefing import cards, drawing, paper, presentation, reading, slides, tables
from dashboard.documents.briefing.deck import Deck
from dashboard.documents.briefing.sayable import sayable
from dashboard.documents.briefing.telling import tell
from db.disclosure.content import Snapshot
from db.disclosure.rendered import MEDIA_TYPES, Rendered
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat

Progress = Callable[[float, str], None]
_F = DocumentFormat


def rendered(snapshot: Snapshot, *, confirmed: Collection[str], progress: Progress | None = None) -> Iterator[Rendered]:
    """Tables first, then language by language, what is projected before all else. The same snapshot gives the same bytes.

    `confirmed`: languages whose fixed words a person has confirmed. `progress`: told the share that is done and the
    language at hand, in English.
    """
    said = progress or (lambda _share, _language: None)
    languages = [BriefingLanguage(language) for language in snapshot.languages]
    yield from _tables(snapshot)
    for done, language in enumerate(languages):
        deck = sayable(tell(snapshot, language, confirmed=language in confirmed))
        makers = _makers(deck, language, snapshot)
        for step, make in enumerate(makers):
            said((done + step / len(makers)) / len(languages), _called(language))
            yield from make()
    said(1.0, "")


def _tables(snapshot: Snapshot) -> Iterator[Rendered]:
    english = BriefingLanguage.ENGLISH
    for name, file in tables.csv_files(snapshot):
        yield _document(_F.CSV, english, f"{snapshot.ref}-{name}.csv", file)
    yield _document(_F.GEOJSON, english, f"{snapshot.ref}-areas.geojson", tables.geojson(snapshot))


def _makers(deck: Deck, language: BriefingLanguage, snapshot: Snapshot) -> list[Callable[[], Iterator[Rendered]]]:
    """One for each kind of document, to be called in turn."""
    name, on = f"{snapshot.ref}-{deck.language}", snapshot.frozen_on
    single: list[tuple[DocumentFormat, str, Callable[[], bytes]]] = [
        (_F.PRESENTATION, f"{name}-present.html", lambda: presentation.presentation(deck)),
        (_F.HTML, f"{name}.html", lambda: reading.web_page(deck)),
        (_F.PDF, f"{name}.pdf", lambda: paper.pdf(deck, on=on)),
        (_F.PPTX, f"{name}.pptx", lambda: slides.pptx(deck, on=on)),
    ]
    return [
        *(partial(_one, format, language, file, make) for format, file, make in single),
        partial(_pictures, deck, language, name),
        partial(_cards, deck, language, name),
    ]


def _one(
    format: DocumentFormat, language: BriefingLanguage, name: str, make: Callable[[], bytes]
) -> Iterator[Rendered]:
    yield _document(format, language, name, make())


def _pictures(deck: Deck, language: BriefingLanguage, name: str) -> Iterator[Rendered]:
    """Each chart and map alone, with its source. Numbered: two areas may have a chart of the same name."""
    shown = [picture for slide in deck.slides for picture in (slide.bars, slide.map) if picture]
    for number, picture in enumerate(shown, start=1):
        file = f"{name}-{number:02}-{picture.name}.png"
        yield _document(_F.PNG, language, file, drawing.png(picture, deck=deck))


def _cards(deck: Deck, language: BriefingLanguage, name: str) -> Iterator[Rendered]:
    for card, file in cards.cards(deck):
        yield _document(_F.CARD, language, f"{name}-card-{card}.png", file)


def _document(format: DocumentFormat, language: BriefingLanguage, name: str, content: bytes) -> Rendered:
    return Rendered(format, language, name, MEDIA_TYPES[format], content)


def _called(language: BriefingLanguage) -> str:
    return str(Locale.parse(language).get_display_name("en"))
