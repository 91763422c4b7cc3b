"""What the desk works by: the usual tasks of each kind of case."""

import streamlit as st

from dashboard.components.choices import choose_view
from dashboard.components.usual_tasks import usual_tasks
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.REFERENCE_KEEP)
st.title(_("Reference data"))
sections = {"tasks": (_("Usual tasks"), usual_tasks)}
section = choose_view(_("Section"), [(name, label) for name, (label, _draw) in sections.items()], key="reference")
sections[section][1](viewer)
