"""The moving part of the map: colours by area and compact rows of marks, sent again at each change."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import folium
from branca.element import MacroElement
from folium.template import Template

from dashboard.maps.escape import inert
from dashboard.maps.legend import Legend, colour, legend_rows
from dashboard.maps.script import script_value

# A metre or so: more digits are bytes that nobody can see.
_DIGITS = 5


class ConcernPoint(NamedTuple):
    """One concern with a place: what a tap on it tells. Rows of a frame in this order do as well."""

    latitude: float
    longitude: float
    kind: str
    when: str
    ref: str


class HeatPoint(NamedTuple):
    """A place and how much it weighs."""

    latitude: float
    longitude: float
    weight: float


class EventMark(NamedTuple):
    """An outreach event: hollow when it was held, filled when it is coming."""

    latitude: float
    longitude: float
    coming: bool
    title: str
    when: str
    ref: str


class _Shown(MacroElement):
    """One call into map.js with everything that changed."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        commonGround.show({{ this._parent._parent.get_name() }}, {{ this._parent.get_name() }}, {{ this.sent }});
        {% endmacro %}
        """
    )

    def __init__(self, sent: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Shown"
        self.sent = script_value(sent)


def moving_layer(
    *,
    fills: Mapping[str, str],
    selected: str | None = None,
    mine: Collection[str] = (),
    legend: Legend | None = None,
    figures: Mapping[str, str] | None = None,
    points: Iterable[tuple[float, float, str, str, str]] = (),
    heat: Iterable[tuple[float, float, float]] = (),
    events: Iterable[tuple[float, float, bool, str, str, str]] = (),
    pin: tuple[float, float] | None = None,
    choosing: bool = False,
) -> folium.FeatureGroup:
    """What the map shows now; it replaces what it showed before.

    fills {area code: colour or TOO_FEW}, areas left out are neutral; figures {area code: "12 open"} appear beside the
    area's name; points, heat and events are rows as in ConcernPoint, HeatPoint and EventMark. choosing makes a tap
    drop the pin at once. Never one folium.Marker per row: two thousand of them took seconds to render.
    """
    # What is absent is left out: the browser reads it as empty, and a change of colours stays a few kilobytes.
    sent: dict[str, Any] = _area_rows(fills, mine, figures or {})
    if selected is not None:
        sent["selected"] = str(selected)
    if legend is not None:
        sent["legend"] = legend_rows(legend)
    if rows := list(points):
        sent["points"] = _point_rows(rows)
    if warm := [[*_place(latitude, longitude), float(weight)] for latitude, longitude, weight in heat]:
        sent["heat"] = warm
    if marks := list(events):
        sent["events"] = _event_rows(marks)
    if pin is not None:
        sent["pin"] = [float(pin[0]), float(pin[1])]
    if choosing:
        sent["choosing"] = True
    group = folium.FeatureGroup(name="moving", control=False)
    group.add_child(_Shown(sent))
    return group


class _Texts:
    """Texts that repeat, sent once and named by number: "Noise" stands on a thousand points."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: object) -> int:
        return self.numbers.setdefault(str(text), len(self.numbers))

    def inert(self) -> list[str]:
        return [inert(text) for text in self.numbers]


def _area_rows(fills: Mapping[str, str], mine: Collection[str], figures: Mapping[str, str]) -> dict[str, Any]:
    """Each area's code once: [number of its colour, of its figure, 1 when it is mine]; 0 is none, and zeros at the end are
    left out."""
    colours, said = _Texts(), _Texts()
    codes = dict.fromkeys(str(code) for code in (*fills, *figures, *sorted(mine)))
    rows: dict[str, list[int]] = {}
    for code in codes:
        row = [
            colours.number(colour(fills[code])) + 1 if code in fills else 0,
            said.number(figures[code]) + 1 if code in figures else 0,
            int(code in mine),
        ]
        while row and not row[-1]:
            row.pop()
        rows[code] = row
    if not rows:
        return {}
    return {"areas": rows, "colours": list(colours.numbers)} | ({"figures": said.inert()} if figures else {})


def _place(latitude: float, longitude: float) -> tuple[float, float]:
    return round(float(latitude), _DIGITS), round(float(longitude), _DIGITS)


def _point_rows(points: Iterable[tuple[float, float, str, str, str]]) -> dict[str, Any]:
    texts = _Texts()
    rows = [
        [*_place(latitude, longitude), texts.number(kind), texts.number(when), inert(ref)]
        for latitude, longitude, kind, when, ref in points
    ]
    return {"texts": texts.inert(), "rows": rows}


def _event_rows(events: Iterable[tuple[float, float, bool, str, str, str]]) -> dict[str, Any]:
    texts = _Texts()
    rows = [
        [*_place(latitude, longitude), int(coming), inert(title), texts.number(when), inert(ref)]
        for latitude, longitude, coming, title, when, ref in events
    ]
    return {"texts": texts.inert(), "rows": rows}
