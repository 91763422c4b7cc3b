"""Is it still solved? The question some weeks after "resolved"."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem, form_notice, put_away, receipt_waits, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.tuples import tuples
from dashboard.words import _, said_left
from db.access import Viewer
from db.commands.outcome_checks import CheckOutcome
from db.queries.concerns import ConcernRecord
from db.vocabulary import TaskPurpose


def outcome_check_form(viewer: Viewer, concern: ConcernRecord, tasks: pd.DataFrame) -> None:
    """Shown while a check waits; it can be answered before it is due."""
    draft = Draft(f"concern.{concern.ref}.check", viewer)
    waiting = tasks[(tasks["purpose"] == TaskPurpose.OUTCOME_CHECK) & tasks["done_at"].isna()]
    if waiting.empty and not receipt_waits(draft.form):
        return
    with st.container(border=True, key="outcome-check"):
        st.markdown("#### " + _("Is it still solved?"))
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        _form(viewer, concern, draft, next(tuples(waiting)))


def _form(viewer: Viewer, concern: ConcernRecord, draft: Draft, task: Any) -> None:
    due = said_left(task.due_at, clock.now())
    st.caption(_("Ask those who reported it, or people there. Due {when}.").format(when=due))
    form_notice(draft.form, fields={"holds": "", "words": ""})
    answers = {"holds": _("Still solved"), "back": _("It is back")}
    chosen = st.segmented_control(
        _("Answer"), list(answers), format_func=lambda key: answers[key], label_visibility="collapsed",
        **draft.bind("holds", options=[None, *answers]),
    )  # fmt: skip
    field_problem(draft.form, "holds")
    said = draft.words(_("Who was asked, and what they said"), "words", required=True, rows=2, placeholder=no_names())
    if save_button(draft, _("Save the answer")):
        holds = {"holds": True, "back": False}.get(chosen or "")
        submit(
            CheckOutcome(task.ref, newest_version(draft.form, int(task.version)), holds, said),  # type: ignore[arg-type]
            viewer=viewer,
            form=draft.form,
            said=lambda _answer: _said(concern.ref, holds=bool(holds)),
        )
    note_shown(draft.form, int(task.version))


def _said(ref: str, *, holds: bool) -> Receipt:
    put_away(f"concern.{ref}.move")  # an earlier receipt there would still say "Resolved"
    said = _("Noted: {ref} is still solved.") if holds else _("{ref} is open again: in progress.")
    return Receipt(said.format(ref=ref))
