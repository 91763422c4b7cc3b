"""Work on an event: close it out with who came, or call it off."""

from typing import Any

import streamlit as st

from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.labels import event_status_label, group_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.events import CancelEvent, CloseOutEvent, GroupCount
from db.queries.events import EventRecord
from db.vocabulary import AttendanceGroup, EventStatus


def close_out_form(viewer: Viewer, event: EventRecord) -> None:
    """Who came, how that was counted, what came of it; the same form corrects it later."""
    draft = Draft(f"event.{event.ref}.close", viewer)
    again = event.status == EventStatus.HELD
    with st.container(border=True, key="close-out"):
        st.markdown("#### " + (_("Correct who came") if again else _("Close it out: who came?")))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=_named(), mine=draft.fields, in_words=_in_words)
        total = st.number_input(
            _("How many came (required)"), min_value=0, max_value=100_000, step=1,
            **draft.bind("attendance_total", event.attendance_total),
        )  # fmt: skip
        field_problem(draft.form, "attendance_total")
        counted = st.radio(
            _("How was that counted?"), [True, False], horizontal=True,
            format_func=how_counted,
            **draft.bind("attendance_counted", bool(event.attendance_counted), options=[True, False]),
        )  # fmt: skip
        groups = _groups(draft, event, counted=bool(counted))
        field_problem(draft.form, "groups")
        note, heard, worked = (
            draft.words(label, field, default=getattr(event, field) or "", rows=3, most=5000)
            for field, label in (
                ("outcome_note", _("What came of it, without names")),
                ("heard", _("What was heard")),
                ("worked", _("What worked, and what to do otherwise next time")),
            )
        )
        story, consent = _story(draft, event)
        if save_button(draft, _("Save who came")):
            submit(
                CloseOutEvent(
                    event.ref,
                    newest_version(draft.form, event.version),
                    attendance_total=None if total is None else int(total),
                    attendance_counted=bool(counted),
                    groups=groups,
                    outcome_note=note,
                    heard=heard,
                    worked=worked,
                    story=story,
                    story_consent=consent,
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(
                    _("{ref} is closed out.").format(ref=event.ref),
                    what_next=_("It counts as held, on the map and in its neighbourhood’s story."),
                ),
            )
        note_shown(draft.form, event.version)


def _story(draft: Draft, event: EventRecord) -> tuple[str, str]:
    """A success story, and how those in it agreed that it is told: without that it goes nowhere."""
    with st.expander(_("A success story"), icon=":material/star:", expanded=bool(event.story or draft.holds("story"))):
        story = draft.words(
            _("The story, as those in it agreed"), "story", default=event.story or "", rows=3, most=5000
        )
        consent = st.text_input(
            _("How they agreed that it is told"), max_chars=120,
            placeholder=_("In person, after the meeting; may be named by first name"),
            help=_("Empty: it stays here. With consent it may go into a briefing."),
            **draft.bind("story_consent", event.story_consent or ""),
        )  # fmt: skip
        field_problem(draft.form, "story_consent")
    return story, consent


def _named() -> dict[str, str]:
    return {
        "status": _("Status"),
        "attendance_total": _("How many came"),
        "attendance_counted": _("How that was counted"),
        "outcome_note": _("What came of it"),
        "heard": _("What was heard"),
        "worked": _("What worked"),
        "story": _("The story"),
        "story_consent": "",
        "groups": "",
    }


def _in_words(field: str, value: Any) -> str:
    if field == "status":
        return event_status_label(value)
    if field == "attendance_counted":
        return how_counted(bool(value))
    return str(value)


def how_counted(counted: bool) -> str:
    return _("Counted at the door") if counted else _("Estimated")


def _groups(draft: Draft, event: EventRecord, *, counted: bool) -> tuple[GroupCount, ...]:
    before = {group: count for group, count, _counted in event.groups}
    options = list(AttendanceGroup)
    chosen = st.pills(
        _("Which groups were there?"), options, selection_mode="multi", format_func=group_label,
        **draft.bind("groups", [AttendanceGroup(group) for group in before], options=options),
    )  # fmt: skip
    made = []
    for group in chosen or []:
        count = st.number_input(
            _("How many: {group}").format(group=group_label(group)), min_value=0, max_value=100_000, step=1,
            **draft.bind(f"group-{group}", before.get(group)),
        )  # fmt: skip
        # A group without a number is said by the command: 0 of them would be another thing.
        n: Any = None if count is None else int(count)
        made.append(GroupCount(AttendanceGroup(group), n, counted))
    return tuple(made)


def cancel_form(viewer: Viewer, event: EventRecord) -> None:
    """Call a planned event off, with the reason people are told."""
    draft = Draft(f"event.{event.ref}.cancel", viewer)
    with st.expander(_("Call it off"), icon=":material/event_busy:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={**_named(), "reason": ""}, in_words=_in_words)
        reason = draft.words(_("Why"), "reason", required=True, rows=2, most=2000)
        if save_button(draft, _("Call the event off"), icon=":material/event_busy:"):
            submit(
                CancelEvent(event.ref, newest_version(draft.form, event.version), reason),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("{ref} is called off.").format(ref=event.ref)),
            )
        note_shown(draft.form, event.version)
