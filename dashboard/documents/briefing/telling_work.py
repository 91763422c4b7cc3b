"""What was done about it: how concerns ended, events and activities, promises and whether what was solved stayed so."""

from collections.abc import Callable, Mapping

from dashboard.documents.briefing.deck import Bars, DeckSlide, Point
from dashboard.documents.briefing.telling_concerns import axis, received, total_of, unpublished
from dashboard.documents.briefing.telling_context import Telling, grids, pages
from dashboard.documents.briefing.telling_figures import (
    Keys,
    Row,
    bars,
    cells,
    columns,
    file_name,
    largest_first,
    rows,
    rows_of,
    sentence,
    shown,
)
from dashboard.documents.briefing.telling_words import (
    ACTIVITIES,
    CHECKS,
    EVENTS,
    FATES,
    STANDINGS,
    TONES,
    worded,
)
from db.disclosure.content import Figure, Item, PublicTable, Slide
from db.vocabulary.briefings import CheckResult, PublicFate, SlideKind, Standing, TableName

LONGEST = 8  # bars on one slide


def did(telling: Telling, title: str) -> list[DeckSlide]:
    return [*_ended(telling, title), *_engaged(telling)]


def _ended(telling: Telling, title: str) -> list[DeckSlide]:
    """How the concerns received in the period stand."""
    say = telling.speaker.say
    table = telling.release.table(TableName.CONCERNS_BY_STANDING)
    if table is None:
        return [DeckSlide(SlideKind.DID, title, lead=unpublished(telling))]
    note = telling.note(received(telling), concerns=True)
    heading = say("What became of your concerns")
    if len(chosen := rows_of(table, telling.areas)) > 1:
        return _by_area(telling, DeckSlide(SlideKind.DID, title, note=note), heading, table, chosen, STANDINGS)
    figures = cells(table, chosen[0]) if chosen else columns(table)
    drawn = _drawn(
        telling, figures, STANDINGS, file_name("did", *chosen[0] if chosen else ()), heading, received(telling)
    )
    lead = _sentences(telling, figures, {Standing.DONE: _resolved, Standing.UNDER_WAY: _under_way})
    return [DeckSlide(SlideKind.DID, title, lead=lead, bars=drawn, note=note)]


def _resolved(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("About {n} concern has been resolved.", "About {n} concerns have been resolved.", n),
        lambda: speaker.say("Fewer than 10 concerns have been resolved."),
    )


def _under_way(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("We are still working on about {n}.", "We are still working on about {n}.", n),
        lambda: speaker.say("We are still working on fewer than 10."),
    )


def _engaged(telling: Telling) -> list[DeckSlide]:
    """Events and activities: by type for the city, by neighbourhood where some were chosen."""
    say = telling.speaker.say
    if telling.areas:
        return _engaged_by_area(telling)
    made = []
    for name, table_name, words, what, said in (
        ("events", TableName.EVENTS_BY_TYPE, EVENTS, say("Events held"), _events),
        ("activities", TableName.ACTIVITIES_BY_TYPE, ACTIVITIES, say("Activities"), _activities),
    ):
        table = telling.release.table(table_name)
        if table is not None:
            drawn = _drawn(telling, rows(table), words, name, what, what)
            lead = said(telling, table.total)
            made.append(DeckSlide(SlideKind.DID, what, lead=lead, bars=drawn, note=telling.note(what)))
    return made


def _engaged_by_area(telling: Telling) -> list[DeckSlide]:
    say = telling.speaker.say
    tables = [telling.release.table(name) for name in (TableName.EVENTS_BY_AREA, TableName.ACTIVITIES_BY_AREA)]
    whats = [say("Events held"), say("Activities")]
    made = [(what, table) for what, table in zip(whats, tables, strict=True) if table is not None]
    if not made:
        return []
    # Areas that were put together in one table and not in the other have a line each.
    keys = list(dict.fromkeys(row for _what, table in made for row in rows_of(table, telling.areas)))
    lines = [
        (
            telling.row(row),
            *(shown(telling.speaker, total_of(table, row)) if row in table.rows else "–" for _what, table in made),
        )
        for row in keys
    ]
    title = say("Where we met you")
    head = (say("Neighbourhood"), *(what for what, _table in made))
    slide = DeckSlide(SlideKind.DID, title, note=telling.note(" + ".join(what for what, _table in made)))
    return grids(slide, telling.caption(" + ".join(what for what, _table in made)), head, lines)


def _events(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted("We held about {n} event.", "We held about {n} events.", n),
        lambda: speaker.say("We held fewer than 10 events."),
    )


def _activities(telling: Telling, figure: Figure | None) -> str:
    speaker = telling.speaker
    return sentence(
        figure,
        lambda n: speaker.counted(
            "About {n} time we went out to you or talked with you.",
            "About {n} times we went out to you or talked with you.",
            n,
        ),
        lambda: speaker.say("Fewer than 10 times we went out to you or talked with you."),
    )


def promises(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    say = telling.speaker.say
    made = []
    table = telling.release.table(TableName.PROMISES_BY_FATE)
    what = say("Promises that were due")
    base = DeckSlide(SlideKind.PROMISES, title, note=telling.note(what))
    if table is None:
        made.append(DeckSlide(SlideKind.PROMISES, title, lead=unpublished(telling)))
    elif len(chosen := rows_of(table, telling.areas)) > 1:
        made += _by_area(telling, base, say("What became of our promises"), table, chosen, FATES)
    else:
        figures = cells(table, chosen[0]) if chosen else columns(table)
        name = file_name("promises", *chosen[0] if chosen else ())
        drawn = _drawn(telling, figures, FATES, name, say("What became of our promises"), what)
        lead = _sentences(telling, figures, {PublicFate.KEPT: _kept, PublicFate.OUTSTANDING: _outstanding})
        # Where even the fates had to be put together, the total is all there is.
        lead = lead or _due(telling, total_of(table, chosen[0]) if chosen else table.total)
        made.append(DeckSlide(SlideKind.PROMISES, title, lead=lead, bars=drawn, note=base.note))
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
    else:
        drawn = _drawn(telling, rows(table), CHECKS, "works", speaker.say("Was it really solved?"), what, city=True)
        lead = _sentences(telling, rows(table), {CheckResult.HOLDS: _holds, CheckResult.CAME_BACK: _came_back})
        made.append(DeckSlide(SlideKind.WORKS, title, lead=lead, bars=drawn, note=telling.note(what)))
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


Say = Callable[[Telling, Figure | None], str]


def _sentences(telling: Telling, figures: list[Row], said: Mapping[str, Say]) -> str:
    """One sentence for each word that has a figure of its own (not merged with another)."""
    by_word = {keys[0]: figure for keys, figure in figures if len(keys) == 1}
    return telling.speaker.joined(say(telling, by_word[word]) for word, say in said.items() if word in by_word)


def _drawn(
    telling: Telling,
    figures: list[Row],
    words: Mapping[str, str],
    name: str,
    title: str,
    what: str,
    *,
    city: bool = False,
) -> Bars | None:
    if not figures:
        return None
    ordered = figures if len(figures) <= len(FATES) else largest_first(figures)[:LONGEST]
    place = telling.speaker.say("whole city") if city else None
    axis_title = axis(telling) if what == received(telling) else telling.speaker.say("Number, rounded to 5")
    return bars(
        telling.speaker,
        ordered,
        lambda keys: worded(telling.speaker, words, keys),
        name=name,
        title=title,
        caption=telling.caption(what, place),
        axis=axis_title,
    )


def _by_area(
    telling: Telling, slide: DeckSlide, title: str, table: PublicTable, chosen: list[Keys], words: Mapping[str, str]
) -> list[DeckSlide]:
    speaker = telling.speaker
    kinds = [worded(speaker, words, keys) for keys in table.columns] or [speaker.say("All together")]
    lines = [
        (
            telling.row(row),
            *(shown(speaker, figure) for _keys, figure in cells(table, row) or [(row, total_of(table, row))]),
        )
        for row in chosen
    ]
    head = (speaker.say("Neighbourhood"), *kinds)
    return grids(slide, f"{title} · {telling.period}", head, lines)
