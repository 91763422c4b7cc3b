"""Rows of a frame are what pandas' own are, type by type."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.tuples import tuples

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FRAMES = {
    "a list": pd.DataFrame(
        {
            "ref": ["C-2026-00001", "C-2026-00002"],
            "version": [1, 2],
            "owner_id": [7.0, None],
            "received_at": pd.to_datetime([MOMENT, MOMENT], utc=True),
            "due_at": pd.to_datetime([MOMENT, None], utc=True),
            "day": [date(2026, 11, 2), None],
            "overdue": [True, False],
            "words": ["Lamp out", None],
        }
    ),
    "numbers": pd.DataFrame({"n": [1, 2, 3], "share": [0.5, 1.5, float("nan")]}),
    "one kind": pd.DataFrame({"n": [1, 2]}),
    "words no field can have": pd.DataFrame({"class": ["a"], "two words": ["b"]}),
    "nothing": pd.DataFrame({"ref": [], "n": []}),
}


@pytest.mark.parametrize("name", FRAMES)
def test_they_are_what_pandas_gives(name: str) -> None:
    ours, theirs = list(tuples(FRAMES[name])), list(FRAMES[name].itertuples(index=False))
    assert [repr(tuple(row)) for row in ours] == [repr(tuple(row)) for row in theirs]
    assert [[type(value) for value in row] for row in ours] == [[type(value) for value in row] for row in theirs]
    assert all(row._fields == other._fields for row, other in zip(ours, theirs, strict=True))
