"""Rows to frames: the columns are named even when there is no row."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select
from sqlalchemy.orm import Session


def frame(session: Session, statement: Select[*tuple[Any, ...]], *, times: Sequence[str] = ()) -> pd.DataFrame:
    """The statement's rows, columns as it labels them; `times` are UTC times even when all are empty."""
    result = session.execute(statement)
    rows = pd.DataFrame(result.all(), columns=list(result.keys()))
    for name in times:
        rows[name] = pd.to_datetime(rows[name], utc=True)
    return rows
