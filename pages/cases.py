"""Cases: a board by status or a list, and one case's record when the address names it."""

from functools import partial

import streamlit as st

from dashboard import case_loaders
from dashboard.components.case_board import case_board, cases_answer
from dashboard.components.case_record import case_page
from dashboard.components.choices import choose_view, look_up
from dashboard.components.pager import pager
from dashboard.components.rows import case_row, rows
from dashboard.components.states import empty_state
from dashboard.filters import filters_bar
from dashboard.forms.open_case import open_case_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission
from db.vocabulary import CaseStatus, Role

viewer = require_viewer(Permission.CASE_READ)
if ref := st.query_params.get(Url.RECORD):
    case_page(viewer, ref)
    st.stop()

st.title(_("Cases"))
answer = st.container()
whose = [("mine", _("Mine")), ("team", _("My team’s")), ("reach", _("All I may see"))]
if viewer.role == Role.SUPERVISOR:
    whose.insert(0, whose.pop(1))  # who answers for a team begins with the team
filters = filters_bar(viewer, show=(Url.AREA,))
with st.container(horizontal=True, vertical_alignment="bottom", key="cases-bar"):
    view = choose_view(_("Whose"), whose, key="cases-whose")
    layouts = [("board", _("Board")), ("list", _("List")), ("closed", _("Closed"))]
    layout = choose_view(_("As"), layouts, key="cases-as", name=Url.LAYOUT)
search = look_up(_("Words or a reference, e.g. K-2026-00007"), key="cases-find")
found = case_loaders.case_list(
    viewer,
    view=view,
    statuses=(CaseStatus.CLOSED,) if layout == "closed" else (),
    neighbourhood_ids=filters.neighbourhoods,
    search=search,
)
with answer:
    cases_answer(found, closed=layout == "closed")
open_case_form(viewer)
if found.empty and search:
    empty_state(
        _("No case here has these words."),
        detail=_(
            "Every word must be there, or its beginning. Other cases may have them: look at all, or at closed ones."
        ),
        action=_("Search everything"),
        page="search",
        icon=":material/search_off:",
        key="cases",
        find=search,
    )
elif found.empty:
    empty_state(
        _("No case here."),
        detail=_("A case gathers work that has an owner, a goal and an end. Open one above, or from a concern."),
        key="cases",
    )
elif layout == "board":
    case_board(found, looking_for=search)
else:
    page = pager("cases", about=(filters, view, layout, search))
    rows(page.rows_of(found), partial(case_row, looking_for=search), key="cases")
    page.buttons(total=len(found))
