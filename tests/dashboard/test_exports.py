"""Files to take away are inert, and noted before they are handed out."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard import clock, exports
from dashboard.inert import csv_file, inert_cell
from db.commands.exports import Export
from db.commands.sessions import SignOut
from db.errors import Refused
from db.models import AuditEntry
from db.store import Store
from db.vocabulary import Role

FORMULAS = ("=1+1", "+49 30", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", " =1+1", "＝1+1", "\ufeff=1")


def rows_of(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_is_quoted(text: str) -> None:
    assert inert_cell(text) == f"'{text}"


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    cell = str(inert_cell(text))
    assert not cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(text)


def test_numbers_stay_numbers_and_what_is_missing_is_empty() -> None:
    frame = pd.DataFrame(
        {"n": [-3, 4], "rate": pd.Series([-0.5, None], dtype="Float64"), "day": [pd.NaT, pd.Timestamp("2026-11-03")]}
    )
    assert rows_of(csv_file(frame)) == [["n", "rate", "day"], ["-3", "-0.5", ""], ["4", "", "2026-11-03 00:00:00"]]


def test_headings_are_inert_and_quotes_commas_and_lines_survive() -> None:
    frame = pd.DataFrame({"=cmd": ['said "no", twice\nand left'], "Ort": ["Zürich"]})
    assert rows_of(csv_file(frame)) == [["'=cmd", "Ort"], ['said "no", twice\nand left', "Zürich"]]
    assert csv_file(frame).startswith(b"\xef\xbb\xbf")


@pytest.fixture
def button(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page hands to Streamlit's download button."""
    caught: dict[str, Any] = {}
    monkeypatch.setattr(
        streamlit, "download_button", lambda label, made, **more: caught.update(label=label, made=made, **more)
    )
    return caught


def draw(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "token_here", lambda: token)
    exports.csv_button(
        "Download",
        lambda viewer: pd.DataFrame({"Neighbourhood": ["Harbour"], "Seen by": [viewer.name]}),
        name="figures",
        what=Export.FIGURES,
        filters={"category": ["noise"]},
        key="download",
    )


def noted(store: Store) -> list[tuple[str | None, dict[str, Any]]]:
    with store.reading() as session:
        entries = select(AuditEntry.actor, AuditEntry.detail).where(AuditEntry.action == "exported")
        found = session.execute(entries.order_by(AuditEntry.id))
        return [(actor, detail) for actor, detail in found]


def test_the_click_is_noted_with_who_what_and_how_many_and_drawing_the_button_is_not(
    store: Store,
    token: Callable[[Role], str],
    at_noon: datetime,
    button: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw(token(Role.ANALYST), monkeypatch)
    assert noted(store) == []
    assert button["on_click"] == "ignore"
    assert rows_of(button["made"]()) == [["Neighbourhood", "Seen by"], ["Harbour", "Noor Haddad"]]
    assert noted(store) == [
        (
            "Noor Haddad (analyst)",
            {"what": "figures by neighbourhood", "rows": 1, "filters": {"category": ["noise"]}},
        )
    ]


def test_a_button_that_outlived_its_session_gives_no_file(
    store: Store,
    token: Callable[[Role], str],
    at_noon: datetime,
    button: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = token(Role.OFFICER)
    draw(mine, monkeypatch)
    ended = exports.session_behind(mine)
    assert ended.viewer is not None
    store.execute(SignOut(ended.viewer.session_id or 0), by=ended.viewer, now=clock.now())
    with pytest.raises(Refused):
        button["made"]()
    assert noted(store) == []


def test_whoever_may_not_see_the_figures_cannot_take_them(
    store: Store,
    token: Callable[[Role], str],
    at_noon: datetime,
    button: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw(token(Role.PRESENTER), monkeypatch)
    with pytest.raises(Refused):
        button["made"]()
    assert noted(store) == []
