"""Week sheet: one's entries of a week by day, to correct and hand in; a supervisor signs off those of the team."""

import streamlit as st

from dashboard import navigation, partner_loaders
from dashboard.components.week_sheet import choose_officer, choose_week, days_section, sheet_answer
from dashboard.forms.week_sheet import hand_in_form, sign_off_form
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.ACTIVITY_LOG)
navigation.link("today", label=_("Today"), icon=":material/arrow_back:")
st.title(_("Week sheet"))
week = choose_week()
officer_id = choose_officer(viewer, week)
sheet = partner_loaders.week_sheet(viewer, officer_id=officer_id, week=week)
sheet_answer(viewer, sheet)
if sheet.officer_id == viewer.officer_id:
    hand_in_form(viewer, sheet)
else:
    sign_off_form(viewer, sheet)
days_section(viewer, sheet)
