"""How a record lies on its page: what it is, what can be done about it, what else there is to know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.words import plain


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """Three places in reading order, which is also the order on a phone: work comes before history there. On a wide
    screen work stands beside the other two (app.css)."""

    facts: DeltaGenerator
    work: DeltaGenerator
    rest: DeltaGenerator


@contextmanager
def record_title(title: str) -> Iterator[None]:
    """The record's own words as the page's heading, smaller than a page's name, and beneath it where it stands."""
    with st.container(key="record-head"):
        st.title(plain(title))
        yield


def record_layout() -> RecordLayout:
    with st.container(key="record"):
        return RecordLayout(
            st.container(key="record-facts"), st.container(key="record-work"), st.container(key="record-rest")
        )
