"""Audit trail: who did and looked at what, and whether the trail is whole. References are words here, not links."""

import streamlit as st

from dashboard import audit_loaders
from dashboard.components.audit_trail import chain_state, views, what_to_look_for, what_was_found
from dashboard.components.choices import choose_view
from dashboard.components.pager import pager
from dashboard.components.states import empty_state
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission
from db.queries.audit_trail import PAGE

viewer = require_viewer(Permission.AUDIT_READ)
st.title(_("Audit trail"))
chain_state(viewer)
view = choose_view(_("Show"), views(), key="trail-view")
asked = what_to_look_for(viewer, view)
if asked is not None:
    page = pager("trail", about=(asked,), size=PAGE)
    found = audit_loaders.search(viewer, asked, page=page.number)
    page.stay_within(found.total)
    if found.entries:
        what_was_found(viewer, found, asked)
        page.buttons(total=found.total)
    else:
        empty_state(
            _("Nothing in the trail is like this."), detail=_("Try a longer time or fewer filters."), key="trail"
        )
