"""Hand-over: what an officer holds, for whoever takes over an area or everything."""

import streamlit as st

from dashboard import clock_loaders, navigation
from dashboard.components.hand_over import choose_work, held_answer, held_lists, lately, pack_button
from dashboard.components.record_layout import record_layout
from dashboard.forms.hand_over import hand_over_form
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_WORK)
navigation.link("today", icon=":material/arrow_back:")
st.title(_("Hand-over"))
officer_id, area = choose_work(viewer)
held = clock_loaders.work_held(viewer, officer_id=officer_id, area_id=area.id if area else None)
held_answer(held, area)
layout = record_layout()
with layout.facts:
    held_lists(held)
with layout.work:
    note = hand_over_form(viewer, held, area_id=area.id if area else None, area=area.name if area else None)
    pack_button(held, area, note)
with layout.rest:
    lately(viewer)
