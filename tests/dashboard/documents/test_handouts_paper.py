"""The paper hand-out: read back with another program."""

import io
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest
from pypdf import PdfReader

from dashboard.documents.briefing.deck import Bar, Bars, Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.paper import pdf
from db.vocabulary.briefings import SlideKind
from tests.briefing_decks import ARABIC, CHINESE, ENGLISH, HOSTILE, without_pictures

ON = date(2026, 10, 12)
BY_LANGUAGE = {deck.language: deck for deck in (ENGLISH, ARABIC, CHINESE)}


@lru_cache(maxsize=4)
def made(language: str) -> bytes:
    return pdf(BY_LANGUAGE[language], on=ON)


def text(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def of(*slides: DeckSlide, deck: Deck = ENGLISH) -> bytes:
    return pdf(replace(deck, slides=slides), on=ON)


def objects(reader: PdfReader) -> list[dict]:
    found = (reader.get_object(number) for number in range(1, len(reader.xref_objStm) + 2000) if _there(reader, number))
    return [one for one in found if isinstance(one, dict)]


def _there(reader: PdfReader, number: int) -> bool:
    return number in reader.xref_objStm or number in reader.xref.get(0, {})


def test_the_same_deck_gives_the_same_bytes() -> None:
    assert pdf(CHINESE, on=ON) == made("zh-Hans")


@pytest.mark.parametrize(("language", "said"), [("en", "en"), ("ar", "ar"), ("zh-Hans", "zh-CN")])
def test_the_document_is_tagged_and_says_its_language_and_title(language: str, said: str) -> None:
    reader = PdfReader(io.BytesIO(made(language)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == said
    assert reader.metadata.title == BY_LANGUAGE[language].title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_document_names_the_day_of_freezing_and_no_person() -> None:
    reader = PdfReader(io.BytesIO(made("en")))
    assert reader.metadata.author is None
    assert reader.metadata.creation_date.date() == ON == reader.metadata.modification_date.date()


def test_every_font_is_embedded() -> None:
    described = [
        one for one in objects(PdfReader(io.BytesIO(made("zh-Hans")))) if one.get("/Type") == "/FontDescriptor"
    ]
    assert described
    assert all({"/FontFile2", "/FontFile3"} & set(one) for one in described)


def test_what_the_deck_says_is_on_paper() -> None:
    said = text(made("en"))
    for words in (
        ENGLISH.title,
        ENGLISH.agency,
        ENGLISH.notice,
        "about 145",
        "Kept late · Ask the city",
        "In an emergency",
    ):
        assert words in said
    assert "Violence and robbery fewer than 10" in said
    assert "about 85 · July to September about 80 · April to June" in said


def test_every_page_names_its_source_and_its_number() -> None:
    pages = PdfReader(io.BytesIO(made("en"))).pages
    assert 3 <= len(pages) <= 6
    for number, page in enumerate(pages, start=1):
        said = " ".join(page.extract_text().split())
        assert "Source: Harbour City Police, July to September 2026, counted on 9 October 2026." in said
        assert f"{ENGLISH.ref} · {number} of {len(pages)}" in said


def test_pictures_have_a_description() -> None:
    described = [one["/Alt"] for one in objects(PdfReader(io.BytesIO(made("en")))) if one.get("/S") == "/Figure"]
    assert "A zebra crossing in front of a school" in described
    assert any("Northgate: about 145" in words for words in described)


def test_tables_have_headings() -> None:
    kinds = {one.get("/S") for one in objects(PdfReader(io.BytesIO(made("en"))))}
    assert {"/H1", "/Table", "/TH", "/TD", "/L", "/Figure"} <= kinds


@pytest.mark.parametrize(
    "words",
    [
        '#eval("1+1") #read("/etc/passwd")',
        "$x^2$ *b* _i_ `raw` @ref <label> = heading",
        "\\u{41} // no comment /* either */ ~ -- --- ...",
        "#import \"@preview/x:0.1.0\"",
        HOSTILE,
    ],
)  # fmt: skip
def test_what_people_write_is_set_as_it_stands(words: str) -> None:
    slide = DeckSlide(
        SlideKind.TEXT,
        words,
        lead=words,
        points=(Point(words, words, words),),
        grid=Grid(words, (words, "b"), ((words, "c"),)),
        bars=Bars("b", words, words, words, (Bar(words, words, 10),)),
        note=words,
        marks=(words,),
    )
    deck = replace(ENGLISH, title=words, agency=words, source=words, notice=words)
    squeezed = "".join(text(of(slide, deck=deck)).split())
    assert squeezed.count("".join(words.split())) >= 12


def test_what_cannot_be_set_does_not_stop_the_document() -> None:
    """No font has these letters, or the standard for PDF allows them not: they are shown as a square, or left out."""
    said = text(of(DeckSlide(SlideKind.TEXT, "T", points=(Point("a\U0001f600b\ue000c\x07d\ufeffe\x00f\u202eg"),))))
    assert "a□b□cdef" in said


def test_words_that_join_on_a_map_do_not_stop_the_document() -> None:
    """In a drawing they would break the standard: the map becomes pixels, its words stay in description and table."""
    reader = PdfReader(io.BytesIO(made("ar")))
    images = [one for one in objects(reader) if one.get("/Subtype") == "/Image"]
    assert images and max(one["/Width"] for one in images) >= 2000
    assert any("نورثغيت" in str(one.get("/Alt")) for one in objects(reader))


def test_a_slide_that_goes_on_has_one_heading() -> None:
    first = DeckSlide(SlideKind.METHOD, "How we count", points=(Point("One."),), note="Said once.")
    said = text(of(first, replace(first, points=(Point("Two."),))))
    assert (said.count("How we count"), said.count("Said once.")) == (1, 1)


def test_paper_without_pictures_is_quick_and_short() -> None:
    assert len(PdfReader(io.BytesIO(pdf(without_pictures(ENGLISH), on=ON))).pages) <= 4
