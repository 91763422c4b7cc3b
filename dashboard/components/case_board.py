"""Cases as a board: one column a status, those due for review first."""

import pandas as pd
import streamlit as st

from dashboard.components.rows import case_row, rows
from dashboard.labels import badge, case_status_shown
from dashboard.words import _, number
from db.vocabulary import CaseStatus

COLUMNS = (CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.REVIEW_DUE)
MOST = 20  # cards in a column: more are a list, not a board


def case_board(cases: pd.DataFrame) -> None:
    for column, status in zip(st.columns(len(COLUMNS)), COLUMNS, strict=True):
        of_status = cases[cases["status"] == status.value]
        with column:
            st.markdown(f"{badge(case_status_shown(status))} **{number(len(of_status))}**")
            rows(of_status.head(MOST), case_row, key=f"board-{COLUMNS.index(status)}")
            if len(of_status) > MOST:
                st.caption(_("{n} more are in the list.").format(n=number(len(of_status) - MOST)))
