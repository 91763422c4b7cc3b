"""The browser's address bar follows links within a page.

A link of Streamlit (1.67 and before) to the page one is on runs that page with the link's query and leaves the address bar
as it was: the next click then sends the old address, and whoever opened a record from a list is back in the list.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import state


@contextmanager
def kept_address(page: str) -> Iterator[None]:
    """Around a page's run: when its question is not the one the browser was left with, the browser is told."""
    asked = _asked()
    before, left_with = state.ADDRESS.get()
    if before == page and left_with != asked:
        st.query_params.from_dict(asked)
    try:
        yield
    finally:
        state.ADDRESS.set((page, _asked()))


def _asked() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
