"""Promises and questions as lines: kept, late or outstanding, what was done, whether people were told."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.form import receipt_waits
from dashboard.components.rows import present
from dashboard.draft import form_state
from dashboard.forms.promise_work import keep_form, tell_form
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, plain, said_left, said_time
from db.access import Permission, Viewer
from db.vocabulary import TaskPurpose


def promises_answer(made: pd.DataFrame) -> str:
    """How many were kept, are late, are still outstanding: the first sentence of the next meeting."""
    promises = made[made["is_promise"].astype(bool)]
    done = promises["done_at"].notna()
    given_up = promises["not_kept_why"].notna()
    late = ~done & (promises["due_at"] < clock.now())
    counts = (
        (int((done & ~given_up).sum()), _("kept")),
        (int(late.sum()), _("late")),
        (int((~done & ~late).sum()), _("outstanding")),
        (int(given_up.sum()), _("given up")),
    )
    said = ngettext("{n} promise", "{n} promises", len(promises)).format(n=len(promises))
    return f"**{said}**: " + ", ".join(f"{n} {word}" for n, word in counts if n or word == _("kept"))


def promise_rows(viewer: Viewer, made: pd.DataFrame, *, key: str) -> None:
    """Each with its clock, and what comes next: say what was done, then tell people."""
    for promise in tuples(made):
        with st.container(border=True, key=f"promise-{key}-{promise.ref}", gap="small"):
            st.markdown(plain(promise.text))
            st.markdown(promise_state(promise, viewer))
            if present(promise.result):
                st.markdown(":material/task_alt: " + plain(promise.result))
            if viewer.may(Permission.TASK_WORK) and not present(promise.not_kept_why):
                _next(viewer, promise)


def _next(viewer: Viewer, promise: Any) -> None:
    question = promise.purpose == TaskPurpose.QUESTION
    keep, tell = f"promise.{promise.ref}.keep", f"promise.{promise.ref}.tell"
    if not present(promise.done_at) or receipt_waits(keep):
        with st.expander(
            _("Answer it") if question else _("Say what was done"), icon=":material/edit:", expanded=_begun(keep)
        ):
            keep_form(viewer, promise, question=question)
    if present(promise.done_at) and (not present(promise.told_at) or receipt_waits(tell)):
        with st.expander(_("Tell people"), icon=":material/campaign:", expanded=_begun(tell)):
            tell_form(viewer, promise)


def _begun(form: str) -> bool:
    remembered = form_state(form)
    return bool(remembered["fields"] or remembered["problems"] or remembered.get("receipt"))


def promise_state(promise: Any, viewer: Viewer) -> str:
    """Kind, clock and owner as badges and words."""
    now = clock.now()
    question = promise.purpose == TaskPurpose.QUESTION
    kind = (":material/help: " + _("Question")) if question else (":material/handshake: " + _("Promise"))
    if present(promise.not_kept_why):
        state = ":gray-badge[:material/heart_broken: " + _("given up") + "] " + plain(promise.not_kept_why)
    elif present(promise.done_at):
        word = _("answered {when}") if question else _("kept {when}")
        late = promise.done_at > promise.due_at
        state = ":green-badge[:material/check: " + word.format(when=said_time(promise.done_at, now)) + "]"
        state += (" :orange-badge[:material/schedule: " + _("late") + "]") if late else ""
        if present(promise.told_at):
            told = _("people told {when}").format(when=said_time(promise.told_at, now))
            how = f" ({plain(promise.told_how)})" if present(promise.told_how) else ""
            state += f" :green-badge[:material/campaign: {told}]{how}"
        else:
            state += " :orange-badge[:material/campaign: " + _("nobody told yet") + "]"
    elif promise.due_at < now:
        state = ":red-badge[:material/alarm: " + said_left(promise.due_at, now) + "]"
    else:
        state = ":gray-badge[:material/timer: " + said_left(promise.due_at, now) + "]"
    owner = "" if promise.owner_id == viewer.officer_id else " " + plain(promise.owner)
    return f":blue-badge[{kind}] {state}{owner}"
