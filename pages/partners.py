"""Partners: who they are, when we last spoke, who is overdue; a directory to look things up while talking; one's record."""

import streamlit as st

from dashboard import partner_loaders
from dashboard.components.choices import choose_view, look_up
from dashboard.components.pager import pager
from dashboard.components.partner_list import (
    directory_rows,
    nothing_here,
    partner_rows,
    partners_answer,
    services_line,
    view_words,
)
from dashboard.components.partner_record import partner_page
from dashboard.forms.partner import new_partner_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission
from db.queries.partners import VIEWS

viewer = require_viewer(Permission.ACTIVITY_READ)
if ref := st.query_params.get(Url.RECORD):
    partner_page(viewer, ref)
    st.stop()

st.title(_("Partners"))
answer = st.container()
view = choose_view(_("Show"), [(name, view_words(name)) for name in VIEWS], key="partners-view")
asks = (
    _("What is needed, in words: interpreter Somali") if view == "directory" else _("Name, service, language or area")
)
search = look_up(asks, key="partners-find")
found = partner_loaders.partner_list(viewer, view=view, search=search)
with answer:
    partners_answer(found, view, search=search)
if view == "directory" and not search:
    services_line(partner_loaders.services_known(viewer))
if found.empty:
    nothing_here(view, search)
else:
    page = pager("partners", about=(view, search))
    rows = page.rows_of(found)
    if view == "directory":
        directory_rows(rows, search)
    else:
        partner_rows(rows, search)
    page.buttons(total=len(found))
if viewer.may(Permission.ORGANISATION_WORK) and view != "directory":
    new_partner_form(viewer)
