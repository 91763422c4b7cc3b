"""What an entry is about: the event, the concern or the partner whose page led here, until somebody takes the link away."""

import streamlit as st

from dashboard import loaders, partner_loaders, state
from dashboard.draft import Draft
from dashboard.forms.log_kinds import ABOUT_CONCERN, AT_EVENT, KINDS, WITH_PARTNER, Kind
from dashboard.words import _, plain
from db.access import Viewer
from db.errors import NotFound, Refused

# A new event is about none of them; a new concern is not about another one.
LINKS = {Kind.ACTIVITY: (ABOUT_CONCERN, AT_EVENT, WITH_PARTNER), Kind.CONCERN: (AT_EVENT,), Kind.EVENT: ()}


def linked(draft: Draft, field: str) -> str | None:
    """The reference under AT_EVENT, ABOUT_CONCERN or WITH_PARTNER, where it means something for what is being logged."""
    kind = draft.value("kind", state.LOG_KIND.get())
    ref = draft.value(field) if kind in KINDS and field in LINKS[Kind(kind)] else None
    return str(ref) if ref else None


def about_lines(viewer: Viewer, draft: Draft) -> None:
    """Each link in a line, with a button that takes it away."""
    about_new_concern = draft.value("kind", state.LOG_KIND.get()) == Kind.CONCERN
    for field in (ABOUT_CONCERN, AT_EVENT, WITH_PARTNER):
        ref = linked(draft, field)
        if ref is None:
            continue
        said = _("At {ref}") if field == AT_EVENT else _("About {ref}")
        if about_new_concern:
            said = _("Raised at {ref}")
        if field == WITH_PARTNER:
            said, ref = _("With {ref}"), _partner_name(viewer, ref)
        with st.container(horizontal=True, vertical_alignment="center", key=f"log-{field}"):
            st.markdown(":material/link: " + said.format(ref=plain(ref)), width="content")
            st.button(
                _("Take this link away"), key=draft.widget(f"no-{field}"), type="tertiary", icon=":material/link_off:",
                on_click=draft.keep, args=(field, None),
            )  # fmt: skip


def area_of_link(viewer: Viewer, draft: Draft) -> int | None:
    """The neighbourhood of the event or concern an entry is about, so that nobody says it twice."""
    try:
        if ref := linked(draft, ABOUT_CONCERN):
            return loaders.concern_record(viewer, ref).neighbourhood_id
        if ref := linked(draft, AT_EVENT):
            return loaders.event_record(viewer, ref).neighbourhood_id
        if ref := linked(draft, WITH_PARTNER):
            return partner_loaders.partner_record(viewer, ref).neighbourhood_id
    except (NotFound, Refused):
        return None  # saving says so
    return None


def _partner_name(viewer: Viewer, ref: str) -> str:
    try:
        return partner_loaders.partner_record(viewer, ref).name
    except (NotFound, Refused):
        return ref  # saving says that there is none
