"""Work with a partner: something to do for it, the end of working together, and taking that back."""

from datetime import timedelta

import streamlit as st

from dashboard import clock, loaders
from dashboard.components.form import field_problem, form_notice, receipt_waits, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.case_work import end_of_day
from dashboard.labels import partner_ending_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import DATE_FORMAT, _
from db.access import Viewer
from db.commands.organisations import EndPartnership, ResumePartnership
from db.commands.tasks import AddTask
from db.queries.partners import PartnerRecord
from db.vocabulary.partners import PartnerEnding

DUE_AFTER = timedelta(days=7)


def partner_task_form(viewer: Viewer, partner: PartnerRecord) -> None:
    """A task with this partner; an action, where it is a committee that decided it."""
    draft = Draft(f"partner.{partner.ref}.task", viewer)
    label = _("Add an action it decided") if partner.is_committee else _("Add a follow-up")
    with st.expander(label, icon=":material/add_task:", expanded=bool(draft.fields) or receipt_waits(draft.form)):
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(draft.form, fields={"text": "", "due_at": "", "owner": ""})
        text = draft.words(_("What is to be done"), "text", required=True, rows=2, most=300)
        names = loaders.colleague_names(viewer)
        owner = st.selectbox(
            _("Who does it"), list(names), format_func=names.__getitem__,
            **draft.bind("owner", viewer.officer_id, options=list(names)),
        )  # fmt: skip
        field_problem(draft.form, "owner")
        day = st.date_input(
            _("By"), min_value=clock.today(), format=DATE_FORMAT, **draft.bind("due_at", clock.today() + DUE_AFTER)
        )
        field_problem(draft.form, "due_at")
        if save_button(draft, _("Add it")):
            submit(
                AddTask(text=text, due_at=end_of_day(day), owner_id=owner, organisation=partner.ref),
                viewer=viewer,
                form=draft.form,
                said=lambda saved: Receipt(_("Added as {ref}.").format(ref=saved.ref), (saved.ref,)),
            )


def end_form(viewer: Viewer, partner: PartnerRecord) -> None:
    draft = Draft(f"partner.{partner.ref}.end", viewer)
    with st.expander(_("End the partnership"), icon=":material/do_not_disturb_on:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={"why": ""})
        st.caption(_("It is offered nowhere any more; what happened stays. You can take it up again."))
        reasons = list(PartnerEnding)
        why = st.selectbox(
            _("Why (required)"), reasons, format_func=partner_ending_label, index=None, placeholder=_("Choose"),
            **draft.bind("why", options=[None, *reasons]),
        )  # fmt: skip
        field_problem(draft.form, "why")
        if save_button(draft, _("End it"), icon=":material/do_not_disturb_on:"):
            submit(
                EndPartnership(
                    partner.ref,
                    newest_version(draft.form, partner.version),
                    PartnerEnding(why) if why else None,  # type: ignore[arg-type]  # the command says what is missing
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("{ref} has ended.").format(ref=partner.ref)),
            )
        note_shown(draft.form, partner.version)


def resume_form(viewer: Viewer, partner: PartnerRecord) -> None:
    """Beneath the receipt of the ending, while that waits: its undo is the quicker way back."""
    ending = f"partner.{partner.ref}.end"
    if receipt_waits(ending) and show_receipt(ending, viewer, another=_("Close")):
        return
    draft = Draft(f"partner.{partner.ref}.resume", viewer)
    form_notice(draft.form, fields={})
    if save_button(draft, _("Work with it again"), icon=":material/handshake:"):
        submit(
            ResumePartnership(partner.ref, partner.version),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("{ref} is a partner again.").format(ref=partner.ref)),
        )
