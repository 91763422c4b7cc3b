"""Reference data: what the whole desk reckons with."""

import streamlit as st

from dashboard.components.choices import choose_view
from dashboard.components.thresholds import thresholds_section
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.REFERENCE_KEEP)
st.title(_("Reference data"))
sections = {"thresholds": (_("Thresholds"), thresholds_section)}
chosen = choose_view(
    _("Section"), [(name, words) for name, (words, _draw) in sections.items()], key="reference-section"
)
sections[chosen][1](viewer)
