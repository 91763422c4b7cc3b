"""Where: the neighbourhood alone, a tap on the map, the phone's position, or a place already known."""

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from dashboard import loaders
from dashboard.areas import known_areas
from dashboard.components.form import field_problem
from dashboard.components.place_map import place_map
from dashboard.components.position import position
from dashboard.components.rows import present
from dashboard.draft import Draft
from dashboard.still_map import still_map
from dashboard.taps import area_at
from dashboard.words import _, ngettext, plain
from db.access import Viewer


class How(StrEnum):
    AREA = "area"
    MAP = "map"
    HERE = "here"
    VENUE = "venue"


HOW = list(How)


@dataclass(frozen=True, slots=True)
class Place:
    """What the commands take. A point brings its own neighbourhood; `area_id` and `area_name` are
    where that is, for the receipt and what follows."""

    latitude: float | None = None
    longitude: float | None = None
    neighbourhood_id: int | None = None
    area_id: int | None = None
    area_name: str | None = None
    venue: str | None = None
    venue_name: str | None = None

    @property
    def at_venue(self) -> bool:
        return self.venue is not None


def place_fields(viewer: Viewer, draft: Draft) -> Place:
    how = How(
        st.segmented_control(
            _("Where?"), HOW, format_func=_how_label, required=True, **draft.bind("how", How.AREA, options=HOW)
        )
    )
    if how is How.AREA:
        place = _area(viewer, draft)
    elif how is How.VENUE:
        place = _venue(viewer, draft)
    else:
        place = _point(viewer, draft, ask_device=how is How.HERE)
    field_problem(draft.form, "place")
    return place


def _how_label(how: str) -> str:
    return {
        How.AREA: ":material/holiday_village: " + _("Neighbourhood"),
        How.MAP: ":material/touch_app: " + _("On the map"),
        How.HERE: ":material/my_location: " + _("Where I am"),
        How.VENUE: ":material/apartment: " + _("Known place"),
    }[How(how)]


def _area(viewer: Viewer, draft: Draft) -> Place:
    """Mine first; what I logged last is chosen already."""
    areas = sorted(known_areas(viewer), key=lambda area: area.id not in viewer.areas)
    names = {area.code: area.name for area in areas}
    last = loaders.last_activity(viewer)
    mine = next((a.code for a in areas if last is not None and a.id == last.neighbourhood_id), None)
    first = mine or (areas[0].code if areas and viewer.areas else None)
    code = st.selectbox(
        _("Neighbourhood"), list(names), format_func=names.__getitem__, index=None,
        placeholder=_("Somewhere else, or not known"), **draft.bind("area", first, options=[None, *names]),
    )  # fmt: skip
    found = next((area for area in areas if area.code == code), None)
    return Place(neighbourhood_id=found.id, area_id=found.id, area_name=found.name) if found else Place()


def _point(viewer: Viewer, draft: Draft, *, ask_device: bool) -> Place:
    if ask_device:
        position(key=draft.widget("position"), on_found=lambda where: _put(draft, where.latitude, where.longitude))
    latitude, longitude = draft.value("latitude"), draft.value("longitude")
    chosen = (float(latitude), float(longitude)) if latitude is not None and longitude is not None else None
    code = area_at(*chosen) if chosen else None
    mine = [area.code for area in known_areas(viewer) if area.id in viewer.areas]
    tap = place_map(still_map(), chosen=chosen, key=f"log-place-{draft.key[:8]}", selected=code, mine=mine)
    if tap is not None and tap != chosen:
        _put(draft, *tap)
        st.rerun()
    found = next((area for area in known_areas(viewer) if area.code == code), None)
    if chosen is None:
        st.caption(":material/touch_app: " + _("Tap the map where it was. The neighbourhood fills itself in."))
    elif found is not None:
        st.markdown(":material/location_on: " + _("In **{area}**").format(area=plain(found.name)))
    else:
        st.markdown(":orange[:material/location_off: " + _("No neighbourhood we cover") + "]")
    if chosen is None:
        return Place()
    if found is None:
        return Place(*chosen)
    return Place(*chosen, area_id=found.id, area_name=found.name)


def _put(draft: Draft, latitude: float, longitude: float) -> None:
    draft.keep_all({"latitude": latitude, "longitude": longitude})


def _venue(viewer: Viewer, draft: Draft) -> Place:
    venues = loaders.venues(viewer)
    rows = {str(row.ref): row for row in venues.itertuples(index=False)}
    if not rows:
        st.caption(_("No place to meet is known yet. Tap the map instead."))
        return Place()
    ref = st.selectbox(
        ngettext("{n} known place", "{n} known places", len(rows)).format(n=len(rows)), list(rows),
        format_func=lambda key: f"{rows[key].name} ({rows[key].neighbourhood})", index=None,
        placeholder=_("Type a part of its name"), **draft.bind("venue", options=[None, *rows]),
    )  # fmt: skip
    if ref is None:
        return Place()
    row = rows[ref]
    return Place(
        float(row.latitude),
        float(row.longitude),
        area_id=int(row.neighbourhood_id) if present(row.neighbourhood_id) else None,
        area_name=str(row.neighbourhood) if present(row.neighbourhood) else None,
        venue=ref,
        venue_name=str(row.name),
    )
