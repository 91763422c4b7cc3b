"""A frozen briefing: present it, hand it out, its fingerprint, and taking it out of everybody's list."""

import streamlit as st

from dashboard import clock
from dashboard.components.briefing_documents import documents_section, languages_made
from dashboard.components.briefing_present import present_buttons
from dashboard.components.form import form_notice, short_receipt
from dashboard.components.record_layout import record_layout
from dashboard.draft import Draft
from dashboard.forms.briefing_translation import translations_notice
from dashboard.submit import Receipt, submit
from dashboard.words import _, exact_time, plain, said_time
from db.access import Viewer
from db.commands.freezing import WithdrawBriefing
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingStatus


def frozen_briefing(viewer: Viewer, record: BriefingRecord) -> None:
    short_receipt(f"briefing.{record.ref}.freeze", viewer)
    withdrawn = record.status == BriefingStatus.WITHDRAWN
    if withdrawn:
        why = plain(record.withdrawn_why or "")
        when = said_time(record.withdrawn_at, clock.now())
        st.warning(_("Withdrawn {when}: {why}").format(when=when, why=why), icon=":material/visibility_off:")
    layout = record_layout()
    with layout.facts:
        if not withdrawn:
            _present(record)
        _facts(record)
    if withdrawn:
        return
    with layout.rest:
        translations_notice(viewer, record)
        _withdraw(viewer, record)
    # While documents are being made, what stood here before it was frozen must not seem to be still there.
    for _place in range(2):
        st.empty()
    with layout.work:
        documents_section(viewer, record)


def _present(record: BriefingRecord) -> None:
    made = languages_made(record)
    st.markdown("## " + _("Present"))
    if not made:
        st.markdown(_("Its documents are made first; then it can be shown."))
        return
    present_buttons(record.code or "", made, key=record.ref)
    st.caption(_("Opens in a tab of its own. Once it is open the network may be cut."))


def _facts(record: BriefingRecord) -> None:
    frozen_by = _("{when} by {who}").format(when=exact_time(record.frozen_at), who=record.frozen_by or _("somebody"))
    shown = said_time(record.presented_at, clock.now()) if record.presented_at else _("not yet")
    pairs = [
        (_("Frozen"), frozen_by),
        (_("Approved by"), record.approved_by),
        (_("Compared with"), record.compared_with),
        (_("Presented last"), shown),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))
    st.markdown(f"**{plain(_('Fingerprint of its content'))}:**")
    st.code(record.hash or "", language=None, wrap_lines=True)
    st.caption(_("Shown again next year it has the same fingerprint: not a letter or figure has changed."))


def _withdraw(viewer: Viewer, record: BriefingRecord) -> None:
    draft = Draft(f"briefing.{record.ref}.withdraw", viewer)
    with st.expander(_("Withdraw it"), icon=":material/visibility_off:", expanded=bool(draft.fields)):
        form_notice(draft.form, fields={"why": ""})
        st.markdown(
            _("It leaves every presenter’s list at once and for good. Its figures stay published: they were seen.")
        )
        why = draft.words(_("Why, without names (required)"), "why", rows=2, most=300)
        sure = st.checkbox(_("Withdraw {ref} for good").format(ref=record.ref), key=draft.widget("sure"))
        if st.button(_("Withdraw it"), key=draft.widget("save"), icon=":material/visibility_off:", disabled=not sure):
            submit(
                WithdrawBriefing(record.ref, record.version, why),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("{ref} is withdrawn.").format(ref=record.ref)),
            )
