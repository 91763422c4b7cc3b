"""Health: how the service is, worst first. It looks again by itself; figures and times only, nothing of any record."""

import streamlit as st

from dashboard import health_loaders
from dashboard.components.health_state import at_a_glance, check_now, subjects
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.HEALTH_SEE)
EVERY = 30  # seconds


@st.fragment(run_every=EVERY)
def state_now() -> None:
    found = health_loaders.found(require_viewer(Permission.HEALTH_SEE))
    at_a_glance(found)
    subjects(found)
    st.caption(_("This page looks again every half minute."))


st.title(_("Health"))
check_now(viewer)
state_now()
