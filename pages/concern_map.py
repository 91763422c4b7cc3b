"""The main page: areas coloured by concerns, concerns and events on the same map, an area's story beside it."""

import streamlit as st

from dashboard import loaders, map_view
from dashboard.areas import known_areas
from dashboard.components.area_map import KEY, area_map
from dashboard.components.area_story import area_chooser, area_story
from dashboard.components.area_table import area_table
from dashboard.components.map_answer import map_answer
from dashboard.components.map_controls import layers_for, map_controls
from dashboard.filters import filters_bar
from dashboard.map_view import Layer
from dashboard.measures import Measure, measured
from dashboard.taps import tapped_area
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.FIGURES_READ)
st.title(_("Concern map"))
