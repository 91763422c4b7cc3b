"""Figures side by side, each with what it counts, what it is compared with and the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard import navigation
from dashboard.words import plain


@dataclass(frozen=True, slots=True)
class Figure:
    """`means` says what is counted, over which dates, as of when; `beside` is the comparison, in words."""

    label: str
    value: str
    means: str
    beside: str = ""
    page: str = ""
    page_label: str = ""
    query: Mapping[str, str | list[str]] = field(default_factory=dict)


def metric_row(figures: Sequence[Figure], *, key: str) -> None:
    """A row of figures; two beside each other on a phone. Words in them are shown as they are, never as markup."""
    with st.container(key=f"figures-{key}"):
        for position, figure in enumerate(figures):
            with st.container(border=True, key=f"figure-{key}-{position}", gap="xxsmall"):
                st.metric(plain(figure.label), figure.value)
                if figure.beside:
                    st.markdown(plain(figure.beside))
                st.caption(plain(figure.means))
                if figure.page:
                    # A question never asks for "label" or "icon".
                    navigation.link(figure.page, label=figure.page_label or None, **figure.query)  # type: ignore[arg-type]
