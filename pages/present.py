"""Present: the frozen briefings, each ready to be shown. What a presenter sees, and nothing else."""

import streamlit as st

from dashboard import public_loaders
from dashboard.components.briefing_present import frozen_list, present_answer
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.BRIEFING_PRESENT)
st.title(_("Present"))
frozen = public_loaders.frozen_briefings(viewer)
present_answer(frozen)
frozen_list(viewer, frozen)
