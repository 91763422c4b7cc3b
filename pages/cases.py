"""Cases: a board by status or a list, and one case's record when the address names it."""

import streamlit as st

from dashboard import loaders
from dashboard.components.case_board import case_board
from dashboard.components.case_record import case_page
from dashboard.components.rows import case_row, choose_view, rows
from dashboard.components.states import empty_state
from dashboard.forms.open_case import open_case_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, ngettext, number
from db.access import Permission
from db.vocabulary import CaseStatus

viewer = require_viewer(Permission.CASE_READ)
if ref := st.query_params.get(Url.RECORD):
    case_page(viewer, ref)
    st.stop()

st.title(_("Cases"))
with st.container(horizontal=True, vertical_alignment="bottom", key="cases-bar"):
    view = choose_view(
        _("Whose"),
        [("mine", _("Mine")), ("team", _("My team’s")), ("reach", _("All I may see"))],
        key="cases-whose",
        name=Url.VIEW,
    )
    layout = choose_view(
        _("As"), [("board", _("Board")), ("list", _("List")), ("closed", _("Closed"))], key="cases-as", name="as"
    )
search = st.text_input(
    _("Find"), key="cases-search", placeholder=_("Words or a reference, e.g. K-2026-00007"), icon=":material/search:"
)
statuses = (CaseStatus.CLOSED,) if layout == "closed" else ()
found = loaders.case_list(viewer, view=view, statuses=statuses, search=search or "")
overdue = int(found["review_overdue"].sum())
sentence = ngettext("{n} case", "{n} cases", len(found)).format(n=number(len(found)))
if overdue:
    sentence += ", " + ngettext("{n} with its review overdue", "{n} with their review overdue", overdue).format(
        n=overdue
    )
st.markdown(f"**{sentence}**")
open_case_form(viewer)
if found.empty:
    empty_state(
        _("No case here."),
        detail=_("A case gathers work that has an owner, a goal and an end. Open one above, or from a concern."),
        key="cases",
    )
elif layout == "board":
    case_board(found)
else:
    rows(found, case_row, key="cases")
