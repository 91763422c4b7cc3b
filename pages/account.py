"""Your account: who is signed in, what the role may do, which neighbourhoods, which mails, which
calendars, password and codes, signing out."""

import streamlit as st

from dashboard.areas import known_areas
from dashboard.components.account import role_card, session_card, whose_neighbourhoods
from dashboard.components.event_feeds import feeds_card
from dashboard.components.notices import notices_card
from dashboard.components.own_security import security_card
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.ACCOUNT)
st.title(_("Your account"))
role_card(viewer)
whose_neighbourhoods(viewer, known_areas(viewer))
notices_card(viewer)
feeds_card(viewer)
security_card(viewer)
session_card(viewer)
