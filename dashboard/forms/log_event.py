"""An event: planned ahead, or recorded afterwards with who came."""

from collections.abc import Callable
from datetime import date, time, timedelta

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.forms.log_place import Place
from dashboard.forms.log_when import moment
from dashboard.labels import event_type_label, group_label
from dashboard.words import DATE_FORMAT, _, local, ngettext
from db.commands.events import GroupCount, RecordEvent
from db.vocabulary import AttendanceGroup, EventType

EVENING = time(18, 0)
HOURS = (1.0, 1.5, 2.0, 3.0, 4.0)


def event_fields(draft: Draft) -> Callable[[Place], RecordEvent]:
    """Draws the fields; the answer makes the command once the place is known."""
    types = list(EventType)
    kind = st.selectbox(
        _("Kind of event (required)"), types, format_func=event_type_label, index=None, placeholder=_("Choose or type"),
        **draft.bind("event_type", options=[None, *types]),
    )  # fmt: skip
    field_problem(draft.form, "type")
    title = st.text_input(_("Title, as announced (required)"), max_chars=200, **draft.bind("title", ""))
    field_problem(draft.form, "title")
    today = local(clock.now()).date()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(_("Day"), format=DATE_FORMAT, width=170, **draft.bind("event_day", today))
        at = st.time_input(_("From"), step=timedelta(minutes=15), width=130, **draft.bind("event_clock", EVENING))
    field_problem(draft.form, "starts_at")
    hours = st.pills(
        _("How long"), list(HOURS), format_func=_hours, required=True, **draft.bind("hours", 2.0, options=HOURS)
    )
    field_problem(draft.form, "ends_at")
    starts = moment(day if isinstance(day, date) else today, at or EVENING)
    total, counted, groups, note = _who_came(draft) if starts <= clock.now() else (None, False, (), None)
    with st.expander(
        _("More: host, audience, language"),
        icon=":material/more_horiz:",
        expanded=draft.holds("audience", "event_language", "interpreter") or not draft.value("hosted", True),
    ):
        hosted = st.toggle(
            _("We host it"), **draft.bind("hosted", True), help=_("Off: we attend somebody else’s event.")
        )
        audience = st.text_input(_("For whom"), max_chars=120, **draft.bind("audience", ""))
        language = st.text_input(_("Language, if not English"), max_chars=40, **draft.bind("event_language", ""))
        interpreter = st.toggle(_("An interpreter is booked"), **draft.bind("interpreter", False))

    def made(place: Place) -> RecordEvent:
        return RecordEvent(
            type=EventType(kind) if kind else None,  # type: ignore[arg-type]  # the command says what is missing
            title=title,
            starts_at=starts,
            ends_at=starts + timedelta(hours=float(hours or 2.0)),
            hosted=bool(hosted),
            venue=place.venue_name,
            venue_organisation=place.venue,
            latitude=place.latitude,
            longitude=place.longitude,
            neighbourhood_id=place.neighbourhood_id,
            audience=audience,
            language=language,
            interpreter=bool(interpreter),
            attendance_total=total,
            attendance_counted=counted,
            groups=groups,
            outcome_note=note,
        )

    return made


def _hours(hours: float) -> str:
    if hours == int(hours):
        return ngettext("{n} hour", "{n} hours", int(hours)).format(n=int(hours))
    return _("{n} hours").format(n=hours)


def _who_came(draft: Draft) -> tuple[int | None, bool, tuple[GroupCount, ...], str | None]:
    """It has begun: who is or was there. Left empty, it stays planned until somebody says."""
    total = st.number_input(
        _("How many came"), min_value=0, max_value=100_000, step=1, placeholder=_("Leave empty if you do not know yet"),
        **draft.bind("attendance_total", None),
    )  # fmt: skip
    field_problem(draft.form, "attendance_total")
    if total is None:
        return None, False, (), None
    counted = st.radio(
        _("How was that counted?"), [True, False], horizontal=True,
        format_func=lambda value: _("Counted at the door") if value else _("Estimated"),
        **draft.bind("attendance_counted", False, options=[True, False]),
    )  # fmt: skip
    options = list(AttendanceGroup)
    chosen = st.pills(
        _("Which groups were there?"), options, selection_mode="multi", format_func=group_label,
        **draft.bind("groups", [], options=options),
    )  # fmt: skip
    groups = []
    for group in chosen or []:
        count = st.number_input(
            _("How many: {group}").format(group=group_label(group)), min_value=0, max_value=100_000, step=1,
            **draft.bind(f"group-{group}", 0),
        )  # fmt: skip
        groups.append(GroupCount(AttendanceGroup(group), int(count or 0), bool(counted)))
    field_problem(draft.form, "groups")
    note = draft.words(_("What came of it, without names"), "outcome_note", rows=3)
    return int(total), bool(counted), tuple(groups), note or None
