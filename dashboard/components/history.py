"""Who moved a record, when, from where to where, and why."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.rows import present
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, plain


def history_list(changes: pd.DataFrame, label: Callable[[str], str], *, first: str) -> None:
    """The steps of a record, newest first. `label` says a status in words, `first` how it all began."""
    if changes.empty:
        return
    st.markdown("#### " + _("History"))
    for change in tuples(changes.iloc[::-1]):
        if present(change.from_status):
            step = _("{before} → **{after}**").format(before=label(change.from_status), after=label(change.to_status))
        else:
            step = f"**{first}**"
        reason = f"  \n{plain(change.reason)}" if present(change.reason) else ""
        st.markdown(f"- {step}{reason}  \n  :small[{_who(change)}]")


def _who(change: Any) -> str:
    return _("{who}, {when}").format(who=plain(change.who), when=exact_time(change.at))
