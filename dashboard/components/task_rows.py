"""Tasks and promises as lines that can be ticked off."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.rows import present
from dashboard.draft import form_state
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain, said_left, said_time
from db.access import Viewer
from db.commands.tasks import FinishTask


def task_rows(viewer: Viewer, tasks: pd.DataFrame, *, key: str) -> None:
    """Each task with its clock; one's own can be finished with one tap."""
    form = f"tasks-{key}"
    if sentence := form_state(form).get("sentence"):
        st.error(plain(sentence))
    for task in tasks.itertuples(index=False):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{form}-{task.ref}"):
            st.markdown(_line(task), width="stretch")
            if not present(task.done_at):
                st.button(
                    _("Done"),
                    key=f"{form}-{task.ref}-done",
                    icon=":material/check:",
                    on_click=_finish,
                    args=(viewer, form, task.ref, int(task.version)),
                    help=_("Mark {ref} as done").format(ref=task.ref),
                )


def _line(task: Any) -> str:
    now = clock.now()
    if present(task.done_at):
        state = ":green-badge[:material/check: " + _("done {when}").format(when=said_time(task.done_at, now)) + "]"
    elif task.late:
        state = ":red-badge[:material/alarm: " + said_left(task.due_at, now) + "]"
    else:
        state = ":gray-badge[:material/timer: " + said_left(task.due_at, now) + "]"
    kind = ":blue-badge[:material/handshake: " + _("Promise") + "] " if task.is_promise else ""
    return f"{plain(task.text)}  \n{kind}{state} {plain(task.owner)}"


def _finish(viewer: Viewer, form: str, ref: str, version: int) -> None:
    done = submit(
        FinishTask(ref, version),
        viewer=viewer,
        form=form,
        key=f"finish-{ref}-{version}",
        said=lambda _answer: Receipt(_("{ref} is done.").format(ref=ref)),
        redraw=False,
    )
    if done is not None:
        form_state(form)["receipt"] = None
        st.toast(done.sentence, icon=":material/check_circle:")
