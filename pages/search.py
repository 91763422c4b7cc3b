"""Search: every kind of record at once, as far as the viewer may read it."""

import streamlit as st

from dashboard import loaders
from dashboard.components.choices import choose_view, look_up
from dashboard.components.found import (
    EVERYTHING,
    KIND_KEY,
    MANY,
    SOME,
    found_answer,
    found_rows,
    kinds,
    nothing_found,
    nothing_typed,
)
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_READ)
st.title(_("Search"))
typed = look_up(_("Words or a reference, e.g. C-2026-00042"), key="search-find")
kind = choose_view(_("Look in"), kinds(), key=KIND_KEY)
if not typed:
    nothing_typed()
    st.stop()
shown = SOME if kind == EVERYTHING else MANY
# One more of each kind than is shown says whether there are more.
found = loaders.found(viewer, typed, kinds=() if kind == EVERYTHING else (kind,), limit=shown + 1)
if found.empty:
    nothing_found(typed)
else:
    found_answer(found, shown=shown)
    found_rows(found, typed, shown=shown)
