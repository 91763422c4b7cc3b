"""Charts and maps of briefings: words on the data, readable without colour, from the right in Arabic."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image

from dashboard.documents.briefing import sheet
from dashboard.documents.briefing.deck import AreaMap, Bar, Bars, Shape
from dashboard.documents.briefing.drawing import png, svg
from dashboard.documents.briefing.lettering import breadth, lines, runs
from dashboard.documents.briefing.map_labels import laid_out, touch
from dashboard.documents.briefing.sheet import DARK, LIGHT, ramp
from tests.briefing_decks import ARABIC, CHINESE, ENGLISH, HOSTILE

TOLD, WHERE, CHANGED = ENGLISH.slides[1].bars, ENGLISH.slides[2].map, ENGLISH.slides[3].bars
SVG = "{http://www.w3.org/2000/svg}"
SIZE = {"width": 1760, "height": 640}


def words_of(drawn: str) -> list[str]:
    return ["".join(text.itertext()).strip("\u200f") for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def bars_of(drawn: str) -> list[tuple[str, float, float]]:
    """(fill, left, breadth) of everything rectangular but the ground and the patterns."""
    found = []
    for path in ElementTree.fromstring(drawn).iter(f"{SVG}path"):
        shape = re.fullmatch(r"M([-0-9.]+),[-0-9.]+h([0-9.]+)v([0-9.]+)h[-0-9.]+Z", path.get("d", ""))
        if shape and float(shape[2]) > 4 and path.get("class") != "background":
            found.append((path.get("fill") or "", float(shape[1]), float(shape[2])))
    return found


def test_each_bar_has_its_name_and_its_figure_in_words_on_it():
    drawn = svg(TOLD, deck=ENGLISH, **SIZE)
    said = words_of(drawn)
    for bar in TOLD.bars:
        assert bar.label in said
        assert bar.shown in said


def test_what_has_no_figure_is_hatched_and_shorter_than_every_figure():
    bars = bars_of(svg(TOLD, deck=ENGLISH, **SIZE))
    hatched = [breadth for fill, _left, breadth in bars if "hatch" in fill]
    counted = [breadth for fill, _left, breadth in bars if "hatch" not in fill]
    assert (len(hatched), len(counted)) == (2, 6)
    assert max(hatched) < min(counted)
    assert counted[0] / counted[1] == pytest.approx(145 / 90, rel=0.01)


def test_two_periods_are_told_apart_by_pattern_and_by_name():
    drawn = svg(CHANGED, deck=ENGLISH, **SIZE)
    fills = {fill for fill, _left, _breadth in bars_of(drawn)}
    assert fills == {LIGHT.bar, "url(#changed-striped)", "url(#changed-hatch)"}
    assert {"July to September", "April to June", "about 85", "about 80"} <= set(words_of(drawn))


def test_bars_grow_from_the_right_in_arabic():
    bars = bars_of(svg(ARABIC.slides[1].bars, deck=ARABIC, **SIZE))
    assert len({round(left + breadth) for _fill, left, breadth in bars}) == 1
    assert len({round(left) for _fill, left, _breadth in bars}) == 4


def test_figures_among_chinese_are_drawn_with_a_font_we_bring():
    drawn = svg(CHINESE.slides[1].bars, deck=CHINESE, **SIZE)
    assert '<tspan font-family="Noto Sans SC">约</tspan><tspan font-family="Noto Sans">145</tspan>' in drawn
    assert runs("约145", ("Noto Sans SC", "Noto Sans")) == [("Noto Sans SC", "约"), ("Noto Sans", "145")]


def test_words_of_a_picture_are_never_markup():
    bars = replace(TOLD, bars=(Bar(HOSTILE, HOSTILE, 20),))
    root = ElementTree.fromstring(svg(bars, deck=ENGLISH, **SIZE))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "defs", "pattern", "rect", "g", "path", "text", "tspan", "line",
    }  # fmt: skip


def test_drawing_may_open_no_address(monkeypatch):
    asked = []
    real = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *a, **k: asked.append(k) or real(*a, **k))
    svg(WHERE, deck=ENGLISH, **SIZE)
    assert asked == [{"allowed_base_urls": []}]


def colour_at(drawn: bytes, x: float, y: float) -> str:
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*picture.getpixel((round(x * picture.width), round(y * picture.height))))


def square(code: str, west: float, south: float, side: float, *, turned: bool = False, **more: object) -> Shape:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    given = {"name": "", "shown": "", "step": 0, "chosen": False} | more
    outline = {"type": "Polygon", "coordinates": [ring[::-1] if turned else ring]}
    return Shape(code=code, outline=outline, at=(west + side / 2, south + side / 2), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("turned", [False, True])
def test_an_area_is_filled_inside_whichever_way_its_outline_runs_and_north_is_up(turned):
    shapes = (
        square("n", 0, 1, 1, turned=turned, step=1),
        square("s", 0, 0, 1, turned=turned, step=0),
        square("e", 1, 0, 1, turned=turned, step=None),
    )
    drawn = vl_convert.svg_to_png(
        svg(AreaMap("m", "", "", shapes, ("a", "b"), "no figure"), deck=ENGLISH, width=1000, height=600)
    )
    low, high = ramp(LIGHT, 2)
    assert colour_at(drawn, 0.25, 0.25) == high
    assert colour_at(drawn, 0.25, 0.75) == low
    assert colour_at(drawn, 0.55, 0.25) == LIGHT.ground  # nothing is there


def city(*chosen: int, side: float = 0.01) -> AreaMap:
    """Ten by twelve small areas; a name has no room in any of them."""
    shapes = tuple(
        square(
            f"a{n:03}", n % 12 * side, n // 12 * side, side, name=f"Neighbourhood {n}", shown="about 15",
            step=n % 4, chosen=n in chosen,
        )
        for n in range(120)
    )  # fmt: skip
    return AreaMap("m", "", "", shapes, ("10 to 20", "25", "30", "35"), "nothing")


@pytest.mark.parametrize("chosen", [(), (40,), (3, 40, 41, 52, 119), tuple(range(120))], ids=len)
@pytest.mark.parametrize("frame", [(0, 0, 1200, 600), (0, 0, 700, 600), (480, 0, 1760, 640)])
def test_names_of_small_areas_stand_beside_the_map_and_never_touch(chosen, frame):
    fit, labels = laid_out(city(*chosen), frame)
    assert len(labels) == 5 if len(chosen) in (0, 5) else len(labels) >= min(len(chosen), 10)
    for label in labels:
        assert label.to is not None
        assert frame[0] <= label.box[0] and label.box[2] <= frame[2]
        assert frame[1] - 1 <= label.box[1] and label.box[3] <= frame[3] + 1
        assert label.box[2] <= fit.left or label.box[0] >= fit.right
    assert not [(one, other) for one in labels for other in labels if one is not other and touch(one.box, other.box)]
    if chosen and len(chosen) <= 5:
        assert {" ".join(label.name) for label in labels} == {f"Neighbourhood {n}" for n in chosen}


def test_a_long_figure_beside_a_map_is_broken_and_stays_on_the_sheet():
    long = "fewer than ten, or not shown, because it is mostly from one and the same source"
    picture = replace(city(40), shapes=tuple(replace(shape, shown=long) for shape in city(40).shapes))
    _fit, (label,) = laid_out(picture, (0, 0, 700, 600))
    assert label.box[0] >= 0 and label.box[2] <= 700
    assert len(label.figure) > 1
    assert all(breadth(line, 28) <= label.box[2] - label.box[0] + 1 for line in label.figure)


def test_names_of_large_areas_stand_in_them_where_the_ground_can_be_read_on():
    _fit, labels = laid_out(WHERE, (0, 0, 1280, 600))
    bare = [shape for shape in WHERE.shapes if shape.step is None and not shape.chosen]
    assert bare
    assert [label.to for label in labels] == [None] * (len(WHERE.shapes) - len(bare))


def test_a_name_beside_an_arabic_map_stands_on_the_side_of_its_area():
    map_of = city(12)  # far in the west
    root = ElementTree.fromstring(svg(map_of, deck=ARABIC, **SIZE))
    (name,) = [text for text in root.iter(f"{SVG}text") if "Neighbourhood" in "".join(text.itertext())]
    (square_at,) = [left for fill, left, across in bars_of(svg(map_of, deck=ARABIC, **SIZE)) if across == 14]
    assert float(re.findall(r"[-0-9.]+", name.get("transform") or "")[0]) < square_at


def test_a_map_of_no_areas_is_its_legend():
    assert "100 and more" in words_of(svg(replace(WHERE, shapes=()), deck=ENGLISH, **SIZE))


@pytest.mark.parametrize("deck", [ENGLISH, ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("size", [(1600, 900), (1200, 630), (1080, 1080), (640, 900)])
def test_a_picture_to_hand_out_is_exactly_as_large_as_asked(deck, size):
    for picture in (deck.slides[1].bars, deck.slides[2].map):
        drawn = png(picture, deck=deck, width=size[0], height=size[1])
        assert Image.open(BytesIO(drawn)).size == size


def test_a_picture_to_hand_out_says_what_it_shows_and_where_that_is_from(monkeypatch):
    drawn = []
    real = vl_convert.svg_to_png
    monkeypatch.setattr(vl_convert, "svg_to_png", lambda given: drawn.append(given) or real(given))
    png(TOLD, deck=ENGLISH)
    said = " ".join(words_of(drawn[0]))
    for words in (TOLD.title, TOLD.caption, TOLD.axis, ENGLISH.notice, "Source: Harbour City Police"):
        assert words in said


def lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("room", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_seven_to_one_and_bars_three_to_one_in_both_rooms(room):
    assert contrast(room.ink, room.ground) >= 7
    assert contrast(room.quiet, room.ground) >= 7
    assert contrast(room.bar, room.ground) >= 3
    assert contrast(room.line, room.ground) >= 3


@pytest.mark.parametrize("room", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("steps", [2, 3, 4, 5])
def test_steps_run_one_way_in_grey_too(room, steps):
    shades = [lightness(colour) for colour in ramp(room, steps)]
    assert len(shades) == steps
    assert shades in (sorted(shades), sorted(shades, reverse=True))
    assert all(contrast(one, other) > 1.25 for one, other in pairwise(ramp(room, steps)))


def test_lines_break_between_words_and_between_chinese_characters():
    assert lines("mend the lamps", 20, breadth("mend the", 20) + 1) == ["mend the", "lamps"]
    assert lines("诺斯盖特", 20, 45) == ["诺斯", "盖特"]
    assert lines("诺斯。", 20, 40) == ["诺", "斯。"]  # no line begins with a full stop
    assert lines("one two three four", 20, 50, most=2)[-1].endswith("…")


def test_the_page_switches_colours_that_the_drawing_names():
    drawn = svg(WHERE, deck=ENGLISH, page=True, **SIZE)
    assert "var(--step-" in drawn and "var(--ink)" in drawn
    assert LIGHT.bar not in drawn
    named = set(re.findall(r"var\((--[a-z0-9-]+)\)", drawn + svg(TOLD, deck=ENGLISH, page=True, **SIZE)))
    for colours in (LIGHT, DARK):
        assert named <= set(re.findall(r"(--[a-z0-9-]+):", sheet.variables(colours)))


@pytest.mark.parametrize("picture", [TOLD, WHERE], ids=["bars", "map"])
def test_the_same_picture_is_drawn_alike_every_time(picture):
    assert svg(picture, deck=ENGLISH, **SIZE) == svg(picture, deck=ENGLISH, **SIZE)


def test_one_bar_and_none_are_pictures():
    none = Bars("n", "t", "c", "a", ())
    assert words_of(svg(none, deck=ENGLISH, **SIZE)) == []
    assert "about 10" in words_of(svg(replace(none, bars=(Bar("x", "about 10", 10),)), deck=ENGLISH, **SIZE))
