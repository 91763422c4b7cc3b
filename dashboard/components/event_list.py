"""Events by day, and how many people those that were held brought together."""

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.rows import event_row
from dashboard.components.states import empty_state
from dashboard.filters import period_words
from dashboard.words import _, local, ngettext, number, said_date
from db.queries.filters import Filters
from db.vocabulary import EventStatus

EMPTY = {
    "ahead": lambda: (
        _("Nothing is planned yet."),
        _("Plan the next meeting, visit or stall, so that people can come."),
    ),
    "held": lambda: (_("No event in this period."), _("Widen the dates or take a filter away.")),
    "open": lambda: (_("Every event is closed out."), _("Whoever came has been counted. Nothing to do here.")),
}


def events_shown(events: pd.DataFrame, view: str) -> None:
    """One heading a day, the rows beneath it."""
    if events.empty:
        sentence, detail = EMPTY[view]()
        empty_state(sentence, detail=detail, key="events")
        return
    if view != "held":
        said = ngettext("{n} event", "{n} events", len(events)).format(n=number(len(events)))
        st.markdown(f"**{said}**")
    days = events["starts_at"].map(lambda moment: local(moment).date())
    for day, of_day in events.groupby(days, sort=False):
        st.markdown(f"##### {said_date(day, clock.today()).capitalize()}")
        for row in of_day.itertuples(index=False):
            with st.container(border=True, key=f"row-event-{row.ref}", gap=None):
                event_row(row)


def held_summary(events: pd.DataFrame, filters: Filters) -> None:
    """How many events, how many people. Somebody who came twice counts twice, and the sentence says so."""
    held = events[events["status"] == EventStatus.HELD.value]
    people = int(held["attendance_total"].fillna(0).sum())
    counted = int(held["attendance_counted"].fillna(False).astype(bool).sum())
    said = ngettext("{n} event held", "{n} events held", len(held)).format(n=number(len(held)))
    came = ngettext("{n} person came", "{n} people came", people).format(n=number(people))
    st.markdown(f"**{said}, {came}**")
    st.caption(
        _(
            "{period}. People who came to two events count twice; heads were counted at {counted} of {events} events, "
            "the rest are estimates."
        ).format(period=period_words(filters), counted=counted, events=len(held))
    )
