"""The usual tasks of each kind of case: looked at, changed, added, taken out."""

from typing import Any

import streamlit as st

from dashboard import case_loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.labels import case_kind_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, plain
from db.access import Viewer
from db.commands.task_templates import MOST_DAYS, RemoveUsualTask, SaveUsualTask
from db.vocabulary import CaseKind

FIELDS = {"text": "", "days": "", "kind": ""}


def usual_tasks(viewer: Viewer) -> None:
    st.markdown(_("Opening a case lays these out for its owner. Cases that are open already keep the tasks they have."))
    kinds = list(CaseKind)
    kind = st.selectbox(_("Kind of case"), kinds, format_func=case_kind_label, key="usual-tasks-kind") or kinds[0]
    usual = case_loaders.usual_tasks(viewer, kind)
    removed = f"usual.{kind}.removed"
    if not show_receipt(removed, viewer, another=_("Close")):
        form_notice(removed, fields={})
    if usual.empty:
        st.caption(_("No usual task: a case of this kind begins with an empty list."))
    for task in tuples(usual):
        _change(viewer, kind, task, removed)
    _add(viewer, kind)


def said_days(days: int) -> str:
    """When it is due, counted from the start of a case."""
    if days == 0:
        return _("on the day it is opened")
    return ngettext("{n} day after the start", "{n} days after the start", days).format(n=days)


def _change(viewer: Viewer, kind: CaseKind, task: Any, removed: str) -> None:
    draft = Draft(f"usual.{task.id}", viewer)
    label = f"{plain(task.text)} · {said_days(int(task.days))}"
    with st.expander(label, icon=":material/task_alt:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(
            draft.form,
            fields={"text": _("What is to be done"), "days": _("Days after the start"), "kind": ""},
            mine=draft.fields,
        )
        text, days = _fields(draft, str(task.text), int(task.days))
        if save_button(draft, _("Save the usual task")):
            submit(
                SaveUsualTask(kind, text, days, int(task.id), newest_version(draft.form, int(task.version))),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("Saved for cases opened from now on.")),
            )
        if st.button(_("Take it out"), key=draft.widget("remove"), icon=":material/delete:", width="stretch"):
            submit(
                RemoveUsualTask(int(task.id), newest_version(draft.form, int(task.version))),
                viewer=viewer,
                form=removed,
                said=lambda _answer: Receipt(_("Taken out. Cases that are open keep theirs.")),
            )
        note_shown(draft.form, int(task.version))


def _add(viewer: Viewer, kind: CaseKind) -> None:
    draft = Draft(f"usual.{kind}.new", viewer)
    with st.container(border=True, key="usual-new"):
        st.markdown("#### " + _("Add a usual task"))
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(draft.form, fields=FIELDS)
        text, days = _fields(draft, "", 7)
        if save_button(draft, _("Add it")):
            submit(
                SaveUsualTask(kind, text, days),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("Saved for cases opened from now on.")),
            )


def _fields(draft: Draft, text: str, days: int) -> tuple[str, int]:
    said = draft.words(_("What is to be done"), "text", default=text, required=True, rows=2, most=300)
    after = st.number_input(
        _("Days after the start"), min_value=0, max_value=MOST_DAYS, step=1, **draft.bind("days", days)
    )
    field_problem(draft.form, "days")
    return said, int(after) if after is not None else None  # type: ignore[return-value]  # the command says so
