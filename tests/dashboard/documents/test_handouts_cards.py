"""Pictures to post: their sizes, that nothing is cut off, that all scripts are drawn."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from dashboard.documents.briefing import cards as module
from dashboard.documents.briefing.cards import cards
from dashboard.documents.briefing.deck import Bar, Bars, Deck, DeckSlide
from db.vocabulary.briefings import SlideKind
from tests.briefing_decks import ARABIC, CHINESE, ENGLISH

LONG = "We received about 145 concerns about traffic and parking, about 90 about noise, and fewer than 10 about drugs. "


def drawn(deck: Deck) -> dict[str, Image.Image]:
    return {name: Image.open(io.BytesIO(file)).convert("L") for name, file in cards(deck)}


def inked(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return picture.crop(box).getextrema()[0] < 128


@pytest.mark.parametrize("deck", [ARABIC, CHINESE], ids=["Arabic", "Chinese"])
def test_each_card_is_wide_and_square(deck: Deck) -> None:
    pictures = drawn(deck)
    assert len(pictures) >= 4
    for name, picture in pictures.items():
        assert name.endswith("{}x{}".format(*picture.size))
        assert picture.size in module.SIZES


def test_a_slide_without_a_figure_has_no_card() -> None:
    slides = (DeckSlide(SlideKind.TEXT, "T", "Words."), DeckSlide(SlideKind.TOLD, "T"))
    assert list(cards(replace(ENGLISH, slides=slides))) == []


@pytest.mark.parametrize("lead", [LONG * 4, "Straßenbeleuchtungs" * 20, "Straßenbeleuchtungsanlage", "投诉" * 120])
def test_words_stay_within_the_margins_however_long_they_are(lead: str) -> None:
    bars = Bars("b", "t", "c", "a", (Bar("Straßenbeleuchtungsanlagen", LONG, 10), Bar(LONG, LONG, 20)))
    slides = (DeckSlide(SlideKind.TOLD, LONG, lead), DeckSlide(SlideKind.TOLD, "T", lead, bars=bars))
    for slide in (*slides, DeckSlide(SlideKind.TOLD, "T", bars=bars)):
        for picture in drawn(replace(ENGLISH, slides=(slide,))).values():
            wide, high = picture.size
            assert inked(picture, (56, 92, wide - 56, high - 60))
            assert not inked(picture, (0, 24, 50, high)) and not inked(picture, (wide - 50, 24, wide, high))
            assert not inked(picture, (0, high - 20, wide, high))


def test_a_card_says_that_it_is_invented() -> None:
    slide = DeckSlide(SlideKind.TOLD, "T", "About 10.")
    with_notice = drawn(replace(ENGLISH, slides=(slide,)))
    without = drawn(replace(ENGLISH, slides=(slide,), notice=""))
    assert all(with_notice[name].tobytes() != without[name].tobytes() for name in without)


def test_a_chart_is_drawn_where_it_can_be_read() -> None:
    few = Bars("b", "t", "c", "a", (Bar("One", "about 45", 45), Bar("Two", "fewer than 10", None)))
    many = replace(few, bars=few.bars * 10)
    laid = {
        name: module._card(DeckSlide(SlideKind.TOLD, "T", "L", bars=bars), ENGLISH, 1080, 1080)["chart"]
        for name, bars in (("few", few), ("many", many))
    }
    assert laid["few"] is not None and laid["many"] is None
    assert [bar["share"] for row in laid["few"]["rows"] for bar in row["bars"]] == [1.0, None]
