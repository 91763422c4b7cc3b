"""The last steps of a draft: sending it to a second person, their approval or their reason, and freezing."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import briefing_loaders, clock, state
from dashboard.briefing_loaders import Looked
from dashboard.briefing_words import period_words
from dashboard.components.briefing_facts import approved_words
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.components.states import loading
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain, said_date, said_time
from db.access import Viewer
from db.commands.briefing_approval import ApproveBriefing, SendBackBriefing, SendBriefing
from db.commands.freezing import FreezeBriefing
from db.disclosure.preflight import Finding
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingStatus


def finish_section(viewer: Viewer, record: BriefingRecord, looked: Looked, must: Sequence[Finding]) -> None:
    """One step at a time: what can be done now, or why nothing can."""
    with st.container(border=True, key="briefing-step"):
        short_receipt(_form(record), viewer)
        if record.status == BriefingStatus.WAITING:
            _decide(viewer, record)
        elif record.status == BriefingStatus.DRAFT and looked.preview.needs_approval:
            _send(viewer, record, must)
        else:
            _freeze(viewer, record, looked, must)
            if record.may_approve:
                _send_back(viewer, record)


def _form(record: BriefingRecord) -> str:
    return f"briefing.{record.ref}.step"


def _step(command: object, viewer: Viewer, record: BriefingRecord, said: str) -> None:
    # A step of one version is one save, however often it is pressed.
    key = f"{_form(record)}.{type(command).__name__}.{record.version}"
    receipt = Receipt(said.format(ref=record.ref))
    submit(command, viewer=viewer, form=_form(record), key=key, said=lambda _saved: receipt, redraw=False)


def _send(viewer: Viewer, record: BriefingRecord, must: Sequence[Finding]) -> None:
    st.markdown("## " + _("Send it to a second person"))
    form_notice(_form(record), fields={})
    if not record.mine:
        st.markdown(_("It is still being written. Whoever began it sends it when it is ready."))
        return
    if any(not finding.by_second for finding in must):
        st.markdown(_("Not yet: change what stands under “Must be changed” first."))
        return
    st.markdown(_("It holds words or pictures of your own. Somebody who may approve reads every one of them."))
    if must:
        st.caption(_("What only looks like a name or an address they may let through."))
    st.button(
        _("Send it for approval"), key=f"send-{record.version}", type="primary", icon=":material/outgoing_mail:",
        on_click=partial(
            _step, SendBriefing(record.ref, record.version), viewer, record, _("{ref} waits for a second person.")
        ), width="stretch",
    )  # fmt: skip


def _decide(viewer: Viewer, record: BriefingRecord) -> None:
    st.markdown("## " + _("Approval"))
    form_notice(_form(record), fields={})
    if not record.may_approve:
        waits = said_time(record.sent_at, clock.now())
        st.markdown(_("Sent {when}; a supervisor other than its maker approves it.").format(when=waits))
        if record.mine:
            st.markdown(_("If you change anything it is a draft again."))
        return
    st.markdown(
        _("Read all words that were written. What you approve is shown to everybody; your name stands in the trail.")
    )
    st.button(
        _("Approve its words"), key=f"approve-{record.version}", type="primary", icon=":material/verified:",
        on_click=partial(
            _step, ApproveBriefing(record.ref, record.version), viewer, record, _("{ref} is approved and can be frozen.")
        ), width="stretch",
    )  # fmt: skip
    _send_back(viewer, record)


def _send_back(viewer: Viewer, record: BriefingRecord) -> None:
    draft = Draft(f"briefing.{record.ref}.back", viewer)
    form_notice(draft.form, fields={"why": ""})
    why = draft.words(_("Or send it back: what is to be changed, without names"), "why", rows=3, most=300)
    if st.button(_("Send it back"), key=draft.widget("save"), icon=":material/undo:"):
        submit(
            SendBackBriefing(record.ref, record.version, why),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("{ref} is sent back.").format(ref=record.ref)),
        )


def _freeze(viewer: Viewer, record: BriefingRecord, looked: Looked, must: Sequence[Finding]) -> None:
    draft = Draft(f"briefing.{record.ref}.freeze", viewer)
    st.markdown("## " + _("Freeze it"))
    if approved := approved_words(record):
        st.caption(approved)
    form_notice(draft.form, fields={"sure": ""})
    counted = _("Counted {when}.").format(when=said_time(looked.counted_at, clock.now()))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted)
        st.button(
            _("Count again"), key="count-again", icon=":material/refresh:", type="tertiary",
            on_click=briefing_loaders.count_again, args=(record,),
        )  # fmt: skip
    if must:
        st.markdown(_("Not yet: change what stands under “Must be changed” first."))
        if record.open_from > clock.today():
            day = said_date(record.open_from, clock.today())
            st.markdown(_("The period can be frozen from {day} on.").format(day=day))
        return
    if not record.mine:
        st.markdown(_("{who} began it and freezes it.").format(who=plain(record.made_by or _("Whoever left the desk"))))
        return
    st.markdown(_published_words(record))
    st.markdown(_("Freezing cannot be undone. What turns out to be wrong can only be withdrawn and built anew."))
    sure = st.checkbox(_("I have looked at every slide, in every language."), key=draft.widget("sure"))
    field_problem(draft.form, "sure")
    if save_button(draft, _("Freeze it now"), icon=":material/ac_unit:"):
        _frozen(viewer, record, looked, draft, sure=sure)


def _published_words(record: BriefingRecord) -> str:
    words = (
        _("The figures of {period} are published already: this briefing shows the same ones.")
        if record.published
        else _("The figures of {period} become the published ones: of all neighbourhoods, once and for ever.")
    )
    return plain(words.format(period=period_words(record.kind, record.starts_on)))


def _frozen(viewer: Viewer, record: BriefingRecord, looked: Looked, draft: Draft, *, sure: bool) -> None:
    if not sure:
        form_state(draft.form).update(problems={"sure": _("Look at every slide first, then tick this.")}, sentence="")
        st.rerun()
    with loading(_("Counting once more and freezing…")):
        done = submit(
            FreezeBriefing(record.ref, record.version, looked.preview.seen),
            viewer=viewer,
            form=draft.form,
            key=f"{draft.form}.{record.version}.{looked.preview.seen}",
            said=lambda frozen: Receipt(_("{ref} is frozen.").format(ref=frozen.ref)),
            redraw=False,
        )
    if done is not None:
        state.JUST_FROZEN.set(record.ref)
    else:
        briefing_loaders.count_again(record)  # it may be that something changed since it was looked at
    st.rerun()
