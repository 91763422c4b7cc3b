"""Tables for a spreadsheet that does nothing but show them."""

import csv
import io
import unicodedata
from typing import Any

import pandas as pd

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
