"""A table of words by neighbourhood, told by what there is to draw: one place, a line for each, or the whole city."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboard.documents.briefing.deck import Bars, DeckSlide
from dashboard.documents.briefing.telling_concerns import axis, received, total_of
from dashboard.documents.briefing.telling_context import Telling, grids
from dashboard.documents.briefing.telling_figures import (
    Keys,
    Row,
    any_length,
    bars,
    cells,
    columns,
    file_name,
    gathered,
    rows_of,
    shown,
)
from dashboard.documents.briefing.telling_words import worded
from db.disclosure.content import Figure, PublicTable

LONGEST = 8  # bars on one slide
_ALL = 3  # words of so few are shown all and in their own order: standings, fates

Say = Callable[[Telling, Figure | None], str]


def by_place(
    telling: Telling,
    slide: DeckSlide,
    table: PublicTable,
    words: Mapping[str, str],
    said: Mapping[str, Say],
    *,
    name: str,
    heading: str,
    what: str,
) -> list[DeckSlide]:
    """The slide with bars of one place or lines of several. Where everything is below 10, the city's figures."""
    speaker = telling.speaker
    chosen = rows_of(table, telling.areas)
    small = not any_length([pair for row in chosen for pair in _cells(table, row)])
    instead = bool(chosen) and small and any_length(columns(table))
    if len(chosen) > 1 and not instead:
        return _by_area(telling, slide, heading, table, chosen, words)
    if chosen and not instead:
        figures, total, name = cells(table, chosen[0]), total_of(table, chosen[0]), file_name(name, *chosen[0])
    else:
        figures, total = columns(table), table.total
    if instead:
        title = speaker.say("{title}: {name}", title=slide.title, name=speaker.say("whole city"))
        why = speaker.say("By neighbourhood these figures are too small to be shown.")
        slide = replace(slide, title=title, note=speaker.joined((why, slide.note)))
    made = drawn(telling, figures, words, name, heading, what, city=instead)
    # Where even the words had to be put together, the total is all there is.
    lead = sentences(telling, figures, said) or (said[""](telling, total) if "" in said else "")
    return [replace(slide, lead=lead, bars=made)]


def _cells(table: PublicTable, row: Keys) -> list[Row]:
    return cells(table, row) or [(row, total_of(table, row))]


def sentences(telling: Telling, figures: list[Row], said: Mapping[str, Say]) -> str:
    """One sentence for each word that has a figure of its own (not merged with another)."""
    by_word = {keys[0]: figure for keys, figure in figures if len(keys) == 1}
    return telling.speaker.joined(say(telling, by_word[word]) for word, say in said.items() if word in by_word)


def drawn(
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
    ordered = figures if len(figures) <= _ALL else gathered(figures, LONGEST)
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
            *(shown(speaker, figure) for _keys, figure in _cells(table, row)),
        )
        for row in chosen
    ]
    head = (speaker.say("Neighbourhood"), *kinds)
    return grids(slide, f"{title} · {telling.period}", head, lines)
