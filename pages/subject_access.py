"""Requests of subjects: somebody asks what is kept about them."""

import streamlit as st

from dashboard.components.subject_requests import requests_list
from dashboard.forms.subject_request import subject_request_form
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.SUBJECT_ACCESS)
st.title(_("Requests of subjects"))
subject_request_form(viewer)
requests_list(viewer)
