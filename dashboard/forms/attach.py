"""Add a photo or a PDF to a record: checked and cleaned before it is saved, and what was taken out said in words."""

import hashlib
from typing import NoReturn

import streamlit as st

from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.states import loading
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, form_key, submit
from dashboard.words import _, say
from db.access import Viewer
from db.cleaning import CleanFile, Removed
from db.cleaning.apart import clean_apart
from db.commands.attachments import AttachFile
from db.commands.registry import Saved
from db.errors import BadFile
from db.vocabulary.notices import FileKind

ACCEPTED = ["jpg", "jpeg", "png", "webp", "pdf"]


def attach_form(viewer: Viewer, ref: str) -> None:
    draft = Draft(f"attach.{ref}", viewer)
    if show_receipt(draft.form, viewer, another=_("Add another")):
        return
    state = form_state(draft.form)
    expanded = bool(draft.fields or state["problems"] or state.get("sentence"))
    with st.expander(_("Add a photo or a PDF"), icon=":material/add_a_photo:", expanded=expanded):
        form_notice(draft.form, fields={"file": "", "title": ""})
        st.caption(
            _(
                "JPEG, PNG, WebP or PDF, up to 10 MB. Location, device and time are removed from it before it is kept; "
                "what can be seen or read in it stays."
            )
        )
        sent = st.file_uploader(
            _("File (required)"), type=ACCEPTED, max_upload_size=10, key=draft.widget("file"),
            help=_("A photo that is not one of these: open it on the phone and share it as JPEG."),
        )  # fmt: skip
        field_problem(draft.form, "file")
        title = draft.words(_("What it shows"), "title", rows=2, most=120, placeholder=_("No names: lists show this."))
        if save_button(draft, _("Add the file"), icon=":material/attach_file:"):
            _add(viewer, ref, draft, sent.getvalue() if sent else b"", title)


def _add(viewer: Viewer, ref: str, draft: Draft, sent: bytes, title: str) -> None:
    if not sent:
        _refuse(draft, _("Choose a photo or a PDF."))
    with loading(_("Checking and cleaning the file…")):
        try:
            cleaned = clean_apart(sent)
        except BadFile as error:
            _refuse(draft, say(error.sentence))
    # The file is no field of the draft, so it is named in the key: another file is another save.
    key = hashlib.sha256(form_key(draft.form).encode() + hashlib.sha256(sent).digest()).hexdigest()
    submit(
        AttachFile(ref, cleaned, title or None),
        viewer=viewer,
        form=draft.form,
        key=key,
        said=lambda answer: _receipt(answer, cleaned),
    )


def _refuse(draft: Draft, sentence: str) -> NoReturn:
    form_state(draft.form).update(problems={"file": sentence}, sentence="")
    st.rerun()


def _receipt(saved: Saved, cleaned: CleanFile) -> Receipt:
    return Receipt(_("Added to {ref}.").format(ref=saved.ref), what_next=_what_went(cleaned))


def _what_went(cleaned: CleanFile) -> str:
    if cleaned.kind == FileKind.PDF:
        if cleaned.removed:
            return _("Writer, dates and other hidden details were removed from this PDF. Its pages are as they were.")
        return _("There were no hidden details in this PDF.")
    if Removed.LOCATION in cleaned.removed:
        return _("Location was removed from this photo, and so were the device and the time.")
    if cleaned.removed:
        return _("Device, time and other hidden details were removed from this photo. It had no location.")
    return _("There was no location and no other hidden detail in this photo.")
