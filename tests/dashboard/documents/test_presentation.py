"""The projected page and the page to read, as files: what is in them, and that nothing in them reaches out."""

import base64
import hashlib
import re
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser

import pytest

from dashboard.documents.briefing.deck import Deck, DeckSlide, Grid, Point
from dashboard.documents.briefing.presentation import policy, presentation
from dashboard.documents.briefing.reading import web_page
from dashboard.documents.briefing.screens import screens
from db.vocabulary.briefings import SlideKind
from tests.briefing_decks import ARABIC, DECKS, ENGLISH, HOSTILE, without_pictures

made = lru_cache(maxsize=None)(lambda make, place: make(DECKS[place]).decode())
BOTH = pytest.mark.parametrize("make", [presentation, web_page])


class Elements(HTMLParser):
    """Every element with its attributes; the text of styles and scripts, and all other text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        last = self.found[-1][0] if self.found else ""
        if last in self.raw and self.cdata_elem:
            self.raw[last].append(data)
        else:
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@BOTH
@pytest.mark.parametrize("place", range(len(DECKS)))
def test_nothing_in_a_page_opens_an_address(make, place):
    page = Elements(made(make, place))
    for tag, attributes in page.found:
        for name in ("src", "href", "xlink:href", "action", "data", "srcset", "poster"):
            assert (attributes.get(name) or "data:").startswith(("data:", "#")), (tag, name, attributes[name])
    for style in page.raw["style"]:
        assert "@import" not in style
        assert all(address.startswith("data:font/") for address in re.findall(r"url\(([^)]{0,20})", style))
    for script in page.raw["script"]:
        assert not re.search(r"https?:|fetch\(|XMLHttp|WebSocket|import\(|sendBeacon|localStorage", script)


@BOTH
def test_what_an_author_typed_is_read_as_typed_and_never_run(make):
    everywhere = replace(
        without_pictures(ENGLISH),
        title=HOSTILE, subtitle=HOSTILE, agency=HOSTILE, period=HOSTILE, source=HOSTILE, notice=HOSTILE, ref=HOSTILE,
        words=dict.fromkeys(("start", "left", "keys", "slides", "source", "minutes", "held", "ready"), HOSTILE),
        slides=(
            ENGLISH.slides[1],
            DeckSlide(
                kind=SlideKind.TEXT, title=HOSTILE, lead=HOSTILE, note=HOSTILE, marks=(HOSTILE,),
                points=(Point(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
                grid=Grid(HOSTILE, (HOSTILE, HOSTILE), ((HOSTILE, HOSTILE),)),
            ),
            replace(ENGLISH.slides[9], photo=replace(ENGLISH.slides[9].photo, described=HOSTILE)),
        ),
    )  # fmt: skip
    plain, struck = Elements(made(make, 0)), Elements(make(everywhere).decode())
    assert len(struck.of("script")) == len(plain.of("script")) == (1 if make is presentation else 0)
    assert [image["alt"] for image in struck.of("img")] == [HOSTILE]
    for tag, attributes in struck.found:
        # A style attribute would be refused by the page's own policy.
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
    assert struck.text.count(HOSTILE) > 10


@BOTH
def test_the_policy_lets_in_what_the_page_brought_and_nothing_else(make):
    page = make(without_pictures(ENGLISH))
    header = policy(page)
    found = Elements(page.decode())
    for name in ("style", "script"):
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found.raw[name]]
        allowed = re.search(rf"{name}-src ([^;]*)", header)
        assert allowed and allowed[1].split() == ([f"'sha256-{digest}'" for digest in digests] or ["'none'"])
    assert header.startswith("default-src 'none'; img-src data:; font-src data:; ")
    assert "unsafe" not in header and "frame-ancestors 'self'" in header
    # Said before anything that it is about.
    assert page.index(b"Content-Security-Policy") < page.index(b"<style") < page.index(b"<body")


def test_a_page_without_its_policy_gets_no_header():
    with pytest.raises(AssertionError):
        policy(b"<!doctype html><p>Hello</p>")


@BOTH
def test_language_and_direction_are_said_of_the_page_and_of_what_differs(make):
    page = Elements(made(make, 1))
    assert (page.of("html")[0]["lang"], page.of("html")[0]["dir"]) == ("ar", "rtl")
    assert {"lang": "en", "dir": "auto"} in page.of("span")
    assert Elements(made(make, 2)).of("html")[0]["lang"] == "zh-Hans"


@BOTH
def test_every_figure_of_a_chart_or_map_is_in_a_table_too(make):
    page = Elements(made(make, 0))
    cells = re.findall(r"<td>([^<]*)</td>", made(make, 0))
    for slide in ENGLISH.slides:
        shown = [bar.shown for bar in slide.bars.bars] if slide.bars else []
        shown += [bar.before_shown for bar in slide.bars.bars if bar.before_shown] if slide.bars else []
        shown += [shape.shown for shape in slide.map.shapes] if slide.map else []
        for figure in shown:
            assert figure in cells
    assert all(svg["aria-hidden"] == "true" for svg in page.of("svg"))


def test_patterns_of_two_pictures_in_one_page_do_not_meet():
    for make in (presentation, web_page):
        names = re.findall(r'<pattern id="([^"]*)"', made(make, 0))
        assert len(names) == len(set(names)) > 8


def test_words_that_a_language_has_not_are_in_english():
    assert "Everything is loaded" in made(presentation, 2)
    assert "开始" in made(presentation, 2)


# Screens


def of_points(count: int, words: str = "Walk the market with traders", **more: str) -> Deck:
    points = tuple(Point(f"{words} {n}", **more) for n in range(count))
    return replace(ENGLISH, slides=(DeckSlide(kind=SlideKind.PROMISES, title="Promises", lead="Kept.", points=points),))


def test_seven_lines_go_on_two_screens_and_say_so():
    first, second = screens(of_points(7))
    assert (first.title, second.title) == ("Promises (1 of 2)", "Promises (2 of 2)")
    assert (len(first.points), len(second.points)) == (4, 3)
    assert (first.lead, second.lead) == ("Kept.", "")


@pytest.mark.parametrize("count", [1, 6, 7, 40])
def test_no_line_is_lost_or_told_twice(count):
    deck = of_points(
        count, "Ask the city to mend the lamps in Ravine Park", mark="Outstanding", detail="due 30 September"
    )
    assert [point for screen in screens(deck) for point in screen.points] == list(deck.slides[0].points)


def test_a_text_too_long_for_any_screen_is_told_in_pieces():
    words = " ".join(f"word{n}" for n in range(600))
    deck = replace(ENGLISH, slides=(DeckSlide(kind=SlideKind.TEXT, title="Long", points=(Point(words),)),))
    shown = screens(deck)
    assert len(shown) > 3
    assert " ".join(point.words for screen in shown for point in screen.points).split() == words.split()


def test_a_broad_table_is_told_in_parts_with_its_first_column_in_each():
    head = ("Neighbourhood", *(f"Kind {n}" for n in range(1, 9)))
    rows = tuple((f"Area {row}", *(f"{row}-{n}" for n in range(1, 9))) for row in range(9))
    deck = replace(ENGLISH, slides=(DeckSlide(kind=SlideKind.TOLD, title="T", grid=Grid("All", head, rows)),))
    shown = [screen.grid for screen in screens(deck) if screen.grid]
    assert [len(grid.head) for grid in shown] == [4, 4, 4, 4, 3, 3]
    assert {grid.head[0] for grid in shown} == {"Neighbourhood"}
    assert {cell for grid in shown for row in grid.rows for cell in row} == {cell for row in rows for cell in row}


def test_a_picture_and_lines_are_two_ideas():
    works = next(slide for slide in ENGLISH.slides if slide.kind == SlideKind.WORKS)
    picture, lines = screens(replace(ENGLISH, slides=(works,)))
    assert picture.bars and not picture.points
    assert lines.points and not lines.bars


def test_bars_over_several_screens_keep_one_scale():
    told = ENGLISH.slides[1]
    many = replace(
        told.bars, bars=tuple(replace(bar, label=f"{bar.label} {n}") for n in range(3) for bar in told.bars.bars)
    )
    deck = replace(ENGLISH, slides=(replace(told, bars=many),))
    assert len(screens(deck)) > 1
    page = presentation(deck).decode()
    # The same number is drawn as long on the last screen as on the first.
    drawn = [svg for svg in page.split("<svg ")[1:] if 'data-drawn="broad"' in svg]
    longest = [max(float(n) for n in re.findall(r'd="M[^"]*?h([0-9.]+)v', svg)) for svg in drawn]
    assert len(drawn) == len(screens(deck))
    assert max(longest) - min(longest) < max(longest) * 0.15


def test_a_deck_without_any_slide_is_a_page_still():
    assert b"Start" in presentation(replace(ENGLISH, slides=()))
    assert b"Harbour City" in web_page(replace(ENGLISH, slides=()))


def test_both_rooms_and_the_arabic_page_are_one_file_below_a_megabyte():
    assert len(made(presentation, 1).encode()) < 1_000_000
    assert ARABIC.slides[0].title in Elements(made(presentation, 1)).text
