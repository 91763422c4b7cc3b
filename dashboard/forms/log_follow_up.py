"""What follows: a task for oneself, or a promise made to the community."""

from datetime import date, timedelta

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.forms.case_work import end_of_day
from dashboard.forms.log_about import linked
from dashboard.forms.log_kinds import ABOUT_CONCERN, AT_EVENT
from dashboard.forms.log_place import Place
from dashboard.words import DATE_FORMAT, _
from db.commands.tasks import AddTask

AFTER = timedelta(days=7)


def follow_up_fields(draft: Draft, place: Place) -> AddTask | None:
    """The task, or None when nothing follows."""
    if not st.toggle(_("Something follows from this"), **draft.bind("follows", False)):
        return None
    text = draft.words(_("What is to be done"), "follow_up_text", rows=2, most=300, required=True)
    day = st.date_input(
        _("By"),
        format=DATE_FORMAT,
        width=170,
        **draft.bind("follow_up_day", clock.today() + AFTER),
    )
    field_problem(draft.form, "follow_up_due_at")
    promise = st.checkbox(_("We promised this to the community"), **draft.bind("follow_up_promise", False))
    due = end_of_day(day if isinstance(day, date) else clock.today() + AFTER)
    return AddTask(
        text=text,
        due_at=due,
        is_promise=bool(promise),
        neighbourhood_id=place.area_id,
        concern=linked(draft, ABOUT_CONCERN),
        event=linked(draft, AT_EVENT),
    )
