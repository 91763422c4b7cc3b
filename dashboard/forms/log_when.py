"""When: now, unless somebody says otherwise."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.words import DATE_FORMAT, _, local
from db.settings import get_settings


def when_fields(draft: Draft, *, field: str, label: str, before: timedelta = timedelta(0)) -> datetime:
    """A past moment; `before` is how long ago it began when nothing is chosen. `field` is the command's."""
    if not st.toggle(_("Not just now"), **draft.bind("earlier", False), help=_("Say on which day and at what time.")):
        field_problem(draft.form, field)
        return clock.now() - before
    now = local(clock.now())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(label, max_value=now.date(), format=DATE_FORMAT, width=170, **draft.bind("day", now.date()))
        at = st.time_input(_("At"), step=timedelta(minutes=5), width=130, **draft.bind("clock", time(now.hour, 0)))
    field_problem(draft.form, field)
    return moment(day if isinstance(day, date) else now.date(), at or time(now.hour, 0))


def moment(day: date, at: time) -> datetime:
    """A day and a time of the agency's zone."""
    return datetime.combine(day, at, tzinfo=get_settings().zone)
