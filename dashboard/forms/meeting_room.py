"""Who is in the room, as the officer at the front table counts them."""

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.draft import Draft
from dashboard.forms.event_work import how_counted
from dashboard.labels import group_label
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, number
from dashboard.words import clock as time_of_day
from db.access import Viewer
from db.commands.events import GroupCount
from db.commands.meetings import CountRoom
from db.queries.events import EventRecord
from db.vocabulary import AttendanceGroup


def room_form(viewer: Viewer, event: EventRecord) -> None:
    """Everybody, and those groups one can tell apart. Saved as often as one likes: the last count stands."""
    draft = Draft(f"meeting.{event.ref}.room", viewer)
    form_notice(draft.form, fields={"total": "", "groups": ""})
    before = {group: count for group, count, _counted in event.groups}
    total = st.number_input(
        _("People in the room (required)"), min_value=0, max_value=100_000, step=1,
        **draft.bind("total", event.attendance_total),
    )  # fmt: skip
    field_problem(draft.form, "total")
    counted = st.segmented_control(
        _("How was that counted?"), [True, False], format_func=how_counted, required=True,
        **draft.bind("counted", event.attendance_counted is not False, options=[True, False]),
    )  # fmt: skip
    options = list(AttendanceGroup)
    chosen = st.pills(
        _("Groups among them"), options, selection_mode="multi", format_func=group_label,
        **draft.bind("groups", [AttendanceGroup(group) for group in before], options=options),
    )  # fmt: skip
    groups = []
    for group in chosen or []:
        n = st.number_input(
            _("How many: {group}").format(group=group_label(group)), min_value=0, max_value=100_000, step=1,
            **draft.bind(f"group-{group}", before.get(group)),
        )  # fmt: skip
        groups.append(GroupCount(AttendanceGroup(group), int(n or 0), bool(counted)))
    field_problem(draft.form, "groups")
    gone = [GroupCount(AttendanceGroup(group), 0) for group in before if AttendanceGroup(group) not in (chosen or [])]
    if save_button(draft, _("Save the count"), icon=":material/groups:"):
        submit(
            CountRoom(event.ref, None if total is None else int(total), bool(counted), (*groups, *gone)),  # type: ignore[arg-type]
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_counted(int(total or 0))),
        )
    short_receipt(draft.form, viewer)


def _counted(total: int) -> str:
    people = ngettext("{n} person", "{n} people", total).format(n=number(total))
    return _("{people} at {time}.").format(people=people, time=time_of_day(clock.now()))
