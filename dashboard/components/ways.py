"""The ways on from a record: to its neighbourhood's page, and to the concern map."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import clock, navigation
from dashboard.areas import known_areas
from dashboard.chosen import DATES
from dashboard.map_view import Layer
from dashboard.state import Url
from dashboard.words import _, local, plain
from db.access import Viewer


def ways_on(
    viewer: Viewer, neighbourhoods: Collection[int], *, since: datetime | None = None, layers: Sequence[Layer] = ()
) -> None:
    """Links for each of the record's neighbourhoods. The map opens with the dates that hold the record (`since` until
    today) and those layers."""
    areas = [area for area in known_areas(viewer) if area.id in neighbourhoods]
    if not areas:
        return
    query: dict[str, Any] = {Url.LAYER: [Layer.AREAS, *layers]} if layers else {}
    if since is not None and local(since).date() <= clock.today():
        days = {Url.SINCE: [local(since).date().isoformat()], Url.UNTIL: [clock.today().isoformat()]}
        query |= {Url.PERIOD: [DATES], **days}
    with st.container(horizontal=True, key="ways-on"):
        for area in areas:
            navigation.link("neighbourhood", label=_("About {name}").format(name=plain(area.name)), area=area.code)
        navigation.link("concern_map", label=_("See on the map"), selected=areas[0].code, **query)
