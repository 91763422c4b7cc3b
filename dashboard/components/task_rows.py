"""Tasks and promises as lines that can be ticked off, and unticked after a slip of the finger."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.components.rows import present
from dashboard.draft import form_state
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, plain, said_left, said_time
from db.access import Viewer
from db.commands.registry import Saved
from db.commands.tasks import FinishTask, ReopenTask
from db.vocabulary import TaskPurpose

# As long as any other save can be undone.
UNTICK_WITHIN = timedelta(minutes=10)


def task_rows(
    viewer: Viewer,
    tasks: pd.DataFrame,
    *,
    key: str,
    linked: bool = False,
    shown: int | None = None,
    reading: bool = False,
) -> None:
    """Each task with its clock and a button to finish it. `linked`: its words lead to the record it came from;
    `shown`: the first so many, the rest one tap further."""
    form = f"tasks-{key}"
    finished(viewer, form)
    first = len(tasks) if shown is None else shown
    for task in tuples(tasks.head(first)):
        _row(viewer, form, task, linked=linked, reading=reading)
    more = len(tasks) - first
    if more > 0:
        with st.expander(ngettext("{n} more", "{n} more", more).format(n=more)):
            for task in tuples(tasks.iloc[first:]):
                _row(viewer, form, task, linked=linked, reading=reading)


def _row(viewer: Viewer, form: str, task: Any, *, linked: bool, reading: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"{form}-{task.ref}"):
        with st.container(key=f"row-{form}-{task.ref}", gap=None):
            _words(task, linked=linked)
            st.markdown(_state(task, viewer))
        if reading:
            return
        if not present(task.done_at) and task.purpose == TaskPurpose.OUTCOME_CHECK:
            navigation.link("concerns", label=_("Ask and answer"), icon=":material/help:", ref=str(task.concern))
        elif not present(task.done_at):
            st.button(
                _("Done"),
                key=f"{form}-{task.ref}-done",
                icon=":material/check:",
                on_click=_finish,
                args=(viewer, form, task.ref, str(task.text), int(task.version)),
                help=_("Mark {ref} as done").format(ref=task.ref),
            )


def finished(viewer: Viewer, form: str) -> None:
    """What was ticked off just now, with the way back; or why it could not be."""
    remembered = form_state(form)
    for sentence in (remembered.get("sentence"), *remembered["problems"].values()):
        if sentence:
            st.error(plain(sentence), icon=":material/error:")
    receipt = remembered.get("receipt")
    if not receipt or clock.now() - datetime.fromisoformat(receipt["at"]) > UNTICK_WITHIN:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"ticked-{form}"):
        st.markdown(":green[:material/check_circle:] " + plain(receipt["sentence"]), width="stretch")
        if receipt["version"]:
            st.button(
                _("Undo"),
                key=f"{form}-undo",
                icon=":material/undo:",
                on_click=_reopen,
                args=(viewer, form, receipt["refs"][0], receipt["version"]),
            )


def _words(task: Any, *, linked: bool) -> None:
    sources = (("concerns", task.concern), ("cases", task.case), ("events", task.promised_at), ("events", task.event))
    page, ref = next(((page, ref) for page, ref in sources if present(ref)), ("", ""))
    if linked and ref:
        before = task.purpose == TaskPurpose.CHECKLIST and present(task.event_title)
        said = _("{text} (for {event})").format(text=task.text, event=task.event_title) if before else task.text
        navigation.link(page, label=plain(said), ref=str(ref))
    else:
        st.markdown(plain(task.text))


def _state(task: Any, viewer: Viewer) -> str:
    now = clock.now()
    if present(task.not_kept_why):
        state = (
            ":gray-badge[:material/heart_broken: "
            + _("given up {when}").format(when=said_time(task.done_at, now))
            + "]"
        )
    elif present(task.done_at):
        state = ":green-badge[:material/check: " + _("done {when}").format(when=said_time(task.done_at, now)) + "]"
    elif task.late:
        state = ":red-badge[:material/alarm: " + said_left(task.due_at, now) + "]"
    else:
        state = ":gray-badge[:material/timer: " + said_left(task.due_at, now) + "]"
    kind = ":blue-badge[:material/handshake: " + _("Promise") + "] " if task.is_promise else ""
    owner = "" if task.owner_id == viewer.officer_id else " " + plain(task.owner)
    return f"{kind}{state}{owner}"


def _finish(viewer: Viewer, form: str, ref: str, text: str, version: int) -> None:
    sentence = _("Done: {text} ({ref}).").format(text=text, ref=ref)
    _change(FinishTask(ref, version), viewer, form, sentence=sentence, can_undo=True)


def _reopen(viewer: Viewer, form: str, ref: str, version: int) -> None:
    _change(ReopenTask(ref, version), viewer, form, sentence=_("{ref} is open again.").format(ref=ref), can_undo=False)


def _change(command: FinishTask | ReopenTask, viewer: Viewer, form: str, *, sentence: str, can_undo: bool) -> None:
    version = 0

    def said(saved: Saved) -> Receipt:
        nonlocal version
        version = saved.version
        return Receipt(sentence, (saved.ref,))

    # The version moves with each change: a second tap on the same button is the same save.
    key = f"{type(command).__name__}-{command.ref}-{command.version}"
    if submit(command, viewer=viewer, form=form, key=key, said=said, redraw=False) is not None:
        form_state(form)["receipt"] |= {"at": clock.now().isoformat(), "version": version if can_undo else 0}
