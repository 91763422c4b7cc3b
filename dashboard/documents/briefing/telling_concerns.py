"""What people told us: how much of what, and where."""

import re
from collections.abc import Iterable
from datetime import date

from dashboard.documents.briefing.deck import Bars, DeckSlide, Point
from dashboard.documents.briefing.telling_context import FEW_AREAS, Telling, grids, pages
from dashboard.documents.briefing.telling_figures import (
    Keys,
    Row,
    any_length,
    area_map,
    bars,
    cells,
    columns,
    few,
    file_name,
    foremost,
    gathered,
    rows,
    rows_of,
    sentence,
    shown,
)
from dashboard.documents.briefing.telling_words import GROUPS, KINDS, worded
from db.disclosure.content import Figure, PublicTable, Slide
from db.vocabulary.briefings import SlideKind, TableName

LONGEST = 8  # bars on one slide


def told(telling: Telling, slide: Slide, title: str) -> list[DeckSlide]:
    made = _told(telling, title)
    said = [telling.written(item.text) for item in slide.items]
    if said:
        marks = tuple(dict.fromkeys(mark for one in said for mark in one.marks))
        points = [Point(one.words, language=one.language) for one in said]
        made += pages(DeckSlide(SlideKind.TOLD, telling.speaker.say("Some of what you said"), marks=marks), points)
    return made


def _told(telling: Telling, title: str) -> list[DeckSlide]:
    by_group = telling.release.table(TableName.CONCERNS_BY_GROUP)
    if not telling.areas:
        return _told_city(telling, title, by_group)
    if by_group is None:
        return [DeckSlide(SlideKind.TOLD, title, lead=unpublished(telling))]
    say = telling.speaker.say
    # Beside each figure what it compares with: most kinds are too few to be told of one neighbourhood.
    city = _told_city(telling, say("{title}: {name}", title=title, name=say("whole city")), by_group)[:1]
    return _told_areas(telling, title, by_group) + city


def _told_areas(telling: Telling, title: str, by_group: PublicTable) -> list[DeckSlide]:
    chosen = rows_of(by_group, telling.areas)
    if len(chosen) > FEW_AREAS:
        return _told_many(telling, title, by_group, chosen)
    drawn = [row for row in chosen if any_length(cells(by_group, row))]
    made = [_told_area(telling, title, by_group, row, alone=len(chosen) == 1) for row in drawn]
    return made + _told_many(telling, title, by_group, [row for row in chosen if row not in drawn])


def _told_city(telling: Telling, title: str, by_group: PublicTable | None) -> list[DeckSlide]:
    say = telling.speaker.say
    by_category = telling.release.table(TableName.CONCERNS_BY_CATEGORY)
    figures = rows(by_category) if by_category else columns(by_group) if by_group else []
    if not figures:
        return [DeckSlide(SlideKind.TOLD, title, lead=unpublished(telling))]
    totals = [table.total for table in (by_category, by_group) if table and table.total]
    note = telling.note(received(telling), concerns=True)
    slide = DeckSlide(
        SlideKind.TOLD,
        title,
        lead=_lead(telling, totals[0] if totals else None, figures),
        bars=_bars(telling, figures, "told", say("What you told us about"), say("whole city")),
        note=note
        if sum(any_length([row]) for row in figures) <= LONGEST
        else telling.speaker.joined((say("Only the most frequent kinds are shown."), note)),
    )
    by_month = telling.release.table(TableName.CONCERNS_BY_MONTH)
    if by_month is None:
        return [slide]
    drawn = bars(
        telling.speaker,
        rows(by_month),
        lambda keys: " + ".join(_month(telling, key) for key in keys),
        name="told-by-month",
        title=say("When you told us"),
        caption=telling.caption(received(telling)),
        axis=axis(telling),
    )
    return [slide, DeckSlide(SlideKind.TOLD, say("When you told us"), bars=drawn, note=note)]


def _told_area(telling: Telling, title: str, table: PublicTable, row: Keys, *, alone: bool) -> DeckSlide:
    figures = cells(table, row)
    name = telling.row(row)
    return DeckSlide(
        SlideKind.TOLD,
        title if alone else telling.speaker.say("{title}: {name}", title=title, name=name),
        lead=_lead(telling, total_of(table, row), figures),
        bars=_bars(telling, figures, file_name("told", *row), telling.speaker.say("What you told us about"), name),
        note=telling.note(received(telling), concerns=True),
    )


def _told_many(telling: Telling, title: str, table: PublicTable, chosen: list[Keys]) -> list[DeckSlide]:
    say = telling.speaker.say
    lines = []
    for row in chosen:
        most = [worded(telling.speaker, GROUPS, keys) for keys in foremost(cells(table, row))]
        small = table.cells and all(few(figure) for _keys, figure in cells(table, row))
        most_often = telling.speaker.several(most) or (say("fewer than 10 of each kind") if small else "–")
        lines.append((telling.row(row), shown(telling.speaker, total_of(table, row)), most_often))
    slide = DeckSlide(SlideKind.TOLD, title, note=telling.note(received(telling), concerns=True))
    head = (say("Neighbourhood"), say("Concerns received"), say("Most often"))
    return grids(slide, telling.caption(received(telling)), head, lines)


def where(telling: Telling, title: str) -> list[DeckSlide]:
    say = telling.speaker.say
    table = next((t for t in map(telling.release.table, _WITH_AREA_TOTALS) if t and any(t.row_totals)), None)
    figures = rows(table) if table else []
    drawn = area_map(
        telling.speaker,
        telling.release,
        figures,
        telling.areas,
        title=say("Concerns by neighbourhood"),
        caption=telling.caption(received(telling), say("whole city")),
    )
    lead = unpublished(telling)
    if table:
        chosen = [(row, total_of(table, row)) for row in rows_of(table, telling.areas)]
        if chosen and len(chosen) <= FEW_AREAS:
            lead = telling.speaker.several(
                say("{name}: {figure}", name=telling.row(row), figure=shown(telling.speaker, figure))
                for row, figure in chosen
            )
        else:
            most = [telling.row(row) for row in foremost(chosen or figures)]
            lead = say("Most often in: {areas}.", areas=telling.speaker.several(most)) if most else ""
    note = [telling.note(received(telling), concerns=True), say("The map shows areas, never addresses.")]
    merged = [row for row, _figure in figures if len(row) > 1]
    note += [telling.as_one(row) for row in merged if len(merged) <= FEW_AREAS]
    return [DeckSlide(SlideKind.WHERE, title, lead=lead, map=drawn, note=telling.speaker.joined(note))]


_WITH_AREA_TOTALS = (TableName.CONCERNS_BY_GROUP, TableName.CONCERNS_BY_STANDING)


def _lead(telling: Telling, total: Figure | None, figures: Iterable[Row]) -> str:
    speaker = telling.speaker
    said = [
        sentence(
            total,
            lambda n: speaker.counted("We received about {n} concern.", "We received about {n} concerns.", n),
            lambda: speaker.say("We received fewer than 10 concerns."),
        )
    ]
    most = [worded(speaker, KINDS, keys) for keys in foremost(figures)]
    if most:
        said.append(speaker.say("Most often: {kinds}.", kinds=speaker.several(most)))
    return speaker.joined(said)


def _bars(telling: Telling, figures: list[Row], name: str, title: str, place: str | None) -> Bars | None:
    if not figures:
        return None
    return bars(
        telling.speaker,
        gathered(figures, LONGEST),
        lambda keys: worded(telling.speaker, KINDS, keys),
        name=name,
        title=title,
        caption=telling.caption(received(telling), place),
        axis=axis(telling),
    )


def total_of(table: PublicTable, row: Keys) -> Figure | None:
    return table.row_totals[table.rows.index(row)]


def received(telling: Telling) -> str:
    return telling.speaker.say("Concerns received")


def axis(telling: Telling) -> str:
    return telling.speaker.say("Concerns, rounded to 5")


def unpublished(telling: Telling) -> str:
    return telling.speaker.say("These figures are not published: they could say too much about single people.")


def _month(telling: Telling, key: str) -> str:
    """A month's key is "2026-07"."""
    found = re.match(r"(\d{4})-(\d{2})", key)
    return telling.speaker.month(date(int(found[1]), int(found[2]), 1)) if found else key
