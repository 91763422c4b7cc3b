"""Reference data: what the whole desk reckons with."""

import streamlit as st

from dashboard.components.choices import choose_view
from dashboard.components.handouts import handouts_section
from dashboard.components.thresholds import thresholds_section
from dashboard.components.usual_tasks import usual_tasks
from dashboard.forms.briefing_translation import languages_section
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.REFERENCE_KEEP)
st.title(_("Reference data"))
sections = {"tasks": (_("Usual tasks"), usual_tasks), "thresholds": (_("Thresholds"), thresholds_section)}
if viewer.may(Permission.EVENT_READ):
    sections["handouts"] = (_("Hand-outs"), handouts_section)
sections["languages"] = (_("Languages of briefings"), languages_section)
section = choose_view(_("Section"), [(name, words) for name, (words, _draw) in sections.items()], key="reference")
sections[section][1](viewer)
