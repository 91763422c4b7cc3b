"""Run a command, show its problems beside their fields, keep what was typed, leave a receipt."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from dashboard import clock, failures
from dashboard.draft import form_state, start_afresh
from dashboard.shared_store import shared_store
from dashboard.viewer import current_viewer
from dashboard.words import _, said_with_reference, say
from db.access import Viewer
from db.commands.drafts import DiscardDraft
from db.commands.registry import HANDLERS, Saved
from db.errors import BadFile, CommonGroundError, Invalid, NotFound, Refused, Stale, StoreUnavailable
from db.queries.saves import can_undo


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an officer is told after a save. Plain values: it waits in session_state until it is put away."""

    sentence: str
    refs: tuple[str, ...] = ()
    what_next: str = ""


Said = Callable[[Any], Receipt]


def receipt_for(answer: Any) -> Receipt:
    """The receipt of a save that says nothing special: its references."""
    if not isinstance(answer, Saved):
        return Receipt(_("Saved."))
    refs = (answer.ref, *answer.also)
    return Receipt(_("Saved as {refs}.").format(refs=", ".join(refs)), refs)


def submit(
    command: object, *, viewer: Viewer, form: str, key: str | None = None, said: Said = receipt_for, redraw: bool = True
) -> Receipt | None:
    """Save, then draw the page again: with the receipt, or with the problems beside their fields and all typed text.

    One filled-in form makes at most one record, however often it is sent: the key is the form's own and what was
    typed into it. With `redraw=False` (callbacks, tests) the receipt comes back, or None when nothing was saved.
    """
    done = _attempt(command, viewer=viewer, form=form, key=key, said=said)
    if redraw:
        st.rerun()
    return done


def _attempt(command: object, *, viewer: Viewer, form: str, key: str | None, said: Said) -> Receipt | None:
    remembered = form_state(form)
    remembered.update(problems={}, sentence="", stale=None, receipt=None)
    store, key = shared_store(), key or form_key(form)
    try:
        # A fragment can outlive its session: whoever clicks must still be the one the page was drawn for.
        now_here = current_viewer()
        if now_here is None or now_here.officer_id != viewer.officer_id:
            return None
        answer = store.execute(command, by=now_here, now=clock.now(), key=key)
    except Invalid as invalid:
        remembered["problems"] = {field: say(sentence) for field, sentence in invalid.problems.items()}
        return None
    except Stale as stale:
        remembered["stale"] = {"theirs": dict(stale.theirs), "version": stale.version}
        remembered["sentence"] = say(stale.sentence)
        return None
    except (Refused, NotFound, BadFile, StoreUnavailable) as error:
        remembered["sentence"] = said_with_reference(error)
        return None
    except Exception as error:
        remembered["sentence"] = _(
            "This could not be saved, and nothing was. What you typed is kept. Reference {reference}."
        ).format(reference=failures.recorded(error))
        return None
    save = key if HANDLERS[type(command)].can_undo and _kept(key, viewer) else ""
    return _receive(said(answer), save=save, viewer=viewer, form=form)


def _kept(save: str, viewer: Viewer) -> bool:
    try:
        with shared_store().reading() as session:
            return can_undo(session, viewer=viewer, save=save)
    except StoreUnavailable:
        return False


def _receive(receipt: Receipt, *, save: str, viewer: Viewer, form: str) -> Receipt:
    before = start_afresh(form)
    # The fields stay with the receipt: undo puts them back into the form.
    kept = {"fields": before["fields"], "key": before["key"][:8], "undo": save}
    form_state(form)["receipt"] = {**asdict(receipt), **kept}
    try:
        shared_store().execute(DiscardDraft(form), by=viewer, now=clock.now())
    except CommonGroundError as error:
        # The record is saved; a draft that stays behind would save as the same record.
        failures.logger.warning("draft of %s not discarded: %s", form, error)
    return receipt


def form_key(form: str) -> str:
    """The idempotency key of a form as filled in now. Two tabs that share a draft but differ in words are two saves."""
    remembered = form_state(form)
    typed = json.dumps(remembered["fields"], sort_keys=True, default=str)
    return hashlib.sha256(f"{remembered['key']}\n{typed}".encode()).hexdigest()


def problems(form: str) -> Mapping[str, str]:
    """The sentences about this form's fields after the last attempt; empty after a good one."""
    found: dict[str, str] = form_state(form)["problems"]
    return found


def newest_version(form: str, opened: int) -> int:
    """The version an edit is based on: the one its writer was looking at, or the newer one they have been shown since.

    Not the one this run has read: by then a colleague may have changed it, and nobody has seen that yet.
    """
    remembered = form_state(form)
    return int(remembered.get("agreed_version") or remembered.get("shown_version") or opened)


def note_shown(form: str, version: int) -> None:
    """At the end of an editing form: what its reader now sees. Once they have typed, it stays what they typed against."""
    remembered = form_state(form)
    if not remembered["fields"] or "shown_version" not in remembered:
        remembered["shown_version"] = version
