"""Make a concern part of a case that is open already."""

import streamlit as st

from dashboard import case_loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.cases import LinkConcern
from db.queries.concerns import ConcernRecord


def link_case_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Nothing is shown when there is no case to link to."""
    draft = Draft(f"concern.{concern.ref}.link", viewer)
    cases = case_loaders.case_list(viewer)
    titles = dict(zip(cases["ref"], cases["title"], strict=True))
    if not titles:
        return
    with st.expander(_("Add it to an open case"), icon=":material/folder_shared:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={"case": ""})
        chosen = st.selectbox(
            _("Case"), list(titles), format_func=lambda ref: f"{ref} · {titles[ref]}", index=None,
            placeholder=_("Choose, or type a word of its title"), **draft.bind("case", options=[None, *titles]),
        )  # fmt: skip
        field_problem(draft.form, "case")
        if chosen and save_button(draft, _("Add it to {ref}").format(ref=plain(chosen))):
            submit(
                LinkConcern(chosen, concern.ref, newest_version(draft.form, concern.version)),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("{ref} is part of {case} now.").format(ref=concern.ref, case=chosen)),
            )
        note_shown(draft.form, concern.version)
