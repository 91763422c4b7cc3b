"""Log: what happened, where, who was reached, in thirty seconds; from a phone first."""

import streamlit as st

from dashboard.components.danger import danger_line
from dashboard.forms.log import log_form
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.ACTIVITY_LOG)
st.title(_("Log"))
danger_line()
with st.container(key="log-form"):
    log_form(viewer)
