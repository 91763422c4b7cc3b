"""Concerns: the triage list, and one concern's record when the address names it."""

from functools import partial

import streamlit as st

from dashboard import loaders
from dashboard.components.choices import choose_view, look_up
from dashboard.components.concern_record import concern_page
from dashboard.components.pager import pager
from dashboard.components.rows import concern_row, rows
from dashboard.components.saved_views import saved_views
from dashboard.components.states import empty_state
from dashboard.components.triage import VIEW_KEY, triage_answer, views
from dashboard.filters import filters_bar
from dashboard.forms.many import choice_row, chooses_several, many_form
from dashboard.part import part
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, ngettext, number
from db.access import Permission

visitor = require_viewer(Permission.CONCERN_READ)
if ref := st.query_params.get(Url.RECORD):
    concern_page(visitor, ref)
    st.stop()


@part
def triage_list() -> None:
    """All of the list: a filter, a word or another page of it leaves the frame around it as it stands."""
    viewer = require_viewer(Permission.CONCERN_READ)
    st.title(_("Concerns"))
    answer = st.container()
    filters = filters_bar(viewer, default_period="365")
    with answer:
        triage_answer(loaders.waiting(viewer, filters))
    view = choose_view(_("Show"), views(), key=VIEW_KEY)
    saved_views(viewer, "concerns")
    search = look_up(_("Words or a reference, e.g. C-2026-00042"), key="concerns-find")
    page = pager("concerns", about=(filters, view, search))
    found = loaders.concern_list(viewer, filters, view=view, search=search, page=page.number)
    page.stay_within(found.total)
    if found.rows.empty and search:
        empty_state(
            _("No concern matches."),
            detail=_(
                "Every word must be there, or its beginning. Take a filter away, choose “Closed ones too”, widen the dates, "
                "or look through every kind of record at once."
            ),
            action=_("Search everything"),
            page="search",
            icon=":material/search_off:",
            key="concerns",
            find=search,
        )
    elif found.rows.empty:
        empty_state(
            _("No concern matches."),
            detail=_("Take a filter away, choose another view, or widen the dates."),
            action=_("Log a concern"),
            page="log",
            key="concerns",
            kind="concern",
        )
    else:
        shown = ngettext("{n} shown", "{n} shown", found.total)
        if found.more:
            shown = _("More than {n} match. Add a word or a filter to find fewer.")
        st.markdown(shown.format(n=number(found.total)))
        several = chooses_several(viewer)
        above = st.container()
        rows(found.rows, partial(choice_row if several else concern_row, looking_for=search), key="concerns")
        if several:
            with above:
                many_form(viewer, found.rows)
        page.buttons(total=found.total)


triage_list()
