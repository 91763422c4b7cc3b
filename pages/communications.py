"""Communications: what was said to the public and is about to be, enquiries with their clock, templates, training."""

import streamlit as st

from dashboard import partner_loaders
from dashboard.components.choices import choose_view
from dashboard.components.communication_list import (
    VIEWS,
    communication_rows,
    communications_answer,
    said_filters,
    view_words,
)
from dashboard.components.communication_record import communication_page
from dashboard.components.enquiries import enquiries_shown
from dashboard.components.pager import pager
from dashboard.components.templates import templates_shown
from dashboard.components.training import training_shown
from dashboard.filters import filters_bar
from dashboard.forms.communication import new_communication_form
from dashboard.forms.open_case import open_case_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission
from db.vocabulary import CaseKind

viewer = require_viewer(Permission.COMMUNICATION_WORK)
if ref := st.query_params.get(Url.RECORD):
    communication_page(viewer, ref)
    st.stop()

st.title(_("Communications"))
answer = st.container()
view = choose_view(_("Show"), [(name, view_words(name)) for name in VIEWS], key="communications-view")
if view == "said":
    which = said_filters(viewer)
    found = partner_loaders.communication_list(viewer, **which)
    with answer:
        communications_answer(found)
    new_communication_form(viewer)
    page = pager("communications", about=(which,))
    communication_rows(page.rows_of(found), str(which["search"]))
    page.buttons(total=len(found))
elif view == "enquiries":
    enquiries_shown(partner_loaders.enquiries(viewer), answer)
    open_case_form(viewer, kind=CaseKind.ENQUIRY)
elif view == "templates":
    templates_shown(viewer, answer)
else:
    filters = filters_bar(viewer, show=(Url.PERIOD,))
    training_shown(partner_loaders.training_held(viewer, filters), filters, answer)
