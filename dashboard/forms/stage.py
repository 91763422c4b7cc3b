"""SARA: one button to the next stage, with a reason."""

import streamlit as st

from dashboard.case_words import BACK_TO, MOVE_TO, stage_name
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.labels import case_stage_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.case_stages import MoveStage
from db.kinds import STAGES, CaseStage
from db.queries.cases import CaseRecord


def stage_form(viewer: Viewer, case: CaseRecord) -> None:
    here = STAGES.index(CaseStage(case.stage)) if case.stage else -1
    draft = Draft(f"case.{case.ref}.stage", viewer)
    with st.container(border=True, key="case-stage"):
        st.markdown("#### " + _("Stage"))
        st.markdown(
            " → ".join(f"**:blue[{stage_name(s)}]**" if n == here else stage_name(s) for n, s in enumerate(STAGES))
        )
        if case.stage:
            st.caption(case_stage_label(case.stage))
        if show_receipt(draft.form, viewer, another=_("Go on")):
            return
        form_notice(
            draft.form,
            fields={"stage": _("Stage"), "to": "", "reason": ""},
            in_words=lambda _field, value: stage_name(value),
        )
        reason = draft.words(_("Why now"), "reason", required=True, rows=2, most=2000, placeholder=no_names())
        field_problem(draft.form, "to")
        if here + 1 < len(STAGES):
            onward = STAGES[here + 1]
            if save_button(draft, _(MOVE_TO[onward]), icon=":material/arrow_forward:"):
                _move(viewer, case, draft, onward, reason)
        if here > 0:
            back = STAGES[here - 1]
            if st.button(_(BACK_TO[back]), key=draft.widget("back"), icon=":material/undo:", width="stretch"):
                _move(viewer, case, draft, back, reason)
        note_shown(draft.form, case.version)


def _move(viewer: Viewer, case: CaseRecord, draft: Draft, to: CaseStage, reason: str) -> None:
    submit(
        MoveStage(case.ref, newest_version(draft.form, case.version), to, reason),
        viewer=viewer,
        form=draft.form,
        said=lambda _answer: Receipt(_("{ref} is in “{stage}” now.").format(ref=case.ref, stage=stage_name(to))),
    )
