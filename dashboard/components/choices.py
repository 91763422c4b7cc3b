"""Saved views and the search box of a list: kept in the address, and still there when one comes back from a record."""

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.state import Url
from dashboard.words import _

MOST_IN_A_BAR = 4
MOST_SEARCHED = 120  # characters: what an address carries, a store is not asked to match a novel


def choose_view(label: str, views: Sequence[tuple[str, str]], *, key: str, name: str = Url.VIEW) -> str:
    """One of the saved views: (value, words) pairs, the first is the default."""
    words = dict(views)
    first = views[0][0]
    chosen = _arrive(key, name, first)
    st.session_state[key] = chosen if chosen in words else first
    # Many views in one bar would run out of a phone's screen; pills go on in the next line.
    choose = st.pills if len(words) > MOST_IN_A_BAR else st.segmented_control
    chosen = str(choose(label, list(words), format_func=words.__getitem__, key=key, required=True))
    _leave(key, name, chosen, default=first)
    return chosen


def look_up(placeholder: str, *, key: str) -> str:
    """What somebody is looking for, in words or as a reference."""
    st.session_state[key] = _arrive(key, Url.FIND, "")
    found = st.text_input(
        _("Find"), key=key, placeholder=placeholder, icon=":material/search:", max_chars=MOST_SEARCHED
    )
    _leave(key, Url.FIND, found or "", default="")
    return (found or "").strip()


def show_view(key: str, value: str) -> None:
    """For callbacks: the next run draws this view."""
    st.session_state[key] = value


def _arrive(key: str, name: str, default: str) -> str:
    """What this run begins with: a new address, else what was chosen just now, else what was chosen before."""
    asked = st.query_params.get(name)
    written = state.CHOSEN.get().get(key)
    if asked is not None and asked != written:
        return asked[:MOST_SEARCHED]
    if key in st.session_state:
        return str(st.session_state[key] or default)
    return default if written is None else written


def _leave(key: str, name: str, chosen: str, *, default: str) -> None:
    state.CHOSEN.set({**state.CHOSEN.get(), key: chosen})
    if chosen != default or name in st.query_params:
        st.query_params[name] = chosen
