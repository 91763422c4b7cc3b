"""Today: what is new in my neighbourhoods, which clocks run out, what I promised, where to be this week."""

import streamlit as st

from dashboard import loaders
from dashboard.components.today import (
    answer,
    clocks_section,
    events_section,
    new_section,
    tasks_section,
    unfinished_section,
)
from dashboard.components.week import week_section
from dashboard.shift import DAYS_AHEAD, WARN_WITHIN, since_last_shift
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_READ)
since = since_last_shift(viewer)
fresh = loaders.received_since(viewer, since)
clocks = loaders.clocks(viewer, within=WARN_WITHIN)
tasks = loaders.tasks(viewer, mine=True)
events = loaders.events_ahead(viewer, days=DAYS_AHEAD, neighbourhood_ids=viewer.areas)

st.title(_("Today"))
answer(viewer, fresh, clocks, tasks, events, since=since)
unfinished_section(viewer)
left, right = st.columns(2, gap="large")
with left:
    clocks_section(clocks)
    new_section(viewer, fresh, since=since)
with right:
    tasks_section(viewer, tasks)
    events_section(events)
    week_section(viewer)
