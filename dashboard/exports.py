"""Files to take away: inert in a spreadsheet, and noted in the audit trail before they are handed out."""

import csv
import io
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.shared_store import shared_store
from dashboard.viewer import session_behind, token_here
from dashboard.words import _
from db.access import Viewer
from db.commands.exports import Export, NoteExport
from db.errors import Refused, problem

# What a spreadsheet would take for the beginning of a formula, also after it trimmed the cell: in any width of letters,
# behind any space and whatever else is not seen.
FORMULA = ("=", "+", "-", "@")
UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")


def inert_cell(value: Any) -> Any:
    """The value as a spreadsheet may read it: text that looks like a formula is quoted, real numbers stay numbers."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, str) and _looks_like_a_formula(value):
        return f"'{value}"
    return value


def _looks_like_a_formula(text: str) -> bool:
    seen = next((letter for letter in text if unicodedata.category(letter) not in UNSEEN), "")
    return text.startswith(("\t", "\r", "\n")) or unicodedata.normalize("NFKC", seen).startswith(FORMULA)


def csv_file(rows: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, or spreadsheets would show "é" as two letters; every heading and cell inert."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([inert_cell(str(name)) for name in rows.columns])
    for row in rows.astype(object).itertuples(index=False, name=None):
        writer.writerow([inert_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def csv_button(
    label: str,
    rows: Callable[[Viewer], pd.DataFrame],
    *,
    name: str,
    what: Export,
    filters: Mapping[str, Sequence[str]],
    key: str,
) -> None:
    """A table for a spreadsheet: see noted_file."""

    def made(viewer: Viewer) -> tuple[bytes, int]:
        table = rows(viewer)
        return csv_file(table), len(table)

    noted_file(
        label, made, file_name=f"{name}.csv", mime="text/csv", what=what, filters=filters, key=key,
        icon=":material/download:",
        help=_("A table for a spreadsheet. The audit trail notes who took it and when."),
    )  # fmt: skip


def noted_file(
    label: str,
    make: Callable[[Viewer], tuple[bytes, int]],
    *,
    file_name: str,
    mime: str,
    what: Export,
    filters: Mapping[str, Sequence[str]],
    key: str,
    icon: str,
    help: str,
) -> None:
    """A button that writes the audit entry and then the file, both at the click; nothing is made before. `make` gives
    the file and how many rows it has."""
    token = token_here()

    def made() -> bytes:
        # The click comes outside a rerun: ask again who this is, and whether their session still lives.
        viewer = session_behind(token).viewer
        if viewer is None:
            raise Refused(problem("Sign in to see this page."))
        file, rows = make(viewer)
        shared_store().execute(NoteExport(what, rows, filters), by=viewer, now=clock.now())
        return file

    st.download_button(label, made, file_name=file_name, mime=mime, key=key, icon=icon, on_click="ignore", help=help)
