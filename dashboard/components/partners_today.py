"""Today's word on partners: whose contact I keep and have let lapse."""

import streamlit as st

from dashboard import navigation, partner_loaders
from dashboard.tuples import tuples
from dashboard.words import ngettext, number, plain
from db.access import Permission, Viewer

NAMED = 3


def partners_overdue(viewer: Viewer) -> None:
    """One line, with the longest waiting by name; nothing when everybody has heard from me."""
    if not viewer.may(Permission.ACTIVITY_READ):
        return
    late = partner_loaders.my_overdue(viewer)
    if late.empty:
        return
    said = ngettext("{n} partner is overdue", "{n} partners are overdue", len(late)).format(n=number(len(late)))
    with st.container(key="today-partners", gap=None):
        navigation.link("partners", label=f"**{said}**", icon=":material/handshake:", view="mine")
        first = [
            ":red-badge[:material/alarm: "
            + ngettext("{n} day late", "{n} days late", row.days_late).format(n=number(row.days_late))
            + f"] {plain(row.name)}"
            for row in tuples(late.head(NAMED))
        ]
        st.markdown("  \n".join(first))
