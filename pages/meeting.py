"""Live meeting: count who is here, note what is said, make promises, one line at a time."""

import streamlit as st

from dashboard import loaders, navigation
from dashboard.components.meeting import meeting_screen, meetings_now
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, plain
from db.access import Permission

viewer = require_viewer(Permission.EVENT_WORK)
ref = st.query_params.get(Url.RECORD)
if not ref:
    st.title(_("Live meeting"))
    meetings_now(viewer)
    st.stop()
event = loaders.event_record(viewer, ref)
navigation.link("events", label=_("To the event"), icon=":material/arrow_back:", ref=event.ref)
st.title(plain(event.title))
meeting_screen(viewer, event)
