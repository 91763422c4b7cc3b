"""Outreach events: what is coming, what was held, what still has to be closed out; and one event's record."""

import streamlit as st

from dashboard import loaders, navigation
from dashboard.components.choices import choose_view
from dashboard.components.event_files import event_files
from dashboard.components.event_list import VIEWS, coming_answer, events_shown, held_answer, open_answer, view_words
from dashboard.components.event_record import event_page
from dashboard.filters import filters_bar, link_query
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.EVENT_READ)
if ref := st.query_params.get(Url.RECORD):
    event_page(viewer, ref)
    st.stop()

st.title(_("Events"))
answer = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", key="events-bar"):
    view = choose_view(_("Show"), [(name, view_words(name)) for name in VIEWS], key="events-view")
    layout = choose_view(_("As"), [("list", _("List")), ("map", _("Map"))], key="events-as", name=Url.LAYOUT)
    if viewer.may(Permission.EVENT_WORK):
        navigation.link("log", label=_("Plan or record an event"), icon=":material/add:", kind="event")
filters = filters_bar(viewer, show=(Url.PERIOD, Url.AREA) if view == "held" else (Url.AREA,))
if view == "held":
    found = loaders.events_in(viewer, filters)
elif view == "ahead":
    found = loaders.events_ahead(viewer, days=180, neighbourhood_ids=filters.neighbourhoods)
else:
    found = loaders.events_to_close_out(viewer, neighbourhood_ids=filters.neighbourhoods)
with answer:
    if view == "held":
        held_answer(loaders.held(viewer, filters), filters)
    elif view == "ahead":
        coming_answer(found, days=180)
    else:
        open_answer(found)
events_shown(found, view, layout, about=(filters, view))
event_files(viewer, list(found["ref"]), query={**link_query(viewer, filters), "view": [view]})
