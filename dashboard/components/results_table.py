"""What is chosen in a table, and small tables of figures to read."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.words import plain


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
