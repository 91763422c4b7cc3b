"""A part of a page that a click in it draws by itself: the frame around it stays as it is.

Menu, sign-out and the session's watch are neither computed nor sent again: half of a click's cost. The frame's duties that
such a click still needs are done here and in dashboard.viewer.
"""

from collections.abc import Callable
from functools import wraps

import streamlit as st

from dashboard import state
from dashboard.components import states
from dashboard.shared_store import shared_store
from dashboard.turns import turn
from dashboard.viewer import in_fragment
from db.errors import CommonGroundError


def part(draw: Callable[[], None]) -> Callable[[], None]:
    """The function as such a part. It asks who is looking (require_viewer) each time, because the session may have ended
    since the page was drawn."""

    @st.fragment
    @wraps(draw)
    def drawn() -> None:
        if not in_fragment():
            draw()  # in the frame's turn; what goes wrong the frame says
            return
        with turn():
            if state.STANDING_STILL.get() != (shared_store().as_of is not None):
                st.rerun()  # what the frame says about the store is no longer so
            try:
                draw()
            except CommonGroundError as error:
                states.could_not(error)

    return drawn
