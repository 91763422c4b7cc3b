"""Outreach events: what is coming, what was held, what still has to be closed out; and one event's record."""

import streamlit as st

from dashboard import loaders, navigation
from dashboard.components.event_list import events_shown, held_summary
from dashboard.components.event_record import event_page
from dashboard.components.rows import choose_view
from dashboard.filters import filters_bar
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.EVENT_READ)
if ref := st.query_params.get(Url.RECORD):
    event_page(viewer, ref)
    st.stop()

st.title(_("Events"))
view = choose_view(
    _("Show"),
    [("ahead", _("Coming")), ("held", _("Held")), ("open", _("To close out"))],
    key="events-view",
    name=Url.VIEW,
)
if viewer.may(Permission.EVENT_WORK):
    navigation.link("log", label=_("Plan or record an event"), icon=":material/add:", kind="event")
if view == "ahead":
    filters = filters_bar(viewer, show=(Url.AREA,))
    events_shown(loaders.events_ahead(viewer, days=180, neighbourhood_ids=filters.neighbourhoods), view)
elif view == "held":
    filters = filters_bar(viewer, show=(Url.PERIOD, Url.AREA))
    found = loaders.events_in(viewer, filters)
    held_summary(found, filters)
    events_shown(found, view)
else:
    filters = filters_bar(viewer, show=(Url.AREA,))
    events_shown(loaders.events_to_close_out(viewer, neighbourhood_ids=filters.neighbourhoods), view)
