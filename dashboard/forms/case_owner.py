"""Give a case to somebody else."""

import streamlit as st

from dashboard import case_loaders, loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import in_words, no_names
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.case_owner import AssignCase
from db.queries.cases import CaseRecord
from db.vocabulary import CaseKind


def assign_case_form(viewer: Viewer, case: CaseRecord) -> None:
    """Colleagues of one's own team first; of a complaint only those who may look into it."""
    draft = Draft(form_of(case.ref), viewer)
    with st.container(border=True, key="case-owner"):
        st.markdown("#### " + _("Owner"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(
            draft.form,
            fields={"owner": "", "reason": "", "status": _("Status"), "owner_id": _("Owner")},
            mine={"owner_id": draft.value("owner")},
            in_words=in_words(viewer),
        )
        names = _who_may(viewer, case)
        options = [i for i in names if i != case.owner_id]
        if viewer.officer_id in options and st.button(
            _("Take it myself"), key=draft.widget("mine"), icon=":material/person_add:", width="stretch"
        ):
            _assign(viewer, case, draft, int(viewer.officer_id), names[viewer.officer_id], "")
        chosen = st.selectbox(
            _("Give it to"), options, format_func=names.__getitem__, index=None, placeholder=_("Choose a colleague"),
            **draft.bind("owner", options=[None, *options]),
        )  # fmt: skip
        field_problem(draft.form, "owner")
        if chosen is not None:
            st.caption(_what_goes_along(case))
            reason = draft.words(_("Why"), "reason", rows=2, most=2000, placeholder=no_names())
            if save_button(draft, _("Give it to {name}").format(name=plain(names[chosen]))):
                _assign(viewer, case, draft, int(chosen), names[chosen], reason)
        note_shown(draft.form, case.version)


def form_of(ref: str) -> str:
    return f"case.{ref}.assign"


def _who_may(viewer: Viewer, case: CaseRecord) -> dict[int, str]:
    if case.kind == CaseKind.COMPLAINT:
        people = case_loaders.complaint_owners(viewer, officers=(), case=case.ref)
    else:
        people = loaders.colleagues(viewer)
    return loaders.names_of(people)


def _what_goes_along(case: CaseRecord) -> str:
    if case.kind == CaseKind.COMPLAINT:
        return _(
            "Whoever has it now can no longer open it, unless they opened the case themselves; their tasks and concerns "
            "of it go along."
        )
    return _("Its open tasks stay with whoever has them.")


def _assign(viewer: Viewer, case: CaseRecord, draft: Draft, owner_id: int, name: str, reason: str) -> None:
    submit(
        AssignCase(case.ref, newest_version(draft.form, case.version), owner_id, reason or None),
        viewer=viewer,
        form=draft.form,
        said=lambda _answer: Receipt(_("{ref} is now {name}’s.").format(ref=case.ref, name=name)),
    )
