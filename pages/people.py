"""People: who works here, in which role and where; their accounts, and who is signed in. Nothing of what they work on."""

import streamlit as st

from dashboard import people_loaders
from dashboard.areas import known_areas
from dashboard.components.choices import choose_view, look_up
from dashboard.components.people_list import matching, people_rows, session_rows
from dashboard.components.person import one_time_box, person_page
from dashboard.forms.officer import new_officer_form
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _, ngettext, number
from db.access import Permission

viewer = require_viewer(Permission.PEOPLE_MANAGE)
if subject := st.query_params.get(Url.RECORD):
    person_page(viewer, subject)
    st.stop()

st.title(_("People"))
views = [("active", _("Active")), ("waiting", _("Waiting")), ("off", _("Off")), ("sessions", _("Signed in"))]
view = choose_view(_("Show"), views, key="people-view")
if view == "sessions":
    living = people_loaders.living_sessions(viewer, mine=False)
    said = ngettext("{n} session", "{n} sessions", len(living)).format(n=number(len(living)))
    st.markdown(f"**{said}**")
    session_rows(viewer, living, named=True)
    st.stop()
search = look_up(_("Name, role, team or neighbourhood"), key="people-find")
one_time_box()
found = matching(people_loaders.people(viewer), view=view, search=search)
st.markdown("**" + ngettext("{n} person", "{n} people", len(found)).format(n=number(len(found))) + "**")
if view == "waiting":
    st.caption(_("Locked after failed tries, or with an account that was never signed in with."))
people_rows(found, {area.code: area.name for area in known_areas(viewer)})
new_officer_form(viewer)
