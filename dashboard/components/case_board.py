"""Cases as a board: one column a status, those due for review first; and the sentence above it."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.components.map_answer import as_of
from dashboard.components.rows import case_row, rows
from dashboard.labels import badge, case_status_shown
from dashboard.words import _, ngettext, number
from db.queries.cases import MOST
from db.vocabulary import CaseStatus

COLUMNS = (CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.REVIEW_DUE)
CARDS = 20  # in a column: more are a list, not a board


def cases_answer(cases: pd.DataFrame, *, closed: bool) -> None:
    """How many there are, and how many should have been looked at again by now."""
    n = len(cases)
    if closed:
        said = ngettext("{n} closed case", "{n} closed cases", n).format(n=number(n))
    else:
        said = ngettext("{n} case that is not closed", "{n} cases that are not closed", n).format(n=number(n))
    marks = [f"**{said}**"]
    if overdue := int(cases["review_overdue"].sum()):
        late = ngettext("{n} review overdue", "{n} reviews overdue", overdue).format(n=number(overdue))
        marks.append(":red-badge[:material/alarm: " + late + "]")
    st.markdown(" ".join(marks))
    notes = [as_of()]
    if n >= MOST:
        notes.insert(0, _("The first {n} are shown: narrow it down to see the others.").format(n=number(MOST)))
    st.caption(" ".join(notes))


def case_board(cases: pd.DataFrame, *, looking_for: str = "") -> None:
    for column, status in zip(st.columns(len(COLUMNS)), COLUMNS, strict=True):
        of_status = cases[cases["status"] == status.value]
        with column:
            st.markdown(f"{badge(case_status_shown(status))} **{number(len(of_status))}**")
            rows(
                of_status.head(CARDS), partial(case_row, looking_for=looking_for), key=f"board-{COLUMNS.index(status)}"
            )
            if len(of_status) > CARDS:
                st.caption(_("{n} more are in the list.").format(n=number(len(of_status) - CARDS)))
