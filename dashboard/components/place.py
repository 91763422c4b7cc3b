"""The place of one concern: in words, and on a small map unless its category keeps it off every map."""

import pandas as pd
import streamlit as st

from dashboard.components.likely import mapped
from dashboard.components.map_panel import map_panel
from dashboard.labels import place_label
from dashboard.maps.layers import moving_layer
from dashboard.still_map import AROUND, CLOSE, still_map
from dashboard.words import _, plain
from db.queries.concerns import ConcernRecord
from db.vocabulary import SENSITIVE_CATEGORIES


def place_shown(concern: ConcernRecord, *, others: pd.DataFrame | None = None) -> None:
    """`others`: what may be the same, as marks around its pin."""
    st.markdown("#### " + _("Place"))
    area = plain(concern.neighbourhood) if concern.neighbourhood else _("No neighbourhood")
    st.markdown(f"{area} · {place_label(concern.place_precision)}")
    if concern.category in SENSITIVE_CATEGORIES:
        st.caption(":material/map: " + _("Concerns of this category are on no map."))
    elif concern.latitude is not None and concern.longitude is not None:
        point = (concern.latitude, concern.longitude)
        around = list(mapped(others)) if others is not None else []
        base = still_map(centre=point, around=CLOSE if around else AROUND)
        if around:
            st.caption(_("The pin is this concern; the other marks are what may be the same."))
        map_panel(base, moving_layer(fills={}, pin=point, points=around), key=f"place-{concern.ref}", height=260)
