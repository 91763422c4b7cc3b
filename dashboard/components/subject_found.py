"""What was found about a subject: shown once at a click, because looking is recorded and never kept."""

from collections.abc import Callable

import streamlit as st

from dashboard import clock
from dashboard.keeping_words import found_in
from dashboard.shared_store import shared_store
from dashboard.words import _, ngettext, plain, say
from db.access import Viewer
from db.commands.subject_search import FindSubject, Search
from db.errors import CommonGroundError
from db.subjects import Found


def look(viewer: Viewer, ref: str, label: str) -> Search | None:
    """The button, and what was found in the run in which it was pressed."""
    if not st.button(label, key=f"look-{ref}", icon=":material/visibility:"):
        return None
    try:
        search: Search = shared_store().execute(FindSubject(ref), by=viewer, now=clock.now())
    except CommonGroundError as error:
        st.error(say(error.sentence))
        return None
    return search


def who_asks(search: Search) -> None:
    st.caption(_("Names of people. Not for projection. Looking is recorded."))
    also = f" ({plain(', '.join(search.known_as))})" if search.known_as else ""
    st.markdown(f"**{plain(search.name)}**{also}  \n" + plain(search.verified_how))
    words = ngettext("{n} place was found.", "{n} places were found.", len(search.found)).format(n=len(search.found))
    more = " " + _("There are more: narrow the names.") if search.more else ""
    st.markdown(words + more if search.found else _("Nothing was found. That is an answer too."))


def found_line(one: Found) -> str:
    how = _("as written") if one.exact else _("loosely")
    return f"**{plain(one.ref)}** · {found_in(one.kind)} ({how}): {plain(one.value)}"


def choose_form(ref: str, search: Search, save: Callable[[dict[str, tuple[str, int]]], None]) -> None:
    """Checkboxes in one form: nothing is asked of the store again until it is saved."""
    with st.form(f"choose-{ref}", border=False):
        boxes: dict[str, tuple[str, int]] = {}
        for one in search.found:
            key = f"found-{ref}-{one.kind}-{one.id}"
            boxes[key] = (one.kind, one.id)
            st.checkbox(found_line(one), value=one.chosen or one.exact, key=key)
        st.form_submit_button(
            _("Hand to a second person"), type="primary", icon=":material/outgoing_mail:", on_click=save, args=(boxes,)
        )
