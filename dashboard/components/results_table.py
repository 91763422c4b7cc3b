"""Lists of records to choose from, and small tables of figures to read."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd
import streamlit as st

from dashboard.words import _, ngettext, number, plain

# More rows than fit on a screen scroll inside the table.
ROWS_SHOWN = 12
ROW_HEIGHT = 44


def results_table(
    frame: pd.DataFrame,
    *,
    key: str,
    labels: Mapping[str, str],
    record: str = "ref",
    total: int | None = None,
    alt: str | None = None,
    config: Mapping[str, Any] | None = None,
) -> str | None:
    """The chosen row's `record`, or None. Only the columns of `labels` (column -> heading) and `record` reach the
    browser, in that order: a hidden column is a shipped column. `total` is how many there are when not all are here.

    A tap on any cell chooses its row. Cells are text: nothing in them is markup.
    """
    columns = list(labels) if record in labels else [record, *labels]
    event = st.dataframe(
        frame[columns],
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(frame), ROWS_SHOWN) + 1) + 2,
        column_order=list(labels),
        column_config={**labels, **(config or {})},
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        alt=alt,
    )
    shown, whole = len(frame), len(frame) if total is None else total
    if shown < whole:
        st.caption(_("The first {shown} of {whole}.").format(shown=number(shown), whole=number(whole)))
    else:
        st.caption(ngettext("{n} record", "{n} records", whole).format(n=number(whole)))
    row = chosen_row(cast(Mapping[str, Any], event), rows=len(frame))
    return None if row is None else str(frame.iloc[row][record])


def chosen_row(event: Mapping[str, Any], *, rows: int) -> int | None:
    """The row a selection points at; a browser can send any number, so only one that exists."""
    selection = event.get("selection") or {}
    found = [cell[0] for cell in selection.get("cells") or []] or list(selection.get("rows") or [])
    return next((row for row in found if isinstance(row, int) and 0 <= row < rows), None)


def figures_table(frame: pd.DataFrame, *, labels: Mapping[str, str], alt: str | None = None) -> None:
    """A real HTML table that a screen reader and a keyboard can walk; for the figures behind a map or a chart."""
    shown = pd.DataFrame(
        {plain(label): [plain("" if pd.isna(v) else str(v)) for v in frame[name]] for name, label in labels.items()}
    )
    st.table(shown, hide_index=True, alt=alt)
