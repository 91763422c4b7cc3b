"""Concerns: the triage list, and one concern's record when the address names it."""

import streamlit as st

from dashboard import loaders
from dashboard.components.concern_record import concern_page
from dashboard.components.pager import pager
from dashboard.components.rows import choose_view, concern_row, rows
from dashboard.components.states import empty_state
from dashboard.filters import filters_bar
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, ngettext, number
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_READ)
if ref := st.query_params.get(Url.RECORD):
    concern_page(viewer, ref)
    st.stop()

st.title(_("Concerns"))
filters = filters_bar(viewer, default_period="365")
view = choose_view(
    _("Show"),
    [
        ("triage", _("To triage first")),
        ("mine", _("Mine")),
        ("unowned", _("Nobody’s")),
        ("overdue", _("Overdue")),
        ("unanswered", _("Waiting for an answer")),
        ("everything", _("Closed ones too")),
    ],
    key="concerns-view",
    name=Url.VIEW,
)
search = st.text_input(
    _("Find"), key="concerns-search", placeholder=_("Words or a reference, e.g. C-2026-00042"), icon=":material/search:"
)
page = pager("concerns", about=(filters, view, search))
found = loaders.concern_list(viewer, filters, view=view, search=search or "", page=page.number)
if found.rows.empty:
    empty_state(
        _("No concern matches."),
        detail=_("Take a filter away, choose another view, or widen the dates."),
        action=_("Log a concern"),
        page="log",
        key="concerns",
        kind="concern",
    )
else:
    sentence = ngettext(
        "{n} concern in your team’s neighbourhoods", "{n} concerns in your team’s neighbourhoods", found.total
    )
    st.markdown(f"**{sentence.format(n=number(found.total))}**")
    rows(found.rows, concern_row, key="concerns")
    page.buttons(total=found.total)
