"""Who moved a record, when, from where to where, and why."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.rows import present
from dashboard.words import _, exact_time, plain

MERGE = re.compile(r"^(C-\d+-\d+) ([→↛]) (C-\d+-\d+)$")


def history_list(changes: pd.DataFrame, label: Callable[[str], str], *, first: str) -> None:
    """The steps of a record, newest first. `label` says a status in words, `first` how it all began."""
    if changes.empty:
        return
    st.markdown("#### " + _("History"))
    for change in changes.iloc[::-1].itertuples(index=False):
        if merge := merge_step(change.reason):
            st.markdown(f"- {merge}  \n  :small[{_who(change)}]")
            continue
        if present(change.from_status):
            step = _("{before} → **{after}**").format(before=label(change.from_status), after=label(change.to_status))
        else:
            step = f"**{first}**"
        reason = f"  \n{plain(change.reason)}" if present(change.reason) else ""
        st.markdown(f"- {step}{reason}  \n  :small[{_who(change)}]")


def _who(change: Any) -> str:
    return _("{who}, {when}").format(who=plain(change.who), when=exact_time(change.at))


def merge_step(reason: Any) -> str | None:
    """The sentence for a step that db.commands.duplicates wrote: "C-1 → C-2" and "C-1 ↛ C-2"."""
    found = MERGE.match(reason) if isinstance(reason, str) else None
    if found is None:
        return None
    said = _("**{repeat} was merged into {main}**") if found[2] == "→" else _("**{repeat} was taken out of {main}**")
    return said.format(repeat=plain(found[1]), main=plain(found[3]))
