"""A sheet to draw on in pixels: rectangles, lines, areas and words, made into SVG by Altair and vl-convert without a browser.

Everything is placed by us and not by a chart grammar's own layout, because words have to stand on the data, in any script,
from the right as well as from the left. Nothing is fetched: vl-convert may open no address.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import Any, cast

import altair as alt
import vl_convert

from dashboard.documents.briefing import fonts
from dashboard.documents.briefing.lettering import breadth, runs
from dashboard.maps import palette

vl_convert.register_font_directory(str(fonts.FOLDER))

RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True, slots=True)
class Colours:
    """`ramp`: of an area map, from little to much."""

    ground: str
    ink: str
    quiet: str
    bar: str
    before: str
    line: str
    ramp: tuple[str, ...]


LIGHT = Colours("#ffffff", "#10181d", "#36434b", "#0b5d73", "#a9cdd8", "#5d6b73", palette.LIGHT)
DARK = Colours("#0a0e11", "#f5f8f9", "#cbd5da", "#4fb3c9", "#27586a", "#8b9aa3", palette.DARK)
# In a page whose ground is switched: the page's style sheet says what each is.
OF_THE_PAGE = Colours(
    "var(--ground)",
    "var(--ink)",
    "var(--quiet)",
    "var(--bar)",
    "var(--before)",
    "var(--line)",
    tuple(f"var(--step-{n})" for n in range(len(palette.LIGHT))),
)


def variables(colours: Colours) -> str:
    """The colours as a style sheet's variables."""
    named = {name: getattr(colours, name) for name in ("ground", "ink", "quiet", "bar", "before", "line")}
    named |= {f"step-{n}": colour for n, colour in enumerate(colours.ramp)}
    return "".join(f"--{name}:{colour};" for name, colour in named.items())


def ramp(colours: Colours, steps: int) -> tuple[str, ...]:
    """As many colours as there are steps, as far apart as can be."""
    last = len(colours.ramp) - 1
    if steps <= 1:
        return (colours.ramp[last // 2],)
    return tuple(colours.ramp[round(step * last / (steps - 1))] for step in range(min(steps, last + 1)))


@dataclass(slots=True)
class Sheet:
    """`name`: of its patterns, which must differ from those of other pictures in the same page."""

    name: str
    width: float
    height: float
    colours: Colours
    families: tuple[str, ...]  # the language's own font first: only there does bold stay bold in every script
    rtl: bool = False
    _boxes: list[dict[str, Any]] = field(default_factory=list)
    _areas: list[dict[str, Any]] = field(default_factory=list)
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _words: dict[tuple[bool, str, bool], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def hatch(self) -> str:
        """The fill for "fewer than 10" and "not shown"."""
        return f"url(#{self.name}-hatch)"

    @property
    def striped(self) -> str:
        """The fill for the earlier of two periods."""
        return f"url(#{self.name}-striped)"

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "", weight: float = 0
    ) -> None:
        """`x`: from where reading begins: from the right edge in Arabic."""
        left = self.width - x - width if self.rtl else x
        self._boxes.append(
            {
                "x": left,
                "x2": left + width,
                "y": y,
                "y2": y + height,
                "fill": fill,
                "stroke": stroke or fill,
                "w": weight,
            }
        )

    def words(
        self, x: float, y: float, words: str, size: float, *, bold: bool = False, at: str = "start", quiet: bool = False,
        halo: bool = False,
    ) -> None:  # fmt: skip
        """One line, its middle at `y`. `at`: which end of it stands at `x`: start, middle, end."""
        anchor = {"start": "left", "middle": "center", "end": "right"}[at]
        if self.rtl:
            x = self.width - x
            anchor = {"left": "right", "right": "left"}.get(anchor, anchor)
            # Signs and figures at either end stay on their side, whatever the direction around the picture.
            words = f"{RIGHT_TO_LEFT_MARK}{words}{RIGHT_TO_LEFT_MARK}"
        line = {"x": x, "y": y, "t": words, "size": size, "fill": self.colours.quiet if quiet else self.colours.ink}
        if halo:
            self._words.setdefault((bold, anchor, True), []).append({**line, "fill": self.colours.ground})
        self._words.setdefault((bold, anchor, False), []).append(line)

    def line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """From a word to the place it names; never mirrored. Light beneath, so that it is seen on any colour."""
        ends = {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}
        self._lines += [{**ends, "stroke": self.colours.ground, "w": 8}, {**ends, "stroke": self.colours.ink, "w": 3}]

    def area(self, outline: dict[str, Any], fill: str, *, stroke: str, weight: float) -> None:
        """`outline`: GeoJSON in pixels of this sheet, never mirrored."""
        properties = {"fill": fill, "stroke": stroke, "w": weight}
        self._areas.append({"type": "Feature", "geometry": outline, "properties": properties})

    def place(self, other: "Sheet", x: float, y: float) -> None:
        """Another sheet's drawing on this one, its top left corner here."""
        for mine, theirs in ((self._boxes, other._boxes), (self._lines, other._lines)):
            mine += [
                {**one, **{k: one[k] + (x if k[0] == "x" else y) for k in ("x", "x2", "y", "y2")}} for one in theirs
            ]
        for key, words in other._words.items():
            self._words.setdefault(key, []).extend({**line, "x": line["x"] + x, "y": line["y"] + y} for line in words)
        self._areas += [{**area, "geometry": shifted(area["geometry"], x, y)} for area in other._areas]

    def svg(self) -> str:
        data: dict[str, list[dict[str, Any]]] = {
            "areas": self._areas,
            "boxes": self._boxes,
            "lines": self._lines,
        }
        # Halos of all words lie below all words.
        keys = sorted(self._words, key=lambda key: (not key[2], key))
        data |= {_layer_name(*key): self._words[key] for key in keys}
        drawn = vl_convert.vegalite_to_svg(
            {
                **_grammar(tuple(keys), self.colours.ground),
                "datasets": data,
                "width": self.width,
                "height": self.height,
                "background": self.colours.ground,
                "config": {"aria": False, "font": ", ".join((*self.families, "sans-serif")), "view": {"stroke": None}},
            },
            allowed_base_urls=[],
        )
        # A clip of the whole picture, under a number that counts on from picture to picture: the same drawing would differ.
        drawn = re.sub(r'<defs><clipPath id="clip\d+">.*?</clipPath></defs>| clip-path="url\(#clip\d+\)"', "", drawn)
        return self._with_patterns(re.sub(r"(<text [^>]*>)([^<]*)(</text>)", self._in_own_fonts, drawn))

    def _in_own_fonts(self, found: re.Match[str]) -> str:
        """Words whose first font lacks a letter (figures among Chinese): each part says its font. Otherwise the drawer takes
        any font of the machine that has it, slanted ones too."""
        opening, words, closing = found.groups()
        parts = runs(unescape(words), self.families)
        if [name for name, _part in parts] in ([], [self.families[0]]):
            return found[0]
        inner = "".join(f'<tspan font-family="{name}">{escape(part)}</tspan>' for name, part in parts)
        return f"{opening}{inner}{closing}"

    def _with_patterns(self, drawn: str) -> str:
        ground, line, before, ink = self.colours.ground, self.colours.line, self.colours.before, self.colours.ink
        patterns = (
            f'<defs><pattern id="{self.name}-hatch" width="12" height="12" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="12" height="12" fill="{ground}"/>'
            f'<rect width="4" height="12" fill="{line}"/></pattern>'
            f'<pattern id="{self.name}-striped" width="14" height="14" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(-45)"><rect width="14" height="14" fill="{before}"/>'
            f'<rect width="3" height="14" fill="{ink}"/></pattern></defs>'
        )
        return re.sub(r"<svg [^>]*>", lambda opening: opening[0] + patterns, drawn, count=1)


def _layer_name(bold: bool, anchor: str, halo: bool) -> str:
    return f"words-{anchor}{'-bold' if bold else ''}{'-halo' if halo else ''}"


@lru_cache(maxsize=256)
def _grammar(keys: tuple[tuple[bool, str, bool], ...], ground: str) -> dict[str, Any]:
    """The chart without its data, which differ every time while this does not: Altair checks it once."""
    layers = [_area_layer(), _box_layer(), _line_layer(), *(_word_layer(*key, ground=ground) for key in keys)]
    chart = alt.layer(*layers).properties(padding=0, autosize=alt.AutoSizeParams(type="none"))
    return dict(chart.to_dict())


def _area_layer() -> Any:
    return (
        alt.Chart(alt.NamedData(name="areas"))
        .mark_geoshape(strokeJoin="round")
        .encode(
            fill=alt.Fill("properties.fill:N", scale=None, legend=None),
            stroke=alt.Stroke("properties.stroke:N", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("properties.w:Q", scale=None, legend=None),
        )
        # Flat pixels: on a sphere a ring that runs the other way round would be everything but the area.
        .project(type="identity", scale=1, translate=[0, 0])
    )


def _box_layer() -> Any:
    return (
        alt.Chart(alt.NamedData(name="boxes"))
        .mark_rect()
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("w:Q", scale=None, legend=None),
        )
    )


def _line_layer() -> Any:
    return (
        alt.Chart(alt.NamedData(name="lines"))
        .mark_rule(strokeCap="round")
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("w:Q", scale=None, legend=None),
        )
    )


def _word_layer(bold: bool, anchor: str, halo: bool, *, ground: str) -> Any:
    edge: dict[str, Any] = {"stroke": ground, "strokeWidth": 9, "strokeJoin": "round"} if halo else {}
    return (
        alt.Chart(alt.NamedData(name=_layer_name(bold, anchor, halo)))
        .mark_text(align=cast(Any, anchor), baseline="middle", fontWeight="bold" if bold else "normal", **edge)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            text="t:N",
            size=alt.Size("size:Q", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )


def shifted(outline: dict[str, Any], x: float, y: float) -> dict[str, Any]:
    """GeoJSON moved by so many pixels."""

    def moved(part: Any) -> Any:
        return [part[0] + x, part[1] + y] if isinstance(part[0], int | float) else [moved(inner) for inner in part]

    return {"type": outline["type"], "coordinates": moved(outline["coordinates"])}


def room_for(words: list[str], size: float, *, bold: bool = False) -> float:
    """The breadth of the broadest line."""
    return max((breadth(line, size, bold=bold) for line in words), default=0.0)
