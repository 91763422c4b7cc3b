"""What was promised and what became of it, and whether what was solved stayed so."""

from collections.abc import Mapping

from dashboard.documents.briefing.deck import DeckSlide, Point
from dashboard.documents.briefing.telling_concerns import unpublished
from dashboard.documents.briefing.telling_context import Telling, pages
from dashboard.documents.briefing.telling_figures import few, rows, sentence
from dashboard.documents.briefing.telling_places import Say, by_place, drawn, sentences
from dashboard.documents.briefing.telling_words import CHECKS, FATES, TONES, worded
from db.disclosure.content import Figure, Item, Slide
from db.vocabulary.briefings import CheckResult, PublicFate, SlideKind, TableName


def promises(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    say = telling.speaker.say
    made = []
    table = telling.release.table(TableName.PROMISES_BY_FATE)
    what = say("Promises that were due")
    if table is None:
        made.append(DeckSlide(SlideKind.PROMISES, title, lead=unpublished(telling)))
    else:
        said: Mapping[str, Say] = {PublicFate.KEPT: _kept, PublicFate.OUTSTANDING: _outstanding, "": _due}
        slide_of = DeckSlide(SlideKind.PROMISES, title, note=telling.note(what))
        heading = say("What became of our promises")
        made += by_place(telling, slide_of, table, FATES, said, name="promises", heading=heading, what=what)
    points, marks = _promised(telling, slide.items)
    if points:
        made += pages(DeckSlide(SlideKind.PROMISES, say("Some of our promises"), marks=marks), points)
    return made


def _promised(telling: Telling, items: tuple[Item, ...]) -> tuple[list[Point], tuple[str, ...]]:
    say = telling.speaker.say
    points: list[Point] = []
    marks: list[str] = []
    for item in items:
        told = telling.written(item.text)
        marks += told.marks
        due = say("due {day}", day=telling.speaker.day(item.on)) if item.on else ""
        detail = " · ".join(filter(None, (due, telling.names(item.areas) if item.areas else "")))
        fate = worded(telling.speaker, FATES, (item.word,)) if item.word else ""
        points.append(Point(told.words, detail, fate, TONES.get(item.word or "", ""), told.language))
    return points, tuple(dict.fromkeys(marks))


def _due(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("About {n} promise was due.", "About {n} promises were due.", n),
        lambda: speaker.say("Fewer than 10 promises were due."),
    )


def _kept(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("We kept about {n} promise in time.", "We kept about {n} promises in time.", n),
        lambda: speaker.say("We kept fewer than 10 promises in time."),
    )


def _outstanding(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("About {n} is outstanding.", "About {n} are outstanding.", n),
        lambda: speaker.say("Fewer than 10 are outstanding."),
    )


def works(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    speaker = telling.speaker
    table = telling.release.table(TableName.CHECKS_BY_RESULT)
    made = []
    what = speaker.say("What people said when we asked again")
    if table is None:
        made.append(DeckSlide(SlideKind.WORKS, title, lead=unpublished(telling)))
    elif all(few(figure) for _keys, figure in rows(table)):
        lead = speaker.say("We asked again whether it is really solved: fewer than 10 answers of each kind.")
        made.append(DeckSlide(SlideKind.WORKS, title, lead=lead, note=telling.note(what)))
    else:
        chart = drawn(telling, rows(table), CHECKS, "works", speaker.say("Was it really solved?"), what, city=True)
        lead = sentences(telling, rows(table), {CheckResult.HOLDS: _holds, CheckResult.CAME_BACK: _came_back})
        made.append(DeckSlide(SlideKind.WORKS, title, lead=lead, bars=chart, note=telling.note(what)))
    told = [telling.written(item.text) for item in slide.items]
    if told:
        marks = tuple(dict.fromkeys(mark for line in told for mark in line.marks))
        points = [Point(line.words, tone="good", language=line.language) for line in told]
        made += pages(DeckSlide(SlideKind.WORKS, title, marks=marks), points)
    return made


def _holds(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted(
            "About {n} time people said: solved for good.", "About {n} times people said: solved for good.", n
        ),
        lambda: speaker.say("Fewer than 10 times people said: solved for good."),
    )


def _came_back(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted(
            "About {n} time they said: the problem came back.", "About {n} times they said: the problem came back.", n
        ),
        lambda: speaker.say("Fewer than 10 times they said: the problem came back."),
    )
