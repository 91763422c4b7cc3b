"""Files to take away: inert in a spreadsheet, and noted in the audit trail before they are handed out."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.inert import csv_file
from dashboard.shared_store import shared_store
from dashboard.viewer import session_behind, token_here
from dashboard.words import _
from db.access import Viewer
from db.commands.exports import Export, NoteExport
from db.errors import Refused, problem


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
