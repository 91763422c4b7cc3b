"""What was done about it: how concerns ended, where and how we met people."""

from collections.abc import Mapping

from dashboard.documents.briefing.deck import DeckSlide
from dashboard.documents.briefing.telling_concerns import received, total_of, unpublished
from dashboard.documents.briefing.telling_context import Telling, grids
from dashboard.documents.briefing.telling_figures import rows, rows_of, sentence, shown
from dashboard.documents.briefing.telling_places import Say, by_place, drawn
from dashboard.documents.briefing.telling_words import ACTIVITIES, EVENTS, STANDINGS
from db.disclosure.content import Figure
from db.vocabulary.briefings import SlideKind, Standing, TableName


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
    slide = DeckSlide(SlideKind.DID, title, note=note)
    said: Mapping[str, Say] = {Standing.DONE: _resolved, Standing.UNDER_WAY: _under_way}
    what = received(telling)
    return by_place(telling, slide, table, STANDINGS, said, name="did", heading=heading, what=what)


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
            chart = drawn(telling, rows(table), words, name, what, what)
            lead = said(telling, table.total)
            made.append(DeckSlide(SlideKind.DID, what, lead=lead, bars=chart, note=telling.note(what)))
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
    counted = telling.speaker.listed(what for what, _table in made)
    return grids(DeckSlide(SlideKind.DID, title, note=telling.note(counted)), telling.caption(counted), head, lines)


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
