"""Briefings: what is being built, what waits, what is frozen; one of them with its slides, its check and its hand-outs."""

import streamlit as st

from dashboard import briefing_loaders
from dashboard.components.briefing_list import VIEWS, briefing_rows, briefings_answer, of_view, view_words
from dashboard.components.briefing_record import briefing_page
from dashboard.components.choices import choose_view
from dashboard.components.pager import pager
from dashboard.forms.briefing_new import new_briefing_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.BRIEFING_BUILD)
if ref := st.query_params.get(Url.RECORD):
    briefing_page(viewer, ref)
    st.stop()

st.title(_("Briefings"))
found = briefing_loaders.briefing_list(viewer)
periods = briefing_loaders.periods(viewer)
briefings_answer(viewer, found, periods)
new_briefing_form(viewer, periods)
view = choose_view(_("Show"), [(name, view_words(name, found)) for name in VIEWS], key="briefings-view")
page = pager("briefings", about=(view,))
shown = of_view(found, view)
briefing_rows(viewer, page.rows_of(shown), view)
page.buttons(total=len(shown))
