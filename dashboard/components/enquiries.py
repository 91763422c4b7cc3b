"""Enquiries from the public, the media, elected officials and partners: cases with an answer clock."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import clock, navigation
from dashboard.case_words import choice_label
from dashboard.components.map_answer import as_of
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.words import _, ngettext, number, plain, said_left, said_time
from db.kinds import Asker


def enquiries_shown(found: pd.DataFrame, answer: DeltaGenerator) -> None:
    with answer:
        late = int(found["late"].sum())
        said = ngettext("{n} enquiry is open", "{n} enquiries are open", len(found)).format(n=number(len(found)))
        waits = ngettext("{n} answer is late", "{n} answers are late", late).format(n=number(late))
        st.markdown(f"**{said}, {waits}**")
        st.caption(
            _(
                "Enquiries are cases. Their clock is the day agreed, else the time in which everybody gets a first answer."
            )
            + " "
            + as_of()
        )
    if found.empty:
        empty_state(
            _("No enquiry is open."), detail=_("Open one below when somebody asks."), icon=":material/contact_support:",
            key="enquiries",
        )  # fmt: skip
        return
    rows(found, _row, key="enquiries")


def _row(row: Any) -> None:
    navigation.link("cases", label=f"**{plain(row.ref)}** · {plain(row.title)}", ref=row.ref)
    asker = choice_label(Asker(row.asker)) if present(row.asker) else _("asker not said")
    st.markdown(f"{_clock(row)} {asker}")
    opened = said_time(row.opened_at, clock.now())
    st.caption(_("opened {when} · owner: {owner}").format(when=opened, owner=plain(row.owner)))


def _clock(row: Any) -> str:
    if row.answered:
        return ":green-badge[:material/check_circle: " + _("Answered") + "]"
    colour, icon = ("red", "alarm") if row.late else ("orange", "timer")
    said = _("Answer: {left}").format(left=said_left(row.due_at, clock.now()))
    return f":{colour}-badge[:material/{icon}: {said}]"
