"""Outreach events: what is coming, what was held, what still has to be closed out; planning one; and one event's record."""

import streamlit as st

from dashboard import loaders, navigation
from dashboard.components.choices import choose_view
from dashboard.components.event_calendar import event_calendar
from dashboard.components.event_files import event_files
from dashboard.components.event_list import VIEWS, coming_answer, events_shown, held_answer, open_answer, view_words
from dashboard.components.event_record import event_page
from dashboard.filters import filters_bar, link_query
from dashboard.forms.event_plan import plan_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.EVENT_READ)
if ref := st.query_params.get(Url.RECORD):
    event_page(viewer, ref)
    st.stop()
if Url.PLAN in st.query_params and viewer.may(Permission.EVENT_WORK):
    plan_form(viewer)
    st.stop()

st.title(_("Events"))
answer = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", key="events-bar"):
    ways = [("list", _("List")), ("calendar", _("Calendar")), ("map", _("Map"))]
    layout = choose_view(_("As"), ways, key="events-as", name=Url.LAYOUT)
    if layout != "calendar":
        view = choose_view(_("Show"), [(name, view_words(name)) for name in VIEWS], key="events-view")
    if viewer.may(Permission.EVENT_WORK):
        navigation.link("events", label=_("Plan an event"), icon=":material/add:", **{Url.PLAN: "new"})
        navigation.link("log", label=_("Record one that was held"), icon=":material/edit_note:", kind="event")
if layout == "calendar":
    event_calendar(viewer, filters_bar(viewer, show=(Url.AREA,)))
    st.stop()
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
