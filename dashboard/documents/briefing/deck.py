"""A briefing in one language, with every word said and every figure in words: what all renderers draw from.

`telling.py` makes it from a snapshot; renderers decide about sizes, colours and places, never about words or figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.vocabulary.briefings import SlideKind


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a slide. `mark`: a word before it ("Kept", "Tue 3 Nov"); `tone`: good, late, open or none;
    `language`: of the words, where they are not in the deck's (shown as marked)."""

    words: str
    detail: str = ""
    mark: str = ""
    tone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """`n`: what the bar's length stands for, None for "fewer than 10" and "not shown" (drawn hatched and short);
    `shown`: the figure in words; `before`: the same of the period compared with."""

    label: str
    shown: str
    n: int | None
    before: int | None = None
    before_shown: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """`series`: ("July to September", "April to June") where two periods are compared, otherwise ()."""

    name: str  # of the picture's file: latin letters, figures and hyphens
    title: str
    caption: str
    axis: str
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """`step`: which colour, 0 the lightest; None: fewer than 10, or no figure (hatched)."""

    code: str
    name: str
    outline: dict[str, Any]
    at: tuple[float, float]
    shown: str
    step: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class AreaMap:
    """`steps`: the legend's words, lightest first; `nothing`: its word for hatched."""

    name: str
    title: str
    caption: str
    shapes: tuple[Shape, ...]
    steps: tuple[str, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `head` has one entry more than `columns` where the first column has a heading."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Photo:
    media_type: str
    data: str  # base64
    width: int
    height: int
    described: str


@dataclass(frozen=True, slots=True)
class DeckSlide:
    """One idea. `lead`: the answer in one sentence; `note`: what is counted and how, in small; `marks`: "Shown in
    English", "Translated by a machine" where that is so."""

    kind: SlideKind
    title: str
    lead: str = ""
    points: tuple[Point, ...] = ()
    bars: Bars | None = None
    map: AreaMap | None = None
    grid: Grid | None = None
    photo: Photo | None = None
    note: str = ""
    marks: tuple[str, ...] = ()
    further: int = 0  # lines that did not fit on one slide and follow on the next of the same title


@dataclass(frozen=True, slots=True)
class Deck:
    """`language`: as the `lang` attribute has it ("zh-Hans"); `words`: what buttons and screen readers say, by name
    (telling.WORDS); `source`: who, period, when counted: stands under every chart that is handed out alone."""

    language: str
    direction: str  # "ltr" or "rtl"
    ref: str
    title: str
    subtitle: str
    agency: str
    period: str
    source: str
    slides: tuple[DeckSlide, ...]
    notice: str = ""  # machine-made words, invented figures
    words: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """What a button or a screen reader says; a name that is not in WORDS is a mistake in a renderer."""
        return self.words.get(name) or WORDS[name]


# What renderers say beside the content, in English; catalogues have the rest. Minutes are short ("min"), because a script
# in the page fills them in and knows no plural forms.
WORDS: Mapping[str, str] = {
    # Before the start
    "start": "Start",
    "minutes": "Minutes for the talk",
    "room": "The room is",
    "light_room": "light",
    "dark_room": "dark",
    "ready": "Everything is loaded. The network may be cut from now on.",
    "keys": "Keys",
    "keys_move": "Next and back: arrow keys, space, Page Up and Page Down, or a remote clicker",
    "keys_jump": "To one slide: its number, then Enter. First and last: Home and End",
    "keys_blank": "B blanks the screen; B again shows the slide",
    "keys_panic": "P blanks at once and stays black until you press R or hold Enter",
    "keys_room": "D: light or dark. H: hide the time. F: full screen. Escape: back to this page",
    "keys_touch": "Touch: swipe, or tap the left or right half. Two fingers, held: blank at once, and again to go on",
    # During the talk
    "slide_of": "{n} of {total}",
    "left": "{n} min left",
    "over": "over by {n} min",
    "blanked": "The screen is blank",
    "held": "The screen stays black. Press R or hold Enter to go on",
    "shown_again": "The slide is shown again",
    # Content
    "continued": "{title} ({n} of {total})",
    "chart": "Chart: {title}",
    "map": "Map: {title}",
    "table_of": "The same in a table",
    "area": "Neighbourhood",
    "figure": "Figure",
    "source": "Source: {source}",
    "slides": "Slides",
}
