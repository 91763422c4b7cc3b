"""Keeping and erasing: what is due, what is held, what waits for a second person, how long what is kept."""

import streamlit as st

from dashboard.components.choices import choose_view
from dashboard.components.keeping_decide import decided_section, waiting_section
from dashboard.components.keeping_due import due_section
from dashboard.components.keeping_holds import holds_section
from dashboard.components.keeping_years import years_section
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.ERASURE_DECIDE)
st.title(_("Keeping and erasing"))
waiting = {"waiting": (_("Second person"), waiting_section), "done": (_("Done"), decided_section)}
keeping = {"due": (_("Due"), due_section), "holds": (_("Holds"), holds_section)}
years = {"years": (_("Years"), years_section)}
sections = {**keeping, **waiting, **years} if viewer.may(Permission.RETENTION_KEEP) else waiting
section = choose_view(_("Section"), [(name, words) for name, (words, _draw) in sections.items()], key="retention")
sections[section][1](viewer)
