"""Colours for areas: classes with sensible breaks, safe for colour-blind eyes, said in words with numbers."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.maps.wording import ScaleWords

# Not a colour: the map draws lines. What is too few to compare must not look like a low figure.
TOO_FEW = "hatch"

# One ramp for each theme. Neighbouring classes stay apart (CIE76 distance of 13 or more) with each kind of colour
# blindness, and lightness runs one way, so that a grey print and a washed-out projector keep the order.
LIGHT = ("#cbe3b8", "#86c5b0", "#459fb5", "#2b6ba5", "#1d3a78")
DARK = ("#33507a", "#43779a", "#6fa48f", "#b6c57a", "#f7e46c")
ZERO = {False: "#f6f4f0", True: "#232a31"}

# Far down, down, up, far up. Blue and orange, because red and green are the pair most often confused.
LIGHT_CHANGE = ("#2b6fa6", "#a9cde6", "#f7c98b", "#c2620f")
DARK_CHANGE = ("#6ab4f5", "#3b6488", "#8a5a26", "#ffb057")

_CLASSES = 5
_DECIMALS = 1  # of a rate, as on the rest of the page
_JUST_ABOVE_ZERO = math.ulp(0.0)
# With fewer classes than colours, the ones furthest apart.
_SPREAD = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a legend: the words and the colour (or TOO_FEW) they explain."""

    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Breaks between colours, half a shown digit below each class, and the legend's lines that explain them."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    steps: tuple[Step, ...]

    def colour(self, value: float | None) -> str:
        """The colour of a value; TOO_FEW for one that may not be compared."""
        if value is None or math.isnan(value):
            return TOO_FEW
        return self.colours[bisect_right(self.breaks, value)]

    def fills(self, values: Mapping[str, float | None]) -> dict[str, str]:
        """{area: colour}, as the map wants it."""
        return {area: self.colour(value) for area, value in values.items()}


def sequential(values: Mapping[str, float | None], *, words: ScaleWords, dark: bool = False) -> Scale:
    """Five classes at most for counts or rates; zero is a class of its own, and so is "too few to compare"."""
    known = _known(values.values())
    if any(value < 0 for value in known):
        raise ValueError("a sequential scale takes no negative values: use diverging")
    positive = sorted(value for value in known if value)
    whole = all(value.is_integer() for value in known)
    inner, digits = _breaks(positive, whole=whole)
    ramp = [(DARK if dark else LIGHT)[i] for i in _SPREAD[len(inner) + 1]]
    smallest = 10.0**-digits
    steps = [Step(words.none, ZERO[dark])]
    if positive:
        labels = _labels([smallest, *inner], positive[-1], digits=digits, words=words)
        steps += [Step(label, colour) for label, colour in zip(labels, ramp, strict=True)]
    steps += _few(values.values(), words)
    # A value is in the class that its shown figure is in: 1.96 reads "2.0" and is coloured as 2.0. Only zero is zero.
    breaks = (_JUST_ABOVE_ZERO, *(start - smallest / 2 for start in inner))
    return Scale(breaks, (ZERO[dark], *ramp), tuple(steps))


def diverging(values: Mapping[str, float | None], *, words: ScaleWords, unit: str = "", dark: bool = False) -> Scale:
    """Change against the period before, in whole numbers: two classes each way and "no change"; unit may be " %"."""
    known = _known(values.values())
    sizes = sorted(abs(round(value)) for value in known if round(value))
    down_far, down, up, up_far = DARK_CHANGE if dark else LIGHT_CHANGE
    number = words.number
    far = max(_pretty(sizes[len(sizes) // 2], whole=True), 2.0) if sizes else 2.0
    near = int(far) - 1

    def said(single: str, span: str) -> str:
        if near == 1:
            return single.format(n=number(1, 0) + unit)
        return span.format(low=number(1, 0), high=number(near, 0) + unit)

    steps = [
        Step(words.down_over.format(low=number(far, 0) + unit), down_far),
        Step(said(words.down_single, words.down_span), down),
        Step(words.same, ZERO[dark]),
        Step(said(words.up_single, words.up_span), up),
        Step(words.up_over.format(low=number(far, 0) + unit), up_far),
        *_few(values.values(), words),
    ]
    breaks = (0.5 - far, -0.5, 0.5, far - 0.5)
    return Scale(breaks, (down_far, down, ZERO[dark], up, up_far), tuple(steps))


def _known(values: Iterable[float | None]) -> list[float]:
    return [float(value) for value in values if value is not None and not math.isnan(value)]


def _few(values: Iterable[float | None], words: ScaleWords) -> list[Step]:
    some = any(value is None or math.isnan(value) for value in values)
    return [Step(words.few, TOO_FEW)] if some else []


def _breaks(positive: Sequence[float], *, whole: bool) -> tuple[list[float], int]:
    """Where the second and later classes begin, and their digits: quantiles moved to what people say, no class empty."""
    wanted = {_pretty(positive[len(positive) * k // _CLASSES], whole=whole) for k in range(1, _CLASSES) if positive}
    digits = 0 if whole else _DECIMALS
    half = 10.0**-digits / 2
    kept: list[float] = []
    upper = math.inf
    for start in sorted(wanted, reverse=True):
        if positive[0] < start - half and any(start - half <= value < upper - half for value in positive):
            kept.append(start)
            upper = start
    return kept[::-1], digits


def _pretty(value: float, *, whole: bool) -> float:
    """The value to about one and a half digits: 37 -> 35, 137 -> 150, 3.7 -> 3.5; small counts stay."""
    if whole and value < 10:
        return float(round(value))
    grain = max(10.0 ** math.floor(math.log10(value)) / 2, 10.0**-_DECIMALS)
    return round(round(value / grain) * grain, 12)


def _labels(starts: Sequence[float], highest: float, *, digits: int, words: ScaleWords) -> list[str]:
    """Words for each class between two starts, the last one open unless it can hold a single number only."""
    smallest = 10.0**-digits
    number = words.number
    labels = []
    for at, start in enumerate(starts):
        if at + 1 == len(starts):
            single = digits == 0 and highest <= start
            labels.append(
                words.single.format(n=number(start, digits)) if single else words.over.format(low=number(start, digits))
            )
        elif at == 0 and digits:
            labels.append(words.under.format(high=number(starts[1], digits)))
        else:
            end = starts[at + 1] - smallest
            one = math.isclose(end, start)
            labels.append(
                words.single.format(n=number(start, digits))
                if one
                else words.span.format(low=number(start, digits), high=number(end, digits))
            )
    return labels
