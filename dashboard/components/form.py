"""The parts every form shows: problems beside fields, what was wrong with the whole, both versions, the receipt."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import clock, navigation
from dashboard.components.session import forget_words
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, plain, said_time
from db.access import Viewer
from db.commands.undo import Undo

InWords = Callable[[str, Any], str]


def field_problem(form: str, field: str) -> None:
    """Beneath a widget: what is wrong with it, if anything. A words_area shows its own."""
    if sentence := form_state(form)["problems"].get(field):
        st.markdown(f":red[:material/error: {plain(sentence)}]")


def form_notice(
    form: str,
    *,
    fields: Mapping[str, str] | None = None,
    mine: Mapping[str, Any] | None = None,
    in_words: InWords | None = None,
) -> None:
    """At the top of a form: how many fields need attention, what the store said, somebody else's version.

    `fields` names the form's fields in words. Problems of fields the form does not show are said here. After a stale
    edit `mine` (field -> typed value) is shown beside theirs; `in_words` says a value of a field as people say it.
    """
    remembered = form_state(form)
    found: Mapping[str, str] = remembered["problems"]
    if found:
        st.error(
            ngettext("{n} field needs another look.", "{n} fields need another look.", len(found)).format(n=len(found)),
            icon=":material/error:",
        )
        for field, sentence in found.items():
            if fields is not None and field not in fields:
                st.markdown(f":red[:material/error: {plain(sentence)}]")
    if whole := remembered.get("sentence"):
        st.error(plain(whole) + "  \n" + _("What you typed is kept."), icon=":material/error:")
    if form_state(undo_of(form)).pop("receipt", None):
        st.info(_("Taken back. What you had typed is here again."), icon=":material/undo:")
    if stale := remembered.get("stale"):
        _both_versions(form, stale, fields or {}, mine or {}, in_words or _as_written)


def _as_written(_field: str, value: Any) -> str:
    return str(value)


def _both_versions(
    form: str, stale: Mapping[str, Any], fields: Mapping[str, str], mine: Mapping[str, Any], in_words: InWords
) -> None:
    theirs = {name: value for name, value in stale["theirs"].items() if name in fields}
    if theirs:
        st.table(
            {
                _("Field"): [plain(fields[name]) for name in theirs],
                _("As it is now"): [_said(in_words, name, value, _("nothing")) for name, value in theirs.items()],
                _("What you chose"): [_said(in_words, name, mine.get(name), _("not changed")) for name in theirs],
            },
            hide_index=True,
        )
    if stale["version"]:
        st.button(
            _("Use mine all the same"),
            key=f"{form}.mine",
            icon=":material/edit:",
            on_click=_agree,
            args=(form, stale["version"]),
            help=_("Your words stay in the form; saving again replaces what is there now."),
        )


def _said(in_words: InWords, field: str, value: Any, nothing: str) -> str:
    return nothing if value is None or value == "" else plain(in_words(field, value))


def _agree(form: str, version: int) -> None:
    form_state(form).update(agreed_version=version, stale=None, sentence="")


def draft_notice(draft: Draft) -> None:
    """Says that the form was begun on an earlier visit, and offers to start again."""
    if draft.kept_at is not None and draft.fields:
        with st.container(key=f"draft-{draft.form}", horizontal=True, vertical_alignment="center"):
            st.markdown(
                ":material/history_edu: "
                + _("You began this {when}; it was not saved yet.").format(when=said_time(draft.kept_at, clock.now()))
            )
            draft.start_again_button()


def save_button(draft: Draft, label: str | None = None, *, icon: str = ":material/check:") -> bool:
    """The form's one main button. Its key changes with each save, so that a second click finds nothing to press."""
    with st.container(key=f"save-{draft.form}"):
        return st.button(label or _("Save"), key=draft.widget("save"), type="primary", icon=icon, width="stretch")


def show_receipt(
    form: str,
    viewer: Viewer,
    *,
    another: str | None = None,
    links: Mapping[str, tuple[str, dict[str, str]]] | None = None,
) -> bool:
    """After a save: reference, what happens next, undo, "log another", links {label: (page, query)}.

    True while the receipt is shown; the form waits until it is put away.
    """
    kept = form_state(form).get("receipt")
    if not kept:
        return False
    forget_words(keep_under=f"{viewer.officer_id}.{form}.", once=kept["key"])
    with st.container(border=True, key=f"receipt-{form}"):
        st.success(plain(kept["sentence"]), icon=":material/check_circle:")
        if kept["what_next"]:
            st.markdown(kept["what_next"])
        for label, (page, query) in (links or {}).items():
            navigation.link(page, label=label, **query)
        with st.container(horizontal=True):
            st.button(
                another or _("Log another"),
                key=f"{form}.another",
                type="primary",
                icon=None if another else ":material/add:",
                on_click=put_away,
                args=(form,),
            )
            if kept["undo"]:
                st.button(
                    _("Undo"),
                    key=f"{form}.undo",
                    icon=":material/undo:",
                    on_click=_undo,
                    args=(form, viewer, kept),
                    help=_("For ten minutes, while nobody has built on it. What you typed comes back."),
                )
        if sentence := form_state(form).get("sentence"):
            st.error(plain(sentence), icon=":material/error:")
    return True


def short_receipt(form: str, viewer: Viewer) -> None:
    """Under a form that is filled in again at once: what was saved last, in one line with its undo."""
    kept = form_state(form).get("receipt")
    if not kept:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"saved-{form}"):
        st.markdown(":green[:material/check_circle:] " + plain(kept["sentence"]), width="stretch")
        if kept["undo"]:
            st.button(_("Undo"), key=f"{form}.undo", icon=":material/undo:", on_click=_undo, args=(form, viewer, kept))
    if sentence := form_state(form).get("sentence"):
        st.error(plain(sentence), icon=":material/error:")


def receipt_waits(form: str) -> bool:
    """True while a form has a receipt to show: it is drawn even when its record no longer asks for it."""
    return bool(form_state(form).get("receipt"))


def put_away(form: str) -> None:
    """The receipt has been read: the form comes back, empty."""
    form_state(form).update(receipt=None, sentence="")


def undo_of(form: str) -> str:
    """The name under which taking back this form's save is remembered."""
    return f"{form}.undo"


def _undo(form: str, viewer: Viewer, kept: Mapping[str, Any]) -> None:
    done = submit(
        Undo(kept["undo"]),
        viewer=viewer,
        form=undo_of(form),
        said=lambda _answer: Receipt(_("Taken back.")),
        redraw=False,
    )
    if done is None:
        form_state(form)["sentence"] = form_state(undo_of(form)).get("sentence", "")
        return
    put_away(form)
    # What had been typed comes back, to be corrected and saved again.
    Draft(form, viewer).keep_all(kept["fields"])
