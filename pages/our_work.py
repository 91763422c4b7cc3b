"""Our work together: a partner's own organisation as we know it, events with them, cases they take part in."""

import streamlit as st

from dashboard import partner_loaders
from dashboard.components.our_work import our_answer, our_cases, our_events, our_facts
from dashboard.components.states import empty_state
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.PARTNER_READ)
work = partner_loaders.own_work(viewer)
st.title(_("Our work together"))
if work is None:
    empty_state(
        _("Your account names no organisation yet."),
        detail=_("Ask whoever gave you the account to say where you work."),
        key="our-work",
    )
    st.stop()
our_answer(work)
left, right = st.columns(2, gap="large")
with left:
    our_events(work)
    our_facts(work)
with right:
    our_cases(work)
