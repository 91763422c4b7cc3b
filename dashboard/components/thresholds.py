"""Thresholds, one row each: what it is, where it comes from, its default, who changed it; an administrator changes it."""

import streamlit as st

from dashboard import clock, clock_loaders
from dashboard.clock_words import THRESHOLDS, amount, unit_label
from dashboard.components.form import field_problem, form_notice, save_button
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain, said_time
from db.access import Permission, Viewer
from db.commands.thresholds import SetThreshold
from db.queries.thresholds import Standing


def thresholds_section(viewer: Viewer) -> None:
    may = viewer.may(Permission.THRESHOLD_SET)
    st.markdown(
        _("These clocks and distances decide what is late, what stands on the escalation list and what is proposed.")
    )
    told = _("A change counts from now on. Due dates that are already set stay as they are.")
    st.caption(told if may else _("An administrator changes them. {told}").format(told=told))
    with st.container(key="rows-thresholds", gap="small"):
        for one in clock_loaders.threshold_list(viewer):
            with st.container(border=True, key=f"threshold-{one.name.name.lower()}", gap="xsmall"):
                _row(one)
                if may:
                    _change(viewer, one)


def _row(one: Standing) -> None:
    words = THRESHOLDS[one.name]
    changed = one.value != one.default
    mark = " :orange-badge[:material/edit: " + _("changed") + "]" if changed else ""
    st.markdown(f"**{_(words.name)}: {amount(one.value, one.unit)}**{mark}  \n{_(words.means)}")
    default = amount(one.default, one.unit)
    said = _("Default {default}; source: {source}.").format(default=default, source=_(words.source))
    if one.changed_at is not None:
        who = plain(one.changed_by) if one.changed_by else _("nobody here")
        when = said_time(one.changed_at, clock.now())
        said += " " + _("Last changed by {who}, {when}.").format(who=who, when=when)
    st.caption(said)


def _change(viewer: Viewer, one: Standing) -> None:
    draft = Draft(f"threshold.{one.name.name.lower()}", viewer)
    kept = form_state(draft.form).get("receipt")
    if kept:
        st.markdown(":green[:material/check_circle: " + plain(kept["sentence"]) + "]")
    with st.expander(_("Change"), icon=":material/edit:", expanded=bool(draft.fields)):
        form_notice(draft.form, fields={"value": _("Value")}, mine={"value": draft.value("value")})
        value = st.number_input(
            _("{unit}, from {least} to {most}").format(unit=unit_label(one.unit), least=one.least, most=one.most),
            step=1, **draft.bind("value", one.value),
        )  # fmt: skip
        field_problem(draft.form, "value")
        version = newest_version(draft.form, one.version)
        if save_button(draft, _("Save")):
            _save(viewer, draft, SetThreshold(one.name, int(value), version), one)
        if one.value != one.default and st.button(
            _("Back to the default"), key=draft.widget("default"), icon=":material/undo:"
        ):
            _save(viewer, draft, SetThreshold(one.name, None, version), one)
        note_shown(draft.form, one.version)


def _save(viewer: Viewer, draft: Draft, command: SetThreshold, one: Standing) -> None:
    value = one.default if command.value is None else command.value
    said = _("{name} is {value} from now on.").format(name=_(THRESHOLDS[one.name].name), value=amount(value, one.unit))
    # The same value twice is two changes when somebody put it back in between: the version is part of the key.
    key = f"{draft.key}-{command.version}-{command.value}"
    submit(command, viewer=viewer, form=draft.form, key=key, said=lambda _saved: Receipt(said))
