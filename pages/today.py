"""Today: what is new in my neighbourhoods, which clocks run out, what I promised, where to be this week."""

import streamlit as st

from dashboard import clock_loaders, loaders, navigation
from dashboard.components.escalation import whose_list
from dashboard.components.glass import openings_line
from dashboard.components.partners_today import partners_overdue
from dashboard.components.today import answer, figures
from dashboard.components.today_sections import (
    clocks_section,
    events_section,
    new_section,
    tasks_section,
    unfinished_section,
)
from dashboard.components.week import week_section
from dashboard.shift import DAYS_AHEAD, WARN_WITHIN, at_the_desk, since_last_shift, the_time_before
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_READ)
desk = at_the_desk(viewer)
since = since_last_shift(viewer)
fresh = loaders.received_since(desk, since)
before = loaders.received_since(desk, the_time_before(since))
clocks = loaders.clocks(desk, within=WARN_WITHIN)
tasks = loaders.tasks(viewer, mine=True)
escalated = clock_loaders.escalated(viewer, whose=whose_list(viewer))
events = loaders.events_ahead(viewer, days=DAYS_AHEAD, neighbourhood_ids=desk.areas)

st.title(_("Today"))
answer(desk, fresh, clocks, tasks, events, since=since)
unfinished_section(viewer)
openings_line(viewer)
figures(desk, fresh, clocks, tasks, since=since, before=before, escalated=escalated)
left, right = st.columns(2, gap="large")
with left:
    clocks_section(desk, clocks)
    new_section(desk, fresh, since=since)
with right:
    tasks_section(viewer, tasks)
    partners_overdue(viewer)
    events_section(events)
    week_section(viewer)
    if navigation.may_open(viewer, "hand_over"):
        navigation.link("hand_over", label=_("Hand over or take over work"))
