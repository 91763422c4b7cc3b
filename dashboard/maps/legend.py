"""The legend: what the colours and marks on the map mean, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboard.maps.escape import inert
from dashboard.maps.palette import TOO_FEW, Step

# Marks that map.css knows how to draw.
MARKS = ("point", "past", "coming", "heat", "mine")


@dataclass(frozen=True, slots=True)
class Mark:
    """One line for something drawn over the areas; kind is one of MARKS."""

    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Title, the sentence that says what is counted over which dates, the colours' steps and the marks."""

    title: str
    sentence: str
    steps: Sequence[Step]
    marks: Sequence[Mark] = field(default=())


def legend_rows(legend: Legend) -> dict[str, object]:
    """The legend as the browser gets it, each word inert and each colour checked to be one."""
    for mark in legend.marks:
        if mark.kind not in MARKS:
            raise ValueError(f"no mark called {mark.kind!r}: one of {', '.join(MARKS)}")
    return {
        "title": inert(legend.title),
        "sentence": inert(legend.sentence),
        "steps": [[inert(step.words), colour(step.colour)] for step in legend.steps],
        "marks": [[inert(mark.words), mark.kind] for mark in legend.marks],
    }


def colour(value: str) -> str:
    """The value when it is "#rrggbb" or TOO_FEW: a colour comes from the palette, never from data."""
    if value == TOO_FEW:
        return value
    digits = value.removeprefix("#")
    if len(digits) != 6 or len(value) != 7 or not all(c in "0123456789abcdef" for c in digits):
        raise ValueError(f"not a colour of the palette: {value!r}")
    return value
