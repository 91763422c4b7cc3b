"""Training delivered to officers: what about, to whom, how many; added up by unit and by topic."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import clock, navigation
from dashboard.components.map_answer import as_of
from dashboard.components.rows import attendance_words, present, rows
from dashboard.components.states import empty_state
from dashboard.filters import period_words
from dashboard.words import _, ngettext, number, plain, said_time
from db.queries.filters import Filters
from db.queries.training import by_topic, by_unit


def training_shown(held: pd.DataFrame, filters: Filters, answer: DeltaGenerator) -> None:
    with answer:
        people = int(held["attendance"].fillna(0).sum())
        said = ngettext("{n} training delivered", "{n} trainings delivered", len(held)).format(n=number(len(held)))
        came = ngettext("{n} person came", "{n} people came", people).format(n=number(people))
        st.markdown(f"**{said}, {came}**")
        st.caption(
            _("{period}. Officer training that was held; plan it and say who came under Events.").format(
                period=period_words(filters)
            )
            + " "
            + as_of()
        )
    if held.empty:
        empty_state(
            _("No training in this period."), detail=_("Widen the dates, or plan one as an event of type officer training."),
            icon=":material/school:", key="training",
        )  # fmt: skip
        return
    left, right = st.columns(2, gap="large")
    with left:
        _table(by_unit(held), _("Unit"), "unit")
    with right:
        _table(by_topic(held), _("Topic"), "topic")
        st.caption(_("A training on two topics counts under both."))
    rows(held, _row, key="training")


def _table(added: pd.DataFrame, heading: str, name: str) -> None:
    st.table(
        {
            heading: [plain(str(value)) if value else _("not said") for value in added[name]],
            _("Trainings"): [number(n) for n in added["events"]],
            _("People"): [number(n) for n in added["people"].fillna(0)],
        },
        hide_index=True,
    )


def _row(row: Any) -> None:
    navigation.link("events", label=f"**{plain(row.title)}**", icon=":material/school:", ref=row.ref)
    parts = [said_time(row.starts_at, clock.now()), plain(row.unit) if present(row.unit) else _("unit not said")]
    parts.append(plain(", ".join(row.topics or [])))
    if present(row.attendance):
        parts.append(attendance_words(int(row.attendance), bool(row.counted)))
    st.caption(" · ".join(part for part in parts if part))
