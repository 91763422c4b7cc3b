"""A frozen briefing is told in words: what is said follows from published figures alone, in every language."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.documents.briefing import words
from dashboard.documents.briefing.deck import Deck, DeckSlide
from dashboard.documents.briefing.fonts import missing
from dashboard.documents.briefing.telling import tell
from dashboard.documents.briefing.telling_figures import change, foremost, shown
from dashboard.documents.briefing.words import Speaker
from db.disclosure.content import Figure, Item, Release, Slide, Snapshot, Written
from db.vocabulary.briefings import LAID_OUT, BriefingLanguage, FigureKind, PeriodKind, SlideKind, TableName
from tests.briefing_snapshots import (
    BEFORE,
    CITY,
    FEW,
    FEW_AREAS,
    MANY_AREAS,
    NAMES,
    NOW,
    ONE_AREA,
    RELEASE,
    WITHHELD,
    by_group,
    figure,
)

LANGUAGES = [language.value for language in BriefingLanguage]
SNAPSHOTS = {"city": CITY, "one area": ONE_AREA, "few areas": FEW_AREAS, "many areas": MANY_AREAS}


def english(snapshot: Snapshot) -> Deck:
    return tell(snapshot, "en", confirmed=False)


def slides(snapshot: Snapshot, kind: SlideKind) -> list[DeckSlide]:
    return [slide for slide in english(snapshot).slides if slide.kind == kind]


def first(snapshot: Snapshot, kind: SlideKind) -> DeckSlide:
    return slides(snapshot, kind)[0]


def strings(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a deck, with where it stands; outlines and picture data are none."""
    if isinstance(part, str):
        yield path, part
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            if field.name not in (
                "outline",
                "data",
                "media_type",
                "code",
                "ref",
                "kind",
                "tone",
                "direction",
                "language",
            ):
                yield from strings(getattr(part, field.name), f"{path}.{field.name}")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from strings(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for value in part:
            yield from strings(value, path)


def without(release: Release, *names: TableName) -> Release:
    return replace(release, tables=tuple(table for table in release.tables if table.name not in names))


# What is said


def test_the_answer_comes_first_in_one_sentence_or_two() -> None:
    assert first(CITY, SlideKind.TOLD).lead == ("We received about 330 concerns. Most often: Speeding and road safety.")
    assert first(CITY, SlideKind.DID).lead == (
        "About 180 concerns have been resolved. We are still working on about 120."
    )
    assert first(CITY, SlideKind.PROMISES).lead == "We kept about 30 promises in time. Fewer than 10 are outstanding."


def test_figures_are_said_as_published() -> None:
    told = first(ONE_AREA, SlideKind.TOLD)
    assert told.bars is not None
    assert [(bar.label, bar.shown, bar.n) for bar in told.bars.bars][:5] == [
        ("Traffic and parking", "about 85", 85),
        ("Noise and anti-social behaviour", "about 30", 30),
        ("State of the street", "about 20", 20),
        ("Burglary and theft", "about 10", 10),
        ("Every other kind", "fewer than 10", None),
    ]
    riverside = first(replace(CITY, areas=("SA",)), SlideKind.TOLD).bars
    assert riverside is not None
    assert [(bar.label, bar.shown, bar.n) for bar in riverside.bars][-1] == (
        "Policing and feeling safe",
        "not shown",
        None,
    )


def test_up_to_four_areas_have_a_slide_each_and_more_a_line_each() -> None:
    assert [slide.title for slide in slides(FEW_AREAS, SlideKind.TOLD)] == [
        "What you told us: Northgate",
        "What you told us: Riverside",
        "What you told us: Old Harbour and Georgetown together",
        "What you told us: whole city",
        "Some of what you said",
    ]
    grid = first(MANY_AREAS, SlideKind.TOLD).grid
    assert grid is not None
    assert grid.head == ("Neighbourhood", "Concerns received", "Most often")
    assert ("Northgate", "about 145", "Traffic and parking") in grid.rows
    assert [row[0] for row in grid.rows].count("Old Harbour and Georgetown together") == 1


def test_areas_with_nothing_to_draw_have_a_line_instead_of_bars() -> None:
    quiet = by_group(((0,) * 8, *NOW[1:]), (20, 40, 15, 75, 55))
    release = replace(RELEASE, tables=(quiet,))
    made = slides(replace(CITY, release=release, areas=("NA", "SA")), SlideKind.TOLD)
    assert made[0].title == "What you told us: Riverside"
    assert made[1].grid is not None
    assert made[1].grid.rows == (("Northgate", "about 20", "fewer than 10 of each kind"),)


def test_where_every_area_is_below_10_the_figures_of_the_city_are_told() -> None:
    alone = first(replace(CITY, areas=("NB",)), SlideKind.PROMISES)
    assert alone.title == "What we promised: whole city"
    assert alone.note.startswith("By neighbourhood these figures are too small to be shown.")
    assert alone.bars is not None and alone.bars.caption.endswith("whole city")
    assert alone.lead == first(CITY, SlideKind.PROMISES).lead
    assert first(ONE_AREA, SlideKind.PROMISES).title == "What we promised"


def test_the_map_shows_all_areas_and_outlines_the_chosen() -> None:
    drawn = first(ONE_AREA, SlideKind.WHERE).map
    assert drawn is not None
    assert {shape.name for shape in drawn.shapes} == set(NAMES.values())
    assert [shape.name for shape in drawn.shapes if shape.chosen] == ["Northgate"]
    said = {shape.name: (shape.shown, shape.step) for shape in drawn.shapes}
    assert said["Northgate"] == ("about 145", 3)
    assert said["Georgetown"] == said["Old Harbour"] == ("about 55 together", 2)
    assert drawn.steps == ("10 to 20", "25 to 45", "50 to 95", "100 and more")


def test_areas_counted_as_one_are_said_below_the_map() -> None:
    assert "Old Harbour and Georgetown: counted as one" in first(ONE_AREA, SlideKind.WHERE).note


def test_a_note_says_what_is_counted_when_and_what_is_not() -> None:
    assert first(ONE_AREA, SlideKind.TOLD).note == (
        "Concerns received, 1 July 2026 to 30 September 2026, as counted on 9 October 2026. "
        "Sensitive topics are not included, so that nobody can be recognised. "
        "Figures are rounded to 5; below 10, zero included, we say “fewer than 10”."
    )


def test_the_day_of_counting_is_the_agencys() -> None:
    late = RELEASE.counted_at.replace(hour=5)  # ten in the evening in Seattle, the day before
    assert "counted on 8 October 2026" in english(replace(CITY, release=replace(RELEASE, counted_at=late))).source


def test_what_was_merged_or_left_out_is_said_where_we_say_how_we_count() -> None:
    said = [point.words for slide in slides(ONE_AREA, SlideKind.METHOD) for point in slide.points]
    assert "A figure that comes mostly from one source is not shown." in said
    assert not any("Old Harbour" in line for line in said), "that is about other areas"
    of_both = [point.words for slide in slides(FEW_AREAS, SlideKind.METHOD) for point in slide.points]
    assert any(line.startswith("Old Harbour and Georgetown: counted as one") for line in of_both)


# What changed


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (figure(50), figure(40), 1),
        (figure(45), figure(40), 0),
        (figure(40), figure(50), -1),
        (figure(20), FEW, 1),
        (figure(15), FEW, 0),
        (FEW, figure(20), -1),
        (FEW, FEW, 0),
        (WITHHELD, figure(50), None),
        (figure(50), WITHHELD, None),
        (None, figure(50), None),
    ],
)
def test_more_and_fewer_are_said_only_of_figures_that_are_clearly_apart(
    now: Figure | None, before: Figure | None, said: int | None
) -> None:
    assert change(now, before) == said


def test_a_change_is_said_kind_by_kind() -> None:
    slide = first(ONE_AREA, SlideKind.CHANGED)
    assert slide.lead == "More than before: Traffic and parking. Fewer than before: Burglary and theft."
    assert slide.bars is not None
    assert slide.bars.series == ("July to September 2026", "April to June 2026")
    assert (slide.bars.bars[0].before, slide.bars.bars[0].before_shown) == (55, "about 55")


def test_periods_of_another_length_and_areas_put_together_otherwise_are_not_compared() -> None:
    month = replace(CITY, before=replace(BEFORE, kind=PeriodKind.MONTH))
    assert first(month, SlideKind.CHANGED).lead == "The two periods differ in length: we do not compare them."
    table = BEFORE.table(TableName.CONCERNS_BY_GROUP)
    assert table is not None
    apart = replace(table, rows=(("NA", "NB"), *table.rows[2:]), row_totals=table.row_totals[1:], cells=table.cells[1:])
    merged = replace(ONE_AREA, before=replace(BEFORE, tables=(apart,)))
    assert first(merged, SlideKind.CHANGED).bars is None
    assert first(replace(CITY, before=None), SlideKind.CHANGED).lead.startswith("This is the first period")


def test_what_leads_is_named_only_when_it_leads() -> None:
    assert foremost([(("a",), figure(40)), (("b",), figure(20))]) == [("a",)]
    assert foremost([(("a",), figure(25)), (("b",), figure(20)), (("c",), figure(10))]) == [("a",), ("b",)]
    assert foremost([(("a",), figure(20)), (("b",), figure(20))]) == []
    assert foremost([(("a",), FEW), (("b",), WITHHELD)]) == []


# What was written


def test_words_that_lack_the_language_are_shown_in_english_and_marked() -> None:
    deck = tell(CITY, "es", confirmed=True)
    by_title = {slide.title: slide for slide in deck.slides}
    assert deck.title == "Lo que escuchamos este verano"
    promises = by_title["Algunas de nuestras promesas"]
    assert [point.language for point in promises.points] == ["en", "en", ""]
    assert promises.points[2].words == "Recorrer el mercado con los comerciantes"
    assert promises.marks == ("Se muestra en inglés", "Traducido por una máquina, aún sin confirmar")


def test_a_machine_made_language_says_so_until_it_is_confirmed() -> None:
    assert "máquina" in tell(CITY, "es", confirmed=False).notice
    assert tell(CITY, "es", confirmed=True).notice == ""
    assert tell(CITY, "en", confirmed=False).notice == ""
    assert tell(replace(CITY, illustrative=True), "en", confirmed=True).notice == (
        "Demonstration: the people and figures are invented."
    )


def test_events_keep_their_own_names_and_say_when_where_and_in_which_language() -> None:
    (slide,) = slides(CITY, SlideKind.NEXT)
    assert [(point.mark, point.words, point.detail, point.language) for point in slide.points] == [
        (
            "Tue 10 Nov, 18:30",
            "Northgate meets its officers",
            "Community meeting with police · Northgate Library · Northgate · Language: Vietnamese",
            "",
        ),
        ("Thu 19 Nov, 09:00", "Café con la policía", "Coffee with an officer · Centro Ribera · Riverside", "es"),
    ]
    spanish = next(slide for slide in tell(CITY, "es", confirmed=True).slides if slide.kind == SlideKind.NEXT)
    assert spanish.points[0].mark == "mar, 10 de nov, 6:30\u00a0p.m."
    assert spanish.points[0].detail.endswith("Idioma: vietnamita")
    amharic = next(slide for slide in tell(CITY, "am", confirmed=True).slides if slide.kind == SlideKind.NEXT)
    assert amharic.points[0].mark.endswith("18:30")


def test_a_telephone_number_keeps_its_order_in_arabic() -> None:
    arabic = next(slide for slide in tell(CITY, "ar", confirmed=True).slides if slide.kind == SlideKind.CONTACTS)
    assert arabic.points[-1].words == "\u2066206-555-0110\u2069, \u2066desk@police.example\u2069"
    assert slides(CITY, SlideKind.CONTACTS)[0].points[-1].words == "206-555-0110, desk@police.example"


def test_english_words_between_arabic_ones_keep_their_full_stops_at_the_end() -> None:
    arabic = tell(CITY, "ar", confirmed=True)
    assert arabic.title == "\u2066What we heard this summer\u2069"
    text = next(slide for slide in arabic.slides if slide.kind == SlideKind.TEXT)
    assert [point.words for point in text.points] == [
        "\u2066Two speed displays stay.\u2069",
        "\u2066They go in March.\u2069",
    ]
    original = replace(CITY, title=(Written("ar", "ما سمعناه"),))
    assert english(original).title == "\u2067ما سمعناه\u2069"


def test_a_sign_before_a_line_that_stands_for_itself_is_not_said_twice() -> None:
    listed = Slide(SlideKind.TEXT, (Written("en", "Next"),), (Written("en", "- Lamps\n• Signs\n-5 degrees"),))
    for language, end in (("en", ("", "")), ("ar", ("\u2066", "\u2069"))):
        (slide,) = tell(replace(CITY, slides=(listed,)), language, confirmed=True).slides
        assert [point.words.strip("".join(end)) for point in slide.points] == ["Lamps", "Signs", "-5 degrees"]


def test_long_lists_go_on_on_further_slides_of_the_same_title() -> None:
    items = tuple(Item((Written("en", f"Promise {n}"),)) for n in range(14))
    made = slides(replace(CITY, slides=(Slide(SlideKind.PROMISES, items=items),)), SlideKind.PROMISES)[1:]
    assert [len(slide.points) for slide in made] == [5, 5, 4]
    assert [slide.further for slide in made] == [9, 4, 0]
    assert {slide.title for slide in made} == {"Some of our promises"}


def test_written_slides_and_own_titles_are_shown() -> None:
    by_kind = {slide.kind: slide for slide in english(CITY).slides}
    assert [point.words for point in by_kind[SlideKind.TEXT].points] == [
        "Two speed displays stay.",
        "They go in March.",
    ]
    photo = by_kind[SlideKind.PICTURE].photo
    assert photo is not None and photo.described == "A zebra crossing in front of a school"
    assert by_kind[SlideKind.STORY].marks == ("Told with the consent of those concerned",)
    own = replace(CITY, slides=(Slide(SlideKind.TOLD, (Written("en", "You said"),), (Written("en", "Thank you."),)),))
    told = first(own, SlideKind.TOLD)
    assert (told.title, told.points[0].words) == ("You said", "Thank you.")


# Whatever is published


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_every_language_tells_all_of_it_in_letters_it_has(snapshot: Snapshot, language: str) -> None:
    deck = tell(snapshot, language, confirmed=False)
    assert list(dict.fromkeys(slide.kind for slide in deck.slides))[: len(LAID_OUT)] == list(LAID_OUT)
    said = [text for path, text in strings(deck) if ".words." not in path]
    assert not [text for text in said if re.search(r"[%٪‰{}]", text)], "no shares, no blanks"
    assert missing(language, "".join(said)) == set()
    assert all(slide.title for slide in deck.slides)
    assert set(deck.words) == set(words.WORDS)
    assert deck.direction == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_no_word_is_said_past_the_catalogue(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bracketed:
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            return f"⟦{plural}⟧"

    monkeypatch.setattr("dashboard.documents.briefing.words._translations", lambda language: Bracketed())
    months = "July|August|September|April|June|October|November|Tue|Thu|Nov|to|and"
    given = {line for _path, written in strings(snapshot) for line in written.splitlines()} | set(NAMES.values())
    found = []
    for path, text in strings(tell(snapshot, "en", confirmed=False)):
        left = text
        for words_given in sorted(given, key=len, reverse=True):
            left = left.replace(words_given, "") if len(words_given) > 2 else left
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", left)) != left:
            left = shorter
        left = re.sub(rf"\b({months})\b", "", left)
        if re.search(r"[^\W\d_]", left) and not path.endswith(".name"):
            found.append((path, text))
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_whichever_tables_were_dropped_there_is_a_slide_for_each_kind(snapshot: Snapshot, language: str) -> None:
    for release in (replace(RELEASE, tables=()), *(without(RELEASE, table.name) for table in RELEASE.tables)):
        deck = tell(replace(snapshot, release=release), language, confirmed=True)
        assert {slide.kind for slide in deck.slides} >= set(LAID_OUT)


@pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_tables_that_lost_their_columns_or_totals_are_told_by_what_is_left(snapshot: Snapshot) -> None:
    flat = tuple(replace(table, columns=(), cells=(), column_totals=()) for table in RELEASE.tables)
    bare = tuple(
        replace(
            table,
            total=None,
            row_totals=tuple(None for _ in table.rows) if table.cells else table.row_totals,
            column_totals=tuple(None for _ in table.columns),
        )
        for table in RELEASE.tables
    )
    for tables in (flat, bare):
        deck = english(replace(snapshot, release=replace(RELEASE, tables=tables)))
        assert {slide.kind for slide in deck.slides} >= set(LAID_OUT)
    lines = english(replace(snapshot, release=replace(RELEASE, tables=flat)))
    assert all(slide.bars is None or slide.bars.bars for slide in lines.slides)


published = st.one_of(
    st.just(FEW), st.just(WITHHELD), st.integers(2, 400).map(lambda n: Figure(FigureKind.ROUNDED, n * 5))
)


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_no_number_is_said_that_was_not_published(data: st.DataObject) -> None:
    def other(figures: tuple[Figure | None, ...]) -> tuple[Figure, ...]:
        return tuple(data.draw(published) for _ in figures)

    tables = tuple(
        replace(
            table,
            row_totals=other(table.row_totals),
            cells=tuple(map(other, table.cells)),
            column_totals=other(table.column_totals),
            total=data.draw(published),
        )
        for table in RELEASE.tables
    )
    snapshot = replace(data.draw(st.sampled_from(list(SNAPSHOTS.values()))), release=replace(RELEASE, tables=tables))
    figures = {
        f
        for t in (*tables, *BEFORE.tables)
        for row in (t.row_totals, t.column_totals, (t.total,), *t.cells)
        for f in row
    }
    allowed = {shown(Speaker("en"), one).removeprefix("about ") for one in figures if one and one.n}
    for slide in english(snapshot).slides:
        for path, text in strings(slide):
            for number in re.findall(r"[Aa]bout ([\d,]+)", text):
                assert number in allowed, (path, text)


def test_a_briefing_without_a_title_of_its_own_has_one() -> None:
    assert english(replace(CITY, title=())).title == "What you told us, and what we did"
    assert tell(replace(CITY, title=()), "es", confirmed=True).title == "Lo que nos dijeron y lo que hicimos"
