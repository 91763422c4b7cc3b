"""Work on a week: correct an entry or take it out, hand the week in, sign it off or return it."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import clock, state
from dashboard.areas import known_areas
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.rows import present
from dashboard.draft import Draft
from dashboard.forms.log_activity import MEDIA, medium_label
from dashboard.labels import activity_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import DATE_FORMAT, _, exact_time, local, plain, said_date, zone
from db.access import Viewer
from db.commands.activity_corrections import EditActivity, WithdrawActivity
from db.commands.week_sheets import HandInWeek, ReturnWeek, SignOffWeek
from db.queries.week_sheets import Sheet
from db.vocabulary import ActivityType


def hand_in_form(viewer: Viewer, sheet: Sheet) -> None:
    form = f"week.{sheet.week}.hand-in"
    draft = Draft(form, viewer)
    if show_receipt(form, viewer, another=_("Close")):
        return
    form_notice(form, fields={})
    if sheet.signed_off_at or sheet.handed_in_at or sheet.entries.empty:
        return
    if save_button(draft, _("Hand in this week"), icon=":material/outbox:"):
        submit(
            HandInWeek(sheet.week, sheet.version),
            viewer=viewer,
            form=form,
            said=lambda _saved: Receipt(
                _("The week from {day} is handed in.").format(day=said_date(sheet.week, clock.today())),
                what_next=_("You can still correct it until your supervisor signs it off."),
            ),
        )


def sign_off_form(viewer: Viewer, sheet: Sheet) -> None:
    """Two ways: it is right, or what is to be put right. A sheet that is signed off can still be returned."""
    whose = f"{sheet.week}.{sheet.officer_id}"
    signing, returning = Draft(f"week.{whose}.sign", viewer), Draft(f"week.{whose}.return", viewer)
    for draft in (signing, returning):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={"why": ""})
    if not sheet.handed_in_at:
        return
    name = plain(sheet.officer)
    if not sheet.signed_off_at and save_button(signing, _("Sign it off"), icon=":material/verified:"):
        submit(
            SignOffWeek(sheet.officer_id, sheet.week, sheet.version),
            viewer=viewer,
            form=signing.form,
            said=lambda _saved: Receipt(_("{name}’s week is signed off.").format(name=sheet.officer)),
        )
    label = _("Open it again") if sheet.signed_off_at else _("Return it")
    with st.expander(label, icon=":material/undo:", expanded=bool(returning.fields)):
        why = returning.words(_("What is to be put right"), "why", required=True, rows=2, most=300)
        if save_button(returning, label, icon=":material/undo:"):
            submit(
                ReturnWeek(sheet.officer_id, sheet.week, newest_version(returning.form, sheet.version), why),
                viewer=viewer,
                form=returning.form,
                said=lambda _saved: Receipt(
                    _("The week went back to {name}.").format(name=sheet.officer),
                    what_next=_("It stands on their Today, with what you wrote."),
                ),
            )
        note_shown(returning.form, sheet.version)
    st.caption(_("{name} can correct every entry until you sign off.").format(name=name))


def entry_form(viewer: Viewer, row: Any) -> None:
    """One entry, as it should have been. `row` is one of db.queries.week_sheets."""
    draft = Draft(f"week.entry.{row.ref}", viewer)
    if show_receipt(draft.form, viewer, another=_("Close")):
        return
    form_notice(draft.form, fields=_named(), mine=draft.fields, in_words=_in_words)
    command = _fields(viewer, draft, row)
    if save_button(draft, _("Save the correction")):
        submit(
            command,
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("{ref} is corrected.").format(ref=row.ref)),
        )
    with st.container(horizontal=True):
        if st.button(_("Take this entry out"), key=draft.widget("out"), icon=":material/delete:"):
            submit(
                WithdrawActivity(row.ref, newest_version(draft.form, int(row.version))),
                viewer=viewer,
                form=f"week.{row.day - timedelta(days=row.day.weekday())}.hand-in",
                said=lambda _saved: Receipt(_("{ref} is out; it counts nowhere.").format(ref=row.ref)),
            )
        st.button(
            _("Leave it as it is"), key=draft.widget("leave"), icon=":material/close:", on_click=_leave, args=(draft,)
        )
    note_shown(draft.form, int(row.version))


def _leave(draft: Draft) -> None:
    draft.clear()
    state.WEEK_ENTRY.set("")


def _named() -> dict[str, str]:
    return {
        "type": _("What you did"),
        "started_at": _("Began"),
        "minutes": _("Minutes"),
        "people_reached": _("People reached"),
        "medium": _("How"),
        "language": _("Language"),
        "note": "",
        "place": "",
    }


def _in_words(field: str, value: Any) -> str:
    if field == "type":
        return activity_label(value)
    return exact_time(value) if isinstance(value, datetime) else str(value)


def _fields(viewer: Viewer, draft: Draft, row: Any) -> EditActivity:
    named, kinds = _named(), list(ActivityType)
    kind = st.selectbox(
        named["type"], kinds, format_func=activity_label,
        **draft.bind("type", ActivityType(row.type), options=kinds),
    )  # fmt: skip
    began = local(row.started_at.to_pydatetime())
    day = st.date_input(_("Day"), max_value=clock.today(), format=DATE_FORMAT, **draft.bind("day", began.date()))
    time = st.time_input(
        _("Time"), step=timedelta(minutes=5), **draft.bind("time", began.time().replace(second=0, microsecond=0))
    )
    field_problem(draft.form, "started_at")
    minutes = st.number_input(
        named["minutes"], min_value=1, max_value=1440, step=5, **draft.bind("minutes", int(row.minutes))
    )
    field_problem(draft.form, "minutes")
    people = st.number_input(
        named["people_reached"], min_value=0, max_value=100_000, step=1,
        **draft.bind("people_reached", int(row.people_reached) if present(row.people_reached) else None),
    )  # fmt: skip
    field_problem(draft.form, "people_reached")
    areas = {area.code: area for area in known_areas(viewer)}
    here = next((code for code, area in areas.items() if area.id == row.neighbourhood_id), None)
    code = st.selectbox(
        _("Neighbourhood"), list(areas), format_func=lambda code: areas[code].name, index=None,
        placeholder=_("Somewhere else, or not known"), **draft.bind("area", here, options=[None, *areas]),
    )  # fmt: skip
    field_problem(draft.form, "place")
    medium = st.pills(
        named["medium"], list(MEDIA), format_func=medium_label,
        **draft.bind("medium", row.medium if present(row.medium) else None, options=[None, *MEDIA]),
    )  # fmt: skip
    language = st.text_input(
        named["language"], max_chars=40, **draft.bind("language", row.language if present(row.language) else "")
    )
    note = draft.words(
        _("Words, if they are to be replaced"), "note", rows=2,
        help=_("Left empty, what you noted stays as it is."),
    )  # fmt: skip
    started = datetime.combine(day, time, tzinfo=zone())
    unchanged = (day, time) == (began.date(), began.time().replace(second=0, microsecond=0))
    return EditActivity(
        row.ref,
        newest_version(draft.form, int(row.version)),
        ActivityType(kind),
        row.started_at.to_pydatetime() if unchanged else started,
        int(minutes) if minutes else None,  # type: ignore[arg-type]  # the command says what is missing
        neighbourhood_id=areas[code].id if code else None,
        people_reached=None if people is None else int(people),
        medium=medium,
        language=language,
        note=note or None,
    )
