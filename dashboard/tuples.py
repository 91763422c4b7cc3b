"""Rows of a frame, one after the other."""

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def tuples(frame: pd.DataFrame) -> Iterator[Any]:
    """What frame.itertuples(index=False) gives. That looks up each column by its place, which for the few rows and many
    columns of a list took longer than all the rest of a page's own work."""
    return map(_row_of(tuple(frame.columns)), frame.to_numpy(dtype=object))


@lru_cache(maxsize=500)
def _row_of(columns: tuple[str, ...]) -> Any:
    fields: Any = namedtuple
    return fields("Row", columns, rename=True)._make
