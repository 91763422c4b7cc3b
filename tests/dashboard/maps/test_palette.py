"""Colours of areas: classes that people can say, none empty, and apart for every kind of eye."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.maps import palette
from dashboard.maps.palette import TOO_FEW, ZERO, diverging, sequential
from dashboard.maps.wording import ScaleWords

# What an eye without one kind of cone sees, as matrices over linear RGB (Machado, Oliveira and Fernandes 2009).
EYES = {
    "common": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
RAMPS = {
    "light": (ZERO[False], *palette.LIGHT),
    "dark": (ZERO[True], *palette.DARK),
    "light change": (*palette.LIGHT_CHANGE[:2], ZERO[False], *palette.LIGHT_CHANGE[2:]),
    "dark change": (*palette.DARK_CHANGE[:2], ZERO[True], *palette.DARK_CHANGE[2:]),
}


def apply(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [min(1.0, max(0.0, sum(m * v for m, v in zip(row, vector, strict=True)))) for row in matrix]


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """CIE Lab of a colour as one kind of eye sees it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    x, y, z = apply(XYZ, apply(EYES[eye], linear))
    f = [math.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x / 0.95047, y, z / 1.08883)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("ramp", RAMPS)
def test_any_two_classes_stay_apart_for_every_kind_of_eye(ramp: str, eye: str) -> None:
    colours = [seen(colour, eye) for colour in RAMPS[ramp]]
    assert min(math.dist(a, b) for i, a in enumerate(colours) for b in colours[i + 1 :]) >= 12


@pytest.mark.parametrize("ramp", ["light", "dark"])
def test_lightness_runs_one_way_so_that_a_grey_print_keeps_the_order(ramp: str) -> None:
    steps = [later[0] - earlier[0] for earlier, later in pairwise(seen(colour, "common") for colour in RAMPS[ramp])]
    assert all(step < -5 for step in steps) or all(step > 5 for step in steps)


def said(scale: palette.Scale) -> list[str]:
    return [step.words for step in scale.steps]


def line(scale: palette.Scale, value: float | None) -> str:
    """The words of the legend's line that explains a value's colour."""
    return next(step.words for step in scale.steps if step.colour == scale.colour(value))


def test_counts_fall_into_five_classes_of_whole_numbers_with_none_apart(words: ScaleWords) -> None:
    counts = {f"a{n}": float(n) for n in (0, 1, 2, 3, 4, 6, 7, 9, 12, 15, 18, 22, 37, 61)}
    scale = sequential(counts, words=words)
    # The fifths of the areas that have any begin at 3, 7, 12 and 22: people say 3, 7, 10 and 20.
    assert said(scale) == ["None", "1 to 2", "3 to 6", "7 to 9", "10 to 19", "20 or more"]
    assert [line(scale, n) for n in (0, 1, 2, 3, 9, 10, 19, 20, 61)] == [
        "None", "1 to 2", "1 to 2", "3 to 6", "7 to 9", "10 to 19", "10 to 19", "20 or more", "20 or more",
    ]  # fmt: skip


def test_few_different_counts_are_named_one_by_one(words: ScaleWords) -> None:
    assert said(sequential({"a": 1.0, "b": 2.0, "c": 3.0}, words=words)) == ["None", "1", "2", "3"]


def test_a_map_on_which_nothing_happened_says_none_and_nothing_else(words: ScaleWords) -> None:
    scale = sequential({"a": 0.0, "b": 0.0}, words=words)
    assert said(scale) == ["None"]
    assert scale.fills({"a": 0.0}) == {"a": ZERO[False]}


def test_an_empty_map_has_a_legend_too(words: ScaleWords) -> None:
    assert said(sequential({}, words=words)) == ["None"]


def test_rates_have_a_decimal_and_stand_in_the_class_that_their_figure_reads(words: ScaleWords) -> None:
    scale = sequential({"a": 0.4, "b": 1.1, "c": 1.96, "d": 3.2, "e": 7.7, "f": None}, words=words)
    assert said(scale) == [
        "None",
        "Less than 1.0",
        "1.0 to 1.9",
        "2.0 to 2.9",
        "3.0 to 7.4",
        "7.5 or more",
        "Too few to compare",
    ]
    assert line(scale, 1.96) == "2.0 to 2.9"  # shown as 2.0
    assert line(scale, 1.94) == "1.0 to 1.9"
    assert line(scale, 0.004) == "Less than 1.0"


def test_too_few_is_hatched_and_never_the_colour_of_a_low_figure(words: ScaleWords) -> None:
    scale = sequential({"a": None, "b": math.nan, "c": 5.0}, words=words)
    assert scale.fills({"a": None, "b": math.nan}) == {"a": TOO_FEW, "b": TOO_FEW}
    assert said(scale)[-1] == "Too few to compare"


def test_nothing_below_zero_is_counted(words: ScaleWords) -> None:
    with pytest.raises(ValueError, match="diverging"):
        sequential({"a": -1.0}, words=words)


def test_change_has_two_classes_each_way_and_one_for_none(words: ScaleWords) -> None:
    scale = diverging({"a": -40.0, "b": -3.0, "c": 0.0, "d": 12.0, "e": 55.0, "f": None}, words=words, unit=" %")
    assert said(scale) == [
        "Down 40 % or more", "Down 1 to 39 %", "No change", "Up 1 to 39 %", "Up 40 % or more", "Too few to compare",
    ]  # fmt: skip
    assert [line(scale, n) for n in (-40, -39, -1, 0, 1, 39, 40)] == [
        "Down 40 % or more", "Down 1 to 39 %", "Down 1 to 39 %", "No change", "Up 1 to 39 %", "Up 1 to 39 %",
        "Up 40 % or more",
    ]  # fmt: skip


def test_a_rise_and_an_equal_fall_have_colours_of_equal_strength(words: ScaleWords) -> None:
    scale = diverging({"a": 9.0, "b": -9.0, "c": 30.0, "d": -30.0}, words=words)
    colours = [palette.LIGHT_CHANGE[i] for i in (1, 2)]
    assert [scale.colour(-9.0), scale.colour(9.0)] == colours


def test_dark_maps_have_colours_of_their_own(words: ScaleWords) -> None:
    assert sequential({"a": 3.0}, words=words, dark=True).colour(3.0) in palette.DARK
    assert diverging({"a": 3.0}, words=words, dark=True).colour(3.0) in palette.DARK_CHANGE


WORDS = {name: name for name in ScaleWords.__dataclass_fields__ if name != "number"}
PLAIN = ScaleWords(**WORDS, number=lambda value, digits: f"{value:.{digits}f}")
COUNTS = st.lists(st.integers(0, 5_000), max_size=70)
RATES = st.lists(
    st.none() | st.floats(0, 900, allow_nan=False) | st.integers(0, 900).map(lambda n: n / 100), max_size=70
)


@given(values=COUNTS | RATES)
def test_every_value_has_a_line_in_the_legend_and_every_class_a_value(values: list[float | None]) -> None:
    table = {str(i): None if value is None else float(value) for i, value in enumerate(values)}
    scale = sequential(table, words=PLAIN)
    explained = {step.colour for step in scale.steps}
    used = set(scale.fills(table).values())
    assert used <= explained
    assert explained - used <= {ZERO[False]}
    assert len(scale.steps) == len(explained) <= 7


@given(st.lists(st.floats(-900, 900, allow_nan=False), max_size=70))
def test_a_larger_value_is_never_in_a_lower_class(values: list[float]) -> None:
    for scale in (
        sequential({str(i): abs(value) for i, value in enumerate(values)}, words=PLAIN),
        diverging({str(i): value for i, value in enumerate(values)}, words=PLAIN),
    ):
        ranks = [scale.colours.index(scale.colour(abs(value))) for value in sorted(values, key=abs)]
        assert ranks == sorted(ranks)
