"""Where: the neighbourhood alone, a tap on the map, the phone's position, or a place already known."""

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from dashboard import loaders, state
from dashboard.areas import known_areas
from dashboard.components.form import field_problem
from dashboard.components.place_map import place_map
from dashboard.components.position import Position, position
from dashboard.components.rows import present
from dashboard.draft import Draft
from dashboard.forms.log_about import area_of_link
from dashboard.maps.base import ConcernMap
from dashboard.still_map import still_map
from dashboard.taps import area_at
from dashboard.tuples import tuples
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
        st.pills(_("Where?"), HOW, format_func=_how_label, required=True, **draft.bind("how", How.AREA, options=HOW))
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
    """Mine first; the likely one is chosen already."""
    areas = sorted(known_areas(viewer), key=lambda area: area.id not in viewer.areas)
    names = {area.code: area.name for area in areas}
    code = st.selectbox(
        _("Neighbourhood"), list(names), format_func=names.__getitem__, index=None,
        placeholder=_("Somewhere else, or not known"), **draft.bind("area", _likely(viewer, draft), options=[None, *names]),
    )  # fmt: skip
    found = next((area for area in areas if area.code == code), None)
    return Place(neighbourhood_id=found.id, area_id=found.id, area_name=found.name) if found else Place()


def _likely(viewer: Viewer, draft: Draft) -> str | None:
    """That of the record this is about, or of what I logged last, or my first one."""
    last = loaders.last_activity(viewer)
    near = area_of_link(viewer, draft) or state.LOG_AREA.get() or (last.neighbourhood_id if last else None)
    codes = {area.id: area.code for area in known_areas(viewer)}
    return (codes.get(near) if near else None) or next((codes[area] for area in viewer.areas if area in codes), None)


def _point(viewer: Viewer, draft: Draft, *, ask_device: bool) -> Place:
    if ask_device:
        position(key=draft.widget("position"), on_found=lambda where: _found(draft, where))
    latitude, longitude = draft.value("latitude"), draft.value("longitude")
    chosen = (float(latitude), float(longitude)) if latitude is not None and longitude is not None else None
    code = area_at(*chosen) if chosen else None
    mine = [area.code for area in known_areas(viewer) if area.id in viewer.areas]
    base = _streets(viewer, draft, code, ask_device=ask_device)
    tap = place_map(base, chosen=chosen, key=f"log-place-{draft.key[:8]}", selected=code, mine=mine)
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


def _found(draft: Draft, where: Position) -> None:
    here = [where.latitude, where.longitude]
    draft.keep_all({"latitude": where.latitude, "longitude": where.longitude, "device": here})


def _streets(viewer: Viewer, draft: Draft, code: str | None, *, ask_device: bool) -> ConcernMap:
    """Close enough to tap a street: around the device, else the neighbourhood of the pin or the likely one. It stays
    the same while the pin moves: another base would be another map."""
    device = draft.value("device")
    if ask_device and device:
        return still_map(centre=(float(device[0]), float(device[1])))
    key = draft.widget("map-area")
    if key not in st.session_state:
        st.session_state[key] = code or draft.value("area") or _likely(viewer, draft)
    return still_map(area=st.session_state[key])


def _venue(viewer: Viewer, draft: Draft) -> Place:
    venues = loaders.venues(viewer)
    rows = {str(row.ref): row for row in tuples(venues)}
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
