"""Slides that can be edited: opened again as any program would, and looked through."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn

from dashboard.documents.briefing import slide_frame, slide_pages
from dashboard.documents.briefing.deck import Bar, Bars, Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.sayable import sayable
from dashboard.documents.briefing.slides import pptx
from db.vocabulary.briefings import SlideKind
from tests.briefing_decks import ARABIC, CHINESE, ENGLISH, HOSTILE, without_pictures

ON = date(2026, 10, 12)
PHOTO = next(slide.photo for slide in ENGLISH.slides if slide.photo)
BY_LANGUAGE = {deck.language: deck for deck in (ENGLISH, ARABIC, CHINESE)}


@lru_cache(maxsize=4)
def made(language: str) -> bytes:
    return pptx(BY_LANGUAGE[language], on=ON)


def opened(language: str = "en"):
    return Presentation(io.BytesIO(made(language)))


def charts(show):
    return [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]


def words_of(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def cells(shape) -> list[str | float]:
    """All that is in the workbook behind a chart, row by row."""
    with zipfile.ZipFile(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)) as book:
        assert [name for name in book.namelist() if name.startswith("xl/worksheets/")] == ["xl/worksheets/sheet1.xml"]
        shared = [item.xpath("string()") for item in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not sheet.xpath("//*[local-name()='f' or local-name()='hyperlink']")
    found = sheet.xpath("//*[local-name()='c']")
    return [shared[int(c[0].text)] if c.get("t") == "s" else float(c[0].text) for c in found]


def test_the_same_deck_gives_the_same_bytes() -> None:
    assert pptx(CHINESE, on=ON) == made("zh-Hans")


def test_slides_are_wide() -> None:
    assert (opened().slide_width / opened().slide_height) == pytest.approx(16 / 9)


def test_nothing_tells_when_where_or_by_whom_the_file_was_made() -> None:
    show = opened()
    properties = show.core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert (properties.created, properties.modified) == (datetime(2026, 10, 12), datetime(2026, 10, 12))
    assert (properties.title, properties.language) == (ENGLISH.title, "en")
    with zipfile.ZipFile(io.BytesIO(made("en"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name or "printer" in name]
        assert b"Macintosh" not in archive.read("docProps/app.xml")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_slide_has_its_own_title_first_in_reading_order(language: str) -> None:
    titles = []
    for slide in opened(language).slides:
        assert slide.shapes[0] == slide.shapes.title
        titles.append(slide.shapes.title.text_frame.text)
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_bars_are_charts_whose_labels_say_the_figures() -> None:
    chart = charts(opened())[0].chart
    series = chart.plots[0].series[0]
    said = [series.points[n].data_label.text_frame.text for n in range(len(series.values))]
    assert said == ["about 145", "about 90", "about 60", "about 45"]
    assert list(series.values) == [145, 90, 60, 45]
    assert list(chart.plots[0].categories)[:2] == ["Traffic and parking", "Noise and anti-social behaviour"]


def test_a_hidden_figure_has_no_length_and_its_words_as_label() -> None:
    series = charts(opened())[1].chart.plots[0].series[0]
    said = [(value, series.points[n].data_label.text_frame.text) for n, value in enumerate(series.values)]
    assert said == [(20, "about 20"), (10, "about 10"), (0, "fewer than 10"), (0, "not shown")]


def test_behind_a_chart_are_its_rounded_figures_and_nothing_else() -> None:
    found = {cell for shape in charts(opened()) for cell in cells(shape)}
    numbers = {cell for cell in found if isinstance(cell, float)}
    strings = found - numbers
    assert all(n == 0 or (n >= 10 and n % 5 == 0) for n in numbers)
    assert {"fewer than 10", "about 145", "July to September", "April to June"} <= strings


def test_a_label_that_looks_like_a_formula_stays_words() -> None:
    bars = Bars("b", "t", "c", "=a", (Bar("=1+1", "about 10", 10), Bar("https://x.example", "about 15", 15)))
    deck = replace(ENGLISH, slides=(DeckSlide(SlideKind.TOLD, "T", bars=bars),))
    shape = charts(Presentation(io.BytesIO(pptx(deck, on=ON))))[0]
    assert cells(shape) == ["=a", "=1+1", 10.0, "about 10", "https://x.example", 15.0, "about 15"]


def test_the_scale_is_that_of_all_bars_where_a_chart_is_cut() -> None:
    first, second = (shape.chart.value_axis.maximum_scale for shape in charts(opened())[:2])
    assert first == second > 145


def test_pictures_charts_and_tables_are_described() -> None:
    described = [
        (shape.shape_type, shape._element.xpath(".//p:cNvPr")[0].get("descr"))
        for slide in opened().slides
        for shape in slide.shapes
        if not shape.has_text_frame
    ]
    assert all(words for _type, words in described)
    assert any("Northgate: about 145" in words and "Old Harbour: fewer than 10" in words for _t, words in described)
    assert "A zebra crossing in front of a school" in [words for _type, words in described]


def test_no_letter_is_smaller_than_24_points() -> None:
    sizes = set()
    with zipfile.ZipFile(io.BytesIO(made("en"))) as archive:
        for name in archive.namelist():
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
                xml = archive.read(name).decode()
                sizes |= {int(size.split('"')[0]) for size in xml.split(' sz="')[1:] if size.split('"')[0].isdigit()}
    assert min(sizes) >= 2400


def test_arabic_runs_from_right_to_left() -> None:
    show = opened("ar")
    assert show.part._element.get("rtl") == "1"
    for slide in show.slides:
        for shape in slide.shapes:
            for paragraph in (
                shape.text_frame.paragraphs if shape.has_text_frame and not shape.element.xpath(".//a:fld") else ()
            ):
                properties = paragraph._p.pPr
                inherits = properties is None and shape.is_placeholder
                assert inherits or (properties.get("rtl"), properties.get("algn")) == ("1", "r")
    assert all(shape.chart.value_axis.reverse_order for shape in charts(show))
    grid = DeckSlide(SlideKind.DID, "ت", grid=Grid("ج", ("أ", "ب"), (("ج", "د"),)))
    table = Presentation(io.BytesIO(pptx(replace(ARABIC, slides=(grid,)), on=ON))).slides[0].shapes[-3]
    assert table.has_table and table.table._tbl.tblPr.get("rtl") == "1"


@pytest.mark.parametrize(
    ("language", "culture", "face"), [("en", "en-US", "Arial"), ("ar", "ar-SA", "Arial"), ("zh-Hans", "zh-CN", "Arial")]
)
def test_every_run_names_its_language_and_its_fonts(language: str, culture: str, face: str) -> None:
    for slide in opened(language).slides:
        for run in slide._element.iter(qn("a:rPr")):
            assert run.get("lang") in ({culture} if language != "ar" else {culture, "en-US"}) | {"es-US"}
        for run in slide.shapes.title._element.iter(qn("a:rPr")):
            assert run.find(qn("a:latin")).get("typeface") == face
            assert run.find(qn("a:ea")).get("typeface") == "Microsoft YaHei"


def test_notes_say_what_is_counted_and_the_source() -> None:
    notes = opened().slides[1].notes_slide.notes_text_frame.text
    assert "Sensitive kinds" in notes and ENGLISH.source in notes and "whole city" in notes


def test_the_notice_stands_on_every_slide_in_full() -> None:
    long = (
        "Translated by a machine: no speaker has confirmed it yet. Demonstration: the people and figures are invented."
    )
    deck = without_pictures(replace(ENGLISH, notice=long))
    for slide in Presentation(io.BytesIO(pptx(deck, on=ON))).slides:
        assert long in words_of(slide)


def test_what_people_write_is_read_as_it_stands() -> None:
    assert any(HOSTILE in words_of(slide) for slide in opened().slides)


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    odd = "a\x07b\x0bc\ufffed\te"
    bars = Bars("b", odd, odd, odd, (Bar(odd, odd, 10),))
    slide = DeckSlide(
        SlideKind.TOLD, odd, odd, (Point(odd, odd, odd),), bars, grid=Grid(odd, (odd,), ((odd,),)), note=odd
    )
    photo = DeckSlide(SlideKind.PICTURE, odd, photo=replace(PHOTO, described=odd))
    deck = replace(ENGLISH, title=odd, ref=odd, notice=odd, slides=(slide, photo))
    show = Presentation(io.BytesIO(pptx(deck, on=ON)))
    assert "abcd e" in words_of(show.slides[0])
    assert show.core_properties.title == "abcd e"
    assert sayable(deck).slides[0].kind is SlideKind.TOLD


def test_words_of_the_other_direction_keep_their_full_stop() -> None:
    deck = replace(ARABIC, slides=(DeckSlide(SlideKind.TEXT, "ت", points=(Point("They stay.", language="en"),)),))
    words = words_of(Presentation(io.BytesIO(pptx(deck, on=ON))).slides[0])
    assert "\u200eThey stay.\u200e" in words


def every_height(deck: Deck) -> list[tuple[str, float]]:
    """How much higher than its room each slide is, by our own measure."""
    over = []
    for page in slide_pages.pages(deck):
        room = slide_pages.bottom(deck) - slide_pages.top(page.of) - slide_pages.marks_high(page.of, deck)
        used = slide_pages.lead_high(page.lead, deck) + slide_pages.points_high(page.points, deck, page.size)
        if page.bars:
            used += slide_pages.bars_high(page.bars, page.of, deck)
        if page.grid:
            used += sum(slide_pages.row_high(row, deck) for row in (page.grid.head, *page.grid.rows))
        over.append((page.title, used - room))
    return over


def test_a_long_briefing_is_cut_so_that_nothing_runs_over() -> None:
    sentence = "We count concerns, not people; the same concern from the same person counts once. "
    slides = (
        DeckSlide(SlideKind.TEXT, "One long line", points=(Point(sentence * 30, "and more", "Kept"),)),
        DeckSlide(SlideKind.TEXT, "A long text", lead="\n".join(sentence * 4 for _ in range(9))),
        DeckSlide(SlideKind.TEXT, "Many lines", lead="Few words.", points=tuple(Point(sentence) for _ in range(40))),
        DeckSlide(
            SlideKind.TOLD,
            "Many bars",
            lead=sentence,
            bars=Bars(
                "b", "t", "c", "a", tuple(Bar(f"Kind {n} with a long name, longer", "about 10", 10) for n in range(24))
            ),
        ),
        DeckSlide(
            SlideKind.DID,
            "A wide table",
            grid=Grid("g", ("a", *"bcdefghij"), tuple((f"row {n}", *("about 145",) * 9) for n in range(20))),
        ),
    )
    deck = replace(ENGLISH, slides=slides)
    assert [(title, over) for title, over in every_height(deck) if over > 0] == []
    pages = slide_pages.pages(deck)
    said = " ".join(point.words for page in pages for point in page.points)
    assert " ".join(said.split()) == " ".join((sentence * (30 + 36 + 40)).split())
    bars = [bar.label for page in pages for bar in page.bars]
    assert bars == [f"Kind {n} with a long name, longer" for n in range(24)]
    rows = [page.grid.rows for page in pages if page.grid]
    assert sum(len(row) - 1 for part in rows for row in part) == 20 * 9


def test_a_title_longer_than_its_place_ends_in_an_ellipsis() -> None:
    size, words = slide_pages.title_size("A very long title " * 30, "en", opening=False)
    assert (size, words.endswith("…")) == (slide_frame.SMALLEST, True)


def test_lines_that_go_on_are_on_one_slide_where_they_fit() -> None:
    first = DeckSlide(SlideKind.METHOD, "How we count", points=(Point("One."),), note="n")
    deck = replace(ENGLISH, slides=(first, replace(first, points=(Point("Two."),))))
    (page,) = slide_pages.pages(deck)
    assert [point.words for point in page.points] == ["One.", "Two."]
