"""What changed between two published periods: said only where both figures are published and clearly apart."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.documents.briefing.deck import Bar, Bars, DeckSlide
from dashboard.documents.briefing.telling_concerns import axis, received, total_of, unpublished
from dashboard.documents.briefing.telling_context import FEW_AREAS, Telling, grids
from dashboard.documents.briefing.telling_figures import (
    APART,
    Keys,
    Row,
    any_length,
    cells,
    change,
    columns,
    few,
    file_name,
    largest_first,
    length,
    rows,
    rows_of,
    shown,
)
from dashboard.documents.briefing.telling_words import GROUPS, worded
from dashboard.documents.briefing.words import P_
from db.disclosure.content import Figure, Release
from db.vocabulary.briefings import SlideKind, TableName


def changed(telling: Telling, title: str) -> list[DeckSlide]:
    say = telling.speaker.say
    before = telling.snapshot.before
    if before is None:
        first = say("This is the first period that we report on. Next time we can say what changed.")
        return [DeckSlide(SlideKind.CHANGED, title, lead=first)]
    if before.kind != telling.release.kind:
        return [
            DeckSlide(SlideKind.CHANGED, title, lead=say("The two periods differ in length: we do not compare them."))
        ]
    name = TableName.CONCERNS_BY_GROUP
    now, then = telling.release.table(name), before.table(name)
    if now is None or then is None:
        return [DeckSlide(SlideKind.CHANGED, title, lead=unpublished(telling))]
    if not telling.areas:
        if not set(now.columns) & set(then.columns):
            return [DeckSlide(SlideKind.CHANGED, title, lead=unpublished(telling))]
        return [_changed(telling, title, before, columns(now), columns(then), "changed", telling.where)]
    mine = rows_of(now, telling.areas)
    chosen = [row for row in mine if row in then.rows]
    otherwise = say("The neighbourhoods were put together in another way before: we do not compare them.")
    if not chosen:
        return [DeckSlide(SlideKind.CHANGED, title, lead=otherwise)]
    drawn = [row for row in chosen if any_length([*_shared(cells(now, row), cells(then, row))])]
    if len(chosen) > FEW_AREAS:
        drawn = []
    made = [
        _changed(
            telling,
            title if len(mine) == 1 else say("{title}: {name}", title=title, name=telling.row(row)),
            before,
            cells(now, row),
            cells(then, row),
            file_name("changed", *row),
            telling.row(row),
        )
        for row in drawn
    ]
    totals = [(row, total_of(now, row)) for row in chosen if row not in drawn]
    made += _changed_many(telling, title, before, totals, dict(rows(then)))
    if len(chosen) < len(mine):
        made[-1] = replace(made[-1], note=telling.speaker.joined((otherwise, made[-1].note)))
    return made


def _shared(now: list[Row], then: list[Row]) -> Iterator[Row]:
    """The figures of both periods, of what was published alike in both."""
    for one, other in ((now, then), (then, now)):
        keys = {row[0] for row in other}
        yield from (row for row in one if row[0] in keys)


def _changed(
    telling: Telling, title: str, before: Release, now: list[Row], then: list[Row], name: str, place: str
) -> DeckSlide:
    """One place, kind by kind; only kinds that were published alike in both periods."""
    say = telling.speaker.say
    earlier = dict(then)
    pairs = [(keys, figure, earlier[keys]) for keys, figure in now if keys in earlier]
    lead = [
        say(template, kinds=telling.speaker.several(worded(telling.speaker, GROUPS, keys) for keys in kinds))
        for template, kinds in (
            (P_("More than before: {kinds}."), [k for k, a, b in pairs if change(a, b) == 1]),
            (P_("Fewer than before: {kinds}."), [k for k, a, b in pairs if change(a, b) == -1]),
        )
        if kinds
    ]
    if not lead and any(change(a, b) == 0 for _keys, a, b in pairs):
        lead = [say("About the same as before.")]
    speaker = telling.speaker
    # Many that were below 10 both times become one line.
    small = {keys for keys, a, b in pairs if few(a) and few(b)}
    figures = [(keys, figure) for keys, figure, _before in pairs if len(small) <= APART or keys not in small]
    made = [
        Bar(
            worded(speaker, GROUPS, keys),
            shown(speaker, figure),
            length(figure),
            length(earlier[keys]),
            shown(speaker, earlier[keys]),
        )
        for keys, figure in largest_first(figures)
    ]
    if len(small) > APART:
        less = speaker.say("fewer than 10")
        made.append(Bar(worded(speaker, GROUPS, ()), less, None, None, less))
    drawn = Bars(
        name=name,
        title=say("Then and now"),
        caption=telling.caption(received(telling), place),
        axis=axis(telling),
        bars=tuple(made),
        series=(telling.period, telling.period_of(before)),
    )
    return DeckSlide(
        SlideKind.CHANGED,
        title,
        lead=speaker.joined(lead),
        bars=drawn,
        note=_compared(telling, before),
    )


def _changed_many(
    telling: Telling, title: str, before: Release, now: list[Row], then: dict[Keys, Figure | None]
) -> list[DeckSlide]:
    say = telling.speaker.say
    lines = []
    for row, figure in now:
        earlier = then[row]
        lines.append(
            (
                telling.row(row),
                shown(telling.speaker, earlier),
                shown(telling.speaker, figure),
                _said_change(telling, figure, earlier),
            )
        )
    head = (say("Neighbourhood"), telling.period_of(before), telling.period, say("Change"))
    slide = DeckSlide(SlideKind.CHANGED, title, note=_compared(telling, before))
    return grids(slide, telling.caption(received(telling)), head, lines)


def _said_change(telling: Telling, now: Figure | None, before: Figure | None) -> str:
    say = telling.speaker.say
    direction = change(now, before)
    if direction is None:
        return "–"
    if length(now) is None and length(before) is None:
        return say("fewer than 10 in both")
    return {1: say("more"), -1: say("fewer"), 0: say("about the same")}[direction]


def _compared(telling: Telling, before: Release) -> str:
    same = telling.speaker.say("What differs by less than 10 is called about the same: it may be chance.")
    return telling.speaker.joined((telling.note(received(telling), concerns=True), same))
