"""The last steps of a draft: sending it to a second person, their approval or their reason, and freezing."""

import streamlit as st

from dashboard import briefing_loaders
from dashboard.briefing_words import period_words
from dashboard.components.briefing_said import approved_words
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.draft import Draft
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain
from db.access import Permission, Viewer
from db.commands.briefing_approval import ApproveBriefing, SendBackBriefing, SendBriefing
from db.commands.freezing import FreezeBriefing
from db.queries.briefings import BriefingRecord, Preview
from db.vocabulary.briefings import BriefingStatus


def finish_section(viewer: Viewer, record: BriefingRecord, look: Preview, *, stops: int) -> None:
    """One step at a time: what can be done now, or why nothing can."""
    with st.container(border=True, key="briefing-step"):
        if record.status == BriefingStatus.WAITING:
            _decide(viewer, record)
        elif record.status == BriefingStatus.DRAFT and look.needs_approval:
            _send(viewer, record, stops)
        else:
            _freeze(viewer, record, look, stops)


def step_form(record: BriefingRecord) -> str:
    return f"briefing.{record.ref}.step"


def _key(record: BriefingRecord, step: str) -> str:
    # A step of one version is one save, however often it is pressed.
    return f"{step_form(record)}.{step}.{record.version}"


def _send(viewer: Viewer, record: BriefingRecord, stops: int) -> None:
    form = step_form(record)
    st.markdown("## " + _("Send it to a second person"))
    form_notice(form, fields={})
    short_receipt(form, viewer)
    st.markdown(_("Somebody who may approve reads every word and picture. You can go on working on other things."))
    if stops:
        st.caption(_("They see what must be changed as well, and may let through what only looks like something."))
    st.button(
        _("Send it for approval"), key=f"send-{record.version}", type="primary", icon=":material/outgoing_mail:",
        on_click=_sent, args=(viewer, record), width="stretch",
    )  # fmt: skip


def _sent(viewer: Viewer, record: BriefingRecord) -> None:
    said = Receipt(_("{ref} waits for a second person.").format(ref=record.ref))
    submit(
        SendBriefing(record.ref, record.version), viewer=viewer, form=step_form(record), key=_key(record, "send"),
        said=lambda _saved: said, redraw=False,
    )  # fmt: skip


def _decide(viewer: Viewer, record: BriefingRecord) -> None:
    form = step_form(record)
    st.markdown("## " + _("Approval"))
    short_receipt(form, viewer)
    if record.mine:
        form_notice(form, fields={})
        st.markdown(_("Another person approves it. Change it here and it is a draft again."))
        return
    if not viewer.may(Permission.BRIEFING_APPROVE):
        st.markdown(_("A supervisor approves it."))
        return
    draft = Draft(f"briefing.{record.ref}.back", viewer)
    form_notice(form, fields={})
    form_notice(draft.form, fields={"why": ""})
    st.markdown(_("Read all words below. What you approve is shown to everybody, and your name stands in the audit trail."))
    st.button(
        _("Approve its words"), key=f"approve-{record.version}", type="primary", icon=":material/verified:",
        on_click=_approve, args=(viewer, record), width="stretch",
    )  # fmt: skip
    why = draft.words(_("Or send it back: what is to be changed, without names"), "why", rows=3, most=300)
    if st.button(_("Send it back"), key=draft.widget("save"), icon=":material/undo:"):
        submit(
            SendBackBriefing(record.ref, record.version, why),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("{ref} is sent back.").format(ref=record.ref)),
        )


def _approve(viewer: Viewer, record: BriefingRecord) -> None:
    said = Receipt(_("{ref} is approved and can be frozen.").format(ref=record.ref))
    submit(
        ApproveBriefing(record.ref, record.version), viewer=viewer, form=step_form(record),
        key=_key(record, "approve"), said=lambda _saved: said, redraw=False,
    )  # fmt: skip


def _freeze(viewer: Viewer, record: BriefingRecord, look: Preview, stops: int) -> None:
    draft = Draft(f"briefing.{record.ref}.freeze", viewer)
    st.markdown("## " + _("Freeze it"))
    short_receipt(step_form(record), viewer)
    if approved := approved_words(record):
        st.caption(approved)
    form_notice(draft.form, fields={"sure": ""})
    if stops:
        st.markdown(_("Not yet: change what stands under “Must be changed” first."))
        return
    period = period_words(record.kind, record.starts_on)
    published = briefing_loaders.is_published(viewer, record)
    words = (
        _("The figures of {period} are published already; this briefing shows the same ones.")
        if published
        else _("The figures of {period} become the published ones: for all neighbourhoods, once, and for ever.")
    )
    st.markdown(plain(words.format(period=period)))
    st.markdown(_("Freezing cannot be undone. What is wrong afterwards can only be withdrawn and built anew."))
    sure = st.checkbox(_("I have looked at every slide, in every language."), key=draft.widget("sure"))
    field_problem(draft.form, "sure")
    if save_button(draft, _("Freeze it now"), icon=":material/ac_unit:"):
        if not sure:
            draft.refuse("sure", _("Look at every slide first, then tick this."))
        submit(
            FreezeBriefing(record.ref, record.version, look.seen),
            viewer=viewer,
            form=draft.form,
            key=_key(record, "freeze"),
            said=lambda frozen: Receipt(_("{ref} is frozen.").format(ref=frozen.ref), (frozen.ref,)),
        )
