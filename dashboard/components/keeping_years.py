"""How long each class is kept: the default, where it comes from, what the agency chose."""

import streamlit as st

from dashboard import keeping_loaders
from dashboard.components.form import field_problem, form_notice, save_button
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, ngettext, plain, say
from db.access import Viewer
from db.commands.retention import SetRetention
from db.queries.retention import ClassDue


def years_section(viewer: Viewer) -> None:
    st.caption(_("A change erases nothing by itself: what is due changes, and two people still decide."))
    with st.container(key="rows-years", gap="small"):
        for one in keeping_loaders.due_classes(viewer):
            with st.container(border=True, key=f"years-{one.name.name.lower()}", gap="xsmall"):
                _row(one)
                _change(viewer, one)


def years(n: int) -> str:
    return ngettext("{n} year", "{n} years", n).format(n=n)


def _row(one: ClassDue) -> None:
    mark = " :orange-badge[:material/edit: " + _("changed") + "]" if one.years != one.default else ""
    st.markdown(f"**{plain(say(one.what))}: {years(one.years)}**{mark}")
    said = _("From {since}. Default {default}; source: {source}").format(
        since=say(one.since), default=years(one.default), source=say(one.source)
    )
    who = " " + _("Changed by {who}.").format(who=plain(one.changed_by)) if one.changed_by else ""
    st.caption(said + who)


def _change(viewer: Viewer, one: ClassDue) -> None:
    draft = Draft(f"years.{one.name.name.lower()}", viewer)
    if kept := form_state(draft.form).get("receipt"):
        st.markdown(":green[:material/check_circle: " + plain(kept["sentence"]) + "]")
    with st.expander(_("Change"), icon=":material/edit:", expanded=bool(draft.fields)):
        form_notice(draft.form, fields={"years": _("Years")}, mine={"years": draft.value("years")})
        label = _("Years, from {least} to {most}").format(least=one.least, most=one.most)
        chosen = st.number_input(label, step=1, **draft.bind("years", one.years))
        field_problem(draft.form, "years")
        version = newest_version(draft.form, one.version)
        if save_button(draft, _("Save")):
            _save(viewer, draft, SetRetention(one.name, int(chosen), version), one)
        if one.years != one.default and st.button(
            _("Back to the default"), key=draft.widget("default"), icon=":material/undo:"
        ):
            _save(viewer, draft, SetRetention(one.name, None, version), one)
        note_shown(draft.form, one.version)


def _save(viewer: Viewer, draft: Draft, command: SetRetention, one: ClassDue) -> None:
    kept = years(one.default if command.years is None else command.years)
    key = f"{draft.key}-{command.version}-{command.years}"
    said = Receipt(_("Kept {years} from now on.").format(years=kept))
    submit(command, viewer=viewer, form=draft.form, key=key, said=lambda _saved: said)
