"""Long lists, a page at a time; another question begins at the first page again."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.words import _, number
from db.queries.list_pages import PAGE


@dataclass(frozen=True, slots=True)
class Pager:
    key: str
    number: int
    size: int = PAGE

    def rows_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """This page of a list that was read as a whole."""
        self.stay_within(len(frame))
        return frame.iloc[self.number * self.size : (self.number + 1) * self.size]

    def buttons(self, *, total: int) -> None:
        """Earlier and later, with where one is; nothing when it all fits."""
        if total <= self.size:
            return
        first, last = self.number * self.size + 1, min(total, (self.number + 1) * self.size)
        with st.container(horizontal=True, vertical_alignment="center", key=f"pager-{self.key}"):
            st.button(
                _("Back"), key=f"{self.key}-back", icon=":material/chevron_left:", disabled=self.number == 0,
                on_click=self._to, args=(self.number - 1, total),
            )  # fmt: skip
            st.markdown(_("{first} to {last} of {total}").format(first=first, last=last, total=number(total)))
            st.button(
                _("More"), key=f"{self.key}-more", icon=":material/chevron_right:", disabled=last >= total,
                on_click=self._to, args=(self.number + 1, total),
            )  # fmt: skip

    def stay_within(self, total: int) -> None:
        """Back to the last page when the list has become shorter than where one is."""
        if self.number and self.number * self.size >= total:
            self._to(self.number, total)
            st.rerun()

    def _to(self, number: int, total: int) -> None:
        # A browser can press a button that is switched off.
        st.session_state[f"{self.key}-page"] = min(max(0, number), max(0, total - 1) // self.size)


def pager(key: str, *, about: tuple[Any, ...], size: int = PAGE) -> Pager:
    """`about` is what is being asked: when it changes, the list begins anew."""
    asked = repr(about)
    if st.session_state.get(f"{key}-asked") != asked:
        st.session_state[f"{key}-asked"] = asked
        st.session_state[f"{key}-page"] = 0
    return Pager(key, int(st.session_state.get(f"{key}-page", 0)), size)
