"""A promise or a question: say what was done, then that people were told."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, said_time
from db.access import Viewer
from db.commands.promises import KeepPromise, TellPeople


def keep_form(viewer: Viewer, promise: Any, *, question: bool) -> None:
    """What was done (or what the answer is): ends the promise."""
    draft = Draft(f"promise.{promise.ref}.keep", viewer)
    if show_receipt(draft.form, viewer, another=_("Put it more clearly")):
        return
    form_notice(draft.form, fields={"result": "", "done_at": _("Done")}, in_words=_in_words)
    label = _("What the answer is") if question else _("What was done")
    result = draft.words(
        label, "result", default=_said(promise.result), required=True, rows=2, most=2000,
        placeholder=_("As you would say it to those who asked. No names."),
    )  # fmt: skip
    if save_button(draft, _("Answered") if question else _("Kept"), icon=":material/handshake:"):
        submit(
            KeepPromise(promise.ref, newest_version(draft.form, int(promise.version)), result),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(
                _("{ref} is done.").format(ref=promise.ref), what_next=_("Next: tell those who were there.")
            ),
        )
    note_shown(draft.form, int(promise.version))


def tell_form(viewer: Viewer, promise: Any) -> None:
    """That those it was made to were told."""
    draft = Draft(f"promise.{promise.ref}.tell", viewer)
    if show_receipt(draft.form, viewer, another=_("Told again")):
        return
    form_notice(draft.form, fields={"how": "", "done_at": _("Done")}, in_words=_in_words)
    how = st.text_input(
        _("How they were told (required)"), max_chars=200, placeholder=_("At the next meeting, by letter to the street"),
        **draft.bind("how", ""),
    )  # fmt: skip
    field_problem(draft.form, "how")
    if save_button(draft, _("They have been told"), icon=":material/mark_chat_read:"):
        submit(
            TellPeople(promise.ref, newest_version(draft.form, int(promise.version)), how),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("Noted: people were told about {ref}.").format(ref=promise.ref)),
        )
    note_shown(draft.form, int(promise.version))


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _in_words(_field: str, value: Any) -> str:
    return said_time(value, clock.now())
