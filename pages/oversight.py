"""Opened without assignment: what the team read that way, for its supervisor to look at."""

import streamlit as st

from dashboard import glass_loaders
from dashboard.components.choices import choose_view
from dashboard.components.openings import opening_rows, review_receipt
from dashboard.components.states import empty_state
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, ngettext, number
from db.access import Permission

viewer = require_viewer(Permission.GLASS_REVIEW)
st.title(_("Opened without assignment"))
waiting = glass_loaders.openings(viewer, waiting=True)
if n := len(waiting):
    said = ngettext("{n} opening waits to be looked at.", "{n} openings wait to be looked at.", n)
    st.markdown(f"**:orange[:material/lock_open: {said.format(n=number(n))}]**")
else:
    st.markdown("**:green[:material/check_circle: " + _("Nothing waits to be looked at.") + "]**")
st.caption(_("Records your officers read for an hour without being assigned to them, each with a reason."))
review_receipt(viewer)
views = [("waiting", _("To look at")), ("done", _("Looked at"))]
layout = choose_view(_("Show"), views, key="oversight-as", name=Url.LAYOUT)
found = waiting if layout == "waiting" else glass_loaders.openings(viewer, waiting=False)
if found:
    opening_rows(viewer, found)
else:
    empty_state(
        _("No opening here."),
        detail=_("When somebody opens a record for an hour without an assignment, it stands here with the reason."),
        icon=":material/lock:",
        key="oversight",
    )
